"""Looking at workspaces: the same answers as uv's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.interop import Pair

if TYPE_CHECKING:
    from pathlib import Path

ROOT = '[project]\nname = "root"\nversion = "1"\n[tool.uv.workspace]\nmembers = ["m", "deep/*"]\nexclude = ["deep/x"]\n'
SCRIPT = "# /// script\n# dependencies = []\n# ///\n"


@pytest.mark.parametrize(
    "words",
    ["list", "list --paths", "list --scripts", "dir", "dir --package m", "dir --package N_", "dir --package nope",
     "list --directory deep/n", "dir --directory deep/n", "dir --project m", "list --nope", ""],
)  # fmt: skip
def test_a_workspace_is_told_as_uv_tells_it(tmp_path: Path, words: str) -> None:
    pair = Pair(tmp_path)
    pair.write("pyproject.toml", ROOT)
    for path, name in (("m", "m"), ("deep/n", "n"), ("deep/x", "x")):
        pair.write(f"{path}/pyproject.toml", f'[project]\nname = "{name}"\nversion = "1"\n')
    for path in ("a.py", "deep/b.py", ".hidden/c.py"):
        pair.write(path, SCRIPT)
    pair.write("plain.py", "import x\n")
    expected, actual = pair.run("workspace", *words.split())
    if words:
        assert not pair.differences(expected, actual)
    else:
        assert expected.code == actual.code


@pytest.mark.parametrize(
    "text", [None, "[tool.x]\n", "[project]\nname = 'x'\nversion = '1'\n[tool.uv]\nmanaged = false\n"]
)
def test_where_there_is_no_workspace_that_is_said(tmp_path: Path, text: str | None) -> None:
    pair = Pair(tmp_path)
    if text is not None:
        pair.write("pyproject.toml", text)
    for words in ("list", "dir", "list --paths"):
        pair.expect_same("workspace", *words.split())
