"""Asking executables, and keeping their answers."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from puv.cache.root import Cache
from puv.errors import hints
from puv.python.errors import ProbeError
from puv.python.interpreter import current
from puv.python.probe import probe, remember

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from puv.python.interpreter import Interpreter


def ask(path: str, tmp_path: Path, cache: Cache | None = None) -> Interpreter:
    return probe(path, cache=cache, cwd=str(tmp_path), environ={"PATH": os.defpath})


def forwarding(program: Callable[..., str], tmp_path: Path, name: str) -> tuple[str, Path]:
    """Make a program that answers like this interpreter and counts its calls in a file."""
    calls = tmp_path / f"{name}.calls"
    return program(name, f'echo x >> "{calls}"; exec "{sys.executable}" "$@"'), calls


def test_the_answer_of_a_process_is_that_of_this_one(tmp_path: Path) -> None:
    told = ask(sys.executable, tmp_path)
    # From within nothing is said of the base's executable: this process may be another program.
    assert told.replace(base_executable="") == current()


def test_a_kept_answer_equals_a_fresh_one_and_needs_no_process(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"))
    fresh = ask(sys.executable, tmp_path, cache)
    kept = probe(sys.executable, cache=cache, cwd=str(tmp_path / "nowhere"), environ={})  # no process could start there
    assert kept == fresh


def test_a_damaged_entry_is_asked_again(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"))
    fresh = ask(sys.executable, tmp_path, cache)
    for entry in (tmp_path / "cache").rglob("*"):
        if entry.is_file():
            entry.write_bytes(b"\xfb nonsense")
    assert ask(sys.executable, tmp_path, cache) == fresh


def test_a_program_that_answers_for_another_is_asked_every_time(program: Callable[..., str], tmp_path: Path) -> None:
    path, calls = forwarding(program, tmp_path, "shim")
    cache = Cache(str(tmp_path / "cache"))
    ask(path, tmp_path, cache)
    ask(path, tmp_path, cache)
    assert calls.read_text() == "x\nx\n"


def test_another_file_behind_the_same_path_is_asked_anew(
    link_to_this: Callable[[str], str], program: Callable[..., str], tmp_path: Path
) -> None:
    cache = Cache(str(tmp_path / "cache"))
    path = link_to_this("python")
    ask(path, tmp_path, cache)
    os.unlink(path)
    program("python", "exit 9")
    with pytest.raises(ProbeError, match="exit status: 9"):
        ask(path, tmp_path, cache)


def test_what_is_remembered_is_found(tmp_path: Path, fake: Callable[..., Interpreter]) -> None:
    path = tmp_path / "python"
    path.write_text("")
    cache = Cache(str(tmp_path / "cache"))
    remember(fake(executable=str(path)), cache)
    kept = ask(str(path), tmp_path, cache)
    assert (kept.full_version, kept.executable) == ("3.12.1", str(path))


def test_the_kernel_of_a_kept_answer_is_the_running_one(tmp_path: Path, fake: Callable[..., Interpreter]) -> None:
    path = tmp_path / "python"
    path.write_text("")
    cache = Cache(str(tmp_path / "cache"))
    remember(fake(executable=str(path)), cache)
    assert ask(str(path), tmp_path, cache).markers["platform_release"] == os.uname().release


def test_a_missing_executable_is_named_as_given(tmp_path: Path) -> None:
    with pytest.raises(ProbeError) as caught:
        ask("bin/python", tmp_path)
    assert str(caught.value) == "Python interpreter not found at `bin/python`"
    assert caught.value.kind == "missing"


def test_a_broken_link_in_an_environment_comes_with_advice(tmp_path: Path) -> None:
    (tmp_path / "env/bin").mkdir(parents=True)
    (tmp_path / "env/pyvenv.cfg").write_text("")
    (tmp_path / "env/bin/python").symlink_to("/nonexistent/python")
    with pytest.raises(ProbeError) as caught:
        ask(str(tmp_path / "env/bin/python"), tmp_path)
    assert str(caught.value) == "Broken symlink at `env/bin/python`, was the underlying Python interpreter removed?"
    assert hints(caught.value) == ("Consider recreating the environment (e.g., with `puv venv`)",)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("echo hi; echo err >&2; exit 3", "failed with exit status exit status: 3\n\n[stdout]\nhi\n\n[stderr]\nerr"),
        ("exit 7", "failed with exit status exit status: 7"),
        ("kill -9 $$", "failed with exit status signal: 9 (SIGKILL)"),
        ("echo hi", "returned an invalid response: expected value at line 1 column 1\n\n[stdout]\nhi"),
        ("echo '[]'", "returned an invalid response: expected value at line 1 column 1\n\n[stdout]\n[]"),
        (":", "returned an invalid response: EOF while parsing a value at line 1 column 0"),
    ],
)
def test_a_useless_answer_is_shown(body: str, problem: str, program: Callable[..., str], tmp_path: Path) -> None:
    path = program("python", body)
    with pytest.raises(ProbeError) as caught:
        ask(path, tmp_path)
    assert str(caught.value) == f"Querying Python at `{path}` {problem}"


def test_an_answer_without_all_facts_is_useless(program: Callable[..., str], tmp_path: Path) -> None:
    path = program("python", "echo '{}'")
    with pytest.raises(ProbeError, match="invalid response: missing field"):
        ask(path, tmp_path)


def test_python_2_is_told_by_its_ignorance(program: Callable[..., str], tmp_path: Path) -> None:
    path = program("python", "echo 'Unknown option: -I' >&2; exit 2")
    with pytest.raises(ProbeError) as caught:
        ask(path, tmp_path)
    assert str(caught.value) == f"Can't use Python at `{path}`"
    assert str(caught.value.__cause__) == (
        "Python executable does not support `-I` flag. Please use Python 3.6 or newer."
    )


def test_a_file_that_is_no_program_cannot_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "python"
    path.write_text("garbage")
    path.chmod(0o755)
    with pytest.raises(ProbeError) as caught:
        ask(str(path), tmp_path)
    assert str(caught.value) == f"Failed to query Python interpreter at `{path}`"
    assert str(caught.value.__cause__) == "Exec format error (os error 8)"


def environment(root: Path, *, home: str = "") -> str:
    """Make an environment of this interpreter's base with nothing in it, and return its program."""
    base = os.path.realpath(sys.executable)
    (root / "bin").mkdir(parents=True)
    (root / "pyvenv.cfg").write_text(f"home = {home or os.path.dirname(base)}\n")
    (root / "bin" / "python").symlink_to(base)
    return str(root / "bin" / "python")


@pytest.mark.skipif(os.name == "nt", reason="environments there hold launchers")
@pytest.mark.parametrize("first", ["base", "environment"])
def test_an_environment_of_a_known_base_is_foretold_as_it_would_answer(first: str, tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"))
    ask(os.path.realpath(sys.executable) if first == "base" else environment(tmp_path / "known"), tmp_path, cache)
    path = environment(tmp_path / "new")
    foretold = probe(path, cache=cache, cwd=str(tmp_path / "nowhere"), environ={})  # no process could start there
    asked = ask(path, tmp_path)
    assert os.path.samefile(foretold.base_executable, asked.base_executable)
    assert foretold.replace(base_executable="") == asked.replace(base_executable="")
    assert probe(path, cache=cache, cwd=str(tmp_path / "nowhere"), environ={}) == foretold


@pytest.mark.skipif(os.name == "nt", reason="environments there hold launchers")
def test_an_environment_is_asked_when_its_home_is_elsewhere(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"))
    ask(os.path.realpath(sys.executable), tmp_path, cache)
    path = environment(tmp_path / "new", home=str(tmp_path))
    with pytest.raises(ProbeError):
        probe(path, cache=cache, cwd=str(tmp_path / "nowhere"), environ={})


def test_an_environment_is_asked_when_its_program_is_no_link(tmp_path: Path, program: Callable[..., str]) -> None:
    cache = Cache(str(tmp_path / "cache"))
    ask(os.path.realpath(sys.executable), tmp_path, cache)
    path = program("new/bin/python", "exit 9")
    (tmp_path / "new" / "pyvenv.cfg").write_text(f"home = {os.path.dirname(os.path.realpath(sys.executable))}\n")
    with pytest.raises(ProbeError, match="exit status: 9"):
        ask(path, tmp_path, cache)
