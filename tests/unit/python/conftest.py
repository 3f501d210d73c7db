"""Fixtures for tests of interpreters: fakes made of facts, and programs that pretend to be interpreters."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from puv.python.interpreter import Interpreter
from puv.python.search import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MARKERS = {
    "implementation_name": "cpython",
    "implementation_version": "3.12.1",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "6.1",
    "platform_system": "Linux",
    "platform_version": "#1",
    "python_full_version": "3.12.1",
    "python_version": "3.12",
    "sys_platform": "linux",
}
VENV_SCHEME = {
    "purelib": "lib/python3.12/site-packages",
    "platlib": "lib/python3.12/site-packages",
    "scripts": "bin",
    "data": "",
    "include": "include/site/python3.12",
}


@pytest.fixture
def fake() -> Callable[..., Interpreter]:
    """Return a maker of interpreters: CPython 3.12.1 of x86_64 Linux, with the given facts changed."""

    def make(*, markers: Mapping[str, str] | None = None, **changes: object) -> Interpreter:
        facts: dict[str, object] = {
            "executable": "/opt/py/bin/python3.12",
            "base_executable": "/opt/py/bin/python3.12",
            "full_version": "3.12.1",
            "markers": {**MARKERS, **(markers or {})},
            "prefix": "/opt/py",
            "base_prefix": "/opt/py",
            "stdlib": "/opt/py/lib/python3.12",
            "scheme": {name: f"/opt/py/{path}".rstrip("/") for name, path in VENV_SCHEME.items()},
            "venv_scheme": VENV_SCHEME,
            "platform": "linux-x86_64",
            "libc": "gnu",
            "system_version": (2, 36),
            "pointer_bits": 64,
            "gil_disabled": False,
            "debug": False,
            "soabi": "cpython-312-x86_64-linux-gnu",
        }
        return Interpreter(**{**facts, **changes})

    return make


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    """Surroundings of an empty directory, with nothing on the search path and no home."""
    cwd = tmp_path / "cwd"
    cwd.mkdir()
    return Surroundings(cwd=str(cwd), environ={"PATH": ""}, os_name="posix")


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., str]:
    """Return a maker of executable scripts: `program("bin/python", "exit 3")` returns the path."""

    def make(name: str, body: str, *, mode: int = 0o755) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(mode)
        return str(path)

    return make


@pytest.fixture
def link_to_this(tmp_path: Path) -> Callable[[str], str]:
    """Return a maker of links to the interpreter that runs the tests."""

    def make(name: str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(os.path.realpath(sys.executable))
        return str(path)

    return make
