"""`.env` files: what each line means, and where one is none."""

from __future__ import annotations

import pytest

from puv.standards.dotenv import parse_dotenv


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A=1", "1"), ("A=", ""), ("export A=1", "1"), ("  A  =  1  ", "1"), ("A=1 # more", "1"), ("A=1#2", "1#2"),
        ("A='x $B \\n'", "x $B \\n"), ('A="x\\ny"', "x\ny"), ("A=x\\ y", "x y"), ('A="two\nlines"', "two\nlines"),
        ('A="a"b', "ab"), ("A=$HOME/x", "/h/x"), ("A=${HOME}x", "/hx"), ("A=$NOTHING-", "-"), ("A=$", "$"),
        ('A="$HOME"', "/h"), ("A=1\r\n", "1"), ("\ufeffA=1", "1"), ("B=2\nA=$B", "2"), ("A=1\nA=2", "2"),
    ],
)  # fmt: skip
def test_a_line_sets_a_variable(text: str, value: str) -> None:
    found, problem = parse_dotenv(text, {"HOME": "/h"})
    assert problem is None
    assert found["A"] == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A=1\nno variable", "at position 3: no variable"),
        ("1A=1", "at position 0: 1A=1"),
        ("A=1 2", "at position 2: 1 2"),
        ('A="open\n', 'at position 8: A="open\n'),
        ("A='open", "at position 7: A='open"),
        ("A=\\q", "at position 0: \\q"),
        ("export", "at position 6: export"),
    ],
)
def test_what_comes_before_a_line_that_is_none_counts(text: str, told: str) -> None:
    found, problem = parse_dotenv(f"Z=26\n{text}", {})
    assert found["Z"] == "26"
    assert str(problem) == told


def test_comments_and_blank_lines_say_nothing() -> None:
    assert parse_dotenv("# A=1\n\n   \n\t# more\n", {}) == ({}, None)
