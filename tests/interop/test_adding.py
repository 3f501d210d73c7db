"""Adding, removing and setting versions with locks and environments: one project goes through a day with both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.index_server import World
from support.interop import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = '[project]\nname = "root"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n'
# Members that are not built.
BUILD = 'requires-python = ">=3.11"\n[tool.uv]\npackage = false\n'
VERSIONS = {
    "z003": "0.0.3", "z023": "0.2.3", "z02": "0.2", "one": "1.2.3", "big": "2024.1", "single": "5", "pre": "1.0rc1",
    "loc": "1.0+cpu", "four": "1.2.3.4", "post": "1.0.post1", "dev": "1.0.dev3", "zero": "0", "z00": "0.0",
}  # fmt: skip


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    world = World()
    for name, version in VERSIONS.items():
        world.add(name, version)
    world.add("epoch", "1!2.5")
    world.add("app", "1.0", requires=["lib>=1"]).add("app", "2.0", requires=["lib>=2"])
    world.add("lib", "1.0").add("lib", "2.0").add("clash", "1.0", requires=["lib<2"])
    with world.serve() as server:
        yield server.index_url()


@pytest.fixture
def pair(tmp_path: Path, url: str) -> Pair:
    pair = Pair(tmp_path, variables={"UV_INDEX_URL": url})
    pair.write("pyproject.toml", HEAD)
    pair.write("c.txt", "app<2\n")
    return pair


DAYS = [
    ["add app", "add app", "add app<2", "add lib", "remove app", "remove lib"],
    ["add app clash", "add --upgrade app", "remove clash", "lock --upgrade", "sync"],
    ["add one --dev", "add big --group foo", "add post --optional x", "remove one --dev", "remove big --group foo"],
    ["add app --locked", "add app --no-sync", "remove app --locked", "remove app --no-sync", "sync --locked"],
    ["add lib --frozen", "lock --check", "lock", "remove lib --frozen", "sync --locked", "sync"],
    ["add app -c c.txt", "add app -c missing.txt", "lock --check"],
    ["add app --raw", "add -q lib", "remove -q lib", "add z02;sys_platform=='win32'", "sync --locked"],
    ["version 2", "version --bump minor --no-sync", "version 3 --locked", "version --frozen", "lock --check"],
    [
        "add one>1 big --bounds exact",
        "add lib[nope]",
        "add -q one[b,a]>1 --raw",
        "add one --extra y --extra b --frozen",
    ],
    [f"add --bounds {kind} {' '.join(VERSIONS)}" for kind in ("lower", "major", "minor", "exact")],
    ["add app --no-install-package lib", "sync --inexact", "add one --active"],
]


@pytest.mark.parametrize("day", DAYS, ids=[day[0] for day in DAYS])
def test_a_project_goes_through_the_same_day(pair: Pair, day: list[str]) -> None:
    for words in day:
        pair.expect_same(*words.split())
        pair.expect_same_files()
    if (pair.uv.cwd / ".venv").exists():
        pair.expect_same_environment(".venv/lib")


@pytest.mark.parametrize(
    "words", ["add nothere", "add one>9", "add one --no-index", "add clash lib>1", "add app>=2 -c c.txt"]
)
def test_what_cannot_be_added_changes_nothing(pair: Pair, words: str) -> None:
    pair.expect_same("add", "lib")
    before = pair.puv.files(without=(".venv",))
    expected, actual = pair.run(*words.split())
    assert expected.code == actual.code == 1
    assert "\nerror: Failed to add dependencies\n  cause: No solution found" in actual.stderr
    assert actual.stderr.rstrip().endswith("provide the `--frozen` flag to skip locking and syncing")
    assert pair.puv.files(without=(".venv",)) == before


def test_bounds_of_the_settings_count_where_the_line_says_nothing(pair: Pair) -> None:
    pair.write("pyproject.toml", f'{HEAD}[tool.uv]\nadd-bounds = "exact"\n')
    pair.expect_same("add", "one", "app>1", "--no-sync")
    pair.expect_same("add", "big", "--bounds", "minor", "--no-sync")
    pair.expect_same_files()


def test_an_epoch_stays_in_both_bounds(pair: Pair) -> None:
    outcome = pair.puv.run("add", "epoch", "--bounds", "major", "--no-sync")
    assert outcome.code == 0, outcome.stderr
    assert '"epoch>=1!2.5,<1!3.0"' in (pair.puv.cwd / "pyproject.toml").read_text()


def test_a_default_index_of_the_environment_is_written_down(tmp_path: Path, url: str) -> None:
    pair = Pair(tmp_path, variables={"UV_DEFAULT_INDEX": url})
    pair.write("pyproject.toml", HEAD)
    pair.expect_same("add", "one")
    assert "default = true" in (pair.puv.cwd / "pyproject.toml").read_text()
    pair.expect_same_files()


def test_members_of_a_workspace_are_added_and_removed(pair: Pair) -> None:
    for name in "mn":
        pair.write(f"{name}/pyproject.toml", f'[project]\nname = "{name}"\nversion = "1"\n{BUILD}')
    for words in ("add ./m", "add one --package m", "add ./n --package m", "remove m", "add n --no-sync", "sync"):
        pair.expect_same(*words.split())
        pair.expect_same_files()
    pair.expect_same_environment(".venv/lib")


SCRIPT = """\
#!/usr/bin/env python
# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "lib", # why
# ]
#
# [tool.x]
# a = 1
# ///
import lib
"""


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("text", [SCRIPT, "import x\n", "#!/bin/x\nimport x", None])
@pytest.mark.parametrize(
    "words",
    ["add one", "add one>1 app", "add --raw one", "add --frozen one", "add c@https://example.org/c-1.zip --frozen",
     "add one --index f=http://127.0.0.1:1/simple --frozen", "add one --locked", "add one --dev", "remove lib",
     "remove nope", "add nothere", "add ./x"],
)  # fmt: skip
def test_scripts_are_edited_as_uv_edits_them(pair: Pair, words: str, text: str | None, *, locked: bool) -> None:
    if text is not None:
        pair.write("s.py", text)
    if locked:
        if text != SCRIPT:
            pytest.skip("only a script with metadata has a lock")
        pair.expect_same("lock", "-q", "--script", "s.py")
    verb, *rest = words.split()
    pair.expect_same(verb, "--script", "s.py", *rest)
    pair.expect_same_files()


@pytest.mark.parametrize(
    "words",
    ["add one --package nope", "add -r pyproject.toml", "add x@git+file:///nope/x --no-sync", "add x@file:///nope.whl",
     "add -r r.txt --dev --no-sync", "add root --dev --frozen", "add one --index ./d --index ./d --no-sync"],
)  # fmt: skip
def test_what_is_added_or_refused_is_so_in_the_same_order(pair: Pair, words: str) -> None:
    pair.write("r.txt", "one>1\n-e ./m\n")
    pair.write("m/pyproject.toml", f'[project]\nname = "m"\nversion = "1"\n{BUILD}')
    pair.write("d/x.txt", "")
    pair.expect_same(*words.split())
    pair.expect_same_files()


def test_looking_at_a_script_leaves_no_lock(pair: Pair) -> None:
    pair.write("s.py", SCRIPT)
    for words in ("export --script s.py", "tree --script s.py"):
        pair.expect_same(*words.split())
    assert not (pair.puv.cwd / "s.py.lock").exists()
