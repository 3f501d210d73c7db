"""The distribution of `compat/`: built, installed, and found by every way in which programs look for uv."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import puv
from puv._version import UV_VERSION, __version__, version_text
from support.interop import BASE_PYTHON

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPAT = Path(__file__).parents[2] / "compat"
SCRIPTS, PACKAGES = ("Scripts", "Lib") if os.name == "nt" else ("bin", "lib")


def run(*words: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": str(BASE_PYTHON.parent)} | {
        name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ
    }
    environ = kept | {"HOME": str(cwd), "UV_CACHE_DIR": str(cwd / "cache"), "NO_COLOR": "1"} | variables
    return subprocess.run(words, cwd=cwd, env=environ, capture_output=True, text=True, check=False, timeout=60)


def ran(*words: str | Path, cwd: Path, **variables: str) -> str:
    done = run(*words, cwd=cwd, **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout


def own_puv(*words: str | Path, cwd: Path) -> str:
    return ran(sys.executable, "-m", "puv", *words, cwd=cwd)


class Installed:
    """An environment with the distribution; puv itself is reached through a path file."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.scripts = place / "env" / SCRIPTS
        self.python = self.scripts / "python"

    def uv(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return run(self.scripts / "uv", *words, cwd=cwd or self.place)

    def tell(self, code: str) -> str:
        return ran(self.python, "-c", code, cwd=self.place).strip()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    code = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    return place / ran(sys.executable, "-c", code, place, cwd=COMPAT).splitlines()[-1]


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    place = tmp_path_factory.mktemp("as-uv")
    own_puv("venv", "-q", "--python", str(BASE_PYTHON), "env", cwd=place)
    own_puv("pip", "install", "-q", "--no-deps", "--offline", "--python", "env", wheel, cwd=place)
    packages = next((place / "env" / PACKAGES).glob("**/site-packages"))
    (packages / "puv.pth").write_text(f"{Path(puv.__file__).parents[1]}\n")
    return Installed(place)


def test_the_wheel_has_one_dist_info_of_its_own_and_carries_another(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names if ".dist-info/" in name.split("data/")[0]} == {
        f"puv_as_uv-{__version__}.dist-info"
    }
    other = f"puv_as_uv-{__version__}.data/purelib/uv-{UV_VERSION}.dist-info"
    assert {f"{other}/METADATA", f"{other}/INSTALLER"} <= set(names)
    metadata = zipfile.ZipFile(wheel).read(f"puv_as_uv-{__version__}.dist-info/METADATA").decode()
    assert f"Requires-Dist: puv=={__version__}\n" in metadata


def test_the_commands_lie_beside_each_other_and_tell_the_version_that_programs_parse(installed: Installed) -> None:
    assert installed.uv("--version").stdout == f"{version_text('uv')}\n"
    assert installed.uv("--version", "--no-progress").stdout.startswith(f"uv {UV_VERSION} (")
    assert ran(installed.scripts / "uvx", "--version", cwd=installed.place).startswith(f"uvx {UV_VERSION} (")


def test_self_version_speaks_for_uv(installed: Installed) -> None:
    told = json.loads(installed.uv("self", "version", "--output-format", "json").stdout)

    assert (told["package_name"], told["version"]) == ("uv", UV_VERSION)
    assert installed.uv("self", "version", "--short", "--no-color").stdout == f"{UV_VERSION}\n"


def test_the_module_finds_the_command(installed: Installed) -> None:
    assert installed.tell("import uv; print(uv.find_uv_bin())") == str(installed.scripts / "uv")


def test_the_metadata_say_that_uv_is_installed(installed: Installed) -> None:
    assert installed.tell("import importlib.metadata as m; print(m.version('uv'))") == UV_VERSION
    listed = installed.uv("pip", "freeze", "--python", str(installed.python)).stdout
    assert listed.splitlines()[0].startswith("puv-as-uv @ file:"), listed
    assert f"uv=={UV_VERSION}" in listed.splitlines()


def test_a_missing_command_is_the_error_that_clients_catch(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "alone")
    code = "import uv\ntry: uv.find_uv_bin()\nexcept FileNotFoundError as error: print(error)"

    told = ran(BASE_PYTHON, "-c", code, cwd=tmp_path, PYTHONPATH=str(tmp_path / "alone"))

    assert told.startswith("the command `uv")
    assert str(BASE_PYTHON.parent) in told


def test_the_command_of_a_target_directory_is_found_in_it(wheel: Path, tmp_path: Path) -> None:
    own_puv("pip", "install", "-q", "--no-deps", "--offline", "--target", tmp_path / "flat", wheel, cwd=tmp_path)

    told = ran(BASE_PYTHON, "-c", "import uv; print(uv.find_uv_bin())", cwd=tmp_path, PYTHONPATH=str(tmp_path / "flat"))

    assert told.strip() == str(tmp_path / "flat" / "bin" / "uv")


def test_as_a_module_it_works_on_the_interpreter_that_runs_it(installed: Installed, tmp_path: Path) -> None:
    own_puv("venv", "-q", cwd=tmp_path)  # would be taken by the command

    told = ran(installed.python, "-m", "uv", "pip", "list", "--format=json", cwd=tmp_path)

    assert "puv-as-uv" in {row["name"] for row in json.loads(told)}
    assert json.loads(installed.uv("pip", "list", "--format=json", cwd=tmp_path).stdout) == []


def test_helps_and_messages_name_the_command_uv(installed: Installed, tmp_path: Path) -> None:
    missing = installed.uv("pip", "install", "x", cwd=tmp_path)
    wrong = installed.uv("venv", "--nope")
    helped = installed.uv("venv", "--help")
    long = installed.uv("help", "pip", "sync")

    assert "run `uv venv` to create an environment" in missing.stderr
    assert "Usage: uv venv [OPTIONS] [PATH]" in wrong.stderr
    assert "Usage: uv venv [OPTIONS] [PATH]" in helped.stdout
    assert "Use `uv help venv` for more details." in helped.stdout
    assert "`uv pip compile`" in long.stdout
    assert "`puv " not in missing.stderr + wrong.stderr + helped.stdout + long.stdout


def test_the_header_of_compiled_requirements_names_the_command_uv(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "requirements.in").write_text("")

    assert (
        "#    uv pip compile requirements.in" in installed.uv("pip", "compile", "requirements.in", cwd=tmp_path).stdout
    )


def test_what_uv_has_said_is_not_replayed_as_puv(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "requirements.in").write_text("")
    old = (1_600_000_000, 1_600_000_000)
    for path in (tmp_path / "requirements.in", tmp_path):
        os.utime(path, old)
    environ: Mapping[str, str] = {"UV_CACHE_DIR": str(installed.place / "cache"), "HOME": str(installed.place)}

    said = [installed.uv("pip", "compile", "requirements.in", cwd=tmp_path).stdout for _ in range(2)]
    own = ran(sys.executable, "-m", "puv", "pip", "compile", "requirements.in", cwd=tmp_path, **environ)

    assert said[0] == said[1]
    assert own == said[0].replace("by uv", "by puv").replace("uv pip compile", "puv pip compile")
