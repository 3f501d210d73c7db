"""The guides for GitHub Actions and GitLab CI: which Python a job gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.guides import VERSION
from support.pythons import NOW, Mirror, real

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.guides import Check

NUMBER = ".".join(map(str, NOW))


@pytest.fixture
def variables(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Set-up F5: a mirror of Pythons and a list of downloads."""
    (tmp_path / "mirror").mkdir()
    with Mirror(tmp_path / "mirror") as mirror:
        mirror.add(NOW, real())
        yield mirror.variables()


def test_39_the_pinned_python_is_installed_once(check: Check, variables: dict[str, str]) -> None:
    check.write(".python-version", f"{VERSION}\n")

    first = check.ran("python", "install", **variables)
    found = check.ran("python", "find", "--managed-python", **variables)
    again = check.ran("python", "install", **variables)

    assert f"Installed Python {NUMBER}" in first.stderr
    assert str(check.root / "home" / "pythons") in found.stdout
    assert "already installed" in again.stderr


def test_40_the_pin_is_followed_changed_and_held_against_the_project(check: Check) -> None:
    check.ran("python", "pin", VERSION)
    assert check.ran("python", "find", "--show-version").stdout.startswith(f"{VERSION}.")
    assert "3.10" in check.ran("python", "pin", "3.10").stdout

    check.write("pyproject.toml", f'[project]\nname = "x"\nversion = "1"\nrequires-python = ">={VERSION}"\n')

    refused = check.run("python", "pin", "3.9")
    assert refused.code == 2
    assert "incompatible with the project `requires-python` value" in refused.stderr


def test_98_the_directory_of_executables_is_a_bare_path(check: Check) -> None:
    assert check.ran("python", "dir", "--bin").stdout == f"{check.root / 'home' / '.local' / 'bin'}\n"
