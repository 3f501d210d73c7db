"""Making virtual environments. Layout, configuration and messages are those of uv 0.13.8."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from puv.cache.root import Cache
from puv.errors import hints
from puv.python.errors import VenvError
from puv.python.interpreter import current
from puv.python.probe import probe
from puv.python.venv import VenvOptions, base_executable, create, plan_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from puv.python.interpreter import Interpreter

SCRIPTS = [
    "activate",
    "activate.bat",
    "activate.csh",
    "activate.fish",
    "activate.nu",
    "activate.ps1",
    "activate.xsh",
    "activate_this.py",
    "deactivate.bat",
    "pydoc.bat",
]


def tree(root: Path) -> list[str]:
    return sorted(
        os.path.relpath(os.path.join(directory, name), root)
        for directory, directories, files in os.walk(root)
        for name in (*directories, *files)
    )


def refusal(path: Path, **options: bool) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(VenvError) as caught:
        create(str(path), current(), VenvOptions(**options), shown=path.name)
    assert str(caught.value) == "Failed to create virtual environment"
    return str(caught.value.__cause__), hints(caught.value)


def test_the_plan_holds_everything_in_order(fake: Callable[..., Interpreter]) -> None:
    plan = plan_environment("/env", fake(), VenvOptions())
    assert plan.directories == ("bin", "lib/python3.12/site-packages")
    assert plan.links == {
        "bin/python": "/opt/py/bin/python3.12",
        "bin/python3": "python",
        "bin/python3.12": "python",
        "lib64": "lib",
    }
    assert sorted(plan.files) == sorted([".gitignore", "CACHEDIR.TAG", "pyvenv.cfg", *(f"bin/{s}" for s in SCRIPTS)])
    assert plan.files[".gitignore"] == "*"
    assert plan.files["CACHEDIR.TAG"] == "Signature: 8a477f597d28d172789f06886806bc55"
    assert plan.files["pyvenv.cfg"] == (
        "home = /opt/py/bin\nimplementation = CPython\nuv = 0.13.8\nversion_info = 3.12.1\n"
        "include-system-site-packages = false\n"
    )


def test_every_option_that_lasts_stands_in_the_configuration(fake: Callable[..., Interpreter]) -> None:
    options = VenvOptions(prompt="foo", system_site_packages=True, relocatable=True, seed=True)
    config = plan_environment("/env", fake(), options).files["pyvenv.cfg"]
    assert config.splitlines()[4:] == [
        "include-system-site-packages = true",
        "relocatable = true",
        "seed = true",
        "prompt = foo",
    ]
    assert "prompt = \n" in plan_environment("/env", fake(), VenvOptions(prompt="")).files["pyvenv.cfg"]


def test_the_c_shell_cannot_be_relocated(fake: Callable[..., Interpreter]) -> None:
    files = plan_environment("/env", fake(), VenvOptions(relocatable=True)).files
    assert "bin/activate.csh" not in files
    assert not any("/env" in text for text in files.values())


def test_windows_has_launchers_instead_of_links(fake: Callable[..., Interpreter]) -> None:
    windows = fake(
        markers={"os_name": "nt", "sys_platform": "win32"},
        venv_scheme={
            "purelib": "Lib/site-packages",
            "platlib": "Lib/site-packages",
            "scripts": "Scripts",
            "data": "",
            "include": "Include",
        },
        stdlib="/py/Lib",
        system_version=(),
    )
    plan = plan_environment("/env", windows, VenvOptions(prompt="p"))
    assert plan.links == {}
    assert plan.copies == {
        "Scripts/python.exe": "/py/Lib/venv/scripts/nt/python.exe",
        "Scripts/pythonw.exe": "/py/Lib/venv/scripts/nt/pythonw.exe",
    }
    assert plan.directories == ("Scripts", "Lib/site-packages")
    assert '@set "PATH=%VIRTUAL_ENV%\\Scripts;%PATH%"' in plan.files["Scripts/activate.bat"]
    assert "\"$env:VIRTUAL_ENV/\" + 'Scripts' + ';'" in plan.files["Scripts/activate.ps1"]


def test_other_builds_have_other_names(fake: Callable[..., Interpreter]) -> None:
    def names(**changes: object) -> list[str]:
        links = plan_environment("/env", fake(**changes), VenvOptions()).links
        return [name.removeprefix("bin/") for name in links]

    assert names(gil_disabled=True) == ["python", "python3", "python3.12", "python3.12t", "lib64"]
    assert names(markers={"implementation_name": "pypy"})[3:] == ["pypy3.12", "pypy3", "pypy", "lib64"]
    assert names(markers={"implementation_name": "graalpy"})[3:] == ["graalpy", "lib64"]
    assert "lib64" not in names(pointer_bits=32)
    assert "lib64" not in names(markers={"sys_platform": "darwin"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "/opt/py/bin/python3.12"),
        ({"base_executable": ""}, "/opt/py/bin/python3.12"),
        ({"prefix": "/env", "executable": "/env/bin/python", "base_executable": "/b/python"}, "/b/python"),
        ({"prefix": "/env", "executable": "/env/bin/python", "base_executable": ""}, "/opt/py/bin/python3.12"),
        (
            {"prefix": "/env", "executable": "/e", "base_executable": "/e", "markers": {"os_name": "nt"}},
            "/opt/py/python.exe",
        ),
    ],
)
def test_an_environment_stands_on_the_base_not_on_another_environment(
    changes: dict[str, object], expected: str, fake: Callable[..., Interpreter]
) -> None:
    assert base_executable(fake(**changes)) == expected


def test_a_new_environment_runs_and_is_what_was_foretold(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"))
    path = tmp_path / "deep/env"
    variables = {"PATH": os.defpath}
    base = probe(sys.executable, cache=None, cwd=str(tmp_path), environ=variables)
    environment = create(str(path), base, VenvOptions(), cache=cache)
    python = str(path / "bin/python")
    assert (environment.root, environment.layout.executable) == (str(path), python)
    foretold = probe(python, cache=cache, cwd="/nonexistent", environ={})  # no process could start there
    asked = probe(python, cache=None, cwd=str(tmp_path), environ=variables)
    # Which of its names the base is called by differs between versions; all of them lead to the same file.
    assert os.path.samefile(foretold.base_executable, sys.executable)
    assert foretold.replace(base_executable="") == asked.replace(base_executable="")
    code = "import sys; print(sys.prefix)"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(path)
    assert os.listdir(path.parent) == ["env"]  # nothing temporary is left


def test_a_new_environment_obeys_the_mask_of_the_process(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        create(str(tmp_path / "env"), current(), VenvOptions())
        os.umask(0o077)
        create(str(tmp_path / "private"), current(), VenvOptions())
    finally:
        os.umask(before)

    def mode(path: str) -> int:
        return stat.S_IMODE((tmp_path / path).stat().st_mode)

    assert (mode("env"), mode("env/bin"), mode("env/bin/activate")) == (0o755, 0o755, 0o644)
    assert (mode("private"), mode("private/bin"), mode("private/bin/activate")) == (0o700, 0o700, 0o600)


def test_an_empty_directory_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    create(str(tmp_path / "env"), current(), VenvOptions())
    assert (tmp_path / "env/pyvenv.cfg").exists()


def test_what_is_there_is_not_replaced_without_asking(tmp_path: Path) -> None:
    env, other, file = tmp_path / "env", tmp_path / "other", tmp_path / "file"
    create(str(env), current(), VenvOptions())
    other.mkdir()
    (other / "mine").touch()
    file.touch()
    use = "Use the `--clear` flag or set `UV_VENV_CLEAR=1` to replace the existing"
    assert refusal(env) == ("A virtual environment already exists at: env", (f"{use} virtual environment",))
    assert refusal(other) == ("A directory already exists at: other", (f"{use} directory",))
    assert refusal(other, clear=True) == (
        "puv will not clear a directory that is not a virtual environment",
        ("Use the `--force` flag to remove the existing directory anyway",),
    )
    assert refusal(file, clear=True, force=True) == ("File exists at `file`", ())
    assert refusal(file / "sub") == ("Not a directory (os error 20)", ())
    (tmp_path / "dangling").symlink_to("nowhere")
    assert refusal(tmp_path / "dangling") == ("failed to create directory `dangling`: File exists (os error 17)", ())


def test_clearing_replaces_everything(tmp_path: Path) -> None:
    env, other = tmp_path / "env", tmp_path / "other"
    create(str(env), current(), VenvOptions())
    (env / "mine").touch()
    create(str(env), current(), VenvOptions(clear=True))
    assert not (env / "mine").exists()
    other.mkdir()
    (other / "mine").touch()
    create(str(other), current(), VenvOptions(clear=True, force=True))
    assert tree(other) == tree(env)
    assert sorted(os.listdir(tmp_path)) == ["env", "other"]


def test_a_failure_leaves_the_old_environment_alone(tmp_path: Path, fake: Callable[..., Interpreter]) -> None:
    env = tmp_path / "env"
    create(str(env), current(), VenvOptions())
    before = tree(env)
    broken = fake(markers={"os_name": "nt"})  # its launchers do not exist
    with pytest.raises(VenvError):
        create(str(env), broken, VenvOptions(clear=True))
    assert tree(env) == before
    assert os.listdir(tmp_path) == ["env"]


def test_many_may_replace_one_environment_at_once(tmp_path: Path) -> None:
    env = str(tmp_path / "env")
    interpreter = current()

    def replace_it(_: int) -> None:
        for _again in range(5):
            create(env, interpreter, VenvOptions(clear=True))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(replace_it, range(8)))
    assert os.listdir(tmp_path) == ["env"]
    assert os.path.samefile(os.path.join(env, "bin/python"), sys.executable)


def test_existing_files_may_stay(tmp_path: Path) -> None:
    env = tmp_path / "env"
    (env / "bin").mkdir(parents=True)
    (env / "bin/mine").write_text("mine")
    (env / "bin/python").symlink_to("/somewhere/else")
    (env / ".gitignore").write_text("old")
    create(str(env), current(), VenvOptions(allow_existing=True, clear=True))
    assert (env / "bin/mine").read_text() == "mine"
    assert (env / ".gitignore").read_text() == "*"
    assert os.path.samefile(env / "bin/python", sys.executable)


def test_a_link_to_an_environment_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    create(str(real), current(), VenvOptions())
    (real / "mine").touch()
    link.symlink_to(real)
    environment = create(str(link), current(), VenvOptions(clear=True))
    assert link.is_symlink()
    assert not (real / "mine").exists()
    assert environment.root == str(link)


def test_the_working_directory_itself_is_emptied_not_exchanged(tmp_path: Path) -> None:
    env = tmp_path / "env"
    create(str(env), current(), VenvOptions())
    (env / "mine").touch()
    identity = env.stat().st_ino
    create(str(env), current(), VenvOptions(clear=True), cwd=str(env))
    assert env.stat().st_ino == identity
    assert not (env / "mine").exists()
