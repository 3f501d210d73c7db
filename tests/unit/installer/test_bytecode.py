"""Compiling with worker processes."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
from pathlib import Path

import pytest

from puv.installer.bytecode import BytecodeError, compile_files, sources_of
from support.environments import layout_in


def sources(folder: Path, count: int) -> list[str]:
    paths = [folder / f"m{number}.py" for number in range(count)]
    for path in paths:
        path.write_text("x = 1\n")
    return [str(path) for path in paths]


@pytest.mark.parametrize("workers", [1, 3])
def test_every_file_gets_its_bytecode(tmp_path: Path, workers: int) -> None:
    paths = sources(tmp_path, 40)
    before = set(threading.enumerate())
    assert compile_files(paths, sys.executable, workers=workers) == 40
    assert all(os.path.exists(importlib.util.cache_from_source(path)) for path in paths)
    assert set(threading.enumerate()) <= before


def test_a_file_that_does_not_compile_is_counted_and_passed_over(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def")
    (tmp_path / "latin.py").write_bytes(b"x = '\xff'\n")
    (tmp_path / "good ü.py").write_text("x = 1\n")
    paths = [str(tmp_path / name) for name in ("bad.py", "latin.py", "good ü.py")]
    assert compile_files(paths, sys.executable, workers=2) == 3
    assert [name.split(".")[0] for name in os.listdir(tmp_path / "__pycache__")] == ["good ü"]


def test_missing_files_and_no_files_start_no_process(tmp_path: Path) -> None:
    assert compile_files([str(tmp_path / "missing.py")], "/no/such/python", workers=2) == 0


def failure(tmp_path: Path, executable: str, timeout: float = 60) -> str:
    """Return the cause of the failure that every one of them has the same heading for."""
    with pytest.raises(BytecodeError, match=r"^Failed to bytecode-compile installed packages$") as caught:
        compile_files(sources(tmp_path, 1), executable, workers=1, timeout=timeout)
    return str(caught.value.__cause__)


def test_an_interpreter_that_does_not_start_is_an_error(tmp_path: Path) -> None:
    assert "Failed to start Python interpreter" in failure(tmp_path, str(tmp_path / "no-python"))


def script(tmp_path: Path, text: str) -> str:
    path = tmp_path / "python"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(os.name == "nt", reason="there is no sh")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("echo hello", 'expected "Ready", received: "hello\n"'),
        ("exit 1", 'expected "Ready", received: ""'),
        ("echo Ready; read line; echo other", 'm0.py", received: "other\n"'),
        ("echo Ready; read line; exit 1", 'm0.py", received: ""'),
    ],
)
def test_an_interpreter_that_answers_strangely_is_an_error(tmp_path: Path, text: str, sentence: str) -> None:
    assert sentence in failure(tmp_path, script(tmp_path, text))


@pytest.mark.skipif(os.name == "nt", reason="there is no sh")
def test_an_interpreter_that_hangs_is_stopped(tmp_path: Path) -> None:
    assert failure(tmp_path, script(tmp_path, "exec sleep 60"), 0.1) == "Python startup timed out (0.1s)"
    hanging = script(tmp_path, "echo Ready; read line; exec sleep 60")
    assert failure(tmp_path, hanging, 0.1) == f"Bytecode timed out (0.1s) compiling file: `{tmp_path}/m0.py`"


def test_only_recorded_modules_in_site_packages_are_compiled(tmp_path: Path) -> None:
    layout = layout_in(tmp_path)
    info = Path(layout.purelib, "demo-1.0.dist-info")
    info.mkdir()
    (info / "RECORD").write_text("demo/a.py,,\ndemo/b.txt,,\n../../../bin/run.py,,\ntop.py,,\n")
    assert sources_of([str(info), "/no/such.dist-info"], layout) == [
        f"{layout.purelib}/demo/a.py", f"{layout.purelib}/top.py"
    ]  # fmt: skip
