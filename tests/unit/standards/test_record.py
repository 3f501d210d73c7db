from __future__ import annotations

import pytest

from puv.errors import ParseError
from puv.standards.record import RecordEntry, parse_record, render_record

PIP = """\
../../../bin/pip,sha256=9fPhns6hHjMWhz__udRD6Psr41UforxDjxv9BLsYhZE,311
pip-26.3.dist-info/INSTALLER,sha256=5hhM4Q4mYTT9z6QB6PGpUAW81PGNFrYrdXMj4oM_6ak,2
pip-26.3.dist-info/RECORD,,
pip/__init__.py,,0
"""


def test_a_record_is_read_and_written_as_it_was() -> None:
    entries = parse_record(PIP)
    assert entries[0] == RecordEntry("../../../bin/pip", "sha256=9fPhns6hHjMWhz__udRD6Psr41UforxDjxv9BLsYhZE", 311)
    assert entries[2] == RecordEntry("pip-26.3.dist-info/RECORD")
    assert entries[3].size == 0
    assert render_record(entries) == PIP


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", []),
        ("\n\na,,\n\n", [RecordEntry("a")]),
        ("a,,\r\nb,,1\r\n", [RecordEntry("a"), RecordEntry("b", "", 1)]),
        ('"a,b",,\n"say ""x""",,2\n', [RecordEntry("a,b"), RecordEntry('say "x"', "", 2)]),
        ("a,h,1,more\nb,h,2,more\n", [RecordEntry("a", "h", 1), RecordEntry("b", "h", 2)]),
    ],
)
def test_csv_is_understood(text: str, entries: list[RecordEntry]) -> None:
    assert parse_record(text) == entries


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (
            "a,b\n",
            (
                "CSV deserialize error: record 0 (line: 1, byte: 0): "
                "invalid length 2, expected struct RecordEntry with 3 elements"
            ),
            "a,b",
        ),
        (
            "bad/__init__.py,sha256=xx,abc\n",
            "CSV deserialize error: record 0 (line: 1, byte: 0): field 2: invalid digit found in string",
            "bad/__init__.py,sha256=xx,abc",
        ),
        (
            "bad/__init__.py,,\nfoo\n",
            "CSV error: record 1 (line: 2, byte: 18): found record with 1 fields, but the previous record has 3 fields",
            "foo",
        ),
        (
            "bad/__init__.py,,\nbad/x,,,\n",
            "CSV error: record 1 (line: 2, byte: 18): found record with 4 fields, but the previous record has 3 fields",
            "bad/x,,,",
        ),
        (
            "a,,+1",
            "CSV deserialize error: record 0 (line: 1, byte: 0): field 2: invalid digit found in string",
            "a,,+1",
        ),
    ],
)
def test_a_bad_row_is_named_with_the_words_of_uv(text: str, message: str, line: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_record(text)
    assert str(caught.value) == message
    assert text[caught.value.start : caught.value.end] == line
