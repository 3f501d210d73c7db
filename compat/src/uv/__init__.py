"""puv under uv's name, for the programs that import `uv` to find the command."""

from __future__ import annotations

import os
import sys
import sysconfig

__all__ = ["find_uv_bin"]


def find_uv_bin() -> str:
    """Return the path of the `uv` command that was installed together with this module.

    Raises:
        FileNotFoundError: it is in none of the places where installers put commands; the message names them.
    """
    name = "uv" + (sysconfig.get_config_var("EXE") or "")
    places = _places()
    for place in places:
        path = os.path.join(place, name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"the command `{name}` is in none of these directories: {', '.join(places)}")


def _places() -> list[str]:
    """Return where installers put commands, most likely first, without repeats."""
    programs = "Scripts" if os.name == "nt" else "bin"
    above = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # Packages of a `--prefix` lie three levels below it, on Windows two; those of a `--target` at its top.
    prefix = os.path.join(above, *([os.pardir] * (2 if os.name == "nt" else 3)))
    user = sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))
    places = [
        sysconfig.get_path("scripts"), os.path.normpath(os.path.join(prefix, programs)), os.path.join(above, programs),
        user, os.path.join(sys.base_prefix, programs),
    ]  # fmt: skip
    return list(dict.fromkeys(places))
