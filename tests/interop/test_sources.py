"""Projects as inputs of `pip`: where their requirements come from, and what only a build tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import backend

if TYPE_CHECKING:
    from support.interop import Pair

EDITABLE = '[tool.uv.sources]\nbb = { path = "b", editable = true }\n'


def write(
    pair: Pair, name: str, requires: tuple[str, ...] = (), more: str = "", *, at: str = "", static: bool = True
) -> None:
    for path, text in backend.project(name, requires=requires, static=static).items():
        pair.write(at + path, text + (more if path == "pyproject.toml" else ""))


def run_all(pair: Pair, *commands: str) -> None:
    for command in commands:
        pair.expect_same(*command.split())


def same_environment(pair: Pair, command: str) -> None:
    outcomes = pair.run(*command.split())
    assert [outcome.code for outcome in outcomes] == [0, 0], outcomes  # builds at the same time end in any order
    pair.expect_same_environment(".venv/lib")


def test_the_sources_of_a_project_count_where_it_is_installed(ready: Pair) -> None:
    write(ready, "one", ("bb", "lib"), EDITABLE)
    write(ready, "bb", ("tool",), at="b/")
    run_all(ready, "pip compile pyproject.toml")
    same_environment(ready, "pip install -e .")
    same_environment(ready, "pip sync pyproject.toml")


def test_sources_of_what_is_needed_by_path_count_too(ready: Pair) -> None:
    write(ready, "one", ("aa",), '[tool.uv.sources]\naa = { path = "a" }\n')
    write(ready, "aa", ("bb",), '[tool.uv.sources]\nbb = { path = "../b" }\n', at="a/")
    write(ready, "bb", ("tool",), at="b/")
    same_environment(ready, "pip install .")


def test_members_of_a_workspace_are_taken_from_it(ready: Pair) -> None:
    table = '[tool.uv.sources]\naa = { workspace = true }\n[tool.uv.workspace]\nmembers = ["m/*"]\n'
    write(ready, "root", ("aa",), table)
    write(ready, "aa", ("tool",), at="m/aa/")
    run_all(ready, "pip compile pyproject.toml", "pip compile m/aa/pyproject.toml")
    same_environment(ready, "pip install -e .")


@pytest.mark.parametrize("flag", ["--no-sources", "--no-sources-package lib"])
def test_sources_may_be_ignored(pair: Pair, flag: str) -> None:
    write(pair, "one", ("lib<2",), '[tool.uv.sources]\nlib = { path = "b" }\n')
    write(pair, "lib", at="b/")
    run_all(pair, "pip compile pyproject.toml", f"pip compile pyproject.toml {flag}")


def test_groups_have_sources(pair: Pair) -> None:
    write(pair, "one", ("lib",), '[dependency-groups]\ndev = ["bb"]\n' + EDITABLE)
    write(pair, "bb", ("tool",), at="b/")
    run_all(pair, "pip compile --group dev")


def test_a_source_that_cannot_be_used_is_told_of(ready: Pair) -> None:
    write(ready, "one", ("bb",), '[tool.uv.sources]\nbb = { index = "nope" }\n')
    run_all(ready, "pip compile pyproject.toml", "pip install -e .")


def test_what_only_a_build_tells_is_an_input_too(ready: Pair) -> None:
    write(ready, "one", ("lib", "tool; extra == 'x'"), static=False)
    run_all(ready, "pip compile pyproject.toml", "pip compile pyproject.toml --extra y")
    run_all(ready, "pip install -r pyproject.toml", "pip compile setup.py", "pip compile nope/pyproject.toml")


@pytest.mark.parametrize(
    "command",
    [
        "-e . --no-editable", "-e . --no-editable-package bb", "-e . --no-editable-package one",
        "-r pyproject.toml --no-editable",
        "-e ./d --no-editable-package dd", "-e ./d -e ./d --no-editable",
    ],
)  # fmt: skip
def test_editables_can_be_installed_like_any_other(ready: Pair, command: str) -> None:
    write(ready, "one", ("bb",), EDITABLE)
    write(ready, "bb", at="b/")
    write(ready, "dd", at="d/", static=False)
    same_environment(ready, f"pip install {command}")
    run_all(ready, "pip list")


def test_an_installed_editable_is_replaced(ready: Pair) -> None:
    write(ready, "one")
    for command in ("-e .", "-e . --no-editable", "-e . --no-editable", "-e ."):
        run_all(ready, f"pip install {command}", "pip list")
