"""entry_points.txt, as uv reads it."""

from __future__ import annotations

import pytest

from puv.cache.entrypoints import InvalidEntryPointsError, parse_entry_points

C = "[console_scripts]\n"


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("", []),
        ("[other]\na = 1\n", []),
        ("[Console_Scripts]\na = m:x\n", []),
        ("[ console_scripts ]\na = m:x\n", []),
        (C + "a=m:x\r\nb = m.n : x.y \r\n", [("console", "a", "m", "x"), ("console", "b", "m.n", "x.y")]),
        (C + "# c\n; c\n\na=m:x\n  # c\nb=m:x\n", [("console", "a", "m", "x"), ("console", "b", "m", "x")]),
        (C + "a=m:x [e1, e2] \n", [("console", "a", "m", "x")]),
        (C + " a = m:x\n", [("console", "a", "m", "x")]),
        ("[gui_scripts]\na=m:y\n" + C + "a=m:x\n", [("console", "a", "m", "x"), ("gui", "a", "m", "y")]),
        ("[console_scripts] # c\nA b = m:x\n", [("console", "A b", "m", "x")]),
        (C + "Foo=m:x\nfoo=m:y\n", [("console", "Foo", "m", "x"), ("console", "foo", "m", "y")]),
    ],
)
def test_scripts_are_read(text: str, scripts: list[tuple[str, str, str, str]]) -> None:
    assert parse_entry_points(text) == scripts


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a = m:x\n", "`entry_points.txt` is invalid: expected a section header at line 1"),
        ("\ufeff" + C, "`entry_points.txt` is invalid: expected a section header at line 1"),
        ("\n\nfoo\n" + C, "`entry_points.txt` is invalid: expected a section header at line 3"),
        ("[console_scripts\na=m:x\n", "`entry_points.txt` is invalid: expected a section header at line 1"),
        (C + "a\n", "`entry_points.txt` is invalid: invalid option or section header at line 2"),
        (C + "= m:x\n", "`entry_points.txt` is invalid: invalid option or section header at line 2"),
        (C + "[x\n", "`entry_points.txt` is invalid: invalid option or section header at line 2"),
        (C + "a=m:x\na=m:y\n", "`entry_points.txt` is invalid: duplicate option at line 3"),
        (C + "a=m:x\n" + C, "`entry_points.txt` is invalid: duplicate section at line 3"),
        (C + "a=m\n", "invalid console script: 'm'"),
        (C + "a=m:x\n    \n  foo\n", "invalid console script: 'm:x\nfoo'"),
        (C + "a=m:x ; y\n", "invalid console script: 'm:x ; y'"),
        (C + "a=m:x y\n", "invalid console script: 'm:x y'"),
        (C + "a=m:x[e]z\n", "invalid console script: 'm:x[e]z'"),
        (C + "a==m:x\n", "invalid console script: '=m:x'"),
        (C + "../a=m:x\n", "Script path must resolve to a file within the scripts directory: ../a"),
        (C + "/a=m:x\n", "Script path must resolve to a file within the scripts directory: /a"),
        (C + "..\\a=m:x\n", "Script path must resolve to a file within the scripts directory: ..\\a"),
        (C + "..=m:x\n", "Script path must resolve to a file within the scripts directory: .."),
    ],
)
def test_what_cannot_be_read_is_refused_in_uvs_words(text: str, sentence: str) -> None:
    with pytest.raises(InvalidEntryPointsError) as caught:
        parse_entry_points(text)
    assert str(caught.value) == sentence
