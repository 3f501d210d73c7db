"""Editing a project's description changes what it is asked to, and nothing else."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from puv.project.edit.document import TomlText
from puv.project.edit.requirements import put_requirement, take_requirements
from puv.standards.requirement import parse_requirement
from puv.standards.toml_spans import array, statements
from puv.standards.toml_text import quoted

NAMES = st.sampled_from(("a", "b", "A_c", "a-b", "zz", "pytest", "pytest-mock"))
BLANKS = st.sampled_from(("", " ", "  ", "\n", "\n    ", "\n\t", " # why\n  ", "\n  # own\n\n  "))
VALUES = st.sampled_from(
    (
        "1",
        "true",
        '"x # no comment"',
        "'it # is'",
        '"""two\nlines"""',
        "1979-05-27",
        "[1, [2], {a = 3}]",
        '{ b = "}" }',
    )
)


@st.composite
def arrays(draw: st.DrawFn) -> str:
    items = draw(st.lists(NAMES, max_size=5))
    text = "["
    for number, item in enumerate(items):
        text += draw(BLANKS) + quoted(item) + draw(st.sampled_from(("", " ", " # c\n")))
        text += "," if number < len(items) - 1 or draw(st.booleans()) else ""
    return text + draw(BLANKS) + "]"


@st.composite
def documents(draw: st.DrawFn) -> str:
    parts = ['[project] # the project\nname = "x"\n']
    if draw(st.booleans()):
        parts.append(f"dependencies = {draw(arrays())} # end\n")
    keys = draw(st.lists(st.sampled_from(("k", '"quoted key"', "'l'", "dotted . key")), unique=True, max_size=3))
    parts += [f"# about\n{key} = {draw(VALUES)}\n" for key in keys]
    tables = draw(st.lists(st.sampled_from(("tool.x", "tool.uv", "[tool.uv.index]")), unique=True, max_size=3))
    parts += [f"\n[{table}]\nvalue = {draw(VALUES)}\n" for table in tables]
    return "".join(parts) + draw(st.sampled_from(("", "\n", "# tail", "# tail\n")))


@given(documents())
def test_every_value_is_found_where_a_parser_finds_it(text: str) -> None:
    for statement in statements(text):
        if statement.kind == "key":
            start, end = statement.value
            parsed = tomllib.loads(text)
            for part in statement.path:
                parsed = parsed[part] if isinstance(parsed, dict) else parsed[-1][part]
            assert tomllib.loads(f"v = {text[start:end]}")["v"] == parsed


@given(arrays())
def test_the_items_of_an_array_are_those_that_a_parser_finds(text: str) -> None:
    found = [tomllib.loads(f"v = {text[item.start : item.end]}")["v"] for item in array(text, 0).items]
    assert found == tomllib.loads(f"v = {text}")["v"]


@given(documents(), NAMES)
def test_putting_and_taking_a_requirement_changes_only_the_list(text: str, name: str) -> None:
    before = tomllib.loads(text)
    listed = before["project"].get("dependencies", [])
    document = TomlText(text)
    normal = parse_requirement(f"{name}>=2")

    if sum(parse_requirement(item).name == normal.name for item in listed) < 2:
        put_requirement(document, ("project", "dependencies"), normal)
        after = tomllib.loads(document.text)
        assert f"{normal.name}>=2" in after["project"].pop("dependencies")
        before["project"].pop("dependencies", None)
        assert after == before

    taken = TomlText(document.text)
    take_requirements(taken, ("project", "dependencies"), normal.name)
    left = tomllib.loads(taken.text)["project"].get("dependencies", [])
    assert left == [
        item
        for item in tomllib.loads(document.text)["project"].get("dependencies", [])
        if parse_requirement(item).name != normal.name
    ]


@given(documents(), NAMES)
def test_every_comment_outlives_an_edit(text: str, name: str) -> None:
    document = TomlText(text)
    take_requirements(document, ("project", "dependencies"), parse_requirement(name).name)
    for comment in ("# the project", "# why", "# own", "# c", "# end", "# about", "# tail"):
        assert document.text.count(comment) == text.count(comment)


@given(st.text())
def test_a_quoted_string_reads_back(value: str) -> None:
    if not any(0xD800 <= ord(character) < 0xE000 for character in value):
        assert tomllib.loads(f"v = {quoted(value)}")["v"] == value
