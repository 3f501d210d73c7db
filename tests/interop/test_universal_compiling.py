"""`pip compile --universal` divides a resolution where uv does, and writes the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.interop import Pair
from support.universal_cases import CASES

if TYPE_CHECKING:
    from pathlib import Path

    from support.universal_cases import UniversalCase


def ask(pair: Pair, case: UniversalCase, *more: str) -> None:
    """Write the inputs of a case and compile them with both programs."""
    files: dict[str, list[str]] = {"": []}
    for text in case.requirements:
        kind, separator, rest = text.partition(" ") if text.startswith("#") else ("", "", text)
        files.setdefault(kind if separator else "", []).append(rest)
    options = [*case.options, *more]
    for kind, name, option in (("", "app.in", ""), ("#c", "limits.txt", "-c"), ("#o", "force.txt", "--override")):
        if kind in files:
            pair.write(name, "".join(f"{line}\n" for line in files[kind]))
            options += [option, name] if option else []
    pair.expect_same("pip", "compile", "--universal", "app.in", *options)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_universal_resolution_is_uv_s(tmp_path: Path, case: UniversalCase) -> None:
    with case.world().serve() as server:
        pair = Pair(tmp_path, server.index_url(), {"UV_HTTP_RETRIES": "0"})
        ask(pair, case)


def test_an_earlier_output_is_kept_to_where_its_markers_say(tmp_path: Path) -> None:
    case = CASES["two platforms"]
    with case.world().serve() as server:
        pair = Pair(tmp_path, server.index_url(), {"UV_HTTP_RETRIES": "0"})
        ask(pair, case, "-o", "out.txt")
        ask(pair, case, "-o", "out.txt")
        ask(pair, case, "-o", "out.txt", "--upgrade")
        pair.expect_same_files()
