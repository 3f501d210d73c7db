from __future__ import annotations

import pytest

from puv.errors import ParseError
from puv.standards.wheel import EntryPoint, WheelInfo, parse_entry_point_groups, parse_entry_points, parse_wheel_info

WHEEL = "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py2-none-any\nTag: py3-none-any\n"


def test_a_wheel_file_is_read() -> None:
    assert parse_wheel_info(WHEEL) == WheelInfo(
        version="1.0", root_is_purelib=True, tags=("py2-none-any", "py3-none-any")
    )


@pytest.mark.parametrize(
    ("old", "new", "purelib"),
    [
        ("true", "True", True),
        ("true", "false", False),
        ("true", "foo", False),
        ("Root-Is-Purelib: true\n", "", False),
        ("1.0", "1.9", True),
        ("1.0", "1.1.1", True),
        ("Generator", "no colon\nGenerator", True),
    ],
)
def test_minor_versions_and_oddities_are_accepted(old: str, new: str, *, purelib: bool) -> None:
    assert parse_wheel_info(WHEEL.replace(old, new)).root_is_purelib is purelib


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (WHEEL.replace("1.0", "2.0"), "Unsupported wheel major version (expected 1, got 2)"),
        (WHEEL.replace("1.0", "1"), 'Invalid Wheel-Version in `WHEEL` file: Some("1")'),
        (WHEEL.replace("1.0", "abc"), 'Invalid Wheel-Version in `WHEEL` file: Some("abc")'),
        (WHEEL.lower(), "Invalid Wheel-Version in `WHEEL` file: None"),
        ("", "Invalid Wheel-Version in `WHEEL` file: None"),
    ],
)
def test_other_major_versions_are_refused(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_wheel_info(text)
    assert str(caught.value) == message


def one(value: str) -> EntryPoint:
    (found,) = parse_entry_points(f"[console_scripts]\nfoo = {value}\n")
    return found


@pytest.mark.parametrize(
    ("value", "module", "attribute", "extras"),
    [
        ("p:main", "p", "main", ()),
        ("p : main  ", "p", "main", ()),
        ("p.q:a.b", "p.q", "a.b", ()),
        ("p:main [a,b]", "p", "main", ("a", "b")),
        ("p:main[a, b]", "p", "main", ("a", "b")),
        ("p:main [A b]", "p", "main", ("A b",)),
        ("p-q:ma-in", "p-q", "ma-in", ()),
        ("9p:.x", "9p", ".x", ()),
    ],
)
def test_scripts_are_module_attribute_and_extras(
    value: str, module: str, attribute: str, extras: tuple[str, ...]
) -> None:
    assert one(value) == EntryPoint(name="foo", module=module, attribute=attribute, extras=extras)


@pytest.mark.parametrize(
    "value",
    ["p", "p x:main", "p:", ":main", "", "p:main ; c", "p:main # c", "p:main[a", "p:main]", "p:x[]", "p:main x",
     "p:a:b", "p::x", "p/q:main", "p:x/y", "p$:x", "p:main,", "p:main[a] x", "p:main = x"],
)  # fmt: skip
def test_other_scripts_are_invalid(value: str) -> None:
    with pytest.raises(ParseError) as caught:
        one(value)
    assert str(caught.value) == f"invalid console script: '{value}'"


def test_scripts_come_sorted_console_first_and_other_groups_are_left_out() -> None:
    text = (
        "# c\n; d\n\n[gui_scripts]\nb=p:g\n[other]\nx = y\n[console_scripts] trailing\n# x\n foo = p:main\n\nFoo=p:m\n"
    )
    assert [(found.kind, found.name) for found in parse_entry_points(text)] == [
        ("console", "Foo"),
        ("console", "foo"),
        ("gui", "b"),
    ]
    assert parse_entry_point_groups(text)["other"] == {"x": "y"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("foo = p:main\n", "expected a section header at line 1"),
        ("[console_scripts\nfoo = p:main\n", "expected a section header at line 1"),
        ("[]\nfoo = p:x\n", "expected a section header at line 1"),
        ("[console_scripts]\nfoo\n", "invalid option or section header at line 2"),
        ("[console_scripts]\nfoo: p:main\n", "invalid option or section header at line 2"),
        ("[console_scripts]\n= p:x\n", "invalid option or section header at line 2"),
        ("[console_scripts]\nfoo = p:x\n[other]\nbad\n", "invalid option or section header at line 4"),
        ("[console_scripts]\nfoo = p:main\nfoo = q:main\n", "duplicate option at line 3"),
        ("[console_scripts]\nfoo = p:main\n[console_scripts]\nbar = p:main\n", "duplicate section at line 3"),
    ],
)
def test_what_is_no_ini_file_is_refused_with_the_line(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_entry_points(text)
    assert str(caught.value) == f"`entry_points.txt` is invalid: {message}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[console_scripts]\nfoo =\n  p:main\n", "\np:main"),
        ("[console_scripts]\nfoo = p:x\n\n  q\n", "p:x\n\nq"),
        ("[console_scripts]\nfoo = p:x\n\n\tbar=p:y", "p:x\n\nbar=p:y"),
    ],
)
def test_indented_lines_continue_a_value(text: str, value: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_entry_points(text)
    assert str(caught.value) == f"invalid console script: '{value}'"


def test_indented_comments_and_headers_do_not_continue_a_value() -> None:
    text = "[console_scripts]\r\nfoo = p:x\r\n  # c\r\n [gui_scripts]\r\nbar=p:y\r\n"
    assert [found.name for found in parse_entry_points(text)] == ["foo", "bar"]


def test_the_default_section_belongs_to_all() -> None:
    assert parse_entry_point_groups("[DEFAULT]\na = 1\n[x]\nb = 2\n[y]\na = 3\n") == {
        "x": {"a": "1", "b": "2"},
        "y": {"a": "3"},
    }


def test_scripts_stay_in_their_directory() -> None:
    with pytest.raises(
        ParseError, match=r"^Script path must resolve to a file within the scripts directory: \.\./foo$"
    ):
        parse_entry_points("[console_scripts]\n../foo = p:main\n")
