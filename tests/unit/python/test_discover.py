"""Finding interpreters and environments. The messages are those of uv 0.13.8, with puv's name."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from puv.errors import PuvError, chain, hints
from puv.python.discover import find_environment, find_interpreter
from puv.python.errors import InspectError, NoEnvironmentError, NoInterpreterError
from puv.python.request import parse_request

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from puv.python.request import PythonRequest
    from puv.python.search import Surroundings

ABSENT = "3.200"  # a version that no machine has


def request(text: str, around: Surroundings) -> PythonRequest:
    def kind(path: str) -> str:
        path = os.path.join(around.cwd, path)
        return "directory" if os.path.isdir(path) else "file" if os.path.exists(path) else ""

    return parse_request(text, path_kind=kind)  # type: ignore[arg-type]  # the three words


def told(error: PuvError) -> list[str]:
    return [*map(str, chain(error)), *hints(error)]


@pytest.mark.parametrize(
    ("text", "environments", "preference", "message"),
    [
        ("3.200", "any", "managed", " for Python 3.200 in virtual environments, managed installations, or search path"),
        ("3.200", "only-system", "managed", " for Python 3.200 in managed installations or search path"),
        ("3.200", "only-system", "system", " for Python 3.200 in search path or managed installations"),
        ("3.200", "only-system", "only-managed", " for Python 3.200 in managed installations"),
        ("3.200", "only-system", "only-system", " for Python 3.200 in search path"),
        ("3.200", "any", "only-managed", " for Python 3.200 in virtual environments or managed installations"),
        ("3.200", "only-virtual", "managed", " for Python 3.200 in virtual environments"),
        ("", "only-system", "managed", " in managed installations or search path"),
        ("pypy", "only-system", "managed", " for PyPy in managed installations or search path"),
        ("my", "only-system", "managed", " for executable name `my` in managed installations or search path"),
        ("./no", "any", "managed", " at path `./no`"),
        (".", "any", "managed", " in directory `.`"),
    ],
)
def test_nothing_found_says_where_it_looked(
    text: str, environments: str, preference: str, message: str, around: Surroundings
) -> None:
    with pytest.raises(NoInterpreterError) as caught:
        find_interpreter(
            request(text, around),
            around,
            environments=environments,  # type: ignore[arg-type]  # one of the words
            preference=preference,  # type: ignore[arg-type]  # likewise
        )
    assert str(caught.value) == f"No interpreter found{message}"


@pytest.mark.parametrize(
    ("text", "system", "mutable", "message"),
    [
        (
            None,
            False,
            True,
            (
                "No virtual environment found; run `puv venv` to create an environment, "
                "or pass `--system` to install into a non-virtual environment"
            ),
        ),
        (
            "3.200",
            False,
            True,
            (
                "No virtual environment found for Python 3.200; run `puv venv` to create an environment, "
                "or pass `--system` to install into a non-virtual environment"
            ),
        ),
        (
            "/nope",
            False,
            True,
            (
                "No virtual environment or system Python installation found for path `/nope`; "
                "run `puv venv` to create an environment"
            ),
        ),
        (
            "3.200",
            False,
            False,
            (
                "No virtual environment or system Python installation found for Python 3.200; "
                "run `puv venv` to create an environment"
            ),
        ),
        (None, True, True, "No system Python installation found"),
        (".", True, False, "No system Python installation found for directory `.`"),
    ],
)
def test_no_environment_says_what_to_do(
    text: str | None, system: bool, mutable: bool, message: str, around: Surroundings
) -> None:
    wanted = None if text is None else request(text, around)
    with pytest.raises(NoEnvironmentError) as caught:
        find_environment(wanted, around, system=system, mutable=mutable)
    assert str(caught.value) == message


def test_a_path_names_the_interpreter(around: Surroundings) -> None:
    assert find_interpreter(request(sys.executable, around), around).executable == sys.executable


def test_an_executable_on_the_path_is_found_by_version(
    link_to_this: Callable[[str], str], around: Surroundings, tmp_path: Path
) -> None:
    link_to_this("bin/python3")
    with_path = around.replace(environ={"PATH": f"{tmp_path}/bin"})
    version = ".".join(map(str, sys.version_info[:2]))
    found = find_interpreter(request(version, around), with_path, environments="only-system")
    assert found.python_version == sys.version_info[:2]


def test_broken_executables_are_passed_over(
    program: Callable[..., str], link_to_this: Callable[[str], str], around: Surroundings, tmp_path: Path
) -> None:
    program("shims/python", "echo 'pyenv: no such version' >&2; exit 127")
    link_to_this("bin/python")
    with_path = around.replace(environ={"PATH": f"{tmp_path}/shims:{tmp_path}/bin"})
    assert find_interpreter(parse_request(""), with_path).python_version == sys.version_info[:2]


def test_the_first_broken_executable_is_the_reason_when_nothing_else_is_found(
    program: Callable[..., str], around: Surroundings, tmp_path: Path
) -> None:
    path = program("shims/python3", "echo 'pyenv: python3: command not found' >&2; exit 127")
    program("shims/python", "exit 9")
    with pytest.raises(InspectError) as caught:
        find_interpreter(parse_request("3"), around.replace(environ={"PATH": f"{tmp_path}/shims"}))
    assert told(caught.value) == [
        f"Failed to inspect Python interpreter from first executable in the search path at `{path}`",
        (
            f"Querying Python at `{path}` failed with exit status exit status: 127\n\n"
            "[stderr]\npyenv: python3: command not found"
        ),
    ]


def make_environment(directory: str, executable: str | None = None) -> None:
    os.makedirs(f"{directory}/bin")
    base = os.path.dirname(os.path.realpath(sys.executable))
    with open(f"{directory}/pyvenv.cfg", "w", encoding="utf-8") as file:
        file.write(f"home = {base}\n")
    if executable:
        os.symlink(executable, f"{directory}/bin/python")


def test_the_environment_of_the_directory_is_the_one_to_change(around: Surroundings) -> None:
    make_environment(f"{around.cwd}/.venv", os.path.realpath(sys.executable))
    environment = find_environment(None, around, mutable=True)
    assert environment.root == f"{around.cwd}/.venv"
    assert environment.is_virtual


def test_a_command_that_only_looks_takes_the_system_where_the_environment_is_broken(
    link_to_this: Callable[[str], str], around: Surroundings, tmp_path: Path
) -> None:
    make_environment(f"{around.cwd}/.venv")
    link_to_this("bin/python3")
    with_path = around.replace(environ={"PATH": f"{tmp_path}/bin"})
    assert not find_environment(None, with_path).is_virtual
    with pytest.raises(InspectError) as caught:
        find_environment(None, with_path, mutable=True)
    assert told(caught.value) == [
        "Failed to inspect Python interpreter from virtual environment at `.venv/bin/python`",
        f"Python interpreter not found at `{around.cwd}/.venv/bin/python`",
    ]


def test_a_broken_link_in_the_active_environment_ends_every_search(
    link_to_this: Callable[[str], str], around: Surroundings, tmp_path: Path
) -> None:
    make_environment(f"{tmp_path}/env", "/nonexistent/python")
    link_to_this("bin/python3")
    active = around.replace(environ={"PATH": f"{tmp_path}/bin", "VIRTUAL_ENV": "../env"})
    with pytest.raises(InspectError) as caught:
        find_environment(None, active)
    assert told(caught.value) == [
        "Failed to inspect Python interpreter from active virtual environment at `../env/bin/python`",
        "Broken symlink at `../env/bin/python`, was the underlying Python interpreter removed?",
        "Consider recreating the environment (e.g., with `puv venv`)",
    ]


def test_a_directory_request_is_shown_as_given(around: Surroundings) -> None:
    make_environment(f"{around.cwd}/env")
    with open(f"{around.cwd}/env/bin/python", "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho hi\n")
    os.chmod(f"{around.cwd}/env/bin/python", 0o700)
    with pytest.raises(InspectError) as caught:
        find_environment(request("env", around), around)
    assert told(caught.value) == [
        "Failed to inspect Python interpreter from provided path at `env`",
        (
            "Querying Python at `env/bin/python` returned an invalid response: expected value at line 1 column 1\n\n"
            "[stdout]\nhi"
        ),
    ]


def test_a_system_installation_may_be_changed_only_when_named(
    link_to_this: Callable[[str], str], around: Surroundings, tmp_path: Path
) -> None:
    path = link_to_this("bin/python3")
    with_path = around.replace(environ={"PATH": f"{tmp_path}/bin"})
    with pytest.raises(NoEnvironmentError):
        find_environment(None, with_path, mutable=True)
    assert not find_environment(request(path, with_path), with_path, mutable=True).is_virtual
    assert not find_environment(None, with_path, mutable=True, system=True).is_virtual


def test_releases_go_before_pre_releases_and_cpython_before_the_others(
    program: Callable[..., str], around: Surroundings, tmp_path: Path
) -> None:
    import json

    from puv.python.interpreter import current

    facts = current().facts()
    markers = {**facts["markers"], "implementation_name": "pypy"}  # type: ignore[call-overload]  # a mapping
    base = {**facts, "prefix": "/p", "base_prefix": "/p"}
    for name, changes in (
        ("a/python", {"version": "3.201.0rc1"}),
        ("b/python", {"markers": markers}),
        ("c/python", {"version": "3.200.0"}),
    ):
        program(name, f"echo '{json.dumps({**base, **changes, 'executable': name})}'")
    with_path = around.replace(environ={"PATH": f"{tmp_path}/a:{tmp_path}/b:{tmp_path}/c"})
    assert find_interpreter(parse_request(""), with_path).executable == "c/python"
    without = around.replace(environ={"PATH": f"{tmp_path}/a:{tmp_path}/b"})
    assert find_interpreter(parse_request(""), without).executable == "a/python"
    assert find_interpreter(parse_request("pypy"), with_path).executable == "b/python"
    assert find_interpreter(parse_request("3.201rc1"), with_path).executable == "a/python"


def test_a_system_installation_that_will_not_be_taken_is_not_asked(
    program: Callable[..., str], link_to_this: Callable[[str], str], around: Surroundings, tmp_path: Path
) -> None:
    link_to_this("bin/python")
    program("shims/python3.10", "echo 'pyenv: no such version' >&2; exit 127")
    with_path = around.replace(environ={"PATH": f"{tmp_path}/bin:{tmp_path}/shims"})
    with pytest.raises(NoEnvironmentError, match=r"^No virtual environment found; run"):
        find_environment(None, with_path, mutable=True)


def test_the_interpreter_that_runs_the_program_goes_first_and_may_be_changed(
    link_to_this: Callable[[str], str], around: Surroundings
) -> None:
    make_environment(f"{around.cwd}/.venv", os.path.realpath(sys.executable))
    path = link_to_this("bin/python3")
    inside = around.replace(environ={"PATH": "", "UV_INTERNAL__PARENT_INTERPRETER": path})
    assert find_environment(None, inside, mutable=True).root != f"{around.cwd}/.venv"
    assert find_interpreter(request("", inside), inside, environments="only-system").executable == path
    with pytest.raises(NoEnvironmentError):
        find_environment(request(ABSENT, inside), inside)
