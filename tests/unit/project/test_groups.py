"""Dependency groups; origins and messages are those of uv 0.13.8."""

from __future__ import annotations

import pytest

from puv.errors import InputError, chain
from puv.project.errors import DependencyGroupsError, GroupNotFoundError
from puv.project.groups import parse_group_option
from puv.project.requirements import group_requirements
from puv.standards.names import GroupName

HEAD = '[project]\nname="X_y"\nversion="1"\n[dependency-groups]\n'


def lines(text: str, *groups: str) -> list[str]:
    found = group_requirements(text, "pyproject.toml", [GroupName(group) for group in groups])
    return [f"{dependency.requirement} <- {dependency.origin}" for dependency in found]


def told(body: str, head: str = HEAD) -> list[str]:
    with pytest.raises(DependencyGroupsError) as caught:
        group_requirements(head + body, "pyproject.toml", [GroupName("foo")], path="/here/pyproject.toml")
    first, *causes = (str(link) for link in chain(caught.value))
    assert first == "Failed to read dependency groups from: /here/pyproject.toml"
    return causes


def test_included_groups_count_as_the_one_asked_for() -> None:
    text = HEAD + 'dev=["packaging", {include-group="Test_x"}]\ntest-x=["pyparsing>=3"]\n'
    assert lines(text, "dev") == [
        "packaging <- x-y (pyproject.toml:dev)",
        "pyparsing>=3 <- x-y (pyproject.toml:dev)",
    ]
    assert lines(text, "test-x", "dev")[0] == "pyparsing>=3 <- x-y (pyproject.toml:test-x)"


def test_a_file_without_a_project_has_groups_too() -> None:
    assert lines('[dependency-groups]\nfoo=["six"]\n', "foo") == ["six <- (pyproject.toml:foo)"]


@pytest.mark.parametrize("text", [HEAD, '[project]\nname="x"\nversion="1"\n', ""])
def test_a_missing_group_is_an_error(text: str) -> None:
    with pytest.raises(GroupNotFoundError) as caught:
        lines(text, "nope")
    assert str(caught.value) == "The dependency group 'nope' was not found in the project: pyproject.toml"


@pytest.mark.parametrize(
    ("body", "causes"),
    [
        (
            'foo=["foo bar"]\n',
            [
                "Failed to parse entry in group `foo`: `foo bar`",
                "Expected one of `@`, `(`, `<`, `=`, `>`, `~`, `!`, `;`, found `b`",
            ],
        ),
        ('foo=[{include-group="foo"}]\n', ["Detected a cycle in `dependency-groups`: `foo` -> `foo`"]),
        ('foo=[{include-group="bar"}]\n', ["Failed to find group `bar` included by `foo`"]),
        ('foo=[{x="bar"}]\n', ['Group `foo` contains an unknown dependency object specifier: {"x": "bar"}']),
    ],
)
def test_malformed_groups_name_the_project(body: str, causes: list[str]) -> None:
    assert told(body) == ["Project `x-y` has malformed dependency groups", *causes]


def test_a_longer_cycle_is_shown_whole() -> None:
    body = 'foo=[{include-group="bar"}]\nbar=[{include-group="baz"}]\nbaz=[{include-group="bar"}]\n'
    assert told(body)[1] == "Detected a cycle in `dependency-groups`: `bar` -> `baz` -> `bar`"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            'foo="six"\n',
            (
                'TOML parse error at line 5, column 5\n  |\n5 | foo="six"\n  |     ^^^^^\n'
                'invalid type: string "six", expected a sequence'
            ),
        ),
        (
            "foo=[7]\n",
            (
                "TOML parse error at line 5, column 6\n  |\n5 | foo=[7]\n  |      ^\n"
                "invalid type: integer `7`, expected a string or a map with the `include-group` key"
            ),
        ),
        (
            'foo=["six"]\nFoo=["attrs"]\n',
            (
                "TOML parse error at line 4, column 1\n  |\n4 | [dependency-groups]\n  | ^^^^^^^^^^^^^^^^^^^\n"
                "duplicate dependency group: `foo`"
            ),
        ),
    ],
)
def test_bad_tables_are_shown_with_their_place(body: str, problem: str) -> None:
    assert told(body) == ["Failed to parse: pyproject.toml", problem]


def test_the_option_may_name_a_file() -> None:
    assert parse_group_option("dev") == ("pyproject.toml", "dev")
    assert parse_group_option("../a/pyproject.toml:Test_x") == ("../a/pyproject.toml", "test-x")
    with pytest.raises(InputError):
        parse_group_option("../a/other.toml:dev")
    with pytest.raises(InputError):
        parse_group_option("not a name")
