"""Managed Pythons against a mirror on loopback: everything a user does with one, and everything that can go wrong."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from support.http_loop import Response
from support.index_server import dropped, truncated
from support.interop import Place, Program
from support.pythons import MINOR, NOW, Mirror, hollow, real

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the archives are packed for Linux")

OLD = f"{NOW[0]}.{NOW[1]}.{NOW[2] - 1}"
NEW = ".".join(map(str, NOW))
EXTENSION = r"""
#define PY_SSIZE_T_CLEAN
#include <Python.h>
static PyObject *answer(PyObject *self, PyObject *args) { return PyLong_FromLong(42); }
static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, ""}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "ext", "", -1, methods};
PyMODINIT_FUNC PyInit_ext(void) { return PyModule_Create(&module); }
"""
BUILD = """
import os, shlex, subprocess, sysconfig
value = sysconfig.get_config_var
assert value("prefix") == os.environ["WANTED"], value("prefix")
subprocess.run([*shlex.split(value("CC")), "-shared", "-fPIC", "-I" + sysconfig.get_path("include"), "ext.c",
                "-o", "ext" + value("EXT_SUFFIX")], check=True)
"""


@pytest.fixture(scope="module")
def archive() -> bytes:
    return real()


@pytest.fixture
def mirror(tmp_path: Path, archive: bytes) -> Iterator[Mirror]:
    (tmp_path / "mirror").mkdir()
    with Mirror(tmp_path / "mirror") as made:
        made.add((NOW[0], NOW[1], NOW[2] - 1), archive)
        made.add(NOW, archive)
        yield made


@pytest.fixture
def place(mirror: Mirror, tmp_path: Path) -> Place:
    found = Place(Program("puv", (sys.executable, "-m", "puv")), tmp_path, variables=mirror.variables())
    found.variables["PATH"] = f"{found.home / '.local/bin'}:{os.defpath}"
    return found


def ok(place: Place, *words: str) -> str:
    done = place.run(*words)
    assert done.code == 0, done.stderr
    return done.stdout


def installed(place: Place) -> list[str]:
    """What is below the directory of installations, links and what puv keeps for itself aside."""
    root = place.home / "pythons"
    return sorted(
        path.name for path in root.iterdir() if path.is_dir() and not path.is_symlink() and path.name != ".temp"
    )


def left(place: Place) -> list[str]:
    """What an installation has left in the place where it prepares."""
    return sorted(os.listdir(place.home / "pythons" / ".temp"))


def test_install_upgrade_pin_find_run_build_and_uninstall(place: Place) -> None:
    ok(place, "python", "install", OLD)
    link = place.home / ".local" / "bin" / f"python{MINOR}"
    assert installed(place) == [f"cpython-{OLD}-linux-x86_64-gnu"]
    place.variables["WANTED"] = str(place.home / "pythons" / f"cpython-{NEW}-linux-x86_64-gnu")

    ok(place, "python", "upgrade", MINOR)
    assert len(installed(place)) == 2
    assert NEW in os.path.realpath(link)

    ok(place, "python", "pin", MINOR)
    found = ok(place, "python", "find", "--resolve-links").strip()
    assert found.startswith(place.variables["WANTED"])

    ok(place, "venv")
    python = Place(Program("python", (str(place.cwd / ".venv/bin/python"),)), place.root, variables=place.variables)
    place.write("script.py", "import sys, json; print(sys.version_info[:3], sys.prefix)")
    assert str(place.cwd / ".venv") in ok(python, "script.py")

    place.write("ext.c", EXTENSION)
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler")
    managed = Place(Program("python", (found,)), place.root, variables=place.variables)
    ok(managed, "-c", BUILD)
    assert ok(managed, "-c", "import ext; print(ext.answer())") == "42\n"

    ok(place, "python", "uninstall", "--all")
    assert installed(place) == []
    assert not os.path.lexists(link)


def test_the_probe_of_an_upgraded_interpreter_is_made_anew(place: Place, mirror: Mirror, archive: bytes) -> None:
    ok(place, "python", "install", OLD)
    assert ok(place, "python", "find", MINOR, "--show-version").strip() == NEW  # the archive is the same in both
    program = place.home / "pythons" / f"cpython-{OLD}-linux-x86_64-gnu" / "bin" / f"python{MINOR}"
    program.unlink()
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    assert place.run("python", "find", MINOR, "--managed-python").code == 2
    assert mirror.files[mirror.path(f"cpython-{OLD}-linux-x86_64-gnu")] == archive


def test_an_archive_from_a_directory_and_one_that_was_kept_need_no_network(place: Place, mirror: Mirror) -> None:
    place.variables["UV_PYTHON_CACHE_DIR"] = str(place.root / "kept")
    ok(place, "python", "install", NEW)
    mirror.requests.clear()
    ok(place, "python", "install", "--reinstall", NEW)
    assert mirror.requests == []

    key = f"cpython-{OLD}-linux-x86_64-gnu"
    files = place.root / "files" / mirror.path(key)
    files.parent.mkdir(parents=True)
    files.write_bytes(mirror.files[mirror.path(key)])
    ok(place, "python", "install", OLD, "--mirror", f"file://{place.root / 'files'}", "--offline")
    assert mirror.requests == []


KEY = f"cpython-{NEW}-linux-x86_64-gnu"


def wrong_digest(mirror: Mirror) -> None:
    mirror.rows[KEY]["sha256"] = "0" * 64


def corrupted(mirror: Mirror) -> None:
    content = bytearray(mirror.files[mirror.path(KEY)])
    content[len(content) // 2 : len(content) // 2 + 2000] = bytes(2000)
    mirror.add(NOW, bytes(content))


def cut_short(mirror: Mirror) -> None:
    mirror.add(NOW, mirror.files[mirror.path(KEY)][:1_000_000])


def broken_off(mirror: Mirror) -> None:
    content = mirror.files[mirror.path(KEY)]
    mirror.script(KEY, *(truncated(content, 1000) for _ in range(9)))


def no_answer(mirror: Mirror) -> None:
    mirror.script(KEY, *(dropped() for _ in range(9)))


def missing(mirror: Mirror) -> None:
    mirror.script(KEY, Response(404))


def not_an_interpreter(mirror: Mirror) -> None:
    mirror.add(NOW, hollow("3.99"))


@pytest.mark.parametrize(
    "damage", [wrong_digest, corrupted, cut_short, broken_off, no_answer, missing, not_an_interpreter]
)
@pytest.mark.parametrize("before", [False, True], ids=["anew", "over-another"])
def test_what_goes_wrong_leaves_everything_as_it_was(
    place: Place, mirror: Mirror, damage: object, *, before: bool
) -> None:
    if before:
        ok(place, "python", "install", NEW)
    damage(mirror)  # type: ignore[operator]  # one of the functions above
    mirror.save()

    done = place.run("python", "install", "--reinstall", NEW)

    assert done.code == 1
    assert f"Failed to install {KEY}" in done.stderr
    assert installed(place) == ([KEY] if before else [])
    assert left(place) == []
    assert (place.home / ".local" / "bin").is_dir() is before
    if before:
        assert ok(place, "python", "find", NEW).strip().endswith(f"{KEY}/bin/python{MINOR}")


def test_a_download_that_breaks_off_goes_on_where_it_was(place: Place, mirror: Mirror) -> None:
    content = mirror.files[mirror.path(KEY)]
    place.variables["UV_HTTP_RETRIES"] = "3"
    mirror.script(KEY, Response(200, {"ETag": f'"{len(content)}"', "Accept-Ranges": "bytes"}, content, sent=2_000_000))

    ok(place, "python", "install", NEW)

    assert len(mirror.requests) == 2
    assert installed(place) == [KEY]


@pytest.mark.parametrize("after", [0.05, 0.3, 0.6, 0.9, 1.2, 1.6])
def test_a_kill_in_the_middle_leaves_nothing_half_installed(place: Place, after: float) -> None:
    with subprocess.Popen(
        [*place.program.command, "python", "install", NEW], cwd=place.cwd, env=place.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        time.sleep(after)
        process.send_signal(signal.SIGKILL)

    whole = place.home / "pythons" / KEY
    if whole.exists():
        assert place.run("python", "find", NEW, "--managed-python").code == 0
    ok(place, "python", "install", NEW)
    assert installed(place) == [KEY]
    assert left(place) == []
    assert ok(place, "python", "find", NEW, "--managed-python")


def test_many_at_once_install_one(place: Place) -> None:
    words = [*place.program.command, "python", "install", NEW]
    crowd = [subprocess.Popen(words, cwd=place.cwd, env=place.environment(), stderr=subprocess.PIPE) for _ in range(4)]
    told = [process.communicate()[1].decode() for process in crowd]

    assert [process.returncode for process in crowd] == [0] * 4, told
    assert sum("Installed Python" in text for text in told) == 1
    assert installed(place) == [KEY]
