"""`export` and `tree` over locks that real uv wrote, and over small ones of every shape: as real uv."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from support.interop import Pair
from support.locks import real_lock
from support.toy_lock import write_toy

if TYPE_CHECKING:
    from pathlib import Path

SMALL = """\
[project]
name = "small"
version = "0.1.0"
requires-python = ">=3.10"
dependencies = []
[project.optional-dependencies]
cli = []
empty = []
[dependency-groups]
dev = []
none = []
"""
CONFLICTS = SMALL.replace("small", "conflicts").replace("cli", "a").replace("empty", "b").replace("dev", "g1")
GROUPS = '[dependency-groups]\ndev = ["idna", "click"]\nb = []\nc = ["idna>=2 ; sys_platform == \'linux\'"]\n'
SOURCES = SMALL.replace('"small"', '"odd"')
PROJECTS = {
    "small": SMALL,
    "conflicts": CONFLICTS.replace("none", "g2"),
    "groups": GROUPS,
    "sources": SOURCES,
}

WORKSPACE = ("root: a b[x] c", "a!: c d", "b!: a e@win32", "b[x]: f", "root:dev: g", "a[y]: g d", "b:dev: c", "h!:")
EXTRAS = ("r: a[x,y] b", "a: c", "a[x]: d", "a[y]: e d", "b: a", "r[cli]: f a[y]", "r:dev: g b", "r:doc: h")
CYCLES = ("r: a b c", "a: c d", "b: a", "c: a")
PLATFORMS = ("r: b@win32 f@linux a", "f: a", "b: a", "a: d@win32 e@linux c", "c: g", "e: g@darwin")
ROOTS = ("b: x", "a!: y", "c!: z", "c[e]: w", "c:dev: q", "a[f]: v", "d!: c[e] a")


def pair_with(root: Path, name: str) -> Pair:
    """Two places with the same project, whose lock real uv wrote."""
    pair = Pair(root)
    pair.write("pyproject.toml", PROJECTS[name])
    pair.write("uv.lock", real_lock(f"{name}.lock"))
    return pair


def toy(root: Path, lines: tuple[str, ...]) -> Pair:
    """Two places with the same small world."""
    pair = Pair(root)
    write_toy(pair.write, *lines)
    return pair


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("small", "export --frozen"),
        ("small", "export --frozen --all-extras --no-extra cli --no-hashes --no-header"),
        ("small", "export --frozen --only-group dev --no-annotate"),
        ("small", "export --frozen --no-default-groups --no-emit-package idna --no-hashes -q"),
        ("small", "export --frozen --only-emit-package idna --prune httpx --no-hashes"),
        ("small", "export --frozen --format pylock.toml --extra cli"),
        ("small", "export --frozen --extra zz"),
        ("small", "export --frozen --no-group zz"),
        ("small", "export --frozen --package zz"),
        ("small", "export --frozen --emit-index-url --emit-find-links -f . --no-hashes"),
        ("small", "export --frozen -o x.txt --format pylock.toml"),
        ("small", "export --frozen --extra cli --only-group dev"),
        ("small", "tree --frozen --universal --all-groups"),
        ("small", "tree --frozen --universal --invert"),
        ("conflicts", "export --frozen --extra a --group g1 --no-hashes"),
        ("conflicts", "export --frozen --extra b --group g2 --no-hashes"),
        ("conflicts", "export --frozen --extra a --extra b"),
        ("conflicts", "export --frozen --group g1 --group g2"),
        ("conflicts", "export --frozen --format pylock.toml --extra b"),
        ("conflicts", "tree --frozen --universal --all-groups"),
        ("groups", "export --frozen --group c"),
        ("groups", "export --frozen --all-groups --no-hashes"),
        ("groups", "tree --frozen --universal --all-groups"),
        ("sources", "export --frozen"),
        ("sources", "export --frozen --no-editable --no-annotate --no-hashes"),
        ("sources", "export --frozen --no-emit-local --no-hashes"),
        ("sources", "tree --frozen --universal --show-sizes"),
    ],
)
def test_locks_of_real_uv(tmp_path: Path, name: str, words: str) -> None:
    pair_with(tmp_path, name).expect_same(*words.split())


@pytest.mark.parametrize(
    "words",
    [
        "export --frozen --no-hashes",
        "export --frozen --all-packages --all-extras",
        "export --frozen --package b --package a --extra y --no-hashes",
        "export --frozen --all-packages --no-emit-workspace --no-hashes",
        "export --frozen --all-packages --extra zz",
        "export --frozen --all-packages --group zz",
        "export --frozen --prune c --no-hashes",
        "tree --frozen --universal",
        "tree --frozen --universal --invert",
        "tree --frozen --universal --package b --show-sizes",
        "tree --frozen --universal --prune a --no-dev",
    ],
)
def test_a_workspace(tmp_path: Path, words: str) -> None:
    toy(tmp_path, WORKSPACE).expect_same(*words.split())


@pytest.mark.parametrize("lines", [EXTRAS, CYCLES, PLATFORMS, ROOTS], ids=["extras", "cycles", "platforms", "roots"])
@pytest.mark.parametrize(
    "words",
    [
        "--universal",
        "--invert --universal",
        "--depth 2 --universal --all-groups",
        "--no-dedupe --invert --universal",
        "--only-group dev --universal",
        "--package a --package c --universal",
        "--invert --depth 1 --python-platform windows",
    ],
)
def test_trees_of_every_shape(tmp_path: Path, lines: tuple[str, ...], words: str) -> None:
    toy(tmp_path, lines).expect_same("tree", "--frozen", *words.split())


@pytest.mark.parametrize(
    "words", ["", "--universal --depth 1", "--invert", "--package a", "--only-group dev", "--prune c --no-dev"]
)
def test_trees_as_json(tmp_path: Path, words: str) -> None:
    toy(tmp_path, WORKSPACE).expect_same("tree", "--frozen", "--format", "json", *words.split())


@pytest.mark.parametrize("name", PROJECTS)
def test_trees_of_real_locks_as_json(tmp_path: Path, name: str) -> None:
    pair_with(tmp_path, name).expect_same("tree", "--frozen", "--format", "json", "--universal", "--all-groups")


def test_scripts_are_exported_and_drawn(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.write("s.py", "# /// script\n# requires-python = '>=3.11'\n# dependencies = ['idna']\n# ///\n")
    pair.write("s.py.lock", real_lock("script.lock"))
    pair.expect_same("export", "--frozen", "--script", "s.py")
    pair.expect_same("export", "--frozen", "--script", "s.py", "--format", "pylock.toml")
    pair.expect_same("export", "--frozen", "--script", "s.py", "--extra", "x")
    pair.expect_same("export", "--frozen", "--script", "s.py", "--only-group", "x")
    pair.expect_same("tree", "--frozen", "--script", "s.py", "--universal")
    pair.expect_same("tree", "--frozen", "--script", "s.py", "--universal", "--format", "json")


def test_a_member_exports_and_draws_from_its_own_directory(tmp_path: Path) -> None:
    pair = toy(tmp_path, WORKSPACE)
    pair.expect_same("export", "--frozen", "--project", "b", "--no-hashes")
    pair.expect_same("tree", "--frozen", "--project", "b", "--universal")


def test_a_tree_tells_once_which_python_is_used(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.write("pyproject.toml", '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.10"\n')
    for words in ((), ("--locked",), ("--frozen",), ("--universal",)):
        pair.expect_same("tree", *words)


def test_files_are_written_and_shown(tmp_path: Path) -> None:
    pair = toy(tmp_path, EXTRAS)
    pair.expect_same("export", "--frozen", "-o", "deep/requirements.txt")
    pair.expect_same("export", "--frozen", "-q", "-o", "pylock.dev.toml", "--group", "dev")
    one, two = (place.files() for place in pair.places)
    assert one.keys() == two.keys()
    assert one["deep/requirements.txt"] == pair.puv.plain(two["deep/requirements.txt"])
    assert one["pylock.dev.toml"] == pair.puv.plain(two["pylock.dev.toml"])


def test_a_pylock_names_places_relative_to_itself(tmp_path: Path) -> None:
    pair = pair_with(tmp_path, "sources")
    pair.write("flat/click-8.1.7-py3-none-any.whl", "no archive, but bytes with a digest")
    lock = re.sub(r"file:///home/user", "file:///[ROOT]", real_lock("sources.lock"))
    pair.write("uv.lock", lock)
    pair.expect_same("export", "--frozen", "-o", "out/deep/pylock.toml")


def test_a_bill_of_materials_names_the_same_components(tmp_path: Path) -> None:
    pair = toy(tmp_path, WORKSPACE)
    for words in (("--all-packages", "--all-extras"), ("--package", "b"), ("--no-emit-package", "c", "--no-hashes")):
        one, two = (
            json.loads(run.stdout) for run in pair.run("export", "--frozen", "--format", "cyclonedx1.5", *words)
        )
        for bill in (one, two):
            bill["metadata"].pop("tools")
            bill["metadata"].pop("timestamp")
            bill.pop("serialNumber")
        assert one == two


def test_without_a_lock_both_refuse_what_needs_one(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.write("pyproject.toml", SMALL)
    pair.expect_same("export", "--frozen")
    pair.expect_same("tree", "--frozen", "--universal")
    pair.write("uv.lock", real_lock("small.lock").replace("version = 1\n", "version = 2\n", 1))
    pair.expect_same("export", "--frozen")
