"""`puv why` and `puv why-not`: of projects, scripts, requirements files and environments."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from puv.api.resolution import Resolution
from puv.lockfile.export.graph_layout import layout
from puv.lockfile.export.graph_page import Page, render_page
from puv.model.graph import GraphEdge, GraphNode, RequirementGraph
from puv.ops.pip.requests import Inputs
from puv.ops.steps.solve import NoSolutionError
from puv.session import Session
from puv.settings import Settings
from puv.settings.groups.index import IndexSettings
from puv.settings.groups.python import PythonSettings
from support.command_line import puv
from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.command_line import Outcome
    from support.index_server import IndexServer

PROJECT = """\
[project]
name = "api"
version = "1"
requires-python = ">=3.11"
dependencies = [
  "pandas>=2",
  "numba",
]

[dependency-groups]
dev = ["other==1"]
"""
WINDOWS_ONLY = "sys_platform == 'win32'"


@pytest.fixture(scope="module")
def server() -> Iterator[IndexServer]:
    world = World()
    for version in ("1.26", "2.3", "2.4"):
        world.add("numpy", version)
    world.add("pandas", "2.0", requires=["numpy>=1.26", f"other ; {WINDOWS_ONLY}"])
    world.add("numba", "0.63", requires=["numpy<2.4"])
    world.add("other", "1")
    world.add("other", "2")
    with world.serve() as running:
        yield running


@pytest.fixture
def at(tmp_path: Path, server: IndexServer) -> Iterator[Asking]:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    return Asking(tmp_path, server)


class Asking:
    def __init__(self, cwd: Path, server: IndexServer) -> None:
        self.cwd, self.server = cwd, server

    def __call__(self, *words: str, code: int = 0) -> Outcome:
        variables = {"UV_DEFAULT_INDEX": self.server.index_url(), "UV_PYTHON": sys.executable}
        found = puv(*words, cwd=self.cwd, environ=variables)
        assert found.code == code, found.stderr
        return found


def test_the_lock_is_asked_with_the_words_of_every_requirement(at: Asking) -> None:
    assert at("why", "NumPy").stdout == ("numpy 2.3\n  api -> numba -> numpy<2.4\n  api -> pandas>=2 -> numpy>=1.26\n")


def test_markers_and_groups_are_told(at: Asking) -> None:
    found = json.loads(at("why", "other", "--format", "json").stdout)
    rows = [(path["links"][-1]["requirement"], path["links"][-1]["marker"], path["links"][-1]["group"])
            for path in found["paths"]]  # fmt: skip
    assert rows == [("other==1", "", "dev"), ("other", WINDOWS_ONLY, "")]
    assert found["schema"] == {"version": 1}
    assert {node["name"] for node in found["graph"]["nodes"]} == {"api", "numba", "numpy", "other", "pandas"}


def test_asking_writes_no_lock(at: Asking) -> None:
    at("why", "numpy")
    at("why-not", "numpy>=2.4", code=1)
    assert not (at.cwd / "uv.lock").exists()


def test_a_lock_that_is_there_is_asked_without_an_index(at: Asking) -> None:
    at("lock")
    (at.cwd / "cache").rename(at.cwd / "elsewhere")
    found = at("why", "numpy", "--frozen", "--offline")
    assert found.stdout == "numpy 2.3\n  api -> numba -> numpy\n  api -> pandas>=2 -> numpy\n"


def test_what_is_not_locked_is_an_error_that_shows_the_way(at: Asking) -> None:
    found = at("why", "flask", code=1)
    assert "error: Package `flask` is not in the lock" in found.stderr
    assert "puv why-not flask" in found.stderr


def test_what_binds_is_named_with_the_way_to_it_and_the_place_of_what_helps(at: Asking) -> None:
    found = at("why-not", "numpy>=2.4", code=1).stdout
    assert found.startswith(
        "numpy>=2.4 is not possible\n  numba requires numpy<2.4 (binding), because api -> numba\n\n"
    )
    assert "What may help:\n  relax `numba` (pyproject.toml:7)\n" in found
    assert "pandas" not in found


def test_what_is_possible_tells_what_changes(at: Asking) -> None:
    found = at("why-not", "numpy<2")
    assert found.stdout == "numpy<2 is possible\n  numpy 2.3 -> 1.26\n"


def test_the_derivation_is_the_json(at: Asking) -> None:
    found = json.loads(at("why-not", "numpy>=2.4", "--format", "json", code=1).stdout)
    assert found["possible"] is False
    assert [(one["package"], one["requirement"]) for one in found["binding"]] == [("numba", "numpy<2.4")]
    assert found["suggestions"] == [
        {"type": "Relax", "name": "numba", "requirement": "numba", "source": "pyproject.toml:7", "to": ""}
    ]
    assert found["derivation"][-1]["cause"]


def test_files_of_requirements_can_be_asked_about(at: Asking) -> None:
    (at.cwd / "requirements.in").write_text("# what we need\npandas\n\nnumpy<2\n")
    found = at("why-not", "numpy>=2", "-r", "requirements.in", code=1).stdout
    assert "you require numpy<2 (requirements.in:4)" in found
    assert "relax `numpy<2` (requirements.in:4); then numpy 2.4 would be chosen" in found


def test_an_environment_is_asked_where_there_is_no_project(at: Asking) -> None:
    (at.cwd / "pyproject.toml").unlink()
    at("venv", "-q")
    at("pip", "install", "-q", "numba", "pandas", "-p", ".venv")
    assert at("why", "numpy", "-p", ".venv").stdout == "numpy 2.3\n  numba -> numpy<2.4\n  pandas -> numpy>=1.26\n"
    found = at("why-not", "numpy>=2.4", "-p", ".venv", code=1).stdout
    assert "numba requires numpy<2.4 (binding), because your requirements -> numba==0.63" in found


def test_a_script_is_asked(at: Asking) -> None:
    (at.cwd / "pyproject.toml").unlink()
    (at.cwd / "job.py").write_text('# /// script\n# dependencies = ["numba"]\n# ///\n')
    assert at("why", "numpy", "--script", "job.py").stdout == "numpy 2.3\n  requirements -> numba -> numpy<2.4\n"


def test_addresses_cannot_be_asked_about(at: Asking) -> None:
    found = at("why-not", "numpy @ https://example.org/numpy-1-py3-none-any.whl", code=2)
    assert "Only versions can be asked about" in found.stderr


def test_what_only_a_build_could_tell_is_not_built(tmp_path: Path) -> None:
    world = World()
    world.add("tool", "2", requires=["lib<2"])
    world.add("tool", "1", sdist=True, tags=())
    world.add("lib", "1")
    world.add("lib", "2")
    with world.serve() as server:
        (tmp_path / "r.in").write_text("tool\n")
        found = Asking(tmp_path, server)("why-not", "lib>=2", "-r", "r.in", code=1).stdout
    assert "allow `tool` to be built from source" in found


def test_a_page_holds_the_graph_and_asks_for_nothing(at: Asking) -> None:
    at("why", "numpy", "--html", "why.html")
    page = (at.cwd / "why.html").read_text(encoding="utf-8")
    assert page == at("why", "numpy", "--format", "html").stdout
    assert "src=" not in page
    assert "href" not in page
    assert "http" not in page
    assert page.count('class="node') == 5


def test_names_in_a_page_are_no_markup() -> None:
    nodes = (GraphNode(name="</script><b>", kind="input"), GraphNode(name="a&b"))
    graph = RequirementGraph(nodes=nodes, edges=(GraphEdge(parent=0, child=1, requirement="<i>"),))
    page = render_page(Page(title="<u>", graph=graph))
    assert "<b>" not in page.replace("<body>", "")
    assert "<i>" not in page
    assert "<u>" not in page
    assert page.count("</script>") == 2


def test_what_is_needed_stands_right_of_what_needs_it_cycles_aside() -> None:
    names = [GraphNode(name="in", kind="input"), *(GraphNode(name=name) for name in "abcd")]
    pairs = [(0, 1), (0, 2), (1, 3), (3, 4), (4, 1), (2, 4)]
    edges = tuple(GraphEdge(parent=parent, child=child, requirement="") for parent, child in pairs)
    columns = [column for column, _ in layout(RequirementGraph(nodes=tuple(names), edges=edges))]
    assert columns == [0, 1, 1, 2, 3]


def test_a_session_tells_the_steps_and_the_lines_of_a_failure(at: Asking) -> None:
    (at.cwd / "r.in").write_text("numba\nnumpy>=2.4\n")
    settings = Settings().replace(
        index=IndexSettings(default_index=at.server.index_url()), python=PythonSettings(python=sys.executable)
    )
    with Session(settings, cwd=str(at.cwd), cache_dir=str(at.cwd / "cache")) as session:
        with pytest.raises(NoSolutionError) as caught:
            session.compile(Inputs(requirements=("r.in",)))
        asked = {step.requirement: step.source for step in caught.value.derivation if step.kind == "requirement"}
        assert asked == {"numba": "r.in:1", "numpy>=2.4": "r.in:2"}
        assert [one.source for one in caught.value.suggestions] == ["r.in:1", "r.in:2"]
        assert str(session.why("numpy")).startswith("api -> numba -> numpy<2.4")
        assert not session.why_not("numpy<2")
        found = session.resolve(["numba"])
        assert str(found.why("numpy")) == "requirements -> numba -> numpy<2.4"
        assert Resolution.from_json(found.to_json()) == found
        assert found.why_not("numpy>=2.4", session).binding[0].requirement == "numpy<2.4"
        lock = session.lock(".")
        assert str(lock.why("numpy")) == "api -> numba -> numpy\napi -> pandas>=2 -> numpy"
        assert lock.why_not("numpy>=2.4", session)
