"""Popular tools from the real index (opt-in: `-m network`)."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from support.interop import BASE_PYTHON, Place, puv

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.network

# Each with words that make it tell its version, and a part of what it then says.
POPULAR = {
    "ruff": ("--version", "ruff "),
    "black": ("--version", "black, "),
    "httpie": ("--version", ""),
    "pre-commit": ("--version", "pre-commit "),
    "cookiecutter": ("--version", "Cookiecutter "),
    "mkdocs": ("--version", "mkdocs, version "),
    "ipython": ("--version", ""),
    "twine": ("--version", "twine version "),
    "pyright": ("--help", "Usage: pyright"),
    "poetry": ("--version", "Poetry "),
}
INSTALLED = {
    "ruff": ("<0.14", ["ruff"]),
    "httpie": ("<3.2.4", ["http", "httpie", "https"]),
    "black": ("<25", ["black"]),
}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(puv(), tmp_path)
    own = str(made.home / ".local" / "bin")
    made.variables["PATH"] = os.pathsep.join([str(BASE_PYTHON.parent), own, os.defpath])
    # Packages that download programs of their own must find the way that this machine has.
    made.variables |= {
        name: os.environ[name] for name in ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE") if name in os.environ
    }
    return made


@pytest.mark.parametrize("name", POPULAR)
def test_a_popular_tool_runs(place: Place, name: str) -> None:
    word, said = POPULAR[name]
    words = ("--from", name, "http", word) if name == "httpie" else (name, word)
    first = place.run("tool", "run", *words, timeout=600)
    if name == "pyright" and first.code and "nodeenv" in first.stderr + first.stdout:
        pytest.skip("pyright cannot download its interpreter of JavaScript here")
    assert first.code == 0, first.stderr
    assert said in first.stdout + first.stderr
    assert "Installed" in first.stderr
    second = place.run("tool", "run", *words, timeout=600)
    assert (second.code, second.stdout) == (0, first.stdout)
    assert "Installed" not in second.stderr


@pytest.mark.parametrize("name", INSTALLED)
def test_a_popular_tool_is_installed_and_upgraded_and_its_executables_run(place: Place, name: str) -> None:
    limit, executables = INSTALLED[name]
    done = place.run("tool", "install", f"{name}{limit}", timeout=600)
    assert done.code == 0, done.stderr
    before = place.run("tool", "list").stdout
    assert place.run("tool", "install", name).code == 0
    assert f"Updated {name} v" in place.run("tool", "upgrade", name, timeout=600).stderr
    assert place.run("tool", "list").stdout != before
    for executable in executables:
        told = subprocess.run([executable, "--version"], env=place.environment(), capture_output=True, check=False)
        assert told.returncode == 0, told.stderr
    assert place.run("tool", "uninstall", name).code == 0
    assert not any((place.home / ".local" / "bin").iterdir())
