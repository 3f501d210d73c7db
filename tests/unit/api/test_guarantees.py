"""What the library promises to a process that it is a guest of."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

import puv
from puv.standards.version import Version
from support import backend
from support.builders import sdist, sdist_filename, wheel, wheel_filename

if TYPE_CHECKING:
    from pathlib import Path

    from unit.api.conftest import NewSession


def told_by(code: str, *arguments: str, cwd: Path | None = None) -> list[str]:
    """What a fresh interpreter prints; anything on its standard error is a failure."""
    found = subprocess.run(
        [sys.executable, "-I", "-B", "-c", textwrap.dedent(code), *arguments], capture_output=True, text=True, cwd=cwd,
        check=False,
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (0, "")
    return found.stdout.splitlines()


# Only what happens on behalf of this import counts: `-I` has read what Python itself needs before.
_WATCHED = """
    import os, sys
    import encodings.ascii, encodings.latin_1
    opened, other = [], []
    def hook(event, arguments):
        if event == "open" and isinstance(arguments[0], str):
            opened.append(os.path.abspath(arguments[0]))
        elif event.startswith(("socket.", "subprocess.", "os.system", "os.fork", "os.posix_spawn", "os.exec")):
            other.append(event)
        elif event in (
            "os.chdir", "os.putenv", "os.unsetenv", "signal.pthread_kill", "_thread.start_new_thread", "os.mkdir",
            "os.rename", "os.remove", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp",
        ):
            other.append(event)
    before = (dict(os.environ), os.getcwd(), list(sys.path))
    sys.addaudithook(hook)
"""


def test_importing_puv_opens_its_own_modules_only_and_starts_nothing() -> None:
    code = (
        _WATCHED
        + """
    import signal, logging, warnings
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    opened.clear()
    import puv
    home = os.path.dirname(puv.__file__)
    print([path for path in opened if not path.startswith(home)], other)
    # Only the names are there: the rest comes with the first use.
    print(before == (dict(os.environ), os.getcwd(), list(sys.path)), logging.getLogger().handlers)
    print(handlers == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)])
    """
    )
    assert told_by(code) == ["[] []", "True []", "True"]


def test_importing_puv_takes_next_to_no_time() -> None:
    """At most 25 ms more than a bare start: in practice below one, as nothing is imported with it."""
    code = """
    import sys, time
    before = set(sys.modules)
    started = time.perf_counter()
    import puv
    print(time.perf_counter() - started < 0.025, sorted(set(sys.modules) - before - {"puv", "puv._version"}))
    """
    told = [told_by(code) for _ in range(3)]
    assert ["True []"] in told or ["True ['__future__']"] in told


@pytest.mark.parametrize("executable", ["", None, "/opt/qgis/bin/qgis"])
def test_no_process_is_started_and_no_executable_is_needed(
    new_session: NewSession, site: puv.Target, monkeypatch: pytest.MonkeyPatch, executable: str | None
) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    monkeypatch.setattr(sys, "_base_executable", executable)
    seen: list[str] = []

    def hook(event: str, _: object) -> None:
        if watching and event.startswith(("subprocess.", "os.fork", "os.posix_spawn", "os.exec", "os.system")):
            seen.append(event)

    watching = True
    sys.addaudithook(hook)
    try:
        with new_session() as session:
            session.apply(session.plan(session.resolve(["app"]), site))
            session.uninstall(["app"], site)
            session.install(["app"], site)
            assert site.inspect()
    finally:
        watching = False
    assert seen == []


def test_what_must_be_built_needs_an_interpreter_that_is_named(new_session: NewSession, site: puv.Target) -> None:
    index = puv.MemoryIndex().add(sdist_filename("source", "1.0"), sdist("source", "1.0"))
    with new_session(indexes=[index]) as session:
        before = site.fingerprint()
        with pytest.raises(puv.errors.BuildInterpreterRequired, match=r"`source==1\.0` must be built") as failure:
            session.install(["source"], site)
        assert (failure.value.code, failure.value.subject) == ("build-interpreter-required", "source==1.0")
        assert "build_python=" in failure.value.hints()[0]
        # What it needs stands in it, so that resolving goes without a build.
        assert session.resolve(["source"], interpreter=puv.Interpreter.of("3.12", "win_amd64")).get("source")
        with pytest.raises(puv.PuvError) as refused:
            session.install(["source"], site, only_binary=True)
        assert not isinstance(refused.value, puv.errors.BuildInterpreterRequired)
        assert site.fingerprint() == before


def test_an_interpreter_that_is_named_builds(new_session: NewSession, site: puv.Target) -> None:
    content = sdist("source", "1.0", files=backend.project("source"))
    index = puv.MemoryIndex().add(sdist_filename("source", "1.0"), content)
    with new_session(indexes=[index], build_python=sys.executable) as session:
        assert str(session.install(["source"], site)) == "+ source 1.0"


def test_two_sessions_of_different_settings_do_not_disturb_each_other(new_session: NewSession) -> None:
    one, two = new_session(settings=puv.Settings(resolution="lowest")), new_session()
    found: dict[str, list[str]] = {}

    def work(name: str, session: puv.Session) -> None:
        for _ in range(5):
            found.setdefault(name, []).append(session.resolve(["app"]).to_requirements())

    threads = [threading.Thread(target=work, args=pair) for pair in (("one", one), ("two", two))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"one": ["app==1.0\nlib==1.0\n"] * 5, "two": ["app==2.0\nlib==2.0\n"] * 5}


def test_eight_threads_with_one_session_and_eight_with_their_own_agree(new_session: NewSession, tmp_path: Path) -> None:
    shared = new_session()

    def work(number: int) -> tuple[str, str, str]:
        session = shared if number % 2 else new_session()
        target = puv.Target.directory(tmp_path / f"site-{number}")
        resolution = session.resolve(["app"])
        session.install(resolution, target)
        return resolution.to_json(), target.fingerprint(), str(session.plan(resolution, target))

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(work, range(16)))
    assert len(set(found)) == 1


def descriptors() -> list[str]:
    """What the process holds open, by name."""
    found = []
    for number in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{number}"))
        except OSError:
            continue
    return sorted(found)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files by what Linux tells")
@pytest.mark.parametrize("cycles", [40, pytest.param(1000, marks=pytest.mark.soak)])
def test_cycles_leak_no_descriptor_thread_or_file(
    new_session: NewSession, index: puv.MemoryIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cycles: int
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    versions = ("1.0", "2.0")
    for number in range(3):
        for version in versions:
            index.add(wheel_filename(f"more{number}", version), wheel(f"more{number}", version))
    site = puv.Target.directory(tmp_path / "site")
    names = ["app", "more0", "more1", "more2"]

    def cycle(number: int) -> None:
        with new_session(on_event=lambda _: None) as session:
            wanted = [f"{name}=={versions[number % 2]}" for name in names]
            assert session.install(session.resolve(wanted), site).changes

    def settled() -> tuple[list[str], int, list[str], list[str]]:
        gc.collect()
        deadline = time.monotonic() + 5
        while threading.active_count() > threads and time.monotonic() < deadline:
            time.sleep(0.01)
        cache = [os.path.join(place, name) for place, _, files in os.walk(tmp_path / "cache") for name in files]
        return descriptors(), threading.active_count(), os.listdir(tmp_path / "tmp"), sorted(cache)

    threads = threading.active_count()
    for number in range(4):
        cycle(number)
    before = settled()
    for number in range(cycles):
        cycle(number)
    assert settled() == before


def test_errors_are_typed_coded_and_keep_their_cause(new_session: NewSession, site: puv.Target) -> None:
    failures: list[puv.PuvError] = []
    with new_session() as session:
        for action in (
            lambda: session.resolve(["no-such-thing"]),
            lambda: session.resolve(["!!"]),
            lambda: session.resolve(["app==1", "lib==9"]),
            lambda: session.install(["./nowhere"], site),
            lambda: session.list("./no-environment"),
            lambda: puv.Project.discover(site.path),
            lambda: puv.Lock.load(site.path),
            lambda: puv.Lock.parse("version = 99"),
            lambda: puv.Target.venv(site.path),
        ):
            with pytest.raises(puv.PuvError) as failure:
                action()
            failures.append(failure.value)
    assert all(error.code and str(error) for error in failures)
    assert failures[2].__cause__ is not None


def test_nothing_is_written_outside_the_target_and_the_cache(
    new_session: NewSession, site: puv.Target, tmp_path: Path
) -> None:
    written: set[str] = set()
    flags = os.O_WRONLY | os.O_RDWR | os.O_CREAT

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if not watching:
            return
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & flags:
            written.add(os.path.abspath(os.fsdecode(arguments[0])))  # type: ignore[arg-type]  # a path
        elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir"):
            written.update(
                os.path.abspath(os.fsdecode(path)) for path in arguments[:2] if isinstance(path, str | bytes)
            )

    watching = True
    sys.addaudithook(hook)
    try:
        with new_session() as session:
            session.install(["app"], site)
            session.install(["app==1.0"], site)
            session.uninstall(["app", "lib"], site)
    finally:
        watching = False
    allowed = (site.path, str(tmp_path / "cache"))
    assert written
    assert sorted(path for path in written if not path.startswith(allowed)) == []


def test_versions_of_the_answer_are_values_too() -> None:
    assert puv.Interpreter.of("3.12.4").version == Version.parse("3.12.4")
