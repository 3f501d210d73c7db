"""`pyvenv.cfg`: the file that makes a directory an environment (PEP 405)."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def read_config(prefix: str) -> Mapping[str, str]:
    """Return the keys (lower case) and values of an environment's `pyvenv.cfg`; empty when there is none."""
    try:
        with open(os.path.join(prefix, "pyvenv.cfg"), encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {key.strip().lower(): value.strip() for key, separator, value in pairs if separator}


def render_config(entries: Mapping[str, str]) -> str:
    """Return the text of a `pyvenv.cfg`: one `key = value` per line, in the order given."""
    return "".join(f"{key} = {value}\n" for key, value in entries.items())
