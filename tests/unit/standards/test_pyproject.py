from __future__ import annotations

import tomllib

import pytest

from puv.errors import ParseError
from puv.standards.names import ExtraName
from puv.standards.pyproject import (
    BuildSystem,
    DependencyGroupError,
    PyprojectError,
    expand_groups,
    parse_dependency_groups,
    parse_pyproject,
)
from puv.standards.version import Version

NAMES = "must start and end with a letter or digit and may only contain -, _, ., and alphanumeric characters."
USING = "`pyproject.toml` is using the `[project]` table, but the required"


def test_the_standard_tables_are_read() -> None:
    found = parse_pyproject(
        tomllib.loads("""
            [project]
            name = "My_Project"
            version = "1.0"
            requires-python = ">=3.8"
            dependencies = ["a>=1", "b ; os_name == 'nt'"]
            dynamic = ["readme"]
            optional-dependencies = { Dev_X = ["c"] }
            scripts = { foo = "m:main" }
            gui-scripts = { bar = "m:gui" }
            unknown = 3
            [build-system]
            requires = ["hatchling"]
            build-backend = "hatchling.build"
            backend-path = ["."]
            [dependency-groups]
            Dev = ["d"]
            [tool.x]
            """)
    )
    project = found.project
    assert project is not None
    assert project.name == "my-project"
    assert project.version == Version.parse("1.0")
    assert project.requires_python == ">=3.8"
    assert [str(r) for r in project.requirements()] == ["a>=1", "b ; os_name == 'nt'"]
    assert [str(r) for r in project.optional_requirements(ExtraName("dev-x"))] == ["c"]
    assert project.optional_requirements(ExtraName("none")) == ()
    assert project.dynamic == ("readme",)
    assert (project.scripts, project.gui_scripts) == ({"foo": "m:main"}, {"bar": "m:gui"})
    backend = BuildSystem(
        requires=("hatchling",), build_backend="hatchling.build", backend_path=(".",), is_declared=True
    )
    assert found.build_system == backend
    assert found.dependency_groups == {"dev": ("d",)}


def test_tables_may_be_missing() -> None:
    found = parse_pyproject({"tool": {}})
    assert (found.project, found.build_system, found.dependency_groups) == (None, None, {})
    project = parse_pyproject({"project": {"name": "x", "dynamic": ["version"]}}).project
    assert project is not None
    assert project.version is None
    assert parse_pyproject({"build-system": {"requires": []}}).build_system == BuildSystem(
        requires=(), is_declared=True
    )


@pytest.mark.parametrize(
    ("text", "message", "path", "part"),
    [
        ('[project]\nversion="1"', f"{USING} `project.name` field is not set", ("project",), "table"),
        (
            '[project]\nname="a"',
            f"{USING} `project.version` field is neither set nor present in the `project.dynamic` list",
            ("project",),
            "table",
        ),
        (
            '[project]\nname="a b"\nversion="1"',
            f'Not a valid package or extra name: "a b". Names {NAMES}',
            ("project", "name"),
            "value",
        ),
        (
            '[project]\nname="a"\nversion="x"',
            "expected version to start with a number, but no leading ASCII digits were found",
            ("project", "version"),
            "value",
        ),
        (
            '[project]\nname="a"\nversion="1"\nrequires-python="foo"',
            "Failed to parse version: Unexpected end of version specifier, expected operator:\nfoo\n^^^\n",
            ("project", "requires-python"),
            "value",
        ),
        (
            '[project]\nname="a"\nversion="1"\nrequires-python=3',
            "invalid type: integer `3`, expected a string",
            ("project", "requires-python"),
            "value",
        ),
        (
            '[project]\nname="a"\nversion="1"\ndependencies="p"',
            'invalid type: string "p", expected a sequence',
            ("project", "dependencies"),
            "value",
        ),
        (
            '[project]\nname="a"\nversion="1"\ndependencies=["p", 1]',
            "invalid type: integer `1`, expected a string",
            ("project", "dependencies", 1),
            "value",
        ),
        (
            '[project]\nname="a"\nversion="1"\n[project.optional-dependencies]\n"f o"=[]',
            f'Not a valid package or extra name: "f o". Names {NAMES}',
            ("project", "optional-dependencies", "f o"),
            "key",
        ),
        (
            '[project]\nname="a"\nversion="1"\n[project.optional-dependencies]\nfoo=[]\nFoo=[]',
            "duplicate normalized extra name `foo`",
            ("project", "optional-dependencies"),
            "table",
        ),
        (
            '[build-system]\nrequires="x"',
            'invalid type: string "x", expected a sequence',
            ("build-system", "requires"),
            "value",
        ),
        ('[build-system]\nbuild-backend="x"', "missing field `requires`", ("build-system",), "table"),
        ("project=true", "invalid type: boolean `true`, expected a map", ("project",), "value"),
        (
            "[dependency-groups]\ndev={}",
            "invalid type: map, expected a sequence",
            ("dependency-groups", "dev"),
            "value",
        ),
        (
            '[dependency-groups]\n"d v"=[]',
            f'Not a valid package or extra name: "d v". Names {NAMES}',
            ("dependency-groups", "d v"),
            "key",
        ),
        (
            "[dependency-groups]\ndev=[]\nDev=[]",
            "duplicate dependency group: `dev`",
            ("dependency-groups",),
            "table",
        ),
        (
            '[dependency-groups]\ndev=["p",{}]',
            "missing field `include-group`",
            ("dependency-groups", "dev", 1),
            "value",
        ),
        (
            '[dependency-groups]\ndev=["p",3.5]',
            "invalid type: floating point `3.5`, expected a string or a map with the `include-group` key",
            ("dependency-groups", "dev", 1),
            "value",
        ),
        (
            '[dependency-groups]\ndev=[{include-group="c",x=[]}]',
            "invalid type: sequence, expected a string",
            ("dependency-groups", "dev", 0, "x"),
            "value",
        ),
        (
            '[dependency-groups]\ndev=[{include-group="a b"}]',
            f'Not a valid package or extra name: "a b". Names {NAMES}',
            ("dependency-groups", "dev", 0),
            "value",
        ),
    ],
)
def test_a_wrong_key_is_named_with_its_place(text: str, message: str, path: tuple[str | int, ...], part: str) -> None:
    with pytest.raises(PyprojectError) as caught:
        parse_pyproject(tomllib.loads(text))
    assert str(caught.value) == message
    assert (caught.value.path, caught.value.part) == (path, part)


def test_a_bad_requirement_is_found_when_it_is_wanted() -> None:
    project = parse_pyproject({"project": {"name": "a", "version": "1", "dependencies": ["p =="]}}).project
    assert project is not None
    with pytest.raises(ParseError, match=r"^Unexpected end of version specifier, expected version$"):
        project.requirements()


def expand(text: str) -> dict[str, list[str]]:
    groups = expand_groups(parse_dependency_groups(tomllib.loads("[dependency-groups]\n" + text)))
    return {name: [str(requirement) for requirement in found] for name, found in groups.items()}


def test_included_groups_stand_in_their_place() -> None:
    assert expand('dev = ["p", {include-group="C_x"}, "q"]\nc-x = ["r>=1", {include-group="e"}]\ne = ["s"]') == {
        "dev": ["p", "r>=1", "s", "q"],
        "c-x": ["r>=1", "s"],
        "e": ["s"],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'dev=["p",{include-group="b"}]\nb=["q",{include-group="dev"}]',
            "Detected a cycle in `dependency-groups`: `b` -> `dev` -> `b`",
        ),
        ('dev=[{include-group="dev"}]', "Detected a cycle in `dependency-groups`: `dev` -> `dev`"),
        (
            'a=[{include-group="c"}]\nc=[{include-group="b"}]\nb=[{include-group="c"}]',
            "Detected a cycle in `dependency-groups`: `c` -> `b` -> `c`",
        ),
        ('dev=[{include-group="c"}]', "Failed to find group `c` included by `dev`"),
        ('dev=[{include="c"}]', 'Group `dev` contains an unknown dependency object specifier: {"include": "c"}'),
        ('other=["p =="]\ndev=["q"]', "Failed to parse entry in group `other`: `p ==`"),
    ],
)
def test_groups_that_cannot_be_expanded_are_refused(text: str, message: str) -> None:
    with pytest.raises(DependencyGroupError) as caught:
        expand(text)
    assert str(caught.value) == message
    if "parse" in message:
        assert str(caught.value.__cause__) == "Unexpected end of version specifier, expected version"
