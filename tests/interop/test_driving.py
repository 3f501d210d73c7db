"""`format` and `check`: ruff and ty are run with the words, in the place and with the variables that uv gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.index_server import World
from support.interop import Pair
from support.releases import ReleaseServer, add_programs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.interop import Outcome

TOOLS = {
    "ruff": ("0.14.0", "0.15.2", "0.15.10", "0.16.0"),
    "ty": ("0.0.5", "0.0.40", "0.0.63", "0.0.64", "0.0.90", "0.1.0"),
}
QUIET = ("--preview-features", "format-command,check-command")
SCRIPT = '# /// script\n# dependencies = []\n# requires-python = ">=3.11"\n# ///\n'


@pytest.fixture(scope="module")
def places() -> Iterator[tuple[str, dict[str, str]]]:
    """The address of the index, and the variables that lead uv to the releases."""
    world = World().add("iniconfig", "1.0")
    add_programs(world, TOOLS)
    with world.serve() as index, ReleaseServer(TOOLS) as releases:
        yield index.index_url(), {"UV_ASTRAL_MIRROR_URL": releases.url, "UV_HTTP_RETRIES": "0"}


class Workplace(Pair):
    """Two equal places with a workspace: `root` with a script, `packages/lib` with `inner` in it, `packages/app`."""

    def project(self, path: str, name: str, further: str = "") -> None:
        """Write a project's `pyproject.toml`."""
        text = f'[project]\nname = "{name}"\nversion = "1"\nrequires-python = ">=3.11"\n{further}'
        self.write(f"{path}/pyproject.toml", text)

    def workspace(self, *, virtual: bool = False) -> None:
        """Write the workspace, on request with a root that is no project."""
        table = '[tool.uv.workspace]\nmembers = ["packages/*", "packages/lib/inner"]\n'
        if virtual:
            self.write("pyproject.toml", table)
        else:
            self.project(".", "root", table)
        for path, name in (("packages/lib", "lib"), ("packages/app", "app"), ("packages/lib/inner", "inner")):
            self.project(path, name)
        self.write("packages/lib/old.py", SCRIPT)
        self.write("main.py", SCRIPT)
        self.write("plain.py", "print()\n")

    def at(self, directory: str, *words: str) -> Outcome:
        """Run in a directory."""
        return self.expect_same(words[0], "--directory", directory, *words[1:], *QUIET)


FORMAT = (
    "", "--check", "--diff", "--check --diff", "--version 0.15.2 -- --line-length 100", "--version >=0.14,<0.15",
    "--version latest", "--version LATEST", "--version <0.1", "--version 0.15.*", "--version >=0.15,", "--version x",
    "--exclude-newer 2026-02-15", "--exclude-newer 2020-01-01", "--exclude-newer 2020-01-01 --version 0.15.2",
    "--exclude-newer 2020-01-01 --version latest", "--exclude-newer x", "--no-project", "-q", "src", "--bogus",
    "--check -- src --diff", "--python 3.11", "--project nowhere", "--color always",
)  # fmt: skip


def test_formatting_runs_ruff_as_uv_does(places: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    pair = Workplace(tmp_path, *places)
    pair.project(".", "app")
    for words in FORMAT:
        pair.expect_same("format", *words.split(), *(QUIET if "--" not in words.split() else ()))
    pair.expect_same("format")  # which warns
    pair.expect_same("format", "--version", "", *QUIET)
    for place in pair.places:
        place.variables["CODE"] = "3"
    assert pair.expect_same("format", *QUIET).code == 3
    pair.write("pyproject.toml", "[project]\nname = 3\n")
    pair.expect_same("format", *QUIET)
    pair.expect_same("format", "--no-project", *QUIET)


def test_formatting_is_done_in_the_project_around(places: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    pair = Workplace(tmp_path, *places)
    pair.workspace()
    pair.write("packages/lib/src/x.py", "x=1\n")
    for directory in (".", "packages", "packages/lib/src"):
        pair.at(directory, "format")
    pair.at("packages/lib/src", "format", "--no-project")
    pair.expect_same("format", "--project", "packages/lib", *QUIET)
    pair.write("pyproject.toml", "[tool.uv]\nmanaged = false\n")
    pair.at("packages/lib/inner", "format")


CHECK = (
    "", "--fix", "-q", "--no-progress", "--color always", "--all-packages", "--package lib",
    "--package app --package inner",
    "--package root --package lib", "--package nope", "--script main.py", "--script plain.py", "--script nope.py",
    "--script main.py --package lib", "--script main.py --extra x --group y", "--script main.py --no-sync",
    "--script main.py --locked", "--script main.py --frozen", "--script main.py --isolated", "--no-project",
    "--no-project --package lib", "--isolated", "--isolated --no-sync", "--no-sync", "--locked", "--frozen",
    "--locked --frozen", "--no-install-project", "--ty-version 0.0.40", "--ty-version 0.0.64", "--ty-version 0.0.63",
    "--ty-version latest", "--ty-version >=0.5", "--ty-version x", "-p 3.99", "--extra foo", "--group foo", "--no-dev",
    "packages",
)  # fmt: skip


def test_checking_a_workspace_runs_ty_as_uv_does(places: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    pair = Workplace(tmp_path, *places)
    pair.workspace()
    for words in CHECK:
        pair.expect_same("check", *words.split(), *QUIET)
    pair.expect_same("check")  # which warns
    for directory, words in (
        ("packages/lib", ""), ("packages/lib", "--ty-version 0.0.40"), ("packages", ""), ("packages/app", "--isolated"),
    ):  # fmt: skip
        pair.at(directory, "check", *words.split())
    pair.expect_same_files()


def test_checking_a_workspace_without_a_project_at_its_root(places: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    pair = Workplace(tmp_path, *places)
    pair.workspace(virtual=True)
    for words in ("", "--ty-version 0.0.40", "--all-packages", "--package lib --package app", "--package lib"):
        pair.expect_same("check", *words.split(), *QUIET)
    pair.write("pyproject.toml", "[tool.x]\n")
    pair.expect_same("check", *QUIET)


def test_checking_without_a_project(places: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    pair = Workplace(tmp_path, *places)
    pair.write("x.py", SCRIPT)
    for words in (
        "", "--ty-version 0.0.40", "--locked", "--package x", "--all-packages", "--extra x --group y", "--no-sync",
        "--isolated", "--no-dev", "--frozen --all-extras", "--only-dev --all-groups",
    ):  # fmt: skip
        pair.expect_same("check", *words.split(), *QUIET)
    pair.project(".", "app", "[tool.uv]\nmanaged = false\n")
    pair.expect_same("check", *QUIET)
    pair.expect_same("check", "--package", "app", *QUIET)


def test_the_ty_of_the_lock_is_used(places: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    pair = Workplace(tmp_path, *places)
    groups = '[dependency-groups]\ndev = ["ty<0.0.64"]\nlint = ["ruff<0.15"]\n'
    pair.project(".", "app", f'dependencies = ["iniconfig"]\n{groups}')
    for words in (
        "--no-sync", "", "--no-dev", "--only-group lint", "--isolated", "--ty-version 0.0.90", "--no-dev --isolated",
    ):  # fmt: skip
        pair.expect_same("check", *words.split(), *QUIET)
    pair.project(".", "app", '[dependency-groups]\nlint = ["ty<0.0.64"]\n')
    pair.expect_same("check", *QUIET)  # of another group
    pair.expect_same("check", "--locked", *QUIET)
    pair.project(".", "app", 'dependencies = ["ty==0.0.5"]\n')
    pair.expect_same("check", "--locked", *QUIET)
    pair.expect_same("check", *QUIET)
