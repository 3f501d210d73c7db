"""One world for the suites that compare installing, and a fresh pair of places for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import builders
from support.index_server import IndexFile, IndexServer, World
from support.interop import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def shop() -> World:
    """Packages with everything an installer meets: dependencies, extras, scripts, data, odd names, yanked files."""
    world = World()
    world.add("app", "1.0", requires=["lib>=1", "tool[fast]; python_version >= '3'"])
    world.add("app", "2.0", requires=["lib>=2", "tool"], upload_time="2024-05-01T00:00:00Z")
    world.add("lib", "1.0", files={"lib/__init__.py": "VERSION = 1\n", "lib/old.py": ""})
    world.add("lib", "2.0", files={"lib/__init__.py": "VERSION = 2\n", "lib/data/table.txt": "1,2\n"})
    world.add("lib", "3.0rc1", files={"lib/__init__.py": "VERSION = 3\n"})
    world.add("tool", "1.5", extras={"fast": ["speed"], "docs": ["paper"]}, entry_points=TOOL_ENTRIES, files=TOOL_FILES)
    world.add("speed", "0.1", tags=["py2.py3-none-any"])
    world.add("paper", "7")
    world.add("Odd.Name_x", "1.0.0")
    world.add("broken", "1.0", requires=["missing-thing"])
    world.add("clash", "1.0", requires=["lib<2", "app>=2"])
    world.add("gone", "1.0").add("gone", "1.1", yanked="a mistake")
    world.add("future", "1.0", requires_python=">=3.99")
    world.add("winonly", "1.0", tags=["cp311-cp311-win_amd64"])
    name = builders.wheel_filename("laden", "1.0")
    world.add_file("laden", IndexFile(filename=name, content=laden_wheel()))
    return world


TOOL_FILES = {"tool.py": "def main():\n    print('tool')\n"}
TOOL_ENTRIES = {
    "console_scripts": {"tool": "tool:main", "tool-two": "tool:main"},
    "gui_scripts": {"toolw": "tool:main"},
}


def laden_wheel() -> bytes:
    """A wheel with every kind of data directory, and scripts in two shapes."""
    return builders.wheel(
        "laden",
        "1.0",
        files={"laden/__init__.py": "", "laden/sub/deep/mod.py": "x = 1\n", "laden_single.py": ""},
        data={
            "scripts/laden-run": "#!python\nprint('run')\n",
            "scripts/laden-sh": "#!/bin/sh\necho hello\n",
            "data/share/laden/readme.txt": "read me\n",
            "purelib/laden_pure.py": "pure = True\n",
            "platlib/laden_plat.py": "plat = True\n",
            "headers/laden.h": "#define LADEN 1\n",
        },
        executables=["laden/sub/deep/mod.py"],
        dist_info={"licenses/LICENSE": "free\n", "top_level.txt": "laden\n"},
    )


@pytest.fixture(scope="session")
def server() -> Iterator[IndexServer]:
    with shop().serve() as running:
        yield running


@pytest.fixture
def pair(server: IndexServer, tmp_path: Path) -> Pair:
    return Pair(tmp_path, server.index_url(), {"UV_HTTP_RETRIES": "0"})


@pytest.fixture
def ready(pair: Pair) -> Pair:
    """A pair of places that already have an environment each, made by the same program (real uv)."""
    for place in pair.places:
        made = type(place)(pair.uv.program, place.root, place.index_url, place.variables).run("venv", "-q")
        assert made.code == 0, made.stderr
    return pair
