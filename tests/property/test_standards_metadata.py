"""Metadata and RECORD files mean to us what they mean to the library's general readers."""

from __future__ import annotations

import contextlib
import csv
import io
import marshal
from email.parser import BytesParser

from hypothesis import given, settings
from hypothesis import strategies as st
from standards_strategies import versions

from puv.errors import ParseError
from puv.standards.metadata import Metadata, MetadataError, parse_fields, parse_metadata
from puv.standards.record import RecordEntry, parse_record, render_record

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8).filter(
    lambda word: "=?" not in word
)
NAMES = st.sampled_from(["Name", "Version", "Summary", "Requires-Dist", "X-y", "License"])
FIELDS = st.lists(st.tuples(NAMES, st.lists(WORDS, min_size=1, max_size=4)), max_size=8)


@given(FIELDS, st.sampled_from(["\n", "\r\n"]), st.sampled_from([" ", "{}  ", "{}\t"]), st.text(max_size=20))
@settings(max_examples=100)
def test_fields_are_those_that_the_email_parser_finds(
    fields: list[tuple[str, list[str]]], end: str, gap: str, body: str
) -> None:
    text = "".join(f"{name}: {gap.format(end).join(words)}{end}" for name, words in fields)
    data = f"{text}{end}{body}".encode()
    message = BytesParser().parsebytes(data)
    expected: dict[str, list[str]] = {}
    for name, value in message.items():
        raw = str(value).encode("ascii", "surrogateescape").decode("utf-8", "replace") if isinstance(value, str) else ""
        expected.setdefault(name.lower(), []).append(" ".join(raw.split()) if raw else " ".join(str(value).split()))
    found = parse_fields(data)
    assert list(found) == list(dict.fromkeys(name.lower() for name, _ in fields))
    if text.isascii():
        assert {name: [" ".join(value.split()) for value in values] for name, values in found.items()} == expected
    assert [words for name, words in fields if name == "Summary"] == [
        value.split() for value in found.get("summary", [])
    ]


@given(st.binary(max_size=80))
@settings(max_examples=100)
def test_any_bytes_are_metadata_or_a_metadata_error(data: bytes) -> None:
    parse_fields(data)
    with contextlib.suppress(MetadataError):
        parse_metadata(data)


REQUIREMENTS = st.sampled_from(
    ["a", "a>=1,<2", "a[x,y]==1.*", "b ; extra == 'x'", "b>1 ; os_name == 'nt' or extra == 'y'", "a ==", "c (>=1<2)",
     "d @ https://example.org/d-1-py3-none-any.whl ; python_version < '3.8'"]
)  # fmt: skip


@given(versions(), st.lists(REQUIREMENTS, max_size=5), st.sampled_from(["", ">=3.8", "bad"]))
@settings(max_examples=100)
def test_rows_lose_nothing(version: str, requirements: list[str], python: str) -> None:
    lines = ["Name: a", f"Version: {version}", *(f"Requires-Dist: {text}" for text in requirements)]
    if python:
        lines.append(f"Requires-Python: {python}")
    metadata = parse_metadata("\n".join(lines).encode())
    again = Metadata.from_row(marshal.loads(marshal.dumps(metadata.to_row())))  # noqa: S302 - our own bytes
    assert again == metadata
    assert again.version == metadata.version
    if "a ==" not in requirements:
        assert again.requires_dist == metadata.requires_dist == parse_metadata("\n".join(lines).encode()).requires_dist
        active = ("x",)
        wanted = [r for r in metadata.requires_dist if r.marker is None or r.marker.evaluate({}, active)]
        assert [
            r for r in again.requirements_for(active) if r.marker is None or r.marker.evaluate({}, active)
        ] == wanted


PATHS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda path: path.splitlines() == [path]
)
ENTRIES = st.lists(st.builds(RecordEntry, PATHS, st.sampled_from(["", "sha256=ab-_"]), st.none() | st.integers(0)))


@given(ENTRIES)
@settings(max_examples=100)
def test_records_are_read_as_they_were_written(entries: list[RecordEntry]) -> None:
    text = render_record(entries)
    assert parse_record(text) == entries
    rows = [[e.path, e.hash, "" if e.size is None else str(e.size)] for e in entries]
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


@given(st.text('ab,"\n\r1 ', max_size=30))
@settings(max_examples=100)
def test_any_text_is_a_record_or_a_parse_error(text: str) -> None:
    problem: ParseError | None = None
    found: list[RecordEntry] = []
    try:
        found = parse_record(text)
    except ParseError as error:
        problem = error
    if problem is not None:
        assert 0 <= problem.start <= problem.end <= len(text)
    assert parse_record(render_record(found)) == found
