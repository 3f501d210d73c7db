"""Interpreters as descriptions."""

from __future__ import annotations

import os
import pickle
import sys

import pytest
from packaging import tags

from puv import Interpreter
from puv.errors import NotAnEnvironment, UsageError


@pytest.mark.parametrize(
    ("platform", "key", "first"),
    [
        ("manylinux_2_28_x86_64", "cpython-3.12.0-linux-x86_64-gnu", "cp312-cp312-manylinux_2_28_x86_64"),
        ("manylinux2014_aarch64", "cpython-3.12.0-linux-aarch64-gnu", "cp312-cp312-manylinux_2_17_aarch64"),
        ("musllinux_1_2_aarch64", "cpython-3.12.0-linux-aarch64-musl", "cp312-cp312-musllinux_1_2_aarch64"),
        ("macosx_14_0_arm64", "cpython-3.12.0-macos-aarch64-none", "cp312-cp312-macosx_14_0_arm64"),
        ("win_amd64", "cpython-3.12.0-windows-x86_64-none", "cp312-cp312-win_amd64"),
        ("win32", "cpython-3.12.0-windows-i686-none", "cp312-cp312-win32"),
        ("pyodide_2024_0_wasm32", "cpython-3.12.0-emscripten-wasm32-none", "cp312-cp312-pyodide_2024_0_wasm32"),
        ("x86_64-unknown-linux-gnu", "cpython-3.12.0-linux-x86_64-gnu", "cp312-cp312-manylinux_2_28_x86_64"),
        ("windows", "cpython-3.12.0-windows-x86_64-none", "cp312-cp312-win_amd64"),
    ],
)
def test_a_described_interpreter_takes_the_wheels_of_its_platform(platform: str, key: str, first: str) -> None:
    described = Interpreter.of("3.12", platform)
    assert (described.key(), described.tags[0]) == (key, first)
    assert described.executable == ""
    assert described.markers["python_full_version"] == "3.12.0"


@pytest.mark.parametrize(("version", "platform"), [("three", None), ("3.12", "amiga"), ("3.12", "manylinux_x_y_z")])
def test_what_describes_no_interpreter_is_refused(version: str, platform: str | None) -> None:
    with pytest.raises(UsageError):
        Interpreter.of(version, platform)


def test_the_running_interpreter_describes_itself_as_packaging_sees_it() -> None:
    own = Interpreter.current()
    assert set(own.tags) == set(map(str, tags.sys_tags()))
    assert own.full_version == ".".join(map(str, sys.version_info[:3]))


def test_the_running_interpreter_never_looks_at_sys_executable(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Interpreter.current()
    for odd in ("", None, "/opt/qgis/bin/qgis.exe"):
        monkeypatch.setattr(sys, "executable", odd)
        assert Interpreter.current() == before
    assert before.executable == ""


def test_the_platform_of_a_described_interpreter_is_by_default_this_one() -> None:
    own, other = Interpreter.current(), Interpreter.of("3.13")
    assert (other.platform, other.libc, other.system_version) == (own.platform, own.libc, own.system_version)
    assert other.markers["platform_machine"] == own.markers["platform_machine"]


def test_an_environment_tells_its_interpreter_without_starting_it() -> None:
    described = Interpreter.in_environment(sys.prefix)
    told = Interpreter.from_executable(os.path.join(sys.prefix, "bin", "python"))
    for field in ("full_version", "scheme", "venv_scheme", "prefix", "gil_disabled", "soabi", "platform"):
        assert getattr(described, field) == getattr(told, field), field
    assert described.tags == told.tags


def test_a_directory_without_configuration_is_no_environment(tmp_path: object) -> None:
    with pytest.raises(NotAnEnvironment, match=r"has no `pyvenv\.cfg`"):
        Interpreter.in_environment(str(tmp_path))


def test_a_free_threaded_interpreter_has_tags_and_places_of_its_own() -> None:
    described = Interpreter.of("3.13", "manylinux_2_28_x86_64", freethreaded=True)
    assert described.tags[0] == "cp313-cp313t-manylinux_2_28_x86_64"
    assert described.venv_scheme["purelib"] == "lib/python3.13t/site-packages"


def test_interpreters_are_values() -> None:
    one, two = Interpreter.of("3.12", "win_amd64"), Interpreter.of("3.12", "win_amd64")
    assert one == two
    assert hash(one) == hash(two)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes
    assert one != Interpreter.of("3.11", "win_amd64")
    with pytest.raises(AttributeError, match="frozen"):
        one.executable = "python"  # type: ignore[misc]  # what is tested
