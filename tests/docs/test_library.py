"""The guide of the library runs as it stands, from top to bottom, against an index on this machine."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

import puv
from puv.ops.steps import indexes
from support.builders import wheel
from support.index_server import World
from support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.index_server import IndexServer

_BLOCK = re.compile(r'^```python title="(?P<title>[^"]*)"\n(?P<code>.*?)^```$', re.MULTILINE | re.DOTALL)
_PROJECT = """\
[project]
name = "api"
version = "1.0"
requires-python = ">=3.11"
dependencies = [
    "httpx>=0.27",  # the client
    "pydantic>=2",
]
"""


_OLD = "2020-01-01T00:00:00Z"


def library_world() -> World:
    world = World()
    for name, version, requires in (
        ("httpx", "0.28.1", ["anyio", "certifi"]),
        ("anyio", "4.6.0", ["idna"]),
        ("idna", "3.10", []),
        ("certifi", "2024.1", []),
        ("pydantic", "2.10.0", []),
        ("et-xmlfile", "2.0.0", []),
        ("openpyxl", "3.1.2", ["et-xmlfile"]),
        ("openpyxl", "3.1.5", ["et-xmlfile"]),
    ):
        world.add(name, version, requires=requires, upload_time=_OLD)
    tool = {"greet.py": "import sys\n\ndef main():\n    print('hello', *sys.argv[1:])\n"}
    entry_points = {"console_scripts": {"greet": "greet:main"}}
    return world.add("greet", "1.0", files=tool, entry_points=entry_points, upload_time=_OLD)


@pytest.fixture
def world() -> World:
    return library_world()


@pytest.fixture
def server(world: World) -> Iterator[IndexServer]:
    with world.serve() as running:
        yield running


@pytest.fixture
def _host(world: World, server: IndexServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home, a directory with a project, and an index instead of the public one; imports are forgotten afterwards."""
    monkeypatch.setattr(indexes, "DEFAULT_INDEX_URL", server.index_url())
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "services" / "api").mkdir(parents=True)
    (tmp_path / "services" / "api" / "pyproject.toml").write_text(_PROJECT)
    with puv.Session(cache_dir=tmp_path / "first") as session:
        session.lock(tmp_path / "services" / "api")
    world.add("anyio", "4.7.0", requires=["idna"], upload_time=_OLD)
    world.add("anyio", "5.0.0", requires=["idna"], upload_time=_OLD)
    modules, path = set(sys.modules), list(sys.path)
    yield
    for name in set(sys.modules) - modules:
        if not name.startswith("puv."):
            del sys.modules[name]
    sys.path[:] = path


@pytest.mark.usefixtures("_host")
def test_the_guide_runs_from_top_to_bottom(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page = ROOT / "docs" / "library" / "index.md"
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {"WHEELS": {"shelved-1.0-py3-none-any.whl": wheel("shelved", "1.0")}}
    blocks = list(_BLOCK.finditer(text))
    assert len(blocks) == text.count("```python")
    printed = {}
    for block in blocks:
        line = text.count("\n", 0, block.start("code"))
        code = compile("\n" * line + block["code"], str(page), "exec", dont_inherit=True)
        exec(code, names)  # noqa: S102 - the page is ours
        printed[block["title"]], complaints = capfd.readouterr()
        assert complaints == ""
    assert [line.split()[:2] for line in printed["resolve.py"].splitlines()] == [
        ["idna", "3.10"], ["anyio", "4.7.0"], ["certifi", "2024.1"], ["httpx", "0.28.1"], ["pydantic", "2.10.0"],
    ]  # fmt: skip
    assert printed["resolve.py"].splitlines()[1].endswith("('httpx',)")
    assert printed["plan.py"].splitlines()[0] == "+ pydantic 2.10.0"
    assert printed["projects.py"].splitlines() == [
        "anyio 4.6.0 -> 5.0.0 version, files changed",
        "api 1.0 -> 1.0 dependencies, metadata changed",
        "api -> httpx>=0.27 -> anyio",
        (
            "Because only pydantic==2.10.0 is available and your project requires pydantic>=3, we can conclude that "
            "your project's requirements are unsatisfiable."
        ),
    ]
    project = (tmp_path / "services" / "api" / "pyproject.toml").read_text()
    assert project == _PROJECT + '\n[dependency-groups]\ndev = [\n    "httpx>=0.27",\n]\n'
    assert '"pydantic"' in str(names["exported"])
