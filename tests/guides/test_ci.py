"""The guides for GitHub Actions, GitLab CI and pre-commit: the parts that are `pip`, `venv` and `cache`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import backend
from support.guides import uv
from support.interop import BASE_PYTHON

if TYPE_CHECKING:
    from support.guides import Check
    from support.index_server import IndexServer


def test_38_the_version_is_told_and_a_required_one_is_demanded(check: Check) -> None:
    assert check.ran("self", "version").stdout.startswith("uv 0.13.8")
    assert check.ran("--version").stdout.startswith("uv 0.13.8")
    check.write("uv.toml", 'required-version = ">=99"\n')

    refused = check.run("pip", "list")

    assert refused.code == 2
    assert "Required uv version" in refused.stderr


def test_46_47_a_cache_directory_relative_to_the_working_directory_is_used_and_told(check: Check) -> None:
    there = {"UV_CACHE_DIR": ".uv-cache"}

    check.ran("venv", "-q", **there)
    check.ran("pip", "install", "-q", "six", **there)

    assert check.ran("cache", "dir", **there).stdout == ".uv-cache\n"
    assert (check.cwd / ".uv-cache" / "CACHEDIR.TAG").is_file()


def with_an_sdist(check: Check) -> None:
    """`bare` from a source distribution and `six` from a wheel, both in the cache."""
    files = backend.project("bare")
    (check.cwd / "links").mkdir(parents=True)
    (check.cwd / "links" / "bare-1.0.tar.gz").write_bytes(backend.tarball(files, "bare-1.0"))


def test_48_pruning_for_ci_keeps_what_was_built_and_drops_what_was_fetched(check: Check) -> None:
    with_an_sdist(check)
    check.ran("venv", "-q")
    check.ran("pip", "install", "-q", "--find-links", "links", "bare", "six")

    check.ran("cache", "prune", "--ci")
    check.ran("venv", "-q", "--clear")

    check.ran("pip", "install", "--offline", "--find-links", "links", "bare")
    assert check.run("pip", "install", "--offline", "six").code == 1


@pytest.mark.network
def test_48_the_same_with_packages_of_the_real_index(online: Check) -> None:
    online.ran("venv", "-q")
    online.ran("pip", "install", "-q", "docopt==0.6.2", "six")
    online.ran("cache", "prune", "--ci")
    online.ran("venv", "-q", "--clear")

    online.ran("pip", "install", "--offline", "docopt==0.6.2")
    assert online.run("pip", "install", "--offline", "six").code == 1


def test_49_cleaning_empties_the_cache_and_is_content_without_one(check: Check) -> None:
    check.ran("venv", "-q")
    check.ran("pip", "install", "-q", "six")

    check.ran("cache", "clean")
    again = check.ran("cache", "clean", UV_CACHE_DIR=str(check.root / "nowhere"))

    assert not any(path.is_file() for path in (check.root / "cache").rglob("*six*"))
    assert "No cache found at" in again.stderr


def test_50_installing_without_an_environment_says_how_to_get_one(check: Check) -> None:
    check.write("requirements.txt", "six\n")

    refused = check.run("pip", "install", "-r", "requirements.txt")

    assert refused.code == 2
    assert "No virtual environment found; run `uv venv` to create an environment, or pass `--system`" in refused.stderr


@pytest.mark.parametrize("way", ["variable", "flag"])
def test_51_52_the_system_s_python_is_used_where_asked_for(check: Check, system: Path, way: str) -> None:
    check.write("requirements.txt", "six\n")
    check.ran("venv", "-q")  # must be ignored
    flag, variables = (["--system"], {}) if way == "flag" else ([], {"UV_SYSTEM_PYTHON": "1"})

    check.ran("pip", "install", *flag, "-r", "requirements.txt", **variables)

    assert check.other(system / "bin" / "python", "-c", "import six; print(six.__file__)").startswith(str(system))
    assert not (check.site() / "six.py").exists()


def test_53_opting_out_of_the_system_s_python_contradicts_the_variable(check: Check, system: Path) -> None:
    del system
    check.ran("venv", "-q")

    done = check.run("pip", "install", "--no-system", "six", UV_SYSTEM_PYTHON="1")

    assert done.code == 2
    assert "the argument '--no-system' cannot be used with '--system'" in done.stderr


def test_55_a_job_with_a_cache_in_its_directory_ends_with_pruning(check: Check) -> None:
    program = " ".join(f"'{word}'" for word in uv().command)
    with_an_sdist(check)
    check.write("job.sh", f"{program} venv\n{program} pip install -f links bare six\n{program} cache prune --ci\n")

    check.other("/bin/sh", "-e", "job.sh", UV_CACHE_DIR=".uv-cache")

    there = {"UV_CACHE_DIR": ".uv-cache"}
    check.ran("venv", "-q", "--clear", **there)
    check.ran("pip", "install", "--offline", "-f", "links", "bare", **there)
    assert check.run("pip", "install", "--offline", "six", **there).code == 1


def test_58_compiling_names_the_command_and_keeps_pins(check: Check) -> None:
    check.write("requirements.in", "idna<3.7\nflask\n")
    words = ("pip", "compile", "requirements.in", "-o", "requirements.txt")
    check.ran(*words)
    first = (check.cwd / "requirements.txt").read_bytes()
    check.ran(*words)
    assert (check.cwd / "requirements.txt").read_bytes() == first
    assert b"#    uv pip compile requirements.in -o requirements.txt\n" in first

    check.write("requirements.in", "idna\nflask\n")
    check.ran(*words)

    assert b"idna==3.6\n" in (check.cwd / "requirements.txt").read_bytes()


def test_59_60_a_second_file_builds_on_the_first_and_both_stay_as_they_are(check: Check) -> None:
    check.write("requirements.in", "idna<3.7\n")
    check.write("requirements-dev.in", "-r requirements.in\nflask\n")
    hooks = [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]
    for source, output in hooks * 2:
        check.ran("pip", "compile", source, "-o", output)

    plain, dev = ((check.cwd / output).read_text() for _, output in hooks)

    assert "flask" not in plain
    assert "idna==3.6\n    # via -r requirements.in\n" in plain + dev
    assert "idna==3.6\n    # via -r requirements.in\n" in dev
    assert "click==8.0\n    # via flask\n" in dev
    assert "flask==3.0\n    # via -r requirements-dev.in\n" in dev
    before = [(check.cwd / output).read_bytes() for _, output in hooks]
    for source, output in hooks:
        check.ran("pip", "compile", source, "-o", output)
    assert [(check.cwd / output).read_bytes() for _, output in hooks] == before


def test_89_both_commands_work_from_another_directory(check: Check, tmp_path: Path) -> None:
    scripts = tmp_path / "copied"
    scripts.mkdir()
    source = Path(__file__).parents[2] / "compat" / "scripts"
    for name in ("uv", "uvx"):
        text = (source / name).read_text()
        (scripts / name).write_text(text.replace("#!python", f"#!{uv().command[0]}"))
        (scripts / name).chmod(0o755)
    shutil.copytree(scripts, tmp_path / "elsewhere")

    assert check.other(tmp_path / "elsewhere" / "uv", "--version").startswith("uv 0.13.8")
    assert check.other(tmp_path / "elsewhere" / "uvx", "--version").startswith("uvx 0.13.8")


def test_88_90_help_and_short_version(check: Check) -> None:
    told = check.ran("--help").stdout

    assert "Usage: uv [OPTIONS] <COMMAND>" in told
    assert all(f"\n  {name} " in told for name in ("pip", "venv", "cache", "self"))
    assert check.ran("self", "version", "--short").stdout == "0.13.8\n"


def test_107_the_cache_directory_is_told(check: Check) -> None:
    assert check.ran("cache", "dir", UV_CACHE_DIR="/opt/uv-cache/").stdout.rstrip("/\n") == "/opt/uv-cache"


def test_106_no_cache_leaves_none(check: Check) -> None:
    nowhere = str(check.root / "none")
    check.ran("venv", "-q", UV_CACHE_DIR=nowhere, UV_NO_CACHE="1")
    check.ran("pip", "install", "-q", "--no-cache", "six", UV_CACHE_DIR=nowhere)
    assert not os.path.exists(nowhere)


def test_interpreters_by_version_are_those_on_the_path(check: Check) -> None:
    check.ran("venv", "-q", "--python", str(BASE_PYTHON))
    assert check.python("import sys; print(sys.prefix)") == str(check.cwd / ".venv")


def test_117_118_a_tool_of_the_system(check: Check, system: Path) -> None:
    check.ran("pip", "install", "--system", "ruff")
    assert check.other(system / "bin" / "ruff") == "ruff 0.5\n"
    check.ran("pip", "uninstall", "ruff", UV_SYSTEM_PYTHON="1")
    assert not (system / "bin" / "ruff").exists()


def test_119_the_active_environment_is_used_from_any_directory(check: Check) -> None:
    there = check.root / "opt" / "venv"
    check.ran("venv", "-q", str(there))
    check.ran("venv", "-q")  # another one, in the working directory

    check.ran("pip", "install", "ruff", VIRTUAL_ENV=str(there), PATH=f"{there}/bin{os.pathsep}{os.defpath}")

    assert check.other(there / "bin" / "ruff") == "ruff 0.5\n"
    assert not (check.cwd / ".venv" / "bin" / "ruff").exists()


def test_120_requirements_with_comments_markers_and_hashes(check: Check, server: IndexServer) -> None:
    digest = server.worlds["simple"].projects["six"][0].digests()["sha256"]
    check.write(
        "requirements.txt",
        f"# pinned\nsix==1.16.0 \\\n    --hash=sha256:{digest}\nidna ; sys_platform == 'none'  # elsewhere\n",
    )
    check.ran("venv", "-q")
    check.ran("pip", "install", "-r", "requirements.txt")
    assert check.ran("pip", "freeze").stdout == "six==1.16.0\n"

    check.write("requirements.txt", f"six==1.16.0 --hash=sha256:{'0' * 64}\n")
    check.ran("venv", "-q", "--clear")
    assert (
        "Hash mismatch for `six==1.16.0`" in check.run("pip", "install", "--no-cache", "-r", "requirements.txt").stderr
    )


PROJECT = '[project]\nname = "app"\nversion = "1"\ndependencies = ["six"]\n'


def test_121_122_dependencies_first_and_the_project_later(check: Check) -> None:
    check.write("pyproject.toml", PROJECT)
    check.ran("venv", "-q")
    check.ran("pip", "install", "-r", "pyproject.toml")
    assert check.ran("pip", "freeze").stdout == "six==1.16.0\n"
    before = (check.site() / "six.py").stat()

    backend.write(check.cwd, backend.project("app"))
    check.ran("pip", "install", "-e", ".")

    assert str(check.cwd) in check.ran("pip", "list").stdout
    assert (check.site() / "six.py").stat().st_ctime_ns == before.st_ctime_ns
