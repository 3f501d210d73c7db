"""`workspace metadata`: the same JSON as uv's, byte for byte."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.index_server import World
from support.interop import Filters, Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOT = """\
[project]
name = "root"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["lib[x]", "a; sys_platform == 'win32'"]
[project.optional-dependencies]
e1 = ["b==1"]
e2 = ["b==2"]
[dependency-groups]
dev = ["c"]
lint = ["c<2", {include-group = "more"}]
more = []
[tool.uv]
environments = ["sys_platform == 'linux'", "sys_platform == 'win32'"]
conflicts = [[{extra = "e1"}, {extra = "e2"}]]
[tool.uv.workspace]
members = ["packages/*"]
[tool.uv.sources]
lib = {workspace = true}
"""
LIB = """\
[project]
name = "lib"
version = "0.2.0"
requires-python = ">=3.11"
[project.optional-dependencies]
x = ["a"]
"""
FLAT = '[project]\nname = "flat"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["a", "c"]\n'
SCRIPT = '# /// script\n# requires-python = ">=3.11"\n# dependencies = ["a"]\n# ///\n'
# Modules, packages without `__init__`, extension modules of this interpreter and of others, stubs, and what is none.
FILES = (
    "a/__init__.py", "a/_own.py", "a/__main__.py", "a/class.py", "a/x-y.py", "a/1.py", "a/data/x.txt", "a/y.pyi",
    "a/abi.abi3.so", "a/plain.so", "a/win.pyd", "a/other.cpython-27-x.so", "a/old.pyc", "a-stubs/z.pyi", "a.libs/x.so",
    "ns/deep/mod.py", "top.py", "é.py", "binary/__init__.abi3.so", "binary/data.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    world = World()
    world.add("a", "1", files=dict.fromkeys(FILES, ""), sdist=True)
    for version in ("1", "2"):
        world.add("b", version)
        world.add("c", version, files={"ns/deep/mod.py": "", "ns/other.py": ""})
    with world.serve() as server:
        yield server.index_url()


@pytest.fixture
def pair(tmp_path: Path, url: str) -> Pair:
    return Pair(tmp_path, url)


@pytest.mark.parametrize("words", ["", "--sync", "--locked", "--sync --frozen", "--output-version 7 -q"])
def test_a_workspace_is_told_as_uv_tells_it(pair: Pair, words: str) -> None:
    pair.write("pyproject.toml", ROOT)
    pair.write("packages/lib/pyproject.toml", LIB)
    pair.expect_same("workspace", "metadata", *words.split(), filters=Filters(drop_stderr_lines=("error: Unable",)))
    pair.expect_same_files()


def test_an_environment_is_told_with_who_brings_which_module(pair: Pair) -> None:
    pair.write("pyproject.toml", FLAT)
    pair.expect_same("workspace", "metadata", "--sync")
    pair.expect_same_files()
    pair.expect_same_environment(".venv/lib/python{}.{}/site-packages".format(*sys.version_info[:2]))
    pair.run("pip", "install", "b", "c==1")
    pair.expect_same("workspace", "metadata")
    for words in ("--sync --preview-features workspace-metadata", "--sync --exact --locked", "--frozen"):
        pair.expect_same("workspace", "metadata", *words.split())


@pytest.mark.parametrize("words", ["", "--sync", "--locked", "--frozen"])
def test_a_script_is_told_as_uv_tells_it(pair: Pair, words: str) -> None:
    pair.write("s.py", SCRIPT)
    expected, actual = pair.run("workspace", "metadata", "--script", "s.py", *words.split())
    for place, outcome in zip(pair.places, (expected, actual), strict=True):
        told = [word for word in outcome.stdout.split('"') if "/environments-v" in word]
        root = told[0] if told else "nothing"
        assert root.startswith(str(place.cache)) == ("--sync" in words)
    # The environment of a script is in the cache, and caches have their own layout.
    if "--sync" in words:
        shown = [
            "".join(line for line in outcome.stdout.splitlines(keepends=True) if "/environments-v" not in line)
            for outcome in (expected, actual)
        ]
        places = [place.plain(text) for place, text in zip(pair.places, shown, strict=True)]
        assert places[0] == places[1]
    else:
        dropped = Filters(drop_stderr_lines=("error: Unable",))
        assert not pair.differences(expected, actual, dropped)
    pair.expect_same_files()


def test_a_missing_script_or_project_is_told(pair: Pair) -> None:
    pair.expect_same("workspace", "metadata", "--script", "nope.py")
    pair.expect_same("workspace", "metadata")
    assert [outcome.code for outcome in pair.run("workspace", "metadata", "--exact")] == [2, 2]


def test_groups_that_conflict_are_refused_as_extras_are(pair: Pair) -> None:
    declared = 'conflicts = [[{group = "x"}, {group = "y"}]]\n'
    pair.write("pyproject.toml", f'{FLAT}[dependency-groups]\nx = ["b==1"]\ny = ["b==2"]\n[tool.uv]\n{declared}')
    outcome = pair.puv.run("workspace", "metadata", "--sync")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "conflicting groups `flat:x` and `flat:y`" in outcome.stderr
