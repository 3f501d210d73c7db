"""The verbs of tools as a library calls them: all or nothing, whatever goes wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from puv import Session
from puv.errors import PuvError
from puv.events import Prepared
from puv.ops.tool.directory import bin_directory, is_on_path, tools_directory
from puv.ops.tool.requests import ExecutablesExistError, NoExecutablesError, ToolError
from puv.settings import Settings
from puv.settings.groups.index import IndexSettings
from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.index_server import IndexServer

ENTRIES = {"console_scripts": {"tool": "tool:main"}}
FILES = {"tool.py": "def main(): print('tool')\n"}


@pytest.fixture(scope="module")
def server() -> Iterator[IndexServer]:
    world = World()
    for version in ("1.0", "2.0"):
        world.add("tool", version, entry_points=ENTRIES, files=FILES)
    world.add("plain", "1.0")
    world.add("other", "1.0", entry_points={"console_scripts": {"tool": "other:main"}}, files={"other.py": ""})
    with world.serve() as running:
        yield running


@pytest.fixture
def session(server: IndexServer, tmp_path: Path) -> Session:
    settings = Settings().replace(index=IndexSettings(index_url=server.index_url()))
    environ = {
        "UV_TOOL_DIR": str(tmp_path / "tools"),
        "UV_TOOL_BIN_DIR": str(tmp_path / "bin"),
        "PATH": os.environ["PATH"],
    }
    return Session(settings, cache_dir=str(tmp_path / "cache"), cwd=str(tmp_path), environ=environ)


def everything(folder: Path) -> dict[str, bytes | str]:
    """All files of the tools and their executables."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(("tools", "bin")) and "__pycache__" not in name:
            found[name] = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
    return found


def test_a_session_installs_lists_upgrades_and_removes_tools(session: Session, tmp_path: Path) -> None:
    report = session.tool_install("tool<2")
    assert [change.version for change in report.changes] == ["1.0"]
    assert report.executables[0].names == ("tool",)
    assert report.bin_directory == str(tmp_path / "bin")
    assert session.tool_install("tool<2").unchanged == "tool<2"
    assert [(tool.name, tool.version, tool.specifier) for tool in session.tool_list().tools] == [("tool", "1.0", "<2")]
    assert [tool.latest for tool in session.tool_list(outdated=True).tools] == ["2.0"]
    session.tool_install("tool")
    upgraded = session.tool_upgrade(["tool"])
    assert [(tool.before, tool.after) for tool in upgraded.tools] == [("1.0", "2.0")]
    assert session.tool_uninstall(all=True).executables == ("tool",)
    assert not session.tool_list().found


def test_a_session_s_own_settings_are_kept_in_the_receipt(
    session: Session, server: IndexServer, tmp_path: Path
) -> None:
    session.tool_install("tool")
    text = (tmp_path / "tools" / "tool" / "uv-receipt.toml").read_text()
    assert f'index-url = "{server.index_url()}"' in text


def test_what_to_run_is_told_and_not_run(session: Session) -> None:
    report = session.tool_run("tool", ["--help"])
    assert report.launch is not None
    assert report.launch.arguments == ("tool", "--help")
    assert os.access(report.launch.executable, os.X_OK)
    again = session.tool_run("tool")
    assert again.launch is not None
    assert again.launch.executable == report.launch.executable
    assert session.tool_run("plain").launch is None


@pytest.mark.parametrize("wanted", ["tool<2", "tool==2.0"])
def test_a_tool_whose_executable_is_taken_stays_as_it_was(session: Session, tmp_path: Path, wanted: str) -> None:
    session.tool_install("tool==1.0")
    session.tool_install("other", force=True)
    before = everything(tmp_path)
    with pytest.raises(ExecutablesExistError, match="Executable already exists: tool"):
        session.tool_install(wanted, with_executables_from=("other",), with_=("plain",))
    assert everything(tmp_path) == before


def test_a_package_without_executables_leaves_nothing(session: Session, tmp_path: Path) -> None:
    session.tool_install("tool")
    before = everything(tmp_path)
    with pytest.raises(NoExecutablesError) as caught:
        session.tool_install("plain")
    assert caught.value.report.changes[0].name == "plain"
    assert everything(tmp_path) == before


def test_a_failure_on_the_way_leaves_the_old_tool(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.tool_install("tool==1.0")
    before = everything(tmp_path)
    wanted = str(tmp_path / "tools" / "tool" / "uv-receipt.toml")
    real = os.replace

    def full(source: str, target: str) -> None:
        if target == wanted:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    for force in (False, True):
        with pytest.raises(OSError, match="No space left"):
            session.tool_install("tool==2.0", force=force)
    monkeypatch.undo()
    assert everything(tmp_path) == before


def test_removing_one_tool_that_is_there_and_one_that_is_not_removes_none(session: Session, tmp_path: Path) -> None:
    session.tool_install("tool")
    before = everything(tmp_path)
    with pytest.raises(ToolError, match="`nosuch` is not installed"):
        session.tool_uninstall(["tool", "nosuch"])
    assert everything(tmp_path) == before


def test_an_environment_that_lost_its_configuration_is_left_alone(session: Session, tmp_path: Path) -> None:
    session.tool_install("tool==1.0")
    (tmp_path / "tools" / "tool" / "pyvenv.cfg").unlink()
    before = everything(tmp_path)
    # Its interpreter would take the packages of its base for its own, and the upgrade would remove those.
    failures = session.tool_upgrade(["tool"]).failures
    assert [str(error) for error in failures] == ["Failed to upgrade tool"]
    with pytest.raises(PuvError, match=r"missing `pyvenv\.cfg`"):
        session.tool_run("tool")
    assert everything(tmp_path) == before


def test_an_unfinished_environment_in_the_cache_is_made_again(session: Session, tmp_path: Path) -> None:
    events: list[object] = []
    session.runtime.report = events.append
    first = session.tool_run("tool").launch
    assert first is not None
    for mark in (tmp_path / "cache" / "environments-v1").glob("*/.complete"):
        mark.unlink()
    Path(first.executable).unlink()
    again = session.tool_run("tool").launch
    assert again is not None
    assert os.access(again.executable, os.X_OK)
    assert not any(isinstance(event, Prepared) for event in events)


@pytest.mark.parametrize(
    ("environ", "os_name", "tools", "executables"),
    [
        ({"HOME": "/h"}, "posix", "/h/.local/share/uv/tools", "/h/.local/bin"),
        ({"HOME": "/h", "XDG_DATA_HOME": "/d"}, "posix", "/d/uv/tools", "/d/../bin"),
        ({"HOME": "/h", "XDG_DATA_HOME": "d"}, "posix", "/h/.local/share/uv/tools", "/h/.local/bin"),
        ({"HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_BIN_HOME": "/b"}, "posix", "/d/uv/tools", "/b"),
        ({"HOME": "/h", "UV_TOOL_DIR": "t", "UV_TOOL_BIN_DIR": "b"}, "posix", "/w/t", "b"),
        ({"HOME": "/h", "UV_TOOL_DIR": "/t", "PUV_TOOL_DIR": "/p"}, "posix", "/p", "/h/.local/bin"),
    ],
)
def test_directories_are_where_the_variables_say(
    environ: dict[str, str], os_name: str, tools: str, executables: str
) -> None:
    assert tools_directory(environ, "/w", os_name=os_name) == tools
    assert bin_directory(environ, os_name=os_name) == executables


def test_a_directory_is_on_the_path_through_links_too(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    environ = {"PATH": f"{tmp_path}/link{os.pathsep}"}
    assert is_on_path(str(tmp_path / "real"), environ, "/")
    assert is_on_path("real", environ, str(tmp_path))
    assert not is_on_path(str(tmp_path), environ, "/")
