"""The pytest plugin, used from the outside as another project would."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from puv.errors import FetchError
from puv.fetcher.transport import Response
from puv.session import Session
from puv.settings import Settings
from puv.settings.groups.index import IndexSettings
from puv.testing import FakeTransport, InMemoryIndex, wheel

pytest_plugins = ("pytester",)
ROOT = Path(__file__).parents[2]
USE = """
import pytest
import puv

def test_packages_are_installed_from_memory(puv_index, puv_session, puv_venv):
    puv_index.release("lib", "1.0", files={"lib.py": "VALUE = 41"})
    puv_index.release("app", "1.0", requires=["lib>=1"], files={"app.py": "import lib; print(lib.VALUE + 1)"})
    report = puv_session.install(["app"], puv_venv)
    assert sorted(change.name for change in report.changes) == ["app", "lib"]
    assert puv_venv.run(["-c", "import app"]).stdout == "42\\n"

def test_every_test_begins_with_nothing(puv_index, puv_session):
    assert puv_index.files("app") == []
    with pytest.raises(puv.PuvError):
        puv_session.resolve(["app"])

def test_conflicts_are_explained(puv_index, puv_session):
    puv_index.release("a", "1.0", requires=["c<2"]).release("b", "1.0", requires=["c>=2"])
    puv_index.release("c", "1.0").release("c", "2.0")
    with pytest.raises(puv.errors.PuvError) as caught:
        puv_session.resolve(["a", "b"])
    assert "c<2" in str(caught.value.__cause__)
"""


def test_the_fixtures_serve_another_project(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(USE)
    pytester.makeini("[pytest]\naddopts =\n")
    result = pytester.runpytest_subprocess("-p", "puv.testing", "-p", "no:randomly", "-q")
    result.assert_outcomes(passed=3)


def test_pytest_is_told_of_the_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"puv.testing": "puv.testing"}


def test_the_same_wheel_is_the_same_bytes() -> None:
    assert wheel("a", "1.0", requires=["b"]) == wheel("a", "1.0", requires=["b"])


def test_a_fake_transport_answers_what_it_knows_and_notes_what_was_asked(tmp_path: Path) -> None:
    page = '<a href="/lib-1.0-py3-none-any.whl">lib-1.0-py3-none-any.whl</a>'
    transport = FakeTransport({
        "https://example.org/simple/lib/": Response.of(
            page.encode(), url="https://example.org/simple/lib/", headers={"content-type": "text/html"}
        ),
        "https://example.org/lib-1.0-py3-none-any.whl": wheel("lib", "1.0"),
        "https://example.org/simple/broken/": ConnectionResetError("gone"),
    })  # fmt: skip
    settings = Settings().replace(index=IndexSettings(default_index="https://example.org/simple"))
    with Session(settings, transport=transport, cache_dir=tmp_path / "cache") as session:
        assert [str(pin) for pin in session.resolve(["lib"])] == ["lib==1.0"]
        with pytest.raises(FetchError):
            session.resolve(["broken"])
    assert transport.requests[0].url == "https://example.org/simple/lib/"


def test_an_index_in_memory_serves_several_sessions(tmp_path: Path) -> None:
    index = InMemoryIndex().release("lib", "1.0").release("lib", "2.0", requires_python=">=3.99")
    for number in range(2):
        with Session(indexes=[index], cache_dir=tmp_path / str(number)) as session:
            assert [str(pin) for pin in session.resolve(["lib"])] == ["lib==1.0"]
