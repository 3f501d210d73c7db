"""`lock` and `sync` of projects: a record answers only while nothing changed; a killed run leaves things whole."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from puv import replay
from puv.lockfile.read import read_lock
from support import backend
from support.index_server import World
from support.interop import Place, puv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.index_server import IndexServer

HEAD = '[project]\nname = "{name}"\nversion = "1.0"\nrequires-python = ">=3.9"\n'
ROOT = (
    HEAD.format(name="root")
    + 'dependencies = ["lib", "local"]\n[tool.uv.sources]\nlocal = { path = "local", editable = true }\n'
    + '[tool.uv.workspace]\nmembers = ["m/*"]\n'
)
NEVER = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@pytest.fixture(scope="module")
def server() -> Iterator[IndexServer]:
    world = World()
    for number in range(12):
        world.add(f"part{number}", "1.0", files={f"part{number}/m{at}.py": f"VALUE = {at}\n" for at in range(30)})
    world.add("lib", "1.0", requires=[f"part{number}" for number in range(12)])
    with world.serve() as running:
        yield running


@pytest.fixture(scope="module")
def synced(server: IndexServer, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A workspace with a member and a path dependency, synced."""
    place = Place(puv(), tmp_path_factory.mktemp("synced") / "place", server.index_url())
    place.write("pyproject.toml", ROOT)
    place.write("m/a/pyproject.toml", HEAD.format(name="aa"))
    for path, text in backend.project("local", static=True).items():
        place.write(f"local/{path}", text)
    assert place.run("sync").code == 0
    return place


def records(place: Place) -> list[bytes]:
    return [path.read_bytes() for path in (place.cache / "replay-v1").glob("*")]


def edit(path: str, more: str = "\n# more\n") -> Callable[[Place], None]:
    def change(place: Place) -> None:
        target = place.cwd / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text((target.read_text() if target.exists() else "") + more)

    return change


def remove_distribution(place: Place) -> None:
    (found,) = (place.cwd / ".venv").glob("lib/*/site-packages/part3-1.0.dist-info")
    shutil.rmtree(found)


def other_interpreter(place: Place) -> None:
    link = place.cwd / ".venv/bin/python"
    target = link.readlink()
    link.unlink()
    link.symlink_to(Path(os.devnull) if target == Path("/bin/sh") else "/bin/sh")


CHANGES: dict[str, Callable[[Place], None]] = {
    "the root": edit("pyproject.toml"),
    "a member": edit("m/a/pyproject.toml"),
    "a path dependency": edit("local/pyproject.toml"),
    "what a path dependency is built by": edit("local/setup.py"),
    "the sources of a path dependency": lambda place: (place.cwd / "local/src").mkdir(),
    "a new member": edit("m/b/pyproject.toml", HEAD.format(name="bb")),
    "the lock": edit("uv.lock"),
    "a settings file": edit("uv.toml", "offline = false\n"),
    "a version file": edit(".python-version", "3\n"),
    "the environment's settings": edit(".venv/pyvenv.cfg"),
    "a distribution": remove_distribution,
    "the interpreter": other_interpreter,
    "the environment": lambda place: shutil.rmtree(place.cwd / ".venv"),
}


@pytest.mark.parametrize("command", ["sync", "lock"])
def test_a_record_answers_while_nothing_changes(synced: Place, command: str) -> None:
    time.sleep(0.05)
    first, second = synced.run(command), synced.run(command)
    assert (first.code, second.code) == (0, 0)
    assert synced.plain(first.stderr) == synced.plain(second.stderr)
    assert any(map(replay.is_current, records(synced)))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_any_input_is_seen(synced: Place, tmp_path: Path, change: Callable[[Place], None]) -> None:
    shutil.copytree(synced.root, tmp_path / "copy", symlinks=True)
    place = Place(synced.program, tmp_path / "copy", synced.index_url)
    shutil.rmtree(place.cache / "replay-v1", ignore_errors=True)
    assert place.run("sync").code == 0  # the copy is elsewhere, so that the editable is installed anew
    time.sleep(0.05)
    assert place.run("sync").code == 0
    found = records(place)
    assert found
    assert all(map(replay.is_current, found))
    change(place)
    assert not any(map(replay.is_current, records(place)))


@NEVER
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_run_leaves_whole_locks_and_environments(synced: Place, tmp_path: Path, sent: int) -> None:
    place = Place(synced.program, tmp_path / "place", synced.index_url)
    place.write("pyproject.toml", HEAD.format(name="root") + 'dependencies = ["lib"]\n')
    started = time.monotonic()
    assert place.run("sync").code == 0
    usual = time.monotonic() - started
    expected, lock = place.site_packages(".venv/lib"), place.cwd / "uv.lock"
    text = lock.read_text()
    chance = random.Random(7)  # noqa: S311 - a repeatable schedule, no secret
    for _ in range(10):
        shutil.rmtree(place.cwd / ".venv", ignore_errors=True)
        lock.unlink(missing_ok=True)
        words = [*place.program.command, "sync"]
        running = subprocess.Popen(words, cwd=place.cwd, env=place.environment(), stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, usual))
        running.send_signal(sent)
        running.wait()
        if lock.exists():
            assert lock.read_text() == text
            assert read_lock(text).packages
        assert place.run("sync").code == 0
        assert place.site_packages(".venv/lib") == expected
        assert lock.read_text() == text


def test_what_is_no_virtual_environment_is_left_alone(server: IndexServer, tmp_path: Path) -> None:
    place = Place(puv(), tmp_path / "place", server.index_url())
    place.write("pyproject.toml", HEAD.format(name="root"))
    place.write(".venv/bin/python", "")
    done = place.run("sync")
    assert done.code == 2
    assert "it is not a virtual environment" in done.stderr
    assert [path.name for path in (place.cwd / ".venv").rglob("*")] == ["bin", "python"]
