"""What an interpreter says about itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from puv.python.interpreter import Interpreter, current
from puv.standards.version import Version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_current_interpreter_knows_itself() -> None:
    interpreter = current()
    assert interpreter.executable == sys.executable
    assert interpreter.python_version == sys.version_info[:2]
    assert interpreter.implementation == sys.implementation.name
    assert interpreter.is_virtualenv is (sys.prefix != sys.base_prefix)
    assert len(interpreter.markers) == 11


def test_facts_make_the_same_interpreter_again() -> None:
    interpreter = current()
    assert Interpreter.from_facts(interpreter.facts()) == interpreter


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "cpython-3.12.1-linux-x86_64-gnu"),
        ({"full_version": "3.13.0rc1", "gil_disabled": True}, "cpython-3.13.0rc1+freethreaded-linux-x86_64-gnu"),
        ({"debug": True}, "cpython-3.12.1+debug-linux-x86_64-gnu"),
        ({"pointer_bits": 32, "platform": "linux-i686"}, "cpython-3.12.1-linux-i686-gnu"),
        (
            {"markers": {"sys_platform": "darwin", "platform_machine": "arm64"}, "libc": "none"},
            "cpython-3.12.1-macos-aarch64-none",
        ),
        (
            {"markers": {"sys_platform": "win32", "platform_machine": "AMD64"}, "libc": "none"},
            "cpython-3.12.1-windows-x86_64-none",
        ),
        (
            {"markers": {"sys_platform": "win32", "platform_machine": "ARM64"}, "libc": "none"},
            "cpython-3.12.1-windows-aarch64-none",
        ),
        ({"markers": {"implementation_name": "pypy"}, "libc": "musl"}, "pypy-3.12.1-linux-x86_64-musl"),
    ],
)
def test_the_installation_key_is_uvs(changes: dict[str, object], key: str, fake: Callable[..., Interpreter]) -> None:
    assert fake(**changes).key() == key


def test_the_version_knows_pre_releases(fake: Callable[..., Interpreter]) -> None:
    interpreter = fake(full_version="3.13.0rc1")
    assert interpreter.version == Version.parse("3.13rc1")
    assert interpreter.python_version == (3, 13)


def test_implementations_have_titles(fake: Callable[..., Interpreter]) -> None:
    assert fake().title == "CPython"
    assert fake(markers={"implementation_name": "graalpy"}).title == "GraalPy"
    stranger = {"implementation_name": "rust", "platform_python_implementation": "RustPython"}
    assert fake(markers=stranger).title == "RustPython"


def test_site_packages_are_named_once(fake: Callable[..., Interpreter]) -> None:
    assert fake().site_packages() == ("/opt/py/lib/python3.12/site-packages",)
    apart = {**fake().scheme, "platlib": "/opt/py/lib64/python3.12/site-packages"}
    assert len(fake(scheme=apart).site_packages()) == 2


def test_a_system_package_manager_states_its_claim(fake: Callable[..., Interpreter], tmp_path: Path) -> None:
    marked = fake(stdlib=str(tmp_path))
    assert marked.externally_managed() is None
    claim = tmp_path / "EXTERNALLY-MANAGED"
    claim.write_text("[externally-managed]\nError=Use apt\n to install.\n\n And no more.\nError-de=Nimm apt\n")
    assert marked.externally_managed() == "Use apt\nto install.\n\nAnd no more."
    claim.write_text("[externally-managed]\n")
    assert marked.externally_managed() == ""
    claim.write_bytes(b"\xff")
    assert marked.externally_managed() == ""


def test_no_claim_reaches_into_environments(fake: Callable[..., Interpreter], tmp_path: Path) -> None:
    (tmp_path / "EXTERNALLY-MANAGED").write_text("[externally-managed]\nError=No\n")
    assert fake(stdlib=str(tmp_path), prefix="/env").externally_managed() is None
