"""`run` and `python list` are answered by a record only while everything that decided the answer is as it was."""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import TYPE_CHECKING

import pytest

from puv import replay
from support.index_server import World
from support.interop import BASE_PYTHON, Place, puv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.index_server import IndexServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such records on Windows")

PROJECT = '[project]\nname = "root"\nversion = "1.0"\nrequires-python = ">=3.9"\ndependencies = ["lib"]\n'
SCRIPT = """# /// script
# requires-python = ">=3.9"
# dependencies = ["{name}"]
# ///
import {name}
print({name}.VALUE)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[IndexServer]:
    world = World()
    for name in ("lib", "other"):
        world.add(name, "1.0", files={f"{name}/__init__.py": f"VALUE = {name!r}\n"})
    with world.serve() as running:
        yield running


@pytest.fixture(scope="module")
def made(server: IndexServer, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A project whose environment is there."""
    place = Place(puv(), tmp_path_factory.mktemp("made") / "place", server.index_url())
    place.write("pyproject.toml", PROJECT)
    assert place.run("sync").code == 0
    return place


@pytest.fixture
def place(made: Place) -> Place:
    """The same, without records."""
    shutil.rmtree(made.cache / "replay-v1", ignore_errors=True)
    return made


def told(place: Place, *words: str) -> str:
    outcome = place.run("run", *words)
    assert outcome.code == 0, outcome.stderr
    return outcome.stdout.strip()


def recorded(place: Place, *words: str) -> str:
    """Run twice, so that there is a record for certain; return what was told."""
    told(place, *words)
    time.sleep(0.05)
    text = told(place, *words)
    assert [path for path in (place.cache / "replay-v1").glob("*") if replay.is_current(path.read_bytes())]
    assert told(place, *words) == text
    return text


def program(directory: Path, name: str, says: str) -> None:
    directory.mkdir(exist_ok=True)
    path = directory / name
    path.write_text(f"#!/bin/sh\necho {says} $*\n")
    path.chmod(0o755)


def test_words_are_passed_on_as_they_are_this_time(place: Place) -> None:
    words = ("python", "-c", "import sys; print(sys.argv[1:], sys.prefix)")
    assert recorded(place, *words) == f"[] {place.cwd}/.venv"
    assert told(place, *words, "-q", "two words") == f"['-q', 'two words'] {place.cwd}/.venv"


def test_a_program_that_comes_to_lie_before_it_is_found(place: Place, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    program(second, "greet", "second")
    place.variables["PATH"] = os.pathsep.join((str(first), str(second), os.defpath))
    try:
        assert recorded(place, "greet", "a") == "second a"
        program(first, "greet", "first")
        assert told(place, "greet", "b") == "first b"
    finally:
        del place.variables["PATH"]


def test_a_directory_that_can_be_run_wins_over_a_command(place: Place, tmp_path: Path) -> None:
    program(tmp_path, "greet", "command")
    place.variables["PATH"] = os.pathsep.join((str(tmp_path), os.defpath))
    try:
        assert recorded(place, "greet") == "command"
        place.write("greet/__main__.py", "print('directory')\n")
        assert told(place, "greet") == "directory"
    finally:
        del place.variables["PATH"]
        shutil.rmtree(place.cwd / "greet", ignore_errors=True)


def test_a_script_is_read_anew_when_it_changes(place: Place) -> None:
    place.write("script.py", SCRIPT.format(name="lib"))
    assert recorded(place, "script.py") == "lib"
    place.write("script.py", SCRIPT.format(name="other"))
    assert told(place, "script.py") == "other"


def test_an_environment_that_is_gone_is_made_again(place: Place) -> None:
    words = ("--with", "other", "python", "-c", "import lib, other; print(lib.VALUE, other.VALUE)")
    assert recorded(place, *words) == "lib other"
    for environment in (place.cache / "environments-v1").iterdir():
        if environment.is_dir():
            shutil.rmtree(environment)
    assert told(place, *words) == "lib other"


def test_another_directory_is_gone_to_each_time(place: Place) -> None:
    (place.cwd / "below").mkdir(exist_ok=True)
    words = ("--directory", "below", "python", "-c", "import os; print(os.getcwd())")
    assert [told(place, *words) for _ in range(3)] == [f"{place.cwd}/below"] * 3


def pythons(place: Place) -> str:
    outcome = place.run("python", "list")
    assert outcome.code == 0, outcome.stderr
    return outcome.stdout


@pytest.mark.parametrize(("directory", "recorded"), [("programs", True), ("shims", False)])
def test_pythons_are_listed_anew_when_one_comes(
    place: Place, tmp_path: Path, directory: str, *, recorded: bool
) -> None:
    (tmp_path / directory).mkdir()
    place.variables["PATH"] = str(tmp_path / directory)
    try:
        pythons(place)
        time.sleep(0.05)
        assert str(tmp_path) not in pythons(place)
        found = [path for path in (place.cache / "replay-v1").glob("*") if replay.is_current(path.read_bytes())]
        assert bool(found) == recorded
        (tmp_path / directory / "python3").symlink_to(BASE_PYTHON)
        assert str(tmp_path / directory / "python3") in pythons(place)
    finally:
        del place.variables["PATH"]
