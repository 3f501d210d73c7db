"""Projects and locks as values, and the verbs about them."""

from __future__ import annotations

import hashlib
import pickle
import sys
from typing import TYPE_CHECKING

import pytest

import puv
from puv.errors import InputError, LockfileError, TargetChanged
from unit.api.conftest import wheel

if TYPE_CHECKING:
    from pathlib import Path

_PROJECT = """\
# A project.
[project]
name = "demo"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["app"]  # one

[project.optional-dependencies]
more = ["extra1"]

[dependency-groups]
tools = ["tool1 ; sys_platform == 'win32'", "tool2"]
"""


@pytest.fixture
def project(tmp_path: Path, index: puv.MemoryIndex) -> puv.Project:
    for name in ("extra1", "tool1", "tool2"):
        wheel(index, name, "1.0")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "pyproject.toml").write_text(_PROJECT)
    return puv.Project.discover(tmp_path / "demo")


def texts(resolution: puv.Resolution) -> list[str]:
    return sorted(map(str, resolution))


def test_a_project_is_found_from_below(project: puv.Project, tmp_path: Path) -> None:
    (tmp_path / "demo" / "src" / "deep").mkdir(parents=True)
    assert puv.Project.discover(tmp_path / "demo" / "src" / "deep") == project
    assert (project.name, project.root, project.members) == ("demo", str(tmp_path / "demo"), ("demo",))
    assert project.lock is None
    with pytest.raises(InputError):
        puv.Project.discover(tmp_path / "nothing")


def test_locking_returns_the_lock_and_a_dry_run_writes_nothing(session: puv.Session, project: puv.Project) -> None:
    lock = session.lock(project, dry_run=True)
    assert lock.action == "create"
    assert project.lock is None
    with pytest.raises(LockfileError):
        session.lock(project, check=True)
    assert session.lock(project).action == "create"
    again = session.lock(project)
    assert (again.action, again) == ("check", lock.replace(action="check"))
    assert project.lock == lock.replace(action="use")
    assert pickle.loads(pickle.dumps(lock)) == lock  # noqa: S301 - our own bytes
    assert hash(lock) == hash(lock.replace())
    with open(project.lock_path, encoding="utf-8") as file:
        assert lock.to_text() == file.read()
    assert session.lock(project, frozen=True).action == "use"


def test_locks_are_compared(session: puv.Session, project: puv.Project, index: puv.MemoryIndex) -> None:
    old = session.lock(project)
    assert not old.diff(old)
    wheel(index, "app", "3.0", requires=["lib"])
    wheel(index, "lib", "3.0")
    new = session.lock(project, upgrade=["app"], dry_run=True)
    found = new.diff(old)
    assert [(change.name, change.before, change.after) for change in found] == [("app", "2.0", "3.0")]
    assert [change.kind for change in new.diff(None)] == ["added"] * len(new.packages)
    everything = session.lock(project, upgrade=True, dry_run=True).diff(old)
    assert [change.name for change in everything] == ["app", "lib"]


def test_a_lock_is_selected_from_for_any_interpreter(session: puv.Session, project: puv.Project) -> None:
    lock = session.lock(project)
    linux, windows = puv.Interpreter.of("3.12", "manylinux_2_28_x86_64"), puv.Interpreter.of("3.12", "win_amd64")
    base = [one for one in texts(lock.select(interpreter=linux)) if not one.startswith("demo")]
    assert base == ["app==2.0", "lib==2.0"]
    assert "extra1==1.0" in texts(lock.select(extras={"more"}, interpreter=linux))
    assert "tool1==1.0" not in texts(lock.select(groups={"tools"}, interpreter=linux))
    assert {"tool1==1.0", "tool2==1.0"} < set(texts(lock.select(groups={"tools"}, interpreter=windows)))
    lib = lock.select(interpreter=linux).get("lib")
    assert lib is not None
    assert lib.requested_by == ("app",)
    with pytest.raises(InputError):
        lock.select(extras={"none-of-that-name"})


def test_what_is_selected_is_what_is_installed(session: puv.Session, project: puv.Project, site: puv.Target) -> None:
    lock = session.lock(project)
    pins = lock.select()
    dependencies = pins.replace(pins=tuple(pin for pin in pins if pin.name != "demo"))
    assert str(session.install(dependencies, site)) == "+ app 2.0\n+ lib 2.0"


def test_a_project_is_synced_and_then_nothing_changes(session: puv.Session, project: puv.Project) -> None:
    report = session.sync(project, groups=["tools"])
    assert "+ app 2.0" in str(report)
    assert report.target.kind == "venv"
    assert [one.name for one in report.target.inspect()] == ["app", "lib", "tool2"]
    assert session.sync(project, groups=["tools"], frozen=True).raise_if_changed().changes == ()
    with pytest.raises(TargetChanged, match="- tool2"):
        session.sync(project, frozen=True, dry_run=True).raise_if_changed()
    assert report.target.run(["-c", "import app, lib"]).returncode == 0


def test_a_dry_sync_tells_what_a_fresh_environment_would_hold(session: puv.Session, project: puv.Project) -> None:
    report = session.sync(project, dry_run=True)
    assert (report.dry_run, str(report)) == (True, "+ app 2.0\n+ lib 2.0")
    assert report.target.path.startswith(project.root)
    assert project.lock is None


def test_a_lock_is_exported(session: puv.Session, project: puv.Project) -> None:
    session.lock(project)
    found = session.export(project, frozen=True, no_hashes=True, no_annotate=True)
    assert found.splitlines() == ["app==2.0", "lib==2.0"]
    assert 'name = "lib"' in session.export(project, format="pylock.toml", frozen=True)


def test_an_edit_keeps_the_rest_as_it_is(project: puv.Project) -> None:
    with project.edit() as document:
        document.dependencies.add("zeta>=1", group="tools")
        document.dependencies.add("alpha[x]", extra="more")
        document.dependencies.add("lib>1")
        assert document.dependencies.remove("app") == 1
        assert document.dependencies.list() == ("lib>1",)
    with open(project.path, encoding="utf-8") as file:
        text = file.read()
    assert text.startswith("# A project.\n[project]\n")
    assert '"zeta>=1"' in text
    assert text.index('"alpha[x]"') < text.index('"extra1"')
    assert "# one" in text


def test_an_edit_that_fails_writes_nothing(project: puv.Project) -> None:
    def digest() -> str:
        with open(project.path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    before = digest()

    def edit() -> None:
        with project.edit() as document:
            document.dependencies.add("fine")
            document.dependencies.add("not a requirement !!")

    with pytest.raises(InputError, match="Failed to parse"):
        edit()
    assert digest() == before
    with project.edit():
        pass
    assert digest() == before


def test_a_project_is_changed_from_elsewhere(session: puv.Session, project: puv.Project) -> None:
    report = session.add(["tool2"], project)
    assert [str(one) for one in report.requirements] == ["tool2>=1.0"]
    assert "tool2" in dict(session.lock(project).packages)
    session.remove(["tool2"], project)
    assert str(session.version(project).old) == "1.0"


def test_a_tool_runs_in_an_environment_of_its_own(session: puv.Session, index: puv.MemoryIndex) -> None:
    code = "import sys\n\ndef main():\n    print(sys.argv[1:])\n    sys.exit(3)\n"
    wheel(index, "greet", "1.0", files={"greet.py": code}, entry_points={"console_scripts": {"greet": "greet:main"}})
    done = session.run_tool("greet", ["a", "b"])
    assert (done.returncode, done.stdout.strip()) == (3, "['a', 'b']")
    with pytest.raises(puv.PuvError, match="lib"):
        session.run_tool("lib")


def test_interpreters_are_found_and_listed(session: puv.Session) -> None:
    found = session.python.find(sys.executable)
    assert found.full_version == ".".join(map(str, sys.version_info[:3]))
    assert isinstance(found, puv.Interpreter)
    assert session.python.list(only_installed=True).rows is not None
