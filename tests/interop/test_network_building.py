"""Real backends from the real index (opt-in: `-m network`)."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from support.backend import write
from support.interop import Place, puv

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.network

BACKENDS = {
    "setuptools": ("setuptools>=64", "setuptools.build_meta"),
    "hatchling": ("hatchling", "hatchling.build"),
    "flit": ("flit-core", "flit_core.buildapi"),
    "poetry": ("poetry-core>=2", "poetry.core.masonry.api"),
    "pdm": ("pdm-backend", "pdm.backend"),
    "uv": ("uv_build>=0.9,<0.14", "uv_build"),
}
MODULE = {"src/demo/__init__.py": '"""Demo."""\nVALUE = 41 + 1\n'}
LEGACY = 'from setuptools import setup\nsetup(name="demo", version="1.0", packages=["demo"], package_dir={"": "src"})\n'


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(puv(), tmp_path)
    assert made.run("venv", "-q").code == 0
    return made


def imported(place: Place, code: str) -> str:
    environment = Place(type(place.program)("python", (str(place.cwd / ".venv/bin/python"),)), place.root)
    return environment.run("-c", code).stdout.strip()


def project(kind: str) -> dict[str, str]:
    """The files of a project that a backend builds, or `setup.py` alone."""
    if kind == "legacy":
        return {**MODULE, "setup.py": LEGACY}
    requires, module = BACKENDS[kind]
    return {
        **MODULE,
        "pyproject.toml": f'[build-system]\nrequires = ["{requires}"]\nbuild-backend = "{module}"\n'
        '[project]\nname = "demo"\nversion = "1.0"\ndescription = "A demo"\n',
    }


@pytest.mark.parametrize("editable", [False, True], ids=["plain", "editable"])
@pytest.mark.parametrize("kind", [*BACKENDS, "legacy"])
def test_a_project_of_each_backend_installs(place: Place, kind: str, *, editable: bool) -> None:
    write(place.cwd / "demo", project(kind))
    done = place.run("pip", "install", *(["-e"] if editable else []), "./demo")
    assert done.code == 0, done.stderr
    assert imported(place, "import demo; print(demo.VALUE)") == "42"


@pytest.mark.parametrize("kind", [*BACKENDS, "legacy"])
def test_a_source_archive_of_each_backend_installs(place: Place, kind: str) -> None:
    write(place.cwd / "demo", project(kind))
    made = place.run("build", "--sdist", "-o", "dist", "./demo")
    assert made.code == 0, made.stderr
    done = place.run("pip", "install", "dist/demo-1.0.tar.gz")
    assert done.code == 0, done.stderr
    assert imported(place, "import demo; print(demo.VALUE)") == "42"


@pytest.mark.parametrize("name", ["flit-core", "poetry-core", "hatchling", "pdm-backend"])
def test_a_backend_builds_from_its_own_source(place: Place, name: str) -> None:
    done = place.run("pip", "install", "--no-binary", name, name)
    assert done.code == 0, done.stderr
    assert f"Built {name}==" in done.stderr


def test_a_c_extension_builds(place: Place) -> None:
    done = place.run("pip", "install", "--no-binary", "markupsafe", "markupsafe")
    assert done.code == 0, done.stderr
    assert imported(place, "import markupsafe._speedups; print('there')") == "there"


def test_an_editable_with_a_c_extension_builds(place: Place) -> None:
    code = """#include <Python.h>
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fast", NULL, -1, NULL};
PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&module); }
"""
    setup = "from setuptools import Extension, setup\nsetup(name='demo', ext_modules=[Extension('fast', ['fast.c'])])\n"
    write(place.cwd / "demo", {"setup.py": setup, "fast.c": code})
    done = place.run("pip", "install", "-e", "./demo")
    assert done.code == 0, done.stderr
    assert imported(place, "import fast; print(fast.__file__)").startswith(str(place.cwd / "demo"))


def test_a_version_from_git_builds(place: Place) -> None:
    text = (
        '[build-system]\nrequires = ["setuptools>=64", "setuptools-scm>=8"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "demo"\ndynamic = ["version"]\n[tool.setuptools_scm]\n'
    )
    folder = write(place.cwd / "demo", {**MODULE, "pyproject.toml": text, ".gitignore": "*.egg-info\nbuild\n"})
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], ["tag", "v3.2.1"]):
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
        subprocess.run(git, cwd=folder, check=True, capture_output=True)
    done = place.run("pip", "install", "./demo")
    assert done.code == 0, done.stderr
    assert "demo==3.2.1" in done.stderr
    assert imported(place, "import demo; print(demo.VALUE)") == "42"


@pytest.mark.parametrize("name", ["six", "docopt"])
def test_a_sdist_that_only_has_setup_py_builds(place: Place, name: str) -> None:
    done = place.run("pip", "install", "--no-binary", name, name)
    assert done.code == 0, done.stderr
    assert imported(place, f"import {name}; print({name}.__version__)")
