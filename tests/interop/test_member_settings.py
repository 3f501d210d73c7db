"""Settings of a workspace, and what is wrong with projects, as seen from a member: real uv and puv."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.interop import Pair

HEAD = '[project]\nname = "{name}"\nversion = "1.0"\nrequires-python = ">=3.9"\n'
ROOT = HEAD.format(name="root")
MEMBER = HEAD.format(name="aa") + 'dependencies = ["lib"]\n'
LOWEST = '[tool.uv]\nresolution = "lowest-direct"\n'
WORKSPACE = '[tool.uv.workspace]\nmembers = ["m/*"]\n'

SETTINGS = {
    "the root's": (ROOT + LOWEST + WORKSPACE, MEMBER),
    "the member's own": (ROOT + WORKSPACE, MEMBER + LOWEST),
    "both": (ROOT + LOWEST + WORKSPACE, MEMBER + '[tool.uv]\nresolution = "highest"\n'),
    "of what is left out": (ROOT + LOWEST + WORKSPACE + 'exclude = ["m/a"]\n', MEMBER + "[tool.uv]\n"),
    "of what is above": (ROOT + LOWEST, MEMBER + '[tool.uv]\nprerelease = "allow"\n'),
    "without a root project": (LOWEST + WORKSPACE, MEMBER + "[tool.uv]\n"),
}

WRONG = {
    "a group that includes itself": '[dependency-groups]\na = [{ include-group = "a" }]\n',
    "a group that includes none": '[dependency-groups]\na = [{ include-group = "b" }]\n',
    "a group of odd objects": "[dependency-groups]\na = [{ other = 1 }]\n",
    "a group that is no requirement": '[dependency-groups]\na = ["lib =="]\n',
    "a source of no member": "[tool.uv.sources]\nlib = { workspace = true }\n",
    "a source of two kinds": '[tool.uv.sources]\nlib = { path = "x", url = "https://example.org/x" }\n',
    "a source of a repository's directory": '[tool.uv.sources]\nlib = { path = "x", git = "https://example.org/x" }\n',
    "a source of two places in one": '[tool.uv.sources]\nlib = { path = "x", git = "u:/x", subdirectory = "y" }\n',
    "a source of no kind": "[tool.uv.sources]\nlib = { editable = true }\n",
    "a source that is not there": '[tool.uv.sources]\nlib = { path = "../nowhere" }\n',
    "a source of an unknown index": '[tool.uv.sources]\nlib = { index = "nowhere" }\n',
    "sources that overlap": '[tool.uv.sources]\nlib = [{ path = "x" }, { path = "y" }]\n',
    "not managed": "[tool.uv]\nmanaged = false\n",
}


@pytest.mark.parametrize(("root", "member"), SETTINGS.values(), ids=SETTINGS)
def test_settings_are_those_of_the_workspace(pair: Pair, root: str, member: str) -> None:
    pair.write("pyproject.toml", root)
    pair.write("m/a/pyproject.toml", member)
    pair.expect_same("lock", "--directory", "m/a")
    pair.expect_same_files()
    pair.expect_same("pip", "compile", "--project", "m/a", "m/a/pyproject.toml")


@pytest.mark.parametrize("more", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_alike(pair: Pair, more: str) -> None:
    pair.write("pyproject.toml", MEMBER + more)
    pair.expect_same("lock")
    pair.expect_same("sync", "--dry-run")
    pair.expect_same_files()
