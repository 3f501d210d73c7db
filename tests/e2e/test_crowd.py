"""Twenty processes at once, over one empty cache: all succeed, and what they leave is whole."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import backend, builders
from support.git_server import GIT, demo
from support.index_server import IndexFile, World
from support.interop import Place, puv
from support.trees import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from support.index_server import IndexServer

CROWD = 20
NAMES = [f"part{number}" for number in range(8)]


@pytest.fixture(scope="module")
def server() -> Iterator[IndexServer]:
    world = World()
    for number, name in enumerate(NAMES):
        files = {f"{name}/m{n}.py": f"VALUE = {n}\n" * 20 for n in range(20)}
        needs = [NAMES[number - 1]] if number else []
        content = builders.wheel(name, "1.0", files=files, requires=needs)
        metadata = builders.metadata(name, "1.0", requires=needs)
        filename = builders.wheel_filename(name, "1.0")
        world.add_file(name, IndexFile(filename=filename, content=content, core_metadata=metadata))
    with world.serve() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, server: IndexServer) -> Place:
    return Place(puv(), tmp_path / "place", server.index_url())


def all_at_once(place: Place, commands: Sequence[Sequence[str]]) -> None:
    """Start one process for each command before any is waited for; demand that every one succeeds."""
    running = [
        subprocess.Popen(
            [*place.program.command, *words],
            cwd=place.cwd,
            env=place.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for words in commands
    ]
    outcomes = [(process.communicate(timeout=120)[0], process.returncode) for process in running]
    assert [code for _, code in outcomes] == [0] * len(commands), outcomes


def environments(place: Place) -> list[str]:
    names = [f"env{number}" for number in range(CROWD)]
    all_at_once(place, [["venv", "-q", name] for name in names])
    return names


def site_packages(place: Place, name: str) -> dict[str, str]:
    (found,) = Path(place.cwd, name).glob("[Ll]ib/**/site-packages")
    return tree(found)


def test_twenty_environments_are_filled_at_once(place: Place) -> None:
    names = environments(place)
    all_at_once(place, [["pip", "install", "--python", name, NAMES[-1]] for name in names])
    expected = site_packages(place, names[0])
    assert sum(path.endswith("METADATA") for path in expected) == len(NAMES)
    assert all(site_packages(place, name) == expected for name in names)
    # The cache is whole: it alone gives the same once more.
    assert place.run("pip", "install", "--offline", "--target", "fresh", NAMES[-1]).code == 0
    assert sum(path.endswith("METADATA") for path in tree(place.cwd / "fresh")) == len(NAMES)


def test_one_environment_is_filled_by_twenty(place: Place) -> None:
    assert place.run("venv", "-q").code == 0
    all_at_once(place, [["pip", "install", NAMES[number % len(NAMES)]] for number in range(CROWD)])
    assert place.run("pip", "check").code == 0
    listed = place.run("pip", "list", "--format", "freeze").stdout.split()
    assert listed == [f"{name}==1.0" for name in NAMES]
    found = site_packages(place, ".venv")
    assert not [path for path in found if "puv-transaction" in path]
    assert place.run("pip", "install", "--reinstall", NAMES[-1]).code == 0
    assert site_packages(place, ".venv") == found


def test_installing_and_removing_at_once_leaves_one_or_the_other(place: Place) -> None:
    assert place.run("venv", "-q").code == 0
    commands = [["pip", "install" if number % 2 else "uninstall", NAMES[0]] for number in range(CROWD)]
    all_at_once(place, commands)
    found = site_packages(place, ".venv")
    whole = sum(path.startswith(NAMES[0]) for path in found)
    assert whole in (0, 25), sorted(found)


def test_twenty_processes_make_one_environment_after_the_other(place: Place) -> None:
    all_at_once(place, [["venv", "-q", "--clear"] for _ in range(CROWD)])
    assert place.run("pip", "install", NAMES[0]).code == 0


def test_one_source_archive_is_built_once_for_five(place: Place) -> None:
    """Who comes later waits for the lock of the build, and takes what was built."""
    noted = place.root / "noted"
    noted.mkdir()
    code = f"""
import pathlib, time
old = build_wheel

def build_wheel(*words):
    time.sleep(0.5)
    pathlib.Path({str(noted)!r}, str(os.getpid())).touch()
    return old(*words)
"""
    archive = backend.tarball(backend.project("one", prepare=False, extra_code=code), "one-1.0")
    (place.cwd / "one-1.0.tar.gz").write_bytes(archive)
    names = [f"env{number}" for number in range(5)]
    all_at_once(place, [["venv", "-q", name] for name in names])

    all_at_once(place, [["pip", "install", "--no-deps", "--python", name, "one @ ./one-1.0.tar.gz"] for name in names])

    assert len(list(noted.iterdir())) == 1
    assert all(site_packages(place, name) == site_packages(place, names[0]) for name in names)


@pytest.mark.skipif(GIT is None, reason="git is not installed")
def test_one_repository_is_fetched_by_five(place: Place) -> None:
    repository = demo(place.root / "demo")
    names = [f"env{number}" for number in range(5)]
    all_at_once(place, [["venv", "-q", name] for name in names])

    all_at_once(place, [["pip", "install", "--no-deps", "--python", name, repository.url] for name in names])

    assert all(site_packages(place, name) == site_packages(place, names[0]) for name in names)
    assert len(list((place.cache).glob("git*/**/HEAD"))) >= 1
