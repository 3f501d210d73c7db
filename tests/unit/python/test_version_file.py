"""Version files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from puv.python.errors import PythonRequestError
from puv.python.version_file import VersionFileError, find_version_file, read_version_file

if TYPE_CHECKING:
    from pathlib import Path


def no_path(_path: str) -> Literal["directory", "file", ""]:
    return ""


@pytest.mark.parametrize(
    ("text", "description", "ignored"),
    [
        ("3.11\n3.14\n", "Python 3.11", ()),
        ("# comment\n\n  3.11  \n", "Python 3.11", ()),
        ("3.11\r\n", "Python 3.11", ()),
        ("pypy3.10", "PyPy 3.10", ()),
        ("./x", "path `./x`", ()),
        ("cpython-3.14-linux-x86_64-gnu", "cpython-3.14-linux-x86_64-gnu", ()),
        ("foo bar\n3.11\n", "Python 3.11", ("foo bar",)),
        ("mypython\n3.11 # x\n", None, ("mypython", "3.11 # x")),
        ("\n", None, ()),
        ("", None, ()),
    ],
)
def test_the_first_request_counts(text: str, description: str | None, ignored: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / ".python-version"
    path.write_bytes(text.encode())
    found = read_version_file(str(path), path_kind=no_path)
    assert (found.request and found.request.describe()) == description
    assert found.warnings == tuple(
        f"Ignoring unsupported Python request `{line}` in version file: {path}" for line in ignored
    )


def test_an_impossible_version_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / ".python-version"
    path.write_text("2.7\n")
    with pytest.raises(PythonRequestError):
        read_version_file(str(path), path_kind=no_path)


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / ".python-version"
    path.write_bytes(b"\xff\n")
    with pytest.raises(VersionFileError) as caught:
        read_version_file(str(path), path_kind=no_path)
    assert str(caught.value) == f"failed to read from file `{path}`: stream did not contain valid UTF-8"


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(VersionFileError, match="No such file or directory"):
        read_version_file(str(tmp_path / "nope"), path_kind=no_path)


def test_the_nearest_directory_with_a_file_wins_and_the_singular_name_in_it(tmp_path: Path) -> None:
    deep = tmp_path / "a/b/c"
    deep.mkdir(parents=True)
    (tmp_path / ".python-version").touch()
    assert find_version_file(str(deep)) == str(tmp_path / ".python-version")
    (tmp_path / "a/.python-versions").touch()
    assert find_version_file(str(deep)) == str(tmp_path / "a/.python-versions")
    (tmp_path / "a/.python-version").touch()
    assert find_version_file(str(deep)) == str(tmp_path / "a/.python-version")
    (deep / ".python-version").mkdir()
    assert find_version_file(str(deep)) == str(tmp_path / "a/.python-version")


def test_the_search_ends_with_the_project_and_falls_back_to_the_user(tmp_path: Path) -> None:
    deep = tmp_path / "project/src"
    deep.mkdir(parents=True)
    (tmp_path / ".python-version").touch()
    last = str(tmp_path / "project")
    assert find_version_file(str(deep), last=last) is None
    user = tmp_path / "user"
    user.mkdir()
    (user / ".python-version").touch()
    assert find_version_file(str(deep), last=last, fallback=str(user)) == str(user / ".python-version")
