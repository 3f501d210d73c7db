from __future__ import annotations

import pickle

import pytest

from puv.errors import ParseError
from puv.standards.markers import Marker, parse_marker, parse_marker_at


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("os_name=='nt'", "os_name == 'nt'"),
        ('os_name == "nt"', "os_name == 'nt'"),
        ("  ( os_name  ==  'nt' )  ", "os_name == 'nt'"),
        ("'3.8' < python_version", "python_version > '3.8'"),
        ("'3.8' >= python_version", "python_version <= '3.8'"),
        ("'3.8' == python_version", "python_version == '3.8'"),
        ("'linux' in sys_platform", "'linux' in sys_platform"),
        ("'linux' not   in sys_platform", "'linux' not in sys_platform"),
        ("sys_platform in'linux'", "sys_platform in 'linux'"),
        ("os.name == 'nt'", "os_name == 'nt'"),
        ("sys.platform == 'x'", "sys_platform == 'x'"),
        ("platform.version == 'x'", "platform_version == 'x'"),
        ("platform.machine == 'x'", "platform_machine == 'x'"),
        ("platform.python_implementation == 'x'", "platform_python_implementation == 'x'"),
        ("python_implementation == 'x'", "platform_python_implementation == 'x'"),
        ("extra == 'A_b.C'", "extra == 'a-b-c'"),
        ("'A_b' == extra", "extra == 'a-b'"),
        ("extra == 'a b!'", "extra == 'a b!'"),
        ("'A_B' in extras", "'a-b' in extras"),
        ("'A' not in dependency_groups", "'a' not in dependency_groups"),
        ("os_name == sys_platform", "os_name == sys_platform"),
        ("'a'=='b'", "'a'=='b'"),
        (
            "os_name == 'a' and os_name == 'b' or os_name == 'c'",
            "(os_name == 'a' and os_name == 'b') or os_name == 'c'",
        ),
        ("(os_name=='a' and (os_name=='b')) and os_name=='c'", "os_name == 'a' and os_name == 'b' and os_name == 'c'"),
        ("os_name=='a'and(os_name=='b'or os_name=='c')", "os_name == 'a' and (os_name == 'b' or os_name == 'c')"),
        ('os_name == "it\'s"', 'os_name == "it\'s"'),
    ],
)
def test_a_marker_is_rendered_in_one_normal_form(text: str, rendered: str) -> None:
    marker = parse_marker(text)
    assert str(marker) == rendered
    assert parse_marker(rendered) == marker


UNEXPECTED = "expected 'and', 'or' or end of input"
OPERATOR = "Expected a valid marker operator (such as `>=` or `not in`), found"
NAME = "Expected a quoted string or a valid marker name, found"
VALUE = "Expected marker value, found end of dependency specification"


@pytest.mark.parametrize(
    ("text", "message", "bad"),
    [
        ("", VALUE, (0, 0)),
        ("  ", VALUE, (2, 2)),
        ("foo == 'x'", f"{NAME} `foo`", (0, 3)),
        ("OS_NAME == 'x'", f"{NAME} `OS_NAME`", (0, 7)),
        ("os_name-x == 'a'", f"{NAME} `os_name-x`", (0, 9)),
        ("os_name&&'x'", f"{NAME} `os_name&&'x'`", (0, 12)),
        ("!os_name == 'x'", f"{NAME} ``", (0, 0)),
        ("()", f"{NAME} ``", (1, 1)),
        ("not os_name == 'x'", f"{NAME} `not`", (0, 3)),
        ("os_name == 'x' or or", f"{NAME} `or`", (18, 20)),
        ("os_name == x", f"{NAME} `x`", (11, 12)),
        ("os_name", f"{OPERATOR} ``", (7, 7)),
        ("python_version '3'", f"{OPERATOR} ``", (15, 15)),
        ("os_name = 'x'", f"{OPERATOR} `=`", (8, 9)),
        ("os_name === 'x'", f"{OPERATOR} `===`", (8, 11)),
        ("os_name <> 'x'", f"{OPERATOR} `<>`", (8, 10)),
        ("os_name is 'x'", f"{OPERATOR} `is`", (8, 10)),
        ("os_name notin 'x'", f"{OPERATOR} `notin`", (8, 13)),
        ("os_name in3 'x'", f"{OPERATOR} `in3`", (8, 11)),
        ("os_name ==", VALUE, (10, 10)),
        ("os_name == 'x' and", VALUE, (18, 18)),
        ('os_name == "x', "Expected '\"', found end of dependency specification", (11, 12)),
        ("os_name == 'x", "Expected ''', found end of dependency specification", (11, 12)),
        ("os_name not", "Expected whitespace after 'not', found end of input", (11, 11)),
        ("os_name not ", "Expected 'i', found end of dependency specification", (12, 12)),
        ("os_name not i", "Expected 'n', found end of dependency specification", (13, 13)),
        ("os_name not is 'x'", "Expected `n`, found `s`", (13, 14)),
        ("(os_name == 'x'", "Expected ')', found end of dependency specification", (0, 1)),
        ("(os_name == 'x' foo", "Expected `)`, found `f`", (16, 17)),
        ("os_name == 'x')", f"Unexpected character ')', {UNEXPECTED}", (14, 15)),
        ("os_name == 'x' foo", f"Unexpected character 'f', {UNEXPECTED}", (15, 18)),
        ("os_name == 'x' andos_name == 'y'", f"Unexpected character 'a', {UNEXPECTED}", (15, 32)),
        ("os_name == 'x' AND os_name == 'y'", f"Unexpected character 'A', {UNEXPECTED}", (15, 33)),
        ("extras == 'a'", "The marker extras must be on the right hand side of the expression", (0, 13)),
        (
            "'a' > dependency_groups",
            (
                "The operator > is not supported with the marker dependency_groups, "
                "only the `in` and `not in` operators are supported"
            ),
            (0, 23),
        ),
    ],
)
def test_what_is_no_marker_is_refused_with_the_words_of_uv(text: str, message: str, bad: tuple[int, int]) -> None:
    with pytest.raises(ParseError) as caught:
        parse_marker(text)
    assert str(caught.value) == message
    assert (caught.value.source, caught.value.start, caught.value.end) == (text, *bad)


def test_a_marker_is_read_out_of_a_longer_text() -> None:
    text = "idna ; os_name == 'nt'  # why"
    marker, end = parse_marker_at(text, text.index(";") + 1)
    assert str(marker) == "os_name == 'nt'"
    assert text[end:] == "# why"


def test_positions_of_errors_count_from_the_start_of_the_whole_text() -> None:
    with pytest.raises(ParseError) as caught:
        parse_marker("idna; foo == 'x'", start=5)
    assert (caught.value.start, caught.value.end) == (6, 9)


def test_no_text_can_exhaust_the_stack() -> None:
    assert str(parse_marker("(" * 100 + "os_name == 'a'" + ")" * 100)) == "os_name == 'a'"
    with pytest.raises(ParseError, match="nested 100 levels deep"):
        parse_marker("(" * 100_000)


def test_markers_are_values() -> None:
    one, two = parse_marker("os_name == 'a'"), parse_marker('os_name=="a"')
    assert one == two
    assert hash(one) == hash(two)
    assert one != parse_marker("os_name == 'b'")
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own pickle
    assert repr(one) == "Marker(\"os_name == 'a'\")"


def test_comparisons_and_extras_come_in_reading_order() -> None:
    marker = parse_marker("(extra == 'b' and os_name == 'x') or extra == 'a' or 'b' == extra")
    assert [variable for variable, _, _ in marker.comparisons()] == ["extra", "os_name", "extra", "extra"]
    assert marker.extras() == ("b", "a")
    assert isinstance(marker, Marker)
