"""One process that does several verbs, each with threads of its own, lives to the end."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.index_server import IndexServer

_PROGRAM = """
import os, sys
import puv
from puv.ops.pip.requests import Inputs

where = sys.argv[1]
environ = {"UV_DEFAULT_INDEX": sys.argv[2], "HOME": where, "PATH": os.environ["PATH"], "UV_CACHE_DIR": where + "/cache"}
with puv.Session.from_environment(environ, cwd=where) as session:
    session.compile(Inputs(packages=("app",)))
    session.venv(".venv", python=sys.executable)
    print(len(session.install(["app"], where + "/.venv").changes))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[IndexServer]:
    world = World().add("app", "1.0", requires=["lib", "tool"]).add("lib", "1.0").add("tool", "1.0")
    with world.serve() as running:
        yield running


@pytest.mark.parametrize("attempt", range(4))
def test_the_http_client_outlives_the_thread_that_loads_it(tmp_path: Path, server: IndexServer, attempt: int) -> None:
    """It crashed four times in five while a worker that ends with its verb loaded the client."""
    words = [sys.executable, "-c", _PROGRAM, str(tmp_path), server.index_url()]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ))
    assert (done.returncode, done.stdout) == (0, "3\n"), f"attempt {attempt}: {done.stderr}"
