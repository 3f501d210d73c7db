"""The guide for dependency bots: what Renovate and Dependabot run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.guides import locked, project
from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.guides import Check

pytestmark = pytest.mark.guide


@pytest.fixture
def bots(check: Check) -> Iterator[Check]:
    """A project that is locked to an old version of two packages, of which there are newer ones."""
    world = World().add("six", "1.15").add("six", "1.16")
    for version in ("3.6", "3.7"):
        world.add("idna", version, files={"idna.py": f"__version__ = '{version}'\n"})
    with world.serve() as server:
        check.index_url = server.index_url()
        yield check


def test_1_one_package_is_upgraded_and_nothing_else(bots: Check) -> None:
    bots.write("pyproject.toml", project("idna==3.6", "six==1.15"))
    bots.ran("lock")
    bots.write("pyproject.toml", project("idna", "six"))
    bots.ran("lock")
    assert locked(bots) == {"idna": "3.6", "six": "1.15"}

    bots.ran("lock", "--upgrade-package", "idna")

    assert locked(bots) == {"idna": "3.7", "six": "1.15"}


def test_2_everything_is_upgraded_once(bots: Check) -> None:
    bots.write("pyproject.toml", project("idna==3.6", "six==1.15"))
    bots.ran("lock")
    bots.write("pyproject.toml", project("idna", "six==1.15"))
    bots.ran("lock", "--upgrade")
    assert locked(bots) == {"idna": "3.7", "six": "1.15"}
    before = (bots.cwd / "uv.lock").read_bytes()

    bots.ran("lock", "--upgrade")

    assert (bots.cwd / "uv.lock").read_bytes() == before


def test_3_a_script_is_locked_upgraded_and_run(bots: Check) -> None:
    text = '# /// script\n# dependencies = ["idna<{}"]\n# ///\nimport idna\nprint(idna.__version__)\n'
    bots.write("s.py", text.format("3.7"))
    bots.ran("lock", "--script", "s.py")
    assert locked(bots, "s.py.lock") == {"idna": "3.6"}
    bots.write("s.py", text.format("3.8"))

    bots.ran("lock", "--script", "s.py", "--upgrade-package", "idna")

    assert locked(bots, "s.py.lock") == {"idna": "3.7"}
    assert bots.ran("run", "s.py").stdout == "3.7\n"


def test_4_a_version_of_an_index_is_asked_for(bots: Check) -> None:
    bots.write("pyproject.toml", project("idna", "six"))
    index = bots.index_url or ""
    bots.ran("lock", "--upgrade-package", "idna==3.6", "--index", index)
    assert locked(bots)["idna"] == "3.6"

    refused = bots.run("lock", "--upgrade-package", "idna==9", "--index", index)

    assert refused.code == 1
    assert "No solution found when resolving dependencies" in refused.stderr
