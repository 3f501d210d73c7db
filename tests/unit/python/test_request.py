"""Requests for a Python. The descriptions are those of uv 0.13.8's messages for the same requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.python.errors import PythonRequestError
from puv.python.request import parse_key, parse_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.python.interpreter import Interpreter

DESCRIPTIONS = [
    ("3", "Python 3"),
    ("3.12", "Python 3.12"),
    ("312", "Python 3.12"),
    ("3141", "Python 3.141"),
    ("3.12.1", "Python 3.12.1"),
    ("03.014", "Python 3.14"),
    (" 3.14 ", "Python 3.14"),
    ("v3.14", "Python 3.14"),
    ("python3.12", "Python 3.12"),
    ("python312", "Python 3.12"),
    ("Python3.14", "Python 3.14"),
    ("python 3.14", "Python 3.14"),
    ("python@3.14", "Python 3.14"),
    ("python>=3.14", "Python >=3.14"),
    (">=3.11,<3.13", "Python >=3.11, <3.13"),
    ("<4,>=3.14", "Python >=3.14, <4"),
    ("~=3.14", "Python ~=3.14"),
    ("==3.14.*", "Python ==3.14.*"),
    ("==3.11.7", "Python 3.11.7"),
    ("===3.13.0", "Python ===3.13.0"),
    ("!=3.11.2", "Python !=3.11.2"),
    (">=3.14rc1", "Python >=3.14rc1"),
    (">=3.13t", "Python >=3.13"),
    ("3.14rc1", "Python 3.14rc1"),
    ("3.14.0a1", "Python 3.14a1"),
    ("3.14.1a1", "Python 3.14.1a1"),
    ("3.14b", "Python 3.14b0"),
    ("3.13t", "Python 3.13+freethreaded"),
    ("313t", "Python 3.13+freethreaded"),
    ("3.14T", "Python 3.14+freethreaded"),
    ("python3t", "Python 3+freethreaded"),
    ("3.13.0t", "Python 3.13.0+freethreaded"),
    ("3.13rc2t", "Python 3.13rc2+freethreaded"),
    ("3.13d", "Python 3.13+debug"),
    ("3.13td", "Python 3.13+freethreaded+debug"),
    ("3.13+gil", "Python 3.13+gil"),
    ("3.14+gil+debug", "Python 3.14+gil+debug"),
    ("cpython@3.12", "CPython 3.12"),
    ("cpython3.12.1", "CPython 3.12.1"),
    ("cp312", "CPython 3.12"),
    ("cp313t", "CPython 3.13+freethreaded"),
    ("cpython>=3.14", "CPython >=3.14"),
    ("CPython", "CPython"),
    ("pypy", "PyPy"),
    ("pp", "PyPy"),
    ("pypy3.10", "PyPy 3.10"),
    ("pp310", "PyPy 3.10"),
    ("PYPY3.10", "PyPy 3.10"),
    ("gp", "GraalPy"),
    ("pyodide3.14", "Pyodide 3.14"),
    ("cpython-3.12.1-linux-x86_64-gnu", "cpython-3.12.1-linux-x86_64-gnu"),
    ("cpython-3.14.1+freethreaded-linux-x86_64-musl", "cpython-3.14.1+freethreaded-linux-x86_64-musl"),
    ("cpython-3.14t-linux", "cpython-3.14+freethreaded-linux-any-any"),
    ("cpython-3.14-x86_64", "cpython-3.14-any-x86_64-any"),
    ("cpython-3.14-darwin", "cpython-3.14-macos-any-any"),
    ("cpython-3.14-musl", "cpython-3.14-any-any-musl"),
    ("cpython->=3.14-linux", "cpython->=3.14-linux-any-any"),
    ("any-3.14-any", "any-3.14-any-any-any"),
    ("3.14-linux-x86_64", "any-3.14-linux-x86_64-any"),
    ("musl", "any-any-any-any-musl"),
    ("none", "any-any-none-any-any"),
    ("mypython", "executable name `mypython`"),
    ("python", "executable name `python`"),
    ("python.exe", "executable name `python.exe`"),
    ("3.1.4.5", "executable name `3.1.4.5`"),
    ("3.300", "executable name `3.300`"),
    ("3.", "executable name `3.`"),
    ("3.x", "executable name `3.x`"),
    ("3.11.*", "executable name `3.11.*`"),
    (">3.11.2,", "executable name `>3.11.2,`"),
    ("~=3", "executable name `~=3`"),
    (">=3.99999999999999999999", "executable name `>=3.99999999999999999999`"),
    ("3.14+debug+freethreaded", "executable name `3.14+debug+freethreaded`"),
    ("3.14dt", "executable name `3.14dt`"),
    ("cpython@", "executable name `cpython@`"),
    ("foo@3.12", "executable name `foo@3.12`"),
    ("CPYTHON-3.14-LINUX", "executable name `CPYTHON-3.14-LINUX`"),
    ("cpython-3.14-linux-foo", "executable name `cpython-3.14-linux-foo`"),
    ("cpython-3.11-linux-x86_64-gnu-foo", "executable name `cpython-3.11-linux-x86_64-gnu-foo`"),
    ("dir\\x", "executable name `dir\\x`"),
    ("a/b", "path `a/b`"),
    ("./nope", "path `./nope`"),
    ("default", ""),
    ("any", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "description"), DESCRIPTIONS)
def test_every_form_is_described_as_uv_describes_it(text: str, description: str) -> None:
    assert parse_request(text).describe() == description


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2", "Python <3 is not supported but 2 was requested."),
        ("2.7", "Python <3.6 is not supported but 2.7 was requested."),
        ("27", "Python <3.6 is not supported but 2.7 was requested."),
        ("==2.7.1", "Python <3.6 is not supported but 2.7.1 was requested."),
        ("3.5", "Python <3.6 is not supported but 3.5 was requested."),
        ("31", "Python <3.6 is not supported but 3.1 was requested."),
        ("cpython2.7", "Python <3.6 is not supported but 2.7 was requested."),
        ("3.12t", "Python <3.13 does not support free-threading but 3.12+freethreaded was requested."),
    ],
)
def test_versions_that_cannot_be_are_refused(text: str, message: str) -> None:
    with pytest.raises(PythonRequestError) as caught:
        parse_request(text)
    assert str(caught.value) == f"Invalid version request: {message}"


def test_a_path_is_what_the_caller_says_it_is() -> None:
    assert parse_request("env", path_kind=lambda _path: "directory").describe() == "directory `env`"
    assert parse_request("env", path_kind=lambda _path: "file").describe() == "path `env`"
    assert parse_request("3.12", path_kind=lambda _path: "directory").kind == "version"


def test_backslashes_make_a_path_on_windows_only() -> None:
    assert parse_request("dir\\python", os_name="nt").kind == "file"
    assert parse_request("dir\\python", os_name="posix").kind == "name"


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("3", True),
        ("3.12", True),
        ("3.12.1", True),
        ("3.12.2", False),
        ("3.1", None),
        ("3.11", False),
        (">=3.11,<3.13", True),
        ("<3.12", False),
        ("cpython", True),
        ("pypy", False),
        ("3.12d", False),
        ("3.12+gil", True),
        ("cpython-3.12-linux-x86_64-gnu", True),
        ("cpython-3.12-linux-x86_64-musl", False),
        ("cpython-3.12-macos", False),
        ("linux-aarch64", False),
        ("emscripten", True),
        ("any", True),
    ],
)
def test_an_interpreter_is_held_against_the_request(
    text: str, accepted: bool | None, fake: Callable[..., Interpreter]
) -> None:
    if accepted is None:
        with pytest.raises(PythonRequestError):
            parse_request(text)
    else:
        assert parse_request(text).accepts(fake()) is accepted


def test_free_threaded_builds_must_be_asked_for_until_they_are_no_experiment(fake: Callable[..., Interpreter]) -> None:
    older = fake(full_version="3.13.0", gil_disabled=True)
    newer = fake(full_version="3.14.0", gil_disabled=True)
    assert not parse_request("3.13").accepts(older)
    assert not parse_request("").accepts(older)
    assert parse_request("3.13t").accepts(older)
    assert parse_request("3.14").accepts(newer)
    assert not parse_request("3.14+gil").accepts(newer)


def test_a_pre_release_is_accepted_exactly(fake: Callable[..., Interpreter]) -> None:
    candidate = fake(full_version="3.14.0rc1")
    assert parse_request("3.14rc1").accepts(candidate)
    assert not parse_request("3.14rc2").accepts(candidate)
    assert not parse_request("3.14rc1").accepts(fake(full_version="3.14.0"))
    assert not parse_request("3.14").allows_prereleases
    assert parse_request(">=3.14b1").allows_prereleases


def test_a_key_alone_is_parsed_without_looking_at_paths() -> None:
    key = parse_key("cpython-3.12.1-linux-x86_64-gnu")
    assert key is not None
    assert (key.implementation, str(key.version), key.system, key.machine, key.libc) == (
        "cpython",
        "3.12.1",
        "linux",
        "x86_64",
        "gnu",
    )
    assert parse_key("not-a-key") is None
