"""Places that may hold an interpreter. The file names and their order are what uv 0.13.8 tries."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from puv.python.request import parse_request
from puv.python.search import executable_names, path_candidates, system_candidates, virtual_candidates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from puv.python.search import Surroundings


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("default", "python python3"),
        ("3", "python3 python"),
        ("3.12", "python3.12 python3 python"),
        ("3.12.1", "python3.12.1 python3.12 python3 python"),
        ("==3.12.1", "python3.12.1 python3.12 python3 python"),
        ("3.12rc1", "python3.12 python3 python"),
        ("3.12+gil", "python3.12 python3 python"),
        (">=3.12", "python3 python"),
        ("cpython", "cpython cpython3 python python3"),
        ("cpython@3.12", "cpython3.12 cpython3 cpython python3.12 python3 python"),
        ("cpython>=3.12", "cpython3 cpython python3 python"),
        ("pypy3.12", "pypy3.12 pypy3 pypy python3.12 python3 python"),
        ("3.13d", "python3.13d python3.13 python3d python3 pythond python"),
        ("any", "python python3 cpython cpython3 pypy pypy3 graalpy graalpy3 pyodide pyodide3"),
        ("linux", "python python3"),
        ("any-3.12-linux", "python3.12 python3 python"),
    ],
)
def test_the_likeliest_names_come_first(text: str, names: str) -> None:
    assert executable_names(parse_request(text)) == names.split()


def found(text: str, around: Surroundings) -> list[str]:
    return [f"{os.path.basename(c.path)}: {c.source}" for c in path_candidates(parse_request(text), around)]


def test_every_directory_of_the_path_is_searched_for_every_name(
    program: Callable[..., str], around: Surroundings, tmp_path: Path
) -> None:
    for name in ("a/python3", "a/python", "a/python3.12", "b/python3.12"):
        program(name, "exit 1")
    with_path = around.replace(environ={"PATH": f"{tmp_path}/a:{tmp_path}/b:{tmp_path}/nope"})
    assert found("3.12", with_path) == [
        "python3.12: first executable in the search path",
        "python3: search path",
        "python: search path",
        "python3.12: search path",
    ]


def test_versioned_names_stand_in_for_a_range(
    program: Callable[..., str], around: Surroundings, tmp_path: Path
) -> None:
    names = ("python3.5", "python3.9", "python3.12", "python3.13t", "python3.12-config", "python3.13rc1", "pythonw")
    for name in names:
        program(f"bin/{name}", "exit 1")
    with_path = around.replace(environ={"PATH": f"{tmp_path}/bin"})
    assert {line.partition(":")[0] for line in found(">=3.12", with_path)} == {"python3.12", "python3.13t"}
    assert {line.partition(":")[0] for line in found("default", with_path)} == {
        "python3.9",
        "python3.12",
        "python3.13t",
    }
    assert found("3.11", with_path) == []


def test_files_that_are_not_executable_are_no_candidates(
    program: Callable[..., str], around: Surroundings, tmp_path: Path
) -> None:
    program("bin/python3", "exit 1", mode=0o644)
    (tmp_path / "bin/python").mkdir()
    assert found("default", around.replace(environ={"PATH": f"{tmp_path}/bin"})) == []


def test_a_name_is_searched_as_it_is(program: Callable[..., str], around: Surroundings, tmp_path: Path) -> None:
    program("bin/mypython", "exit 1")
    program("bin/python3", "exit 1")
    with_path = around.replace(environ={"PATH": f"{tmp_path}/bin"})
    assert found("mypython", with_path) == ["mypython: first executable in the search path"]


def test_windows_separates_with_semicolons_and_adds_a_suffix(around: Surroundings, tmp_path: Path) -> None:
    for name in ("a/python.exe", "b/python3.12.exe"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch(mode=0o755)
    windows = around.replace(environ={"PATH": f"{tmp_path}/a;{tmp_path}/b"}, os_name="nt")
    assert [os.path.basename(c.path) for c in path_candidates(parse_request("3.12"), windows)] == [
        "python.exe",
        "python3.12.exe",
    ]


def virtual(around: Surroundings) -> list[tuple[str, str]]:
    return [(c.source, c.path or str(c.error)) for c in virtual_candidates(around)]


def test_the_active_environment_comes_before_the_nearest_one(around: Surroundings) -> None:
    os.makedirs(f"{around.cwd}/.venv")
    open(f"{around.cwd}/.venv/pyvenv.cfg", "w").close()
    active = around.replace(environ={"VIRTUAL_ENV": "/active", "CONDA_PREFIX": "/conda"})
    assert virtual(active) == [
        ("active virtual environment", "/active/bin/python"),
        ("conda prefix", "/conda/bin/python"),
        ("virtual environment", f"{around.cwd}/.venv/bin/python"),
    ]


def test_the_nearest_environment_may_lie_above(around: Surroundings, tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/pyvenv.cfg").touch()
    assert virtual(around) == [("virtual environment", f"{tmp_path}/.venv/bin/python")]
    inside = around.replace(cwd=f"{tmp_path}/.venv/lib")
    assert virtual(inside) == [("virtual environment", f"{tmp_path}/.venv/bin/python")]


def test_a_directory_that_is_no_environment_is_told(around: Surroundings) -> None:
    os.makedirs(f"{around.cwd}/.venv")
    assert virtual(around) == [
        ("virtual environment", f"Broken virtual environment `{around.cwd}/.venv`: missing `pyvenv.cfg`")
    ]


def test_condas_own_environment_counts_as_the_systems(around: Surroundings) -> None:
    base = around.replace(environ={"CONDA_PREFIX": "/conda", "CONDA_DEFAULT_ENV": "base"})
    assert virtual(base) == []
    assert [(c.source, c.path) for c in system_candidates(parse_request(""), base, "managed")] == [
        ("base conda prefix", "/conda/bin/python")
    ]


@pytest.mark.parametrize(
    ("preference", "sources"),
    [
        ("managed", ["managed installations", "first executable in the search path"]),
        ("system", ["first executable in the search path", "managed installations"]),
        ("only-managed", ["managed installations"]),
        ("only-system", ["first executable in the search path"]),
    ],
)
def test_the_preference_orders_managed_and_system_installations(
    preference: str, sources: list[str], program: Callable[..., str], around: Surroundings, tmp_path: Path
) -> None:
    program("bin/python3", "exit 1")
    program("managed/cpython-3.12.1-linux-x86_64-gnu/bin/python3.12", "exit 1")
    both = around.replace(environ={"PATH": f"{tmp_path}/bin", "UV_PYTHON_INSTALL_DIR": f"{tmp_path}/managed"})
    candidates = system_candidates(parse_request("3"), both, preference)  # type: ignore[arg-type]  # one of the words
    assert [candidate.source for candidate in candidates] == sources


def test_managed_installations_are_filtered_and_newest_first(around: Surroundings, tmp_path: Path) -> None:
    names = (
        "cpython-3.11.9-linux-x86_64-gnu",
        "cpython-3.12.1-linux-x86_64-gnu",
        "cpython-3.12.10-linux-x86_64-gnu",
        "cpython-3.13.0+freethreaded-linux-x86_64-gnu",
        "pypy-3.10.14-linux-x86_64-gnu",
        "cpython-3.12-linux-x86_64-gnu",
        ".lock",
        "junk",
    )
    for name in names:
        (tmp_path / "managed" / name).mkdir(parents=True)
    env = around.replace(environ={"UV_PYTHON_INSTALL_DIR": f"{tmp_path}/managed", "PATH": ""})

    def executables(text: str) -> list[str]:
        candidates = system_candidates(parse_request(text), env, "only-managed")
        return [os.path.relpath(candidate.path, tmp_path / "managed") for candidate in candidates]

    assert executables("3.12") == [
        "cpython-3.12.10-linux-x86_64-gnu/bin/python3.12",
        "cpython-3.12.1-linux-x86_64-gnu/bin/python3.12",
    ]
    assert executables("pypy") == ["pypy-3.10.14-linux-x86_64-gnu/bin/pypy3.10"]
    assert executables(">=3.13")[0] == "cpython-3.13.0+freethreaded-linux-x86_64-gnu/bin/python3.13t"
    assert len(executables("default")) == 5
