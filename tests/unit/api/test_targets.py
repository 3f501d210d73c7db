"""Targets: where packages go, what they hold, and how a process comes to see it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING

import pytest

import puv
from puv.errors import NotAnEnvironment, TargetError, TargetInUse
from unit.api.conftest import wheel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def _own_modules() -> Iterator[None]:
    """What a test imports is forgotten afterwards."""
    modules, path = set(sys.modules), list(sys.path)
    yield
    for name in set(sys.modules) - modules:
        del sys.modules[name]
    sys.path[:] = path


def test_a_directory_is_made_filled_and_told(session: puv.Session, site: puv.Target) -> None:
    assert not os.path.exists(site.path)
    session.install(["app"], site)
    app, lib = site.inspect()
    assert (app.name, str(app.version), app.installer, app.requested, app.location) == (
        "app", "2.0", "puv", True, site.path,
    )  # fmt: skip
    assert (lib.url, lib.editable, str(lib)) == ("", False, "lib==2.0")


def test_commands_are_skipped_where_nothing_could_start_them(session: puv.Session, site: puv.Target) -> None:
    session.install(["app"], site)
    assert not os.path.exists(os.path.join(site.path, "bin"))
    record = os.path.join(site.path, "app-2.0.dist-info", "RECORD")
    with open(record, encoding="utf-8") as file:
        assert "bin/app" not in file.read()
    with pytest.raises(TargetError, match="Commands need an interpreter"):
        puv.Target.directory(site.path, scripts="install")


def test_commands_name_the_interpreter_that_is_given(session: puv.Session, tmp_path: Path) -> None:
    python = puv.Interpreter.from_executable(sys.executable)
    target = puv.Target.directory(tmp_path / "site", interpreter=python)
    session.install(["app"], target)
    assert (tmp_path / "site/bin/app").read_text().startswith(f"#!{sys.executable}\n")
    assert target.run(["-c", "import app; print(app.__file__)"]).stdout.strip().startswith(target.path)


def test_a_prefix_is_laid_out_like_an_environment(session: puv.Session, tmp_path: Path) -> None:
    target = puv.Target.prefix(tmp_path / "usr", interpreter=puv.Interpreter.of("3.12", "manylinux_2_28_x86_64"))
    session.install(["lib"], target)
    assert (tmp_path / "usr/lib/python3.12/site-packages/lib-2.0.dist-info").is_dir()


def test_an_environment_is_made_filled_and_run_without_a_search(session: puv.Session, tmp_path: Path) -> None:
    made = session.venv(tmp_path / "env", python=f"{sys.version_info[0]}.{sys.version_info[1]}")
    assert made.kind == "venv"
    session.install(["app"], made)
    told = made.run(["-c", "import sys, app; print(sys.prefix)"])
    assert (told.returncode, told.stdout.strip()) == (0, str(tmp_path / "env"))
    assert os.access(tmp_path / "env" / "bin" / "app", os.X_OK)
    found = puv.Target.venv(tmp_path / "env")
    assert (found.path, found.site_packages) == (made.path, made.site_packages)
    assert [str(one) for one in found.inspect()] == ["app==2.0", "lib==2.0"]


def test_a_directory_that_is_no_environment_is_not_taken_for_one(tmp_path: Path) -> None:
    with pytest.raises(NotAnEnvironment):
        puv.Target.venv(tmp_path)


def test_the_current_target_is_what_this_process_imports_from() -> None:
    current = puv.Target.current()
    assert current.site_packages == tuple(dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))))
    assert "pytest" in [package.name for package in current.inspect()]


@pytest.mark.usefixtures("_own_modules")
def test_an_activated_target_can_be_imported_from(session: puv.Session, site: puv.Target, tmp_path: Path) -> None:
    with pytest.raises(ImportError):
        importlib.import_module("lib")
    session.install(["lib"], site)
    (tmp_path / "more").mkdir()
    with open(os.path.join(site.path, "more.pth"), "w", encoding="utf-8") as file:
        file.write(str(tmp_path / "more") + "\n")
    assert site.activate(sys) == (site.path, str(tmp_path / "more"))
    assert str(importlib.import_module("lib").__file__).startswith(site.path)
    assert site.activate(sys) == ()


def test_a_fingerprint_tells_every_difference(session: puv.Session, site: puv.Target) -> None:
    session.install(["app"], site)
    seen = {site.fingerprint()}
    path = os.path.join(site.path, "app", "__init__.py")
    for change in (
        lambda: open(path, "a").close() or os.chmod(path, 0o600),
        lambda: os.mkdir(os.path.join(site.path, "empty")),
        lambda: os.symlink("app", os.path.join(site.path, "link")),
        lambda: os.rename(path, path + ".bak"),
    ):
        change()
        seen.add(site.fingerprint())
    assert len(seen) == 5


@pytest.mark.usefixtures("_own_modules")
def test_replacing_imported_modules_asks_for_a_restart(session: puv.Session, site: puv.Target) -> None:
    assert not session.install(["lib<2"], site).needs_restart
    site.activate(sys)
    importlib.import_module("lib")
    plan = session.plan(session.resolve(["lib==2.0"]), site)
    assert plan.needs_restart.modules == ("lib",)
    report = session.install(["lib==2.0"], site)
    assert report.needs_restart
    assert (report.needs_restart.modules, report.needs_restart.extensions) == (("lib",), ())
    assert not session.install(["app"], site).needs_restart


@pytest.mark.usefixtures("_own_modules")
def test_a_loaded_extension_is_told_as_such(session: puv.Session, index: puv.MemoryIndex, site: puv.Target) -> None:
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    for version in ("1.0", "2.0"):
        wheel(index, "native", version, tag=puv.Interpreter.current().tags[0], files={f"_native{suffix}": version})
    session.install(["native==1.0"], site)
    module = type(sys)("_native")  # as if it had been loaded: only its file counts
    module.__file__ = os.path.join(site.path, f"_native{suffix}")
    sys.modules["_native"] = module
    plan = session.plan(session.resolve(["native==2.0"]), site)
    assert plan.needs_restart.extensions == ("_native",)
    assert session.apply(plan).needs_restart.extensions == ("_native",)


@pytest.mark.usefixtures("_own_modules")
def test_files_in_use_are_told_with_the_way_out(
    session: puv.Session, index: puv.MemoryIndex, site: puv.Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows refuses to move a library that is loaded."""
    for version in ("1.0", "2.0"):
        wheel(index, "native", version, files={"_native.pyd": version})
    session.install(["native==1.0"], site)
    module = type(sys)("_native")
    module.__file__ = os.path.join(site.path, "_native.pyd")
    sys.modules["_native"] = module
    before, real = site.fingerprint(), os.rename

    def rename(source: str, target: str) -> None:
        if source.endswith(".pyd") and ".puv-transaction" not in source:
            raise PermissionError(13, "The process cannot access the file")
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(TargetInUse, match="_native") as failure:
        session.install(["native==2.0"], site)
    assert "Target.stage()" in failure.value.hints()[0]
    assert site.fingerprint() == before


def test_a_staged_copy_takes_its_place_at_the_next_start(session: puv.Session, site: puv.Target) -> None:
    session.install(["lib<2"], site)
    before = site.fingerprint()
    staged = site.stage()
    session.install(["lib==2.0"], staged)
    assert site.fingerprint() == before
    site.commit_stage()
    system = type(sys)("sys")
    system.path = []  # type: ignore[attr-defined]  # a process of its own
    assert site.activate(system) == (site.path,)
    assert [str(one) for one in site.inspect()] == ["lib==2.0"]
    assert not [name for name in os.listdir(os.path.dirname(site.path)) if ".puv-" in name]


def test_a_stage_that_is_not_committed_counts_for_nothing(session: puv.Session, site: puv.Target) -> None:
    session.install(["lib<2"], site)
    session.install(["lib==2.0"], site.stage())
    system = type(sys)("sys")
    system.path = []  # type: ignore[attr-defined]  # a process of its own
    site.activate(system)
    assert [str(one) for one in site.inspect()] == ["lib==1.0"]
    site.discard_stage()
    with pytest.raises(TargetError, match="Nothing is staged"):
        site.commit_stage()
    with pytest.raises(TargetError, match="Only directories"):
        puv.Target.current().stage()


def test_staging_does_not_write_through_its_links(session: puv.Session, site: puv.Target) -> None:
    session.install(["lib"], site)
    before = site.fingerprint()
    session.uninstall(["lib"], site.stage())
    assert site.fingerprint() == before


def test_packages_last_as_long_as_a_block(session: puv.Session) -> None:
    with puv.temporary("app", session=session) as env:
        module = importlib.import_module("app")
        assert str(module.__file__).startswith(env.path)
    assert not os.path.exists(env.path)
    assert env.path not in sys.path
    with pytest.raises(ImportError):
        importlib.import_module("app")


def test_nothing_is_left_where_a_block_cannot_begin(session: puv.Session) -> None:
    code = "import tempfile; print(tempfile.gettempdir())"
    place = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    before = set(os.listdir(place))
    with pytest.raises(puv.PuvError), puv.temporary("nothing-of-that-name", session=session):
        pass
    assert not [name for name in set(os.listdir(place)) - before if name.startswith("puv-")]


def test_a_target_is_externally_managed_or_not(session: puv.Session, tmp_path: Path) -> None:
    interpreter = puv.Interpreter.current()
    (tmp_path / "EXTERNALLY-MANAGED").write_text("[externally-managed]\nError=ask apt\n")
    owned = interpreter.replace(prefix=str(tmp_path), base_prefix=str(tmp_path), stdlib=str(tmp_path))
    target = puv.Target(kind="installation", path=str(tmp_path), interpreter=owned)
    with pytest.raises(puv.PuvError, match="externally managed"):
        session.install(["lib"], target)
