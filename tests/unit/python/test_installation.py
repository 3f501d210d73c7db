"""Managed installations: keys, links, executables, and what is changed in one when it is put in place."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest

from puv.python.executables import (
    ForeignExecutableError,
    bin_directory,
    executables_of,
    is_on_path,
    led_to,
    names,
    offer,
)
from puv.python.installation import goes_through_series, installations, link_series
from puv.python.request import parse_request
from puv.python.sysconfigdata import patched, patched_pkgconfig

KEYS = (
    "cpython-3.12.1-linux-x86_64-gnu", "cpython-3.12.10-linux-x86_64-gnu",
    "cpython-3.13.0+freethreaded-linux-x86_64-gnu", "cpython-3.14.0a6-linux-x86_64-gnu",
    "pypy-3.10.14-linux-x86_64-gnu", "cpython-3.12-linux-x86_64-gnu", ".temp", "x",
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for key in KEYS:
        if key.startswith("cpython-3.12-"):
            continue
        (tmp_path / "pythons" / key / "bin").mkdir(parents=True)
    link_series(str(tmp_path / "pythons"))
    return tmp_path / "pythons"


def test_installations_come_newest_first_and_without_links(root: Path) -> None:
    assert [entry.key.split("-")[1] for entry in installations(str(root))] == [
        "3.14.0a6", "3.13.0+freethreaded", "3.12.10", "3.12.1", "3.10.14",
    ]  # fmt: skip
    assert installations(str(root / "nowhere")) == []


def test_the_link_of_a_series_leads_to_its_newest_release_and_goes_with_the_last(root: Path) -> None:
    link = root / "cpython-3.12-linux-x86_64-gnu"
    assert os.readlink(link) == str(root / "cpython-3.12.10-linux-x86_64-gnu")
    assert not (root / "pypy-3.10-linux-x86_64-gnu").exists()
    for key in ("cpython-3.12.10-linux-x86_64-gnu", "cpython-3.12.1-linux-x86_64-gnu"):
        (root / key / "bin").rmdir()
        (root / key).rmdir()
        link_series(str(root))
        assert os.path.lexists(link) is key.startswith("cpython-3.12.10")


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [("3.12", 2), ("3.12.1", 1), ("3.13t", 1), ("3.13", 0), ("pypy", 1), ("cpython-3.12-macos", 0), ("3.14", 1)],
)
def test_requests_mean_installations_by_their_keys(root: Path, request_text: str, expected: int) -> None:
    wanted = parse_request(request_text)
    assert sum(entry.matches(wanted) for entry in installations(str(root))) == expected


def test_programs_have_the_names_of_their_kind(root: Path) -> None:
    shown = {entry.key.split("-")[1]: names(entry, default=True) for entry in installations(str(root))}
    assert shown["3.12.1"] == ("python3.12", "python3", "python")
    assert shown["3.13.0+freethreaded"] == ("python3.13t", "python3t", "pythont")
    assert shown["3.10.14"] == ("pypy3.10", "pypy3", "pypy")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/p/cpython-3.12-linux-x86_64-gnu/bin/python3.12", True),
        ("/p/cpython-3.13+freethreaded-linux-x86_64-gnu/bin/python3.13t", True),
        ("/p/cpython-3.12.1-linux-x86_64-gnu/bin/python3.12", False),
        ("/usr/bin/python3.12", False),
    ],
)
def test_a_path_through_a_series_is_told_from_others(path: str, expected: bool) -> None:
    assert goes_through_series(path) is expected


def test_an_executable_is_offered_kept_or_refused(root: Path, tmp_path: Path) -> None:
    managed = installations(str(root))
    new, old = (entry for entry in managed if entry.key.startswith("cpython-3.12"))
    path = str(tmp_path / "bin" / "python3.12")

    assert offer(old, path, managed, force=False, upgrade=False)
    assert offer(new, path, managed, force=False, upgrade=False)
    assert not offer(old, path, managed, force=False, upgrade=False)  # a newer one has it
    assert os.readlink(path) == str(root / "cpython-3.12-linux-x86_64-gnu" / "bin" / "python3.12")
    holder = led_to(path, managed)
    assert holder is not None
    assert holder.key == new.key
    assert executables_of(new, str(tmp_path / "bin"), managed) == [path]

    Path(path).unlink()
    Path(path).write_text("mine")
    with pytest.raises(ForeignExecutableError, match="not managed by uv; use `--force`"):
        offer(new, path, managed, force=False, upgrade=True)
    assert offer(new, path, managed, force=True, upgrade=False, exact=True)
    assert os.readlink(path) == str(root / new.key / "bin" / "python3.12")


def test_the_directory_of_executables_is_found_by_variables(tmp_path: Path) -> None:
    home = {"HOME": "/h"}
    assert bin_directory(home) == "/h/.local/bin"
    assert bin_directory({**home, "XDG_DATA_HOME": "/d/s"}) == "/d/s/../bin"
    assert bin_directory({**home, "XDG_DATA_HOME": "/d/s", "XDG_BIN_HOME": "/b"}) == "/b"
    assert bin_directory({**home, "XDG_BIN_HOME": "/b", "UV_PYTHON_BIN_DIR": "u"}) == "u"
    assert bin_directory({}) == ""
    assert is_on_path(str(tmp_path), {"PATH": f"/nowhere{os.pathsep}."}, str(tmp_path))
    assert not is_on_path(str(tmp_path / "later"), {"PATH": str(tmp_path / "later")}, "/")


BUILT = {
    "CC": "clang -pthread", "CXX": "clang++ -pthread", "LDSHARED": "clang -shared  -Wl,-x",
    "AR": "/tools/llvm/bin/llvm-ar",
    "prefix": "/install", "LIBDIR": "/install/lib", "CFLAGS": "-O3 -isysroot /Xcode/MacOSX.sdk -fPIC", "N": 7,
    "MAINCC": "clang", "OTHER": "/installed -I/install/include", "QUOTED": "a 'b' \"c\" \\d ü",
}  # fmt: skip


def test_what_is_said_about_the_build_is_made_true_for_the_place(tmp_path: Path) -> None:
    (tmp_path / "data.py").write_text(patched(f"# comment\nbuild_time_vars = {BUILT!r}\n", "/home/x/py"), "utf-8")
    found = runpy.run_path(str(tmp_path / "data.py"))["build_time_vars"]
    assert found == {
        **BUILT, "CC": "cc -pthread", "CXX": "c++ -pthread", "LDSHARED": "cc -shared -Wl,-x", "AR": "ar",
        "prefix": "/home/x/py", "LIBDIR": "/home/x/py/lib", "CFLAGS": "-O3 -fPIC", "PYTHON_BUILD_STANDALONE": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "x = 1", "build_time_vars = [1]", "build_time_vars = {1", "build_time_vars = f()"]
)
def test_what_is_no_table_of_variables_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        patched(text, "/p")


def test_package_configuration_finds_its_prefix_itself() -> None:
    assert (
        patched_pkgconfig("prefix=/install\nlibdir=${prefix}/lib\n")
        == "prefix=${pcfiledir}/../..\nlibdir=${prefix}/lib\n"
    )
    assert patched_pkgconfig("prefix=/usr\n") == "prefix=/usr\n"
