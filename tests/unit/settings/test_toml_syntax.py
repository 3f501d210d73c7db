"""Broken TOML texts: the first problem, in uv's words, at uv's place (each row seen in uv 0.13.8)."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puv.settings.toml import TomlError, parsed
from puv.settings.toml_syntax import diagnose

UNQUOTED = "string values must be quoted, expected literal string"
EMPTY = "unquoted keys cannot be empty, expected letters, numbers, `-`, `_`"
CASES = [
    ("x = \n", 1, 5, 1, UNQUOTED),
    ("a = hello world # c\n", 1, 5, 11, UNQUOTED),
    ("a = [hello, x]\n", 1, 6, 5, UNQUOTED),
    ("[a\n", 1, 3, 1, "unclosed table, expected `]`"),
    ("[[a]\n", 1, 5, 1, "unclosed array table, expected `]`"),
    ("[]\n", 1, 2, 1, EMPTY),
    ("a..b = 1\n", 1, 3, 1, EMPTY),
    ("a! = 1\n", 1, 2, 1, "invalid unquoted key, expected letters, numbers, `-`, `_`"),
    ("\u00fc = 1\n", 1, 1, 2, "invalid unquoted key, expected letters, numbers, `-`, `_`"),
    ("a b = 1\n", 1, 3, 1, "key with no value, expected `=`"),
    ("a.b.c\n", 1, 6, 1, "key with no value, expected `=`"),
    ('a = "b\n', 1, 7, 1, 'invalid basic string, expected `"`'),
    ('x = 1\na = """abc\ny\n', 3, 3, 1, 'invalid multi-line basic string, expected `"`'),
    ('a = "\\xzz"\n', 1, 8, 1, "too few unicode value digits, expected unicode hexadecimal value"),
    ("a = 1\na = 2\n", 2, 1, 1, "duplicate key"),
    ("[a]\nb=1\n[a.b]\n", 3, 4, 1, "duplicate key"),
    ("a = []\n[[a]]\n", 2, 3, 1, "duplicate key"),
    ("a = 1\na.b = 2\n", 2, 1, 1, "cannot extend value of type integer with a dotted key"),
    ("a = {b=1}\na.c = 2\n", 2, 1, 1, "cannot extend value of type inline table with a dotted key"),
    ("offline = tru\n", 1, 11, 3, "invalid boolean, expected `true`"),
    ("a = inff\n", 1, 5, 4, "invalid float, expected `inf`"),
    ("key = [1, 2\n", 1, 12, 1, "unclosed array, expected `]`"),
    ("a = [\n1\n2\n]\n", 3, 1, 1, "missing comma between array elements, expected `,`"),
    ("a = [1,,2]\n", 1, 8, 1, "extra comma in array, expected value"),
    ("a = {b=1,,}\n", 1, 10, 1, "extra comma in inline table, expected key"),
    ("a = {b=1 c=2}\n", 1, 11, 1, "extra assignment between key-value pairs, expected `,`"),
    ("a = 1,\n", 1, 6, 1, "unexpected key or value, expected newline, `#`"),
    ("[a]] x\n", 1, 4, 1, "unexpected key or value, expected newline, `#`"),
    ("a = 01\n", 1, 5, 1, "unexpected leading zero, expected nothing"),
    ("a = 1__2\n", 1, 6, 1, "`_` may only go between digits, expected nothing"),
    ("a = .5\n", 1, 5, 1, "invalid mantissa, expected digits"),
    ("a = 1.2.3\n", 1, 8, 2, "invalid float, expected nothing"),
    ("a = 0xg\n", 1, 7, 1, "invalid hexadecimal number"),
    ("a = 2020-13-01\n", 1, 5, 10, "invalid date, expected month between 01 and 12"),
    ("a = 25:00:00\n", 1, 5, 8, "invalid time, expected hour between 00 and 23"),
    ("# \x01\n", 1, 3, 1, "invalid comment character, expected printable characters"),
]


@pytest.mark.parametrize(("text", "line", "column", "length", "message"), CASES)
def test_the_first_problem_is_told(text: str, line: int, column: int, length: int, message: str) -> None:
    with pytest.raises(TomlError) as failure:
        parsed(text)
    lines = str(failure.value).splitlines()
    assert lines[0] == f"TOML parse error at line {line}, column {column}"
    assert lines[3].count("^") == length
    assert lines[-1] == message


@given(st.text(alphabet="ab=[]{}.,#\"'\\\n 1-:", max_size=25))
def test_what_python_accepts_has_no_problem_and_nothing_crashes(text: str) -> None:
    found = diagnose(text)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert found is None, found
