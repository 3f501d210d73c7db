"""The guide for Docker: a project in layers, copied environments, signals."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.guides import project, uv
from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.guides import Check

pytestmark = pytest.mark.guide

CODE = "import iniconfig\n\ndef main():\n    print('hello from', iniconfig.__file__)\n"
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - another file system, which is what the guide is about


def world() -> World:
    made = World().add("iniconfig", "2.0.0", files={"iniconfig.py": ""}).add("pytest", "8.0").add("idna", "3.6")
    return made.add("cowsay", "6.0", files={"cow.py": "import sys\ndef main():\n    print('moo', sys.argv[-1])\n"},
                    entry_points={"console_scripts": {"cowsay": "cow:main"}})  # fmt: skip


@pytest.fixture
def lib(check: Check) -> Iterator[Check]:
    """Set-up F6: a locked library with a script, a dependency and a development one, without an environment."""
    with world().serve() as server:
        check.index_url = server.index_url()
        check.ran("init", "--lib", "--name", "hello-app", ".")
        text = (check.cwd / "pyproject.toml").read_text()
        scripts = '\n[project.scripts]\nhello = "hello_app:main"\n'
        check.write("pyproject.toml", text.replace("\n[build-system]", f"{scripts}\n[build-system]"))
        check.write("src/hello_app/__init__.py", CODE)
        check.ran("add", "iniconfig==2.0.0")
        check.ran("add", "--dev", "pytest")
        shutil.rmtree(check.cwd / ".venv")
        yield check


def hello(check: Check, cwd: str = ".") -> str:
    """What the project's script says, run without uv."""
    return check.other(check.cwd / cwd / ".venv" / "bin" / "hello", cwd=cwd)


def installed(check: Check, *words: str) -> set[str]:
    return {
        line.partition("==")[0].partition(" ")[0] for line in check.ran("pip", "freeze", *words).stdout.splitlines()
    }


def test_91_a_frozen_lock_is_installed_as_it_is_also_without_a_network(lib: Check) -> None:
    lib.ran("sync", "--frozen")
    shutil.rmtree(lib.cwd / ".venv")
    before = ((lib.cwd / "uv.lock").read_bytes(), (lib.cwd / "uv.lock").stat().st_mtime_ns)
    text = (lib.cwd / "pyproject.toml").read_text()
    lib.write("pyproject.toml", text.replace("iniconfig==2.0.0", "iniconfig>=1"))

    lib.ran("sync", "--frozen", "--offline")

    assert ((lib.cwd / "uv.lock").read_bytes(), (lib.cwd / "uv.lock").stat().st_mtime_ns) == before
    assert "hello from" in hello(lib)


def test_92_95_a_project_s_commands_and_scripts_run_in_its_environment(lib: Check) -> None:
    assert lib.ran("run", "hello").stdout.startswith("hello from")
    lib.write("some_script.py", "import hello_app, sys; print(sys.prefix)")
    assert lib.ran("run", "some_script.py").stdout == f"{lib.cwd / '.venv'}\n"


def test_92_a_signal_reaches_the_command_and_its_exit_code_is_passed_on(lib: Check) -> None:
    lib.ran("sync")
    lib.write("wait.py", "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\n"
              "print('ready', flush=True)\ntime.sleep(60)\n")  # fmt: skip
    waiting = lib.started("run", "-q", "wait.py")
    assert waiting.stdout is not None
    while "ready" not in (line := waiting.stdout.readline()):
        assert line, "it ended"

    waiting.send_signal(signal.SIGTERM)
    waiting.communicate(timeout=30)

    assert waiting.returncode == 7


def test_93_environments_of_elsewhere_are_made_anew(lib: Check) -> None:
    lib.ran("sync")
    lib.other("/bin/cp", "-r", lib.cwd, lib.root / "copied")
    lib.ran("sync", cwd=str(lib.root / "copied"))
    script = (lib.root / "copied" / ".venv" / "bin" / "hello").read_text()
    assert script.startswith(f"#!{lib.root / 'copied'}/")

    (lib.cwd / ".venv" / "bin" / "python").unlink()
    (lib.cwd / ".venv" / "bin" / "python").symlink_to("/nowhere/python")
    told = lib.ran("sync").stderr

    assert "warning: " in told
    assert "hello from" in hello(lib)


def test_94_the_environment_on_the_path_is_enough(lib: Check) -> None:
    lib.ran("sync")
    told = lib.other("/bin/sh", "-c", "hello", PATH=f"{lib.cwd}/.venv/bin:{os.defpath}")
    assert told.startswith("hello from")


def test_97_98_99_tools_are_linked_into_the_directory_that_is_told(lib: Check) -> None:
    lib.ran("tool", "install", "cowsay")
    there = lib.ran("tool", "dir", "--bin").stdout.strip()
    assert there == str(lib.root / "home" / ".local" / "bin")
    assert lib.other("/bin/sh", "-c", "cowsay -t hello", PATH=f"{there}:{os.defpath}") == "moo hello\n"

    own = {"UV_TOOL_BIN_DIR": f"{lib.root}/uv-bin/"}
    assert lib.ran("tool", "dir", "--bin", **own).stdout.rstrip("/\n") == f"{lib.root}/uv-bin"
    told = lib.ran("tool", "install", "--force", "cowsay", **own).stderr
    assert (lib.root / "uv-bin" / "cowsay").exists()
    assert "is not on your PATH" in told


def test_101_an_empty_directory_becomes_the_environment(lib: Check) -> None:
    (lib.cwd / ".venv").mkdir()
    lib.ran("sync")
    assert "hello from" in hello(lib)
    lib.ran("sync", UV_PYTHON=f"{sys.version_info[0]}.{sys.version_info[1]}")
    assert "hello from" in hello(lib)


def test_102_a_changed_source_is_seen_at_once_and_a_changed_project_by_sync(lib: Check) -> None:
    lib.ran("sync")
    lib.write("src/hello_app/__init__.py", CODE.replace("hello from", "changed"))
    assert hello(lib).startswith("changed")
    text = (lib.cwd / "pyproject.toml").read_text()
    lib.write(
        "pyproject.toml", text.replace('hello = "hello_app:main"', 'hello = "hello_app:main"\nhullo = "hello_app:main"')
    )

    lib.ran("sync")

    assert (lib.cwd / ".venv" / "bin" / "hullo").is_file()


@pytest.mark.parametrize("way", ["flag", "variable"])
def test_103_104_bytecode_of_a_project_and_a_tool(lib: Check, way: str) -> None:
    words, variables = (["--compile-bytecode"], {}) if way == "flag" else ([], {"UV_COMPILE_BYTECODE": "1"})

    told = lib.ran("sync", *words, **variables).stderr

    assert "Bytecode compiled" in told
    assert list((lib.site() / "__pycache__").glob("iniconfig.*.pyc"))
    assert "Bytecode compiled" in lib.ran("tool", "install", "cowsay", *words, **variables).stderr


@pytest.mark.skipif(not SHARED_MEMORY.is_dir(), reason="the system has no second file system to put the cache on")
def test_105_a_cache_on_another_file_system_is_copied_from(lib: Check) -> None:
    cache = SHARED_MEMORY / f"docker-guide-{os.getpid()}"
    try:
        quiet = lib.ran("sync", UV_CACHE_DIR=str(cache), UV_LINK_MODE="copy")
        shutil.rmtree(lib.cwd / ".venv")
        loud = lib.ran("sync", UV_CACHE_DIR=str(cache))
        crossing = os.stat(SHARED_MEMORY).st_dev != os.stat(lib.cwd).st_dev
        assert "Failed to hardlink" not in quiet.stderr
        assert ("Failed to hardlink files; falling back to full copy" in loud.stderr) is crossing
    finally:
        shutil.rmtree(cache, ignore_errors=True)


@pytest.mark.parametrize("way", ["flag", "variable"])
def test_106_a_project_syncs_without_a_cache(lib: Check, way: str) -> None:
    nowhere = str(lib.root / "none")
    words, variables = (["--no-cache"], {}) if way == "flag" else ([], {"UV_NO_CACHE": "1"})
    lib.ran("sync", *words, UV_CACHE_DIR=nowhere, **variables)
    assert "hello from" in hello(lib)
    assert not os.path.exists(nowhere)


@pytest.mark.parametrize("more", [[], ["--no-editable"]], ids=["108", "112"])
def test_108_109_112_dependencies_come_before_the_project(lib: Check, more: list[str]) -> None:
    layer = lib.root / "layer"
    layer.mkdir()
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(lib.cwd / name, layer)

    lib.ran("sync", "--frozen", "--no-install-project", *more, cwd=str(layer))
    assert installed(lib, "-p", str(layer / ".venv")) == {"iniconfig", "pytest"}
    assert lib.run("sync", "--frozen", *more, cwd=str(layer)).code != 0

    shutil.copytree(lib.cwd, layer, dirs_exist_ok=True)
    told = lib.ran("sync", "--frozen", *more, cwd=str(layer)).stderr
    assert "Installed 1 package" in told
    assert "hello from" in lib.other(layer / ".venv" / "bin" / "hello")


def test_110_a_workspace_s_dependencies_alone(lib: Check) -> None:
    lib.ran("init", "--lib", "library")
    lib.ran("add", "./library")
    shutil.rmtree(lib.cwd / ".venv")
    lib.ran("sync", "--frozen", "--no-install-workspace")
    assert installed(lib) == {"iniconfig", "pytest"}


def test_111_everything_but_one_package(lib: Check) -> None:
    lib.ran("sync", "--frozen", "--no-install-package", "iniconfig")
    assert "iniconfig" not in installed(lib)
    assert "pytest" in installed(lib)


@pytest.mark.parametrize("way", ["sync", "run"])
def test_113_114_115_an_environment_that_needs_neither_source_nor_cache(lib: Check, way: str) -> None:
    if way == "sync":
        lib.ran("sync", "--frozen", "--no-editable")
    else:
        assert "hello from" in lib.ran("run", "--no-editable", "hello").stdout
    assert (lib.site() / "hello_app" / "__init__.py").is_file()
    for path in lib.cwd.iterdir():
        if path.name != ".venv":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(lib.root / "cache")

    assert "hello from" in hello(lib)


def test_116_nothing_in_an_environment_names_the_program_that_made_it(lib: Check) -> None:
    lib.ran("sync", "--frozen")
    program = os.path.dirname(uv().command[0]).encode()
    for path in (lib.cwd / ".venv").rglob("*"):
        if path.is_file() and not path.is_symlink():
            assert program not in path.read_bytes(), path


def test_45_96_a_project_in_the_system_s_python(check: Check, system: Path) -> None:
    with world().serve() as server:
        check.index_url = server.index_url()
        check.write("pyproject.toml", project("idna"))
        there = {"UV_PROJECT_ENVIRONMENT": str(system)}

        check.ran("sync", **there)

        assert not (check.cwd / ".venv").exists()
        assert check.ran("run", "python", "-c", "import idna, sys; print(sys.prefix)", **there).stdout == f"{system}\n"
        assert tomllib.loads((check.cwd / "uv.lock").read_text())["package"]
