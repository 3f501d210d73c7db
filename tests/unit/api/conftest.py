"""A session over an index in memory, and a directory to install into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import puv
from support import builders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    NewSession = Callable[..., puv.Session]


def wheel(index: puv.MemoryIndex, name: str, version: str, **options: object) -> puv.MemoryIndex:
    """Add a wheel; `options` are those of `builders.wheel`."""
    tag = str(options.get("tag", "py3-none-any"))
    return index.add(builders.wheel_filename(name, version, tag), builders.wheel(name, version, **options))  # type: ignore[arg-type]  # passed on


@pytest.fixture
def index() -> puv.MemoryIndex:
    found = puv.MemoryIndex()
    wheel(found, "app", "1.0", requires=["lib>=1"])
    wheel(found, "app", "2.0", requires=["lib>=2"], entry_points={"console_scripts": {"app": "app:main"}})
    wheel(found, "lib", "1.0")
    wheel(found, "lib", "2.0")
    return found


@pytest.fixture
def new_session(index: puv.MemoryIndex, tmp_path: Path) -> NewSession:
    def make(**options: object) -> puv.Session:
        settings = {"cache_dir": str(tmp_path / "cache"), "cwd": str(tmp_path), "indexes": [index]} | options
        return puv.Session(**settings)  # type: ignore[arg-type]  # passed on

    return make


@pytest.fixture
def session(new_session: NewSession) -> Iterator[puv.Session]:
    with new_session() as made:
        yield made


@pytest.fixture
def site(tmp_path: Path) -> puv.Target:
    return puv.Target.directory(tmp_path / "site")
