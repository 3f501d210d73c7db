"""Sources that projects name for what they need themselves: beside them, in their repository, and in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.backend import project, write
from support.git_server import GIT, Repository
from support.interop import Filters

if TYPE_CHECKING:
    from pathlib import Path

    from support.interop import Pair


# Builds run side by side, and end when they end.
BUILDS = Filters(drop_stderr_lines=("   Building", "      Built"))


def files(name: str, requires: str = "", source: str = "") -> dict[str, str]:
    """A project that needs one other from a source."""
    made = project(name, static=True, requires=(requires,) if requires else ())
    table = f"[tool.uv.sources]\n{requires} = {source}\n" if source else ""
    return {**made, "pyproject.toml": f"{made['pyproject.toml']}\n{table}"}


def below(folder: str, made: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{path}": text for path, text in made.items()}


@pytest.fixture
def nested(tmp_path: Path) -> str:
    """The address of a repository whose project needs one beside it, which needs one of another repository."""
    inner = Repository(tmp_path / "inner")
    inner.commit(files("inner"))
    outer = Repository(tmp_path / "outer")
    beside = files("beside", "inner", f'{{ git = "{inner.url.removeprefix("git+")}" }}')
    outer.commit({**files("outer", "beside", '{ path = "sub/beside" }'), **below("sub/beside", beside)})
    return outer.url


@pytest.mark.skipif(GIT is None, reason="git is not installed")
def test_a_repository_s_projects_come_from_where_it_says(ready: Pair, nested: str) -> None:
    ready.write("r.in", f"outer @ {nested}\n")
    ready.expect_same("pip", "compile", "--no-header", "r.in")
    without = ready.run("pip", "compile", "--no-header", "--no-sources", "r.in")
    assert [outcome.code for outcome in without] == [1, 1]
    ready.expect_same("pip", "install", "-r", "r.in", filters=BUILDS)
    ready.expect_same("pip", "freeze")
    ready.expect_same_environment()
    text = '[project]\nname = "top"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = ["outer"]\n'
    ready.write("pyproject.toml", f'{text}[tool.uv.sources]\nouter = {{ git = "{nested.removeprefix("git+")}" }}\n')
    ready.expect_same("lock")
    ready.expect_same_files(without=(".venv", "r.in"))


@pytest.mark.parametrize("words", ["r.in", "r.in --universal", "e.in", "pyproject.toml", "r.in --format pylock.toml"])
def test_paths_are_shown_as_the_projects_wrote_them(pair: Pair, words: str) -> None:
    for place in pair.places:
        write(place.cwd / "mid", files("mid", "leaf", '{ path = "../leaf" }'))
        write(place.cwd / "leaf", files("leaf"))
        write(place.cwd, files("top", "mid", '{ path = "mid" }'))
        place.write("r.in", "./mid\n")
        place.write("e.in", "-e mid\n")
    expected, actual = pair.run("pip", "compile", "--no-header", *words.split())
    actual = type(actual)(actual.code, actual.stdout.replace('"puv"', '"uv"'), actual.stderr)
    assert not pair.differences(expected, actual)
    assert "leaf" in expected.stdout
