"""Names inside archives."""

from __future__ import annotations

import pytest

from puv.fs.entrynames import UnsafeNameError, relative_path


@pytest.mark.parametrize(
    ("name", "path"),
    [("a/b.py", "a/b.py"), ("./a//b.py", "a/b.py"), ("a/", "a"), ("a b/ü", "a b/ü"), ("...", "..."), ("a..b", "a..b")],
)
def test_harmless_names_become_relative_paths(name: str, path: str) -> None:
    assert relative_path(name, "posix") == path


@pytest.mark.parametrize(
    "name",
    ["", "/", ".", "/etc/passwd", "../x", "a/../x", "a/..", "..", "a\\b", "..\\x", "C:/x", "c:x", "a\0b", "//host/x"],
)
def test_names_that_could_leave_the_directory_are_refused_everywhere(name: str) -> None:
    for system in ("posix", "nt"):
        with pytest.raises(UnsafeNameError):
            relative_path(name, system)


@pytest.mark.parametrize(
    "name", ["a/con", "NUL.txt", "com1.py", "ab:stream", "a/b.", "a /b", "a?b", "a|b", "lpt9", "a\x1fb", "aux .x"]
)
def test_names_that_windows_reads_differently_are_refused_there_only(name: str) -> None:
    with pytest.raises(UnsafeNameError):
        relative_path(name, "nt")
    assert relative_path(name, "posix") == name


@pytest.mark.parametrize("name", ["console.py", "con_fig/x", "a.b", "nul1", "com"])
def test_names_that_only_resemble_devices_are_fine(name: str) -> None:
    assert relative_path(name, "nt") == name
