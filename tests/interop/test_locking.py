"""`lock`: the same projects to real uv and to puv, and the same uv.lock, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
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
