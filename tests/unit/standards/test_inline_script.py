"""Metadata within scripts (PEP 723)."""

from __future__ import annotations

import pytest

from puv.errors import InputError, ParseError
from puv.project.scripts import script_dependencies
from puv.standards.inline_script import script_block


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("print(1)\n", None),
        ("# /// script\n# ///\n", ""),
        ("#!/usr/bin/env python\n# /// script\n# a = 1\n#\n# b = 2\n# ///\nx = 1\n", "a = 1\n\nb = 2\n"),
        ("# /// other\n# a = 1\n# ///\n\n# /// script\n# b = 2\n# ///\n", "b = 2\n"),
        ("# /// script\r\n# a = 1\r\n# ///\r\n", "a = 1\n"),
        ("# /// script\n# a = 1\n# ///\n# b = 2\n# ///\n", "a = 1\n///\nb = 2\n"),
    ],
)
def test_the_block_is_found(text: str, expected: str | None) -> None:
    assert script_block(text) == expected


@pytest.mark.parametrize(
    "text", ["# /// script\n# a = 1\n", "# /// script\n# a = 1\n#x\n# ///\n", "# /// script\n\n# ///\n"]
)
def test_a_block_must_end(text: str) -> None:
    with pytest.raises(ParseError, match=r"^An opening tag \(`# /// script`\) was found without a closing tag"):
        script_block(text)


def test_what_a_script_needs_is_told() -> None:
    found = script_dependencies('# /// script\n# dependencies = ["a>=1", "b"]\n# ///\n', "x.py")
    assert [str(entry.requirement) for entry in found] == ["a>=1", "b"]


def test_a_wrong_requirement_is_shown_where_it_stands() -> None:
    with pytest.raises(InputError, match=r"TOML parse error at line 1, column 17"):
        script_dependencies('# /// script\n# dependencies = ["!!"]\n# ///\n', "x.py")
    with pytest.raises(InputError, match=r"^`x\.py` does not contain inline script metadata$"):
        script_dependencies("", "x.py")
