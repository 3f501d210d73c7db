"""`venv` makes the same environment, with the same words, and each program accepts the other's."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.interop import diff_trees

if TYPE_CHECKING:
    from support.interop import Pair

# Both programs' activation scripts derive from virtualenv's; puv's are its own and are tested in real shells.
OWN_SCRIPTS = frozenset(
    ("activate", "activate.bat", "activate.csh", "activate.fish", "activate.nu", "activate.ps1", "activate.xsh",
     "activate_this.py", "deactivate.bat", "pydoc.bat"),
)  # fmt: skip
SESSIONS = {
    "the default": ["venv"],
    "a name": ["venv other"],
    "a nested name": ["venv deep/er/env"],
    "again": ["venv", "venv"],
    "again, allowed": ["venv", "venv --allow-existing"],
    "again, cleared": ["venv", "venv --clear"],
    "a prompt": ["venv --prompt hello"],
    "the directory's prompt": ["venv --prompt ."],
    "system packages": ["venv --system-site-packages"],
    "relocatable": ["venv --relocatable"],
    "this python": [f"venv --python {sys.executable}"],
    "a version": [f"venv --python {sys.version_info[0]}.{sys.version_info[1]}"],
    "a python that is missing": ["venv --python 3.1"],
    "a path that is missing": ["venv --python ./nowhere/python"],
    "a word that is no python": ["venv --python what?ever"],
    "quietly": ["venv -q"],
    "without a project": ["venv --no-project"],
}


@pytest.mark.parametrize("commands", SESSIONS.values(), ids=SESSIONS)
def test_an_environment_is_made_as_by_uv(pair: Pair, commands: list[str]) -> None:
    for command in commands:
        pair.expect_same(*command.split())
    trees = [{path: text for path, text in place.files().items() if not is_private(path)} for place in pair.places]
    assert not diff_trees(*trees), "\n".join(diff_trees(*trees))


def is_private(path: str) -> bool:
    """Files that each program keeps for itself."""
    return path.endswith((".lock", "__pycache__", ".pyc")) or path.rpartition("/")[2] in OWN_SCRIPTS


def test_an_existing_file_is_not_replaced(pair: Pair) -> None:
    pair.write(".venv", "not a directory\n")
    pair.expect_same("venv")
    assert (pair.puv.cwd / ".venv").read_text() == "not a directory\n"


def test_a_directory_that_is_no_environment_is_not_cleared(pair: Pair) -> None:
    pair.write(".venv/precious.txt", "mine\n")
    pair.expect_same("venv")
    assert (pair.puv.cwd / ".venv" / "precious.txt").exists()


def test_the_version_file_is_obeyed(pair: Pair) -> None:
    pair.write(".python-version", f"{sys.version_info[0]}.{sys.version_info[1]}\n")
    pair.expect_same("venv")
    pair.write(".python-version", "3.1\n")
    pair.expect_same("venv", "--clear")


def test_each_program_works_in_the_other_s_environment(pair: Pair) -> None:
    for maker, user in ((pair.uv, pair.puv), (pair.puv, pair.uv)):
        assert maker.run("venv", "shared").code == 0
        python = str(maker.cwd / "shared")
        assert maker.run("pip", "install", "-q", "--python", python, "app").code == 0
        told = [place.run("pip", "list", "--python", python) for place in (maker, user)]
        assert told[0].stdout == told[1].stdout
        assert user.run("pip", "check", "--python", python).code == 0
        assert user.run("pip", "uninstall", "-q", "--python", python, "app", "lib", "tool", "speed").code == 0
        assert maker.run("pip", "freeze", "--python", python).stdout == ""
