"""`sync`: the same projects to real uv and to puv; the same words, locks and environments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import backend

if TYPE_CHECKING:
    from support.interop import Pair

HEAD = '[project]\nname = "app1"\nversion = "1.0"\nrequires-python = ">=3.9"\n'
GROUPS = '[dependency-groups]\ndev = ["lib"]\na = ["tool"]\nb = [{ include-group = "a" }, "speed"]\n'
EXTRAS = '[project.optional-dependencies]\nx = ["lib"]\ny = ["tool"]\n'


def write_package(pair: Pair, name: str, directory: str = "", requires: tuple[str, ...] = (), more: str = "") -> None:
    """Write a project that builds itself without downloads."""
    files = backend.project(name, requires=requires, static=True)
    table = files["pyproject.toml"].replace("dependencies =", 'requires-python = ">=3.9"\ndependencies =')
    for path, text in {**files, "pyproject.toml": table + more}.items():
        pair.write(directory + path, text)


def run_all(pair: Pair, *commands: str) -> None:
    for command in commands:
        pair.expect_same(*command.split())
        pair.expect_same_files(without=(".venv", "__pycache__"))
        pair.expect_same_environment(".venv/lib")


def test_groups_come_and_go(pair: Pair) -> None:
    pair.write("pyproject.toml", HEAD + GROUPS)
    run_all(pair, "sync", "sync --group b", "sync --no-dev", "sync --only-group a", "sync --only-dev")
    run_all(pair, "sync --no-default-groups", "sync --all-groups", "sync --all-groups --no-group b", "sync --inexact")


@pytest.mark.parametrize(
    "command",
    ["--group zz", "--only-group zz", "--no-group zz", "--extra zz", "--no-extra zz", "--package zz", "--frozen"],
)
def test_what_does_not_exist_is_refused(pair: Pair, command: str) -> None:
    pair.write("pyproject.toml", HEAD + GROUPS)
    run_all(pair, f"sync {command}")


def test_extras_come_and_go(pair: Pair) -> None:
    pair.write("pyproject.toml", HEAD + EXTRAS)
    run_all(pair, "sync --extra x", "sync --all-extras", "sync --all-extras --no-extra y", "sync --extra X --extra y")


@pytest.mark.parametrize("groups", ['["a"]', '"all"', "[]", '["nope"]'])
def test_the_default_groups_are_the_projects_choice(pair: Pair, groups: str) -> None:
    pair.write("pyproject.toml", f"{HEAD}{GROUPS}[tool.uv]\ndefault-groups = {groups}\n")
    run_all(pair, "sync", "sync --no-group a", "sync --dev", "sync --only-group dev")


def test_conflicting_extras_cannot_be_had_together(pair: Pair) -> None:
    extras = '[project.optional-dependencies]\nx = ["lib==1.0"]\ny = ["lib==2.0"]\n'
    pair.write("pyproject.toml", f'{HEAD}{extras}[tool.uv]\nconflicts = [[{{ extra = "x" }}, {{ extra = "y" }}]]\n')
    run_all(pair, "sync --extra x", "sync --extra y", "sync --extra x --extra y", "sync --all-extras")


def test_dry_runs_change_nothing(pair: Pair) -> None:
    pair.write("pyproject.toml", HEAD + 'dependencies = ["lib"]\n')
    run_all(pair, "sync --dry-run", "sync --check", "lock --dry-run", "lock", "lock --dry-run", "sync --check")
    run_all(pair, "sync", "sync --check", "sync --dry-run", "sync --locked --dry-run", "sync --dry-run --frozen")


def test_a_stale_lock_is_told_of(pair: Pair) -> None:
    pair.write("pyproject.toml", HEAD + 'dependencies = ["lib"]\n')
    run_all(pair, "sync")
    pair.write("pyproject.toml", HEAD + 'dependencies = ["lib<2"]\n')
    run_all(pair, "lock --check", "sync --locked", "sync --check", "sync --dry-run", "lock --dry-run", "sync --frozen")
    run_all(pair, "lock --check-exists", "sync", "lock --check")


def test_the_answer_may_be_json(pair: Pair) -> None:
    pair.write("pyproject.toml", HEAD + GROUPS)
    run_all(pair, "sync --output-format json --dry-run", "sync --output-format json", "sync --output-format json")
    run_all(pair, "sync --output-format json --no-dev -q", "sync --output-format json --frozen")


def test_packages_are_installed_editable_unless_told_otherwise(pair: Pair) -> None:
    write_package(pair, "one", requires=("lib",))
    run_all(pair, "sync", "sync", "sync --no-editable", "sync", "sync --no-install-project")
    run_all(pair, "sync --reinstall-package lib", "sync --no-install-package lib", "sync --no-install-local")


def test_a_workspace_is_synced_in_parts(pair: Pair) -> None:
    table = '[tool.uv.sources]\naa = { workspace = true }\n[tool.uv.workspace]\nmembers = ["m/*"]\n'
    write_package(pair, "rootp", requires=("aa", "lib"), more=table)
    write_package(pair, "aa", "m/aa/", ("bb", "tool"), '[tool.uv.sources]\nbb = { path = "../../ext" }\n')
    write_package(pair, "cc", "m/cc/", ("speed",))
    write_package(pair, "bb", "ext/")
    pair.expect_same("lock")
    run_all(pair, "sync --no-install-workspace", "sync --no-install-local", "sync --package aa --no-install-project")
    for command in ("sync", "sync --all-packages", "sync --package cc", "sync --package aa --package cc"):
        outcomes = pair.run(*command.split())
        assert [outcome.code for outcome in outcomes] == [0, 0]  # builds at the same time end in any order
        pair.expect_same_environment(".venv/lib")
        pair.expect_same_files(without=(".venv", "__pycache__"))
