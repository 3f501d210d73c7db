"""A process killed at any moment leaves an environment and a cache that the next run repairs."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from support import builders
from support.index_server import IndexFile, World
from support.interop import Place, puv
from support.trees import tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.index_server import IndexServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

NAMES = [f"part{number}" for number in range(8)]
COMMANDS = {"sync": ("pip", "sync", "new.txt"), "install": ("pip", "install", "-r", "new.txt")}
ATTEMPTS = 50
PROJECT_ATTEMPTS = 8


def wheel(name: str, version: str) -> bytes:
    """A wheel that has files of its own in each version, and a share in directories of all packages."""
    old = version == "1.0"
    module = builders.escaped(name)
    files = {f"{module}/m{number}.py": f"VALUE = '{name} {version} {number}'\n" for number in range(5)}
    files |= {f"{module}/{'old' if old else 'new'}/deep/x{number}.txt": version for number in range(3)}
    files |= {f"common/{module}.py": version, f"{module}_single.py": version, "common/shared.py": "the same\n"}
    return builders.wheel(
        name,
        version,
        files=files,
        data={f"scripts/{module}-run": "#!python\nprint(1)\n", f"data/share/{module}/{version}.txt": version},
        entry_points={"console_scripts": {module: f"{module}:main", f"{module}-{'old' if old else 'new'}": "x:y"}},
    )


@pytest.fixture(scope="module")
def server() -> Iterator[IndexServer]:
    world = World()
    for name in (*NAMES, "surplus"):
        for version in ("1.0", "2.0"):
            file = IndexFile(filename=builders.wheel_filename(name, version), content=wheel(name, version))
            world.add_file(name, file)
    with world.serve() as running:
        yield running


class Bench:
    """A place that can be put back to how it was, and what a run that nobody disturbs makes of it."""

    def __init__(self, root: Path, server: IndexServer) -> None:
        self.place = Place(puv(), root / "place", server.index_url())
        self.kept = root / "kept"
        assert self.place.run("venv", "-q").code == 0
        self.place.write("old.txt", "".join(f"{name}==1.0\n" for name in (*NAMES, "surplus")))
        self.place.write("new.txt", "".join(f"{name}==2.0\n" for name in NAMES))
        assert self.place.run("pip", "install", "-r", "old.txt").code == 0
        shutil.copytree(self.place.root, self.kept, symlinks=True)
        self.expected: dict[str, dict[str, str]] = {}
        self.seconds: dict[str, float] = {}
        for name, words in COMMANDS.items():
            self.put_back()
            started = time.monotonic()
            assert self.place.run(*words).code == 0
            self.seconds[name] = time.monotonic() - started
            self.expected[name] = self.installed()
            assert self.place.run("pip", "check").code == 0
        self.alone = self.freshly_installed()

    @property
    def transaction(self) -> str:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return str(self.place.cwd / ".venv" / "lib" / version / "site-packages" / ".puv-transaction")

    def put_back(self) -> None:
        for part in ("work/.venv", "cache"):
            shutil.rmtree(self.place.root / part)
            shutil.copytree(self.kept / part, self.place.root / part, symlinks=True)

    def installed(self) -> dict[str, str]:
        return tree(self.place.cwd / ".venv")

    def freshly_installed(self) -> dict[str, str]:
        """What the wheels in the cache alone give."""
        target = self.place.cwd / "fresh"
        outcome = self.place.run("pip", "install", "--offline", "--no-deps", "--target", "fresh", "-r", "new.txt")
        assert outcome.code == 0, outcome.stderr
        found = tree(target)
        shutil.rmtree(target)
        return found

    def run_and_kill(self, words: tuple[str, ...], after: float | None, extra: float) -> bool:
        """Start the command and kill it: `after` seconds, or when it has begun to change the environment.

        Returns whether it was still running.
        """
        with subprocess.Popen(
            [*self.place.program.command, *words],
            cwd=self.place.cwd,
            env=self.place.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            if after is None:
                while process.poll() is None and not os.path.exists(self.transaction):
                    time.sleep(0.0002)
                after = extra
            time.sleep(after)
            running = process.poll() is None
            process.kill()
        return running


def test_the_next_run_repairs_what_a_killed_one_left(tmp_path: Path, server: IndexServer) -> None:
    bench = Bench(tmp_path, server)
    chance = random.Random(20)  # noqa: S311 - the same moments in every run
    interrupted = halfway = 0
    for attempt in range(ATTEMPTS):
        name = ("sync", "install")[attempt % 2]
        words, expected = COMMANDS[name], bench.expected[name]
        bench.put_back()
        # Every second time anywhere, else within the few milliseconds in which files change places.
        anywhere = attempt % 4 < 2
        after = chance.uniform(0, bench.seconds[name]) if anywhere else None
        interrupted += bench.run_and_kill(words, after, chance.uniform(0, 0.02))
        halfway += os.path.exists(bench.transaction)
        again = bench.place.run(*words)
        assert again.code == 0, f"attempt {attempt}: {again.stderr}"
        assert bench.installed() == expected, f"attempt {attempt}"
        assert bench.freshly_installed() == bench.alone, f"attempt {attempt}"
        if attempt % 5 == 0:
            assert bench.place.run("pip", "check").code == 0
    assert interrupted > ATTEMPTS // 2, "most of the runs must have been killed before their end"
    assert halfway > 0, "some of the runs must have been killed in the middle of the change"


def test_a_killed_first_install_is_completed(tmp_path: Path, server: IndexServer) -> None:
    """The same from an empty cache: downloads and unpacking are interrupted, too."""
    place = Place(puv(), tmp_path / "place", server.index_url())
    place.write("new.txt", "".join(f"{name}==2.0\n" for name in NAMES))
    assert place.run("venv", "-q").code == 0
    started = time.monotonic()
    assert place.run("pip", "install", "--target", "expected", "-r", "new.txt").code == 0
    seconds = time.monotonic() - started
    expected = tree(place.cwd / "expected")
    chance = random.Random(21)  # noqa: S311 - the same moments in every run
    for attempt in range(8):
        shutil.rmtree(place.cache)
        with subprocess.Popen(
            [*place.program.command, "pip", "install", "--target", f"t{attempt}", "-r", "new.txt"],
            cwd=place.cwd,
            env=place.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            time.sleep(chance.uniform(0.3, 1.0) * seconds)
            process.kill()
        again = place.run("pip", "install", "--target", f"t{attempt}", "-r", "new.txt")
        assert again.code == 0, again.stderr
        assert tree(place.cwd / f"t{attempt}") == expected


PROJECT = '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = [{}]\n'


class Project:
    """A locked and synced project whose packages can be upgraded, and what an undisturbed upgrade makes of it."""

    def __init__(self, root: Path, server: IndexServer) -> None:
        self.place = Place(puv(), root / "place", server.index_url())
        self.kept = root / "kept"
        self.place.write("pyproject.toml", PROJECT.format(", ".join(f'"{name}<2"' for name in (*NAMES, "surplus"))))
        assert self.place.run("sync", "-q").code == 0
        self.place.write("pyproject.toml", PROJECT.format(", ".join(f'"{name}"' for name in NAMES)))
        shutil.copytree(self.place.root, self.kept, symlinks=True)
        self.old = self.lock()
        started = time.monotonic()
        assert self.place.run("sync", "-q", "--upgrade").code == 0
        self.seconds = time.monotonic() - started
        self.new, self.expected = self.lock(), tree(self.place.cwd / ".venv")
        assert self.old != self.new

    def lock(self) -> str:
        return (self.place.cwd / "uv.lock").read_text(encoding="utf-8")

    def put_back(self) -> None:
        for part in ("work", "cache"):
            shutil.rmtree(self.place.root / part)
            shutil.copytree(self.kept / part, self.place.root / part, symlinks=True)

    def interrupt(self, words: tuple[str, ...], after: float, how: signal.Signals) -> bool:
        """Start a command and send it a signal after some seconds; tell whether it was still running."""
        with subprocess.Popen(
            [*self.place.program.command, *words],
            cwd=self.place.cwd,
            env=self.place.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            time.sleep(after)
            running = process.poll() is None
            process.send_signal(how)
        return running


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_a_lock_is_never_half_written_and_a_project_never_half_synced(
    tmp_path: Path, server: IndexServer, how: signal.Signals
) -> None:
    project = Project(tmp_path, server)
    chance = random.Random(22)  # noqa: S311 - the same moments in every run
    stopped = 0
    for attempt in range(PROJECT_ATTEMPTS):
        words = (("lock", "--upgrade"), ("sync", "--upgrade"))[attempt % 2]
        project.put_back()
        stopped += project.interrupt(words, chance.uniform(0.1, 1) * project.seconds, how)
        assert project.lock() in (project.old, project.new), f"attempt {attempt}"
        again = project.place.run("sync", "--upgrade")
        assert again.code == 0, f"attempt {attempt}: {again.stderr}"
        assert project.lock() == project.new
        assert tree(project.place.cwd / ".venv") == project.expected, f"attempt {attempt}"
        if how is signal.SIGINT:
            left = {path.name for path in project.place.cwd.iterdir()}
            assert left == {"pyproject.toml", "uv.lock", ".venv"}, f"attempt {attempt}"
    assert stopped > 1, "some of the runs must have been stopped before their end"
