"""The library: every verb as a typed, silent call."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

import puv
from puv import events
from puv.errors import Cancelled, PuvError, PythonError, ResolutionError
from puv.settings.groups.index import IndexSettings
from support import backend
from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.index_server import IndexServer


@pytest.fixture
def server() -> Iterator[IndexServer]:
    world = World()
    world.add("app", "1.0", requires=["lib>=1"]).add("app", "2.0", requires=["lib>=2"])
    world.add("lib", "1.0").add("lib", "2.0")
    with world.serve() as running:
        yield running


@pytest.fixture
def session(server: IndexServer, tmp_path: Path) -> Iterator[puv.Session]:
    with new_session(server, tmp_path) as made:
        yield made


def new_session(server: IndexServer, place: Path, **options: object) -> puv.Session:
    settings = puv.Settings().replace(index=IndexSettings(index_url=server.index_url()))
    return puv.Session(settings, cache_dir=str(place / "cache"), cwd=str(place), **options)  # type: ignore[arg-type]


def names(resolution: puv.Resolution) -> list[str]:
    return [f"{pin.name}=={pin.version}" for pin in resolution]


def test_resolving_touches_nothing(session: puv.Session, tmp_path: Path) -> None:
    assert names(session.resolve(["app"])) == ["lib==2.0", "app==2.0"]
    assert names(session.resolve(["app<2"], python=sys.executable)) == ["lib==2.0", "app==1.0"]
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_a_resolution_tells_why_each_package_is_there(session: puv.Session) -> None:
    by_name = {pin.name: pin for pin in session.resolve(["app"])}
    assert by_name["lib"].requested_by == ("app",)
    assert by_name["app"].dependencies == ("lib",)
    assert by_name["lib"].artifact.filename == "lib-2.0-py3-none-any.whl"


def test_an_environment_is_made_filled_listed_checked_and_emptied(session: puv.Session, tmp_path: Path) -> None:
    made = session.venv("env", python=sys.executable)
    assert made.path == str(tmp_path / "env")
    report = session.install(["app"], "env")
    assert [(change.kind, change.name, change.version) for change in report.changes] == [
        ("added", "app", "2.0"), ("added", "lib", "2.0"),
    ]  # fmt: skip
    assert session.install(["app"], "env").changes == ()
    assert [row.name for row in session.list("env").rows] == ["app", "lib"]
    assert session.check("env").diagnostics == ()
    assert session.show(["lib"], "env").packages[0].required_by == ("app",)
    assert [package.name for package in session.tree("env", prune=("lib",)).packages] == ["app"]
    session.uninstall(["lib"], "env")
    assert session.check("env").diagnostics == ("The package `app` requires `lib>=2`, but it's not installed",)
    (tmp_path / "pins.txt").write_text("lib==1.0\n")
    changes = session.sync_requirements(["pins.txt"], "env").changes
    assert [(change.kind, change.name) for change in changes] == [("removed", "app"), ("added", "lib")]


def test_installed_packages_can_be_imported(session: puv.Session, tmp_path: Path) -> None:
    session.venv("env", python=sys.executable)
    session.install(["app"], "env")
    code = "import app, importlib.metadata as m; print(m.version('app'), m.distribution('app').read_text('INSTALLER'))"
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    told = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["2.0", "puv"]


def test_a_dry_run_tells_and_does_nothing(session: puv.Session) -> None:
    session.venv("env", python=sys.executable)
    report = session.install(["app"], "env", dry_run=True)
    assert (report.dry_run, str(report)) == (True, "+ app 2.0\n+ lib 2.0")
    assert session.list("env").rows == ()


def test_failures_are_typed_and_carry_their_text(session: puv.Session) -> None:
    with pytest.raises(ResolutionError, match="No solution found") as failure:
        session.resolve(["app<2", "lib<1"])
    assert "lib<1" in str(failure.value.__cause__)
    with pytest.raises(PythonError, match="No virtual environment or system Python"):
        session.list("./nowhere")


def test_a_session_prints_nothing(session: puv.Session, capfd: pytest.CaptureFixture[str]) -> None:
    session.venv("env", python=sys.executable)
    session.install(["app"], "env")
    with pytest.raises(PuvError):
        session.resolve(["nothing-of-that-name"])
    assert capfd.readouterr() == ("", "")


def test_events_tell_the_steps(server: IndexServer, tmp_path: Path) -> None:
    seen: list[events.Event] = []
    with new_session(server, tmp_path, on_event=seen.append) as session:
        session.venv("env", python=sys.executable)
        session.install(["app"], "env")
    kinds = [type(event).__name__ for event in seen if not isinstance(event, events.Download)]
    steps = [
        "InterpreterSelected",
        "CreatingEnvironment",
        "Resolved",
        "Prepared",
        "InstalledAll",
    ]
    assert [kind for kind in kinds if kind in steps] == steps
    resolved = next(event for event in seen if isinstance(event, events.Resolved))
    assert resolved.count == 2


def test_cancelling_leaves_the_environment_as_it_was(session: puv.Session) -> None:
    session.venv("env", python=sys.executable)
    token = puv.CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        session.install(["app"], "env", cancel=token)
    assert session.list("env").rows == ()


def test_two_sessions_in_two_threads_do_not_disturb_each_other(server: IndexServer, tmp_path: Path) -> None:
    found: dict[str, list[str]] = {}

    def work(name: str, requirement: str) -> None:
        place = tmp_path / name
        place.mkdir()
        with new_session(server, place) as session:
            session.venv("env", python=sys.executable)
            session.install([requirement], "env")
            found[name] = [f"{row.name}=={row.version}" for row in session.list("env").rows]

    threads = [
        threading.Thread(target=work, args=(f"t{number}", "app<2" if number % 2 else "app")) for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[f"t{number}"][0] for number in range(6)] == ["app==2.0", "app==1.0"] * 3


def test_a_plain_session_heeds_no_variables(
    server: IndexServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_INDEX_URL", "http://127.0.0.1:9/nothing")
    monkeypatch.setenv("UV_OFFLINE", "1")
    with new_session(server, tmp_path) as session:
        assert names(session.resolve(["lib"])) == ["lib==2.0"]


def test_a_session_from_the_environment_heeds_variables_and_files(server: IndexServer, tmp_path: Path) -> None:
    (tmp_path / "uv.toml").write_text('resolution = "lowest"\n')
    environ = {"UV_INDEX_URL": server.index_url(), "UV_CACHE_DIR": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    with puv.Session.from_environment(environ, cwd=str(tmp_path)) as session:
        assert names(session.resolve(["app"], python=sys.executable)) == ["lib==1.0", "app==1.0"]


def test_the_cache_serves_again_and_can_be_cleaned(session: puv.Session, server: IndexServer) -> None:
    session.resolve(["app"])
    asked = server.count()
    session.resolve(["app"])
    assert server.count() == asked
    assert session.prune_cache().files == 0
    assert session.cache_size() > 0
    assert session.clean_cache().files > 0
    session.resolve(["app"])
    assert server.count() > asked


def test_reports_can_be_pickled(session: puv.Session) -> None:
    resolution = session.resolve(["app"])
    copy = pickle.loads(pickle.dumps(resolution))  # noqa: S301 - our own bytes
    assert names(copy) == names(resolution)


def test_importing_puv_imports_nothing_heavy() -> None:
    code = "import sys; before = set(sys.modules); import puv; print(sorted(set(sys.modules) - before))"
    told = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert set(eval(told.stdout)) == {"puv", "puv._version"}  # noqa: S307 - a list that this test printed


def test_building_tells_its_steps_and_prints_nothing(
    server: IndexServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[events.Event] = []
    code = "def build_sdist(directory, config_settings=None):\n    sys.exit('no sdist')\n"
    backend.write(tmp_path / "demo", backend.project("demo", static=True, extra_code=code))
    with new_session(server, tmp_path, on_event=told.append) as session:
        report = session.build("demo", wheel=True, python=sys.executable)
        with pytest.raises(PuvError, match="Failed to build"):
            session.build("demo", python=sys.executable)
    assert report.built == (str(tmp_path / "demo" / "dist" / "demo-1.0-py3-none-any.whl"),)
    steps = [event for event in told if isinstance(event, events.BuildStep | events.BuildLog)]
    assert steps == [
        events.BuildStep(what="wheel"), events.BuildLog(text="building demo"),
        events.BuildStep(what="source distribution"), events.BuildLog(text="no sdist"),
    ]  # fmt: skip
    assert capfd.readouterr() == ("", "")
