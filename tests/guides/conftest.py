"""The things the guides speak of: indexes, a system's Python, a keyring."""

from __future__ import annotations

import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from support.guides import VERSION, Check, linked_tree
from support.index_server import IndexServer, ServerOptions, World
from support.interop import BASE_PYTHON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def main_world() -> World:
    world = World()
    for version in ("3.6", "3.7"):
        world.add("idna", version)
    world.add("six", "1.16.0", files={"six.py": "__version__ = '1.16.0'\n"})
    world.add("iniconfig", "2.0.0")
    world.add("flask", "3.0", requires=["click", "jinja2; python_version >= '3'"])
    world.add("click", "8.0").add("jinja2", "3.1")
    world.add("ruff", "0.5", files={"ruffmod.py": "def main():\n    print('ruff 0.5')\n"},
              entry_points={"console_scripts": {"ruff": "ruffmod:main"}})  # fmt: skip
    return world


@pytest.fixture(scope="session")
def server() -> Iterator[IndexServer]:
    with main_world().serve() as running:
        yield running


@pytest.fixture
def check(server: IndexServer, tmp_path: Path) -> Check:
    """A check whose packages come from the loopback index."""
    return Check(tmp_path, server.index_url())


@pytest.fixture
def online(tmp_path: Path) -> Check:
    """A check whose packages come from the real index."""
    return Check(tmp_path, None)


@pytest.fixture
def shared(online: Check, tmp_path_factory: pytest.TempPathFactory) -> Check:
    """A check with the real index whose cache serves other such checks, too, and with `uv` on the PATH."""
    online.variables = {"UV_CACHE_DIR": str(tmp_path_factory.getbasetemp() / "shared-cache")}
    online.command()
    return online


@pytest.fixture
def system(check: Check) -> Path:
    """Set-up F3: a CPython installation that is no environment, first on PATH; returns its root."""
    root = check.root / "sys"
    base = BASE_PYTHON.parent.parent
    library = f"lib/python{VERSION}"
    linked_tree(base / library, root / library)
    (root / library / "site-packages").mkdir()
    (root / "bin").mkdir()
    shutil.copy2(BASE_PYTHON, root / "bin" / f"python{VERSION}")
    for name in ("python", "python3"):
        (root / "bin" / name).symlink_to(f"python{VERSION}")
    if (base / "include").is_dir():
        linked_tree(base / "include", root / "include")
    check.first_on_path = root / "bin"
    return root


@pytest.fixture
def keyring(check: Check) -> Path:
    """Set-up F4: a `keyring` that notes its arguments and knows one user's password; returns its notes."""
    notes = check.root / "keyring.log"
    program = check.root / "bin" / "keyring"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {notes}\n'
        'case "$1 $3" in "get oauth2accesstoken" | "get VssSessionToken") echo tok ;; *) exit 1 ;; esac\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    check.first_on_path = program.parent
    return notes


@pytest.fixture
def private() -> Iterator[IndexServer]:
    """Set-up F2: an index behind a password, with a package of its own and one that another index has, too."""
    world = World().add("secretpkg", "1.0.0", requires=["idna"]).add("idna", "0.1")
    with world.serve(ServerOptions(credentials=("dummy", "s3cret/@"))) as running:
        yield running


@pytest.fixture
def private_with_token(request: pytest.FixtureRequest) -> Iterator[IndexServer]:
    """Set-up F2: the same for the user that the test names, whose password is a token."""
    world = World().add("secretpkg", "2.0.0", requires=["idna"])
    with world.serve(ServerOptions(credentials=(request.param, "tok"))) as running:
        yield running
