"""Options that few give, one after the other in one place: what each says, and what is there in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import backend

if TYPE_CHECKING:
    from support.interop import Pair

PROJECT = """\
[project]
name = "p"
version = "1"
requires-python = ">=3.10"
dependencies = ["lib"]
[project.optional-dependencies]
x = ["tool"]
[dependency-groups]
dev = ["speed"]
"""
FILES = {
    "pyproject.toml": PROJECT,
    "r.in": "app\nlib>=1\n",
    "e.txt": "tool\n",
    "c.txt": "lib<2\n",
    "same.txt": "lib==2.0\n",
}
COMPILING = [
    "r.in --prerelease-package lib=nonsense",
    "r.in --no-emit-package tool --no-emit-package nothing --no-emit-package app",
    "r.in --emit-build-options --no-build",
    "r.in --emit-build-options --no-binary lib --only-binary app --no-header",
    "r.in --emit-build-options --only-binary :all: --only-binary app --no-header",
    "proj",
    "r.in --color always",
    "r.in --color always --annotation-style line",
    "r.in -b c.txt --require-build-hashes",
    "r.in -b same.txt --require-build-hashes",
    "r.in --extra x",
]
INSTALLING = [
    "-q app --no-deps",
    "-r r.in --excludes e.txt",
    "tool",
    "-r pyproject.toml --extra x",
    "-q speed",
    "--group dev",
    "--extra x lib",
    "--extra x -e ./proj",
    "--all-extras -r r.in",
    "./proj --no-editable",
    "-e ./proj",
    "-e ./proj --no-editable",
    "-e ./proj --no-editable-package other",
    "-e ./proj --no-editable-package Proj",
    "./r.in",
    "./nothing.foo",
    "-e ./r.in",
    "lib --offline --reinstall",
    "lib --offline --upgrade",
    "lib --cert nowhere.pem",
]
VENVS = [
    "a --seed --no-index",
    "a --clear --seed --default-index http://127.0.0.1:9/simple",
    "",
    "--no-project",
    "--directory sub",
    "other",
]


@pytest.fixture
def place(ready: Pair) -> Pair:
    for path, text in FILES.items():
        ready.write(path, text)
    for place in ready.places:
        backend.write(place.cwd / "proj", backend.project("proj", static=True))
    return ready


def test_compiling(place: Pair) -> None:
    for words in COMPILING:
        place.expect_same("pip", "compile", *words.split())


def test_installing(place: Pair) -> None:
    for words in INSTALLING:
        place.expect_same("pip", "install", *words.split())
        if "proj" in words:
            place.expect_same_environment()
    place.expect_same("pip", "sync", "--extra", "x", "r.in")
    place.expect_same("pip", "list", "--cert", "nowhere.pem")
    place.expect_same_environment()


def test_environments_of_a_project(place: Pair) -> None:
    place.write("sub/file", "")
    for one in place.places:
        one.variables["UV_PROJECT_ENVIRONMENT"] = "own"
    for words in VENVS:
        place.expect_same("venv", *words.split())
    for one in place.places:
        assert (one.cwd / "own" / "pyvenv.cfg").is_file()
