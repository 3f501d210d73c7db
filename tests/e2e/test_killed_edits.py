"""`add`, `remove`, `version` and `init`, told to end or killed at any moment: files as before, or as wanted."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from support.index_server import World
from support.interop import Place, puv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.index_server import IndexServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these signals")

PROJECT = '[project]\nname = "root"\nversion = "1.0"\nrequires-python = ">=3.11"\ndependencies = ["lib"]\n'
EDITS = ("add --raw many", "remove lib", "version 2.0", "init inner --vcs none", "add nothere")
ATTEMPTS = 2


@pytest.fixture(scope="module")
def server() -> Iterator[IndexServer]:
    world = World()
    for number in range(8):
        world.add(f"part{number}", "1.0", files={f"part{number}/m{at}.py": "" for at in range(30)})
    world.add("many", "1.0", requires=[f"part{number}" for number in range(8)]).add("lib", "1.0")
    with world.serve() as running:
        yield running


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_edit_that_is_ended_leaves_every_file_as_it_was_or_as_it_shall_be(
    tmp_path: Path, server: IndexServer, sent: int
) -> None:
    start = Place(puv(), tmp_path / "start", server.index_url())
    start.write("pyproject.toml", PROJECT)
    assert start.run("lock").code == 0
    before = start.files()
    chance = random.Random(sent)  # noqa: S311 - a repeatable schedule, no secret
    for at, words in enumerate(EDITS):
        whole = Place(start.program, tmp_path / f"whole{at}", server.index_url())
        _put(whole, before)
        begun = time.monotonic()
        whole.run(*words.split())
        usual = time.monotonic() - begun
        after = whole.files(without=(".venv",))
        for attempt in range(ATTEMPTS):
            place = Place(start.program, tmp_path / f"{at}-{attempt}", server.index_url())
            _put(place, before)
            code = _ended(place, words, chance.uniform(0.1, 1) * usual, sent)
            found = place.files(without=(".venv",))
            kept = {path: text for path, text in found.items() if not path.startswith(".")}
            if sent == signal.SIGKILL:
                # Nobody can undo anything then: but no file is torn.
                assert all(text in (before.get(path), after.get(path)) for path, text in kept.items()), words
            else:
                assert found in ((after, before) if code == 0 else (before, after)), (words, code)


def _put(place: Place, files: dict[str, str]) -> None:
    for path, text in files.items():
        place.write(path, text)


def _ended(place: Place, words: str, after: float, sent: int) -> int:
    """Start a command, send a signal after a time, and return its exit code."""
    line = [*place.program.command, *words.split()]
    running = subprocess.Popen(line, cwd=place.cwd, env=place.environment(), stderr=subprocess.DEVNULL)
    time.sleep(after)
    running.send_signal(sent)
    return running.wait(60)


def test_a_request_to_end_undoes_what_was_written(tmp_path: Path, server: IndexServer) -> None:
    place = Place(puv(), tmp_path, server.index_url())
    # Its build tells that the files are written, and waits.
    build = (
        "import os, pathlib, time\n"
        "def build_editable(*_, **__):\n    pathlib.Path('waiting').touch()\n    time.sleep(60)\n"
        "build_wheel = build_editable\n"
    )
    text = (
        PROJECT.replace('"lib"', "") + '[build-system]\nrequires = []\nbuild-backend = "slow"\nbackend-path = ["."]\n'
    )
    place.write("pyproject.toml", text)
    place.write("slow.py", build)
    line = [*place.program.command, "add", "lib"]
    running = subprocess.Popen(line, cwd=place.cwd, env=place.environment(), stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not (place.cwd / "waiting").exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert '"lib' in (place.cwd / "pyproject.toml").read_text()
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 128 + signal.SIGTERM
    assert (place.cwd / "pyproject.toml").read_text() == text
    assert not (place.cwd / "uv.lock").exists()
