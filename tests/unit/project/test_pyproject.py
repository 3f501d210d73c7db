"""Requirements of a `pyproject.toml`; origins and messages are those of uv 0.13.8."""

from __future__ import annotations

from typing import Any

import pytest

from puv.errors import PuvError, chain
from puv.project import requirements
from puv.project.errors import ExtraNotFoundError, ProjectFileError
from puv.project.pyproject import read_project
from puv.project.requirements import ProjectRequirements, refuse_unknown_extras
from puv.standards.names import ExtraName

PROJECT = """\
[project]
name = "My_Lib"
version = "1"
requires-python = ">=3.9"
dependencies = ["six>=1", "my.lib[a] ; python_version > '3'"]
[project.optional-dependencies]
a = ["attrs ; os_name == 'posix'"]
"B.c" = ["idna", "my-lib[a,B_c]"]
"""


def project_requirements(text: str, label: str, **options: Any) -> ProjectRequirements:
    return requirements.project_requirements(read_project(text, label), **options)


def lines(project: ProjectRequirements) -> list[str]:
    return [f"{d.requirement} <- {d.origin}" for d in project.requirements]


def told(text: str) -> list[str]:
    with pytest.raises(PuvError) as caught:
        project_requirements(text, "pyproject.toml")
    return [str(link) for link in chain(caught.value)]


def test_dependencies_name_the_project_and_its_file() -> None:
    project = project_requirements(PROJECT, "lib/pyproject.toml")
    assert (project.name, project.requires_python, project.needs_build) == ("my-lib", ">=3.9", False)
    assert project.extras == ("a", "b-c")
    assert lines(project)[0] == "six>=1 <- my-lib (lib/pyproject.toml)"


def test_the_projects_own_extras_are_opened_with_both_markers() -> None:
    (_six, attrs) = project_requirements(PROJECT, "pyproject.toml").requirements
    assert attrs.requirement.name == "attrs"
    environment = {"python_version": "3.12", "python_full_version": "3.12.0", "os_name": "posix"}
    marker = attrs.requirement.marker
    assert marker is not None
    assert marker.evaluate(environment)
    assert not marker.evaluate({**environment, "os_name": "nt"})
    assert not marker.evaluate({**environment, "python_version": "2.7", "python_full_version": "2.7.18"})


def test_extras_are_added_once_each_and_never_loop() -> None:
    chosen = project_requirements(PROJECT, "pyproject.toml", extras=[ExtraName("b-c")])
    assert [str(d.requirement.name) for d in chosen.requirements] == ["six", "attrs", "idna", "attrs"]
    everything = project_requirements(PROJECT, "pyproject.toml", all_extras=True)
    assert len(everything.requirements) == 5


@pytest.mark.parametrize(
    "text",
    [
        "[tool.x]\n",
        '[project]\nname="x"\nversion="1"\ndynamic=["dependencies"]\n',
        '[project]\nname="x"\nversion="1"\ndynamic=["optional-dependencies"]\n',
    ],
)
def test_what_only_a_build_can_tell_is_marked(text: str) -> None:
    assert project_requirements(text, "pyproject.toml").needs_build


def test_a_dynamic_version_is_no_obstacle() -> None:
    text = '[project]\nname="x"\ndynamic=["version"]\ndependencies=["six"]\n'
    assert not project_requirements(text, "pyproject.toml").needs_build


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            '[project]\nname="x"\n',
            (
                "TOML parse error at line 1, column 1\n  |\n1 | [project]\n  | ^^^^^^^^^\n"
                "`pyproject.toml` is using the "
                "`[project]` table, but the required `project.version` field is neither set nor present in the "
                "`project.dynamic` list"
            ),
        ),
        (
            '[project]\nversion="1"\n',
            (
                "TOML parse error at line 1, column 1\n  |\n1 | [project]\n  | ^^^^^^^^^\n"
                "`pyproject.toml` is using the "
                "`[project]` table, but the required `project.name` field is not set"
            ),
        ),
        (
            '[project]\nname="x y"\nversion="1"\n',
            (
                'TOML parse error at line 2, column 6\n  |\n2 | name="x y"\n  |      ^^^^^\n'
                'Not a valid package or extra name: "x y". Names must start and end with a letter or digit '
                "and may only contain -, _, ., and alphanumeric characters."
            ),
        ),
        (
            '[project]\nname="x"\nversion="1"\ndependencies="six"\n',
            (
                'TOML parse error at line 4, column 14\n  |\n4 | dependencies="six"\n  |              ^^^^^\n'
                'invalid type: string "six", expected a sequence'
            ),
        ),
        (
            '[project]\nname="x"\nversion="1"\ndependencies=["six", 7]\n',
            (
                'TOML parse error at line 4, column 22\n  |\n4 | dependencies=["six", 7]\n  |                      ^\n'
                "invalid type: integer `7`, expected a string"
            ),
        ),
    ],
)
def test_a_bad_table_is_shown_with_its_place(text: str, problem: str) -> None:
    assert told(text) == ["Failed to parse: pyproject.toml", problem]


@pytest.mark.parametrize(("text", "place"), [("x = [\n", "line 1, column 6"), ("x = 1\ny = \n", "line 2, column 5")])
def test_what_is_no_toml_is_shown_with_its_place(text: str, place: str) -> None:
    failed, problem = told(text)
    assert failed == "Failed to parse: pyproject.toml"
    assert problem.startswith(f"TOML parse error at {place}\n")


def test_a_bad_requirement_is_shown() -> None:
    text = '[project]\nname="x"\nversion="1"\ndependencies=["foo bar"]\n'
    assert told(text)[0] == "Failed to parse: `foo bar`"
    with pytest.raises(ProjectFileError):
        project_requirements(text, "pyproject.toml")


def test_unknown_extras_are_refused_unless_some_project_has_them() -> None:
    one = project_requirements(PROJECT, "pyproject.toml")
    refuse_unknown_extras([ExtraName("a")], [one])
    with pytest.raises(ExtraNotFoundError, match=r"^Requested extra not found: nope$"):
        refuse_unknown_extras([ExtraName("nope"), ExtraName("a")], [one])
    with pytest.raises(ExtraNotFoundError, match=r"^Requested extras not found: nada, nope$"):
        refuse_unknown_extras([ExtraName("nope"), ExtraName("nada")], [one])
