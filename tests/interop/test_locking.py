"""`lock`: the same projects to real uv and to puv, and the same uv.lock, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.git_server import GIT, Repository

if TYPE_CHECKING:
    from pathlib import Path

    from support.interop import Pair

HEAD = '[project]\nname = "app1"\nversion = "1.0"\nrequires-python = ">=3.9"\n'

PROJECTS = {
    "no dependencies": HEAD,
    "a dependency": HEAD + 'dependencies = ["app"]\n',
    "extras": HEAD + '[project.optional-dependencies]\na = ["lib"]\nb = ["app1[a]", "tool[fast]"]\n',
    "groups": HEAD + '[dependency-groups]\ndev = ["lib"]\na = ["tool"]\nb = [{ include-group = "a" }, "app"]\n',
    "legacy groups": HEAD + '[dependency-groups]\ndev = ["tool"]\n[tool.uv]\ndev-dependencies = ["lib"]\n',
    "no project": '[dependency-groups]\ndev = ["lib"]\nx = ["tool"]\n',
    "no project at all": "[tool.other]\n",
    "constraints": HEAD
    + 'dependencies = ["lib", "tool"]\n[tool.uv]\nconstraint-dependencies = ["lib<2"]\n'
    + 'override-dependencies = ["tool==1.5"]\nexclude-dependencies = ["speed"]\n'
    + 'build-constraint-dependencies = ["hatchling<2"]\n',
    "no Python": '[project]\nname = "app1"\nversion = "1.0"\n',
    "no lower bound": HEAD.replace(">=3.9", "<4"),
    "a tilde": HEAD.replace(">=3.9", "~=3.9"),
    "a package": HEAD + "[tool.uv]\npackage = true\n",
}


@pytest.mark.parametrize("project", PROJECTS.values(), ids=PROJECTS)
def test_locks_are_the_same(pair: Pair, project: str) -> None:
    pair.write("pyproject.toml", project)
    pair.expect_same("lock")
    pair.expect_same_files()
    pair.expect_same("lock")


@pytest.mark.skipif(GIT is None, reason="git is not installed")
def test_repositories_are_locked_and_exported(pair: Pair, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    for place in ("", "inner/deep/"):
        name = "deep" if place else "flat"
        build = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        text = f'[project]\nname = "{name}"\nversion = "1.0"\n{build}'
        repository.commit({f"{place}pyproject.toml": text, f"{place}src/{name}/__init__.py": ""})
    repository.git("tag", "v/1")
    url = repository.url.removeprefix("git+")
    sources = (
        f'[tool.uv.sources]\nflat = {{ git = "{url}", tag = "v/1" }}\n'
        f'deep = {{ git = "{url}", subdirectory = "inner/deep", branch = "main" }}\n'
    )
    pair.write("pyproject.toml", HEAD + 'dependencies = ["flat", "deep", "lib"]\n' + sources)
    pair.expect_same("lock", "-q")
    pair.expect_same_files()
    pair.expect_same("lock", "--check", "-q")
    pair.expect_same("export", "--frozen")
    pair.expect_same("export", "--frozen", "--format", "pylock.toml")
    pair.expect_same("tree", "--frozen", "--universal")


def test_spans_of_time_are_locked_as_they_were_written(pair: Pair) -> None:
    limits = '[tool.uv]\nexclude-newer = "2 weeks"\nexclude-newer-package = { lib = "36 hours", tool = false }\n'
    pair.write("pyproject.toml", HEAD + limits)
    pair.expect_same("lock")
    pair.expect_same_files()
    pair.expect_same("lock", "--check")
