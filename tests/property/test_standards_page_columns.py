"""Reading a page by columns and reading it row by row say the same, of good pages and of bad ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from puv.errors import ParseError
from puv.standards.filenames import are_wheel_tags, parse_wheel_name
from puv.standards.simple_api import parse_html, parse_json
from puv.standards.timestamps import are_ordinary, parse_timestamp

if TYPE_CHECKING:
    from puv.standards.listing import File

URL = "https://example.org/simple/foo/"
ODD_ROW = {"filename": "odd", "url": "odd", "hashes": {}}  # makes the columns give up, and is no mistake
ODD_ANCHOR = f'<a href="odd#md5={"0" * 32}">odd</a>'

digests = st.sampled_from(["a1" * 32, "B2" * 32, " " + "c" * 63, "c" * 63, "x" * 64, "c" * 62 + "  "])
times = st.sampled_from(
    [
        "2024-02-29T23:59:59.5Z",
        "2023-02-28T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2023-12-31T24:00:00Z",
        "2023-01-01T00:00:60Z",
        "0000-01-01T00:00:00Z",
        "2023-13-01T00:00:00Z",
        "2023-01-01T00:00:00+02:00",
        "2023",
        "",
        "2023-01-01T01:02:03.123456Z",
        "2023-01-01T01:02:03.1٣3456Z",
        "2023-01-01T01:02:03.Z",
    ],
)
usual_times = st.builds(
    "{}T{:02}:{:02}:{:02}{}Z".format,
    st.dates().map(str),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.sampled_from(["", ".1", ".123456"]),
)
good_times = times.filter(lambda text: parse_timestamp(text) is not None)
addresses = st.sampled_from(
    [
        "/f/{}",
        "https://files.example.org/{}",
        "http://files.example.org/{}",
        "{}",
        "../{}",
        "//cdn.example.org/{}",
        "https://u:p@example.org/{}",
        "/f/{}#sha256=x",
        "/f/../{}",
        "/f/{}?x",
        "/é/{}",
        "/a b/{}",
        "/a:b/{}",
        "x",
    ],
)
usual_marks = st.sampled_from([True, False, {"sha256": "a1" * 32}, None])
odd_marks = st.sampled_from([{}, {"md5": "0" * 32}, {"sha256": "x"}, "true", 1])


@st.composite
def rows(draw: st.DrawFn, *, odd: bool) -> dict[str, object]:
    filename = draw(st.sampled_from(["foo-1-py3-none-any.whl", "foo-2.tar.gz", "é"]))
    row: dict[str, object] = {
        "filename": filename,
        "url": draw(addresses).format(filename),
        "hashes": {"sha256": draw(digests if odd else st.just("a1" * 32))},
        "requires-python": draw(st.sampled_from([">=3.8", "", None, "bogus", ">=3.6.*"])),
        "yanked": draw(st.sampled_from([False, True, "", "why"])),
        "size": draw(st.integers(0, 9)),
        "upload-time": draw(times if odd else good_times),
        "core-metadata": draw(usual_marks | odd_marks if odd else usual_marks),
        "dist-info-metadata": draw(usual_marks),
    }
    for name in draw(st.lists(st.sampled_from(sorted(row)[3:] if not odd else sorted(row)), max_size=2)):
        row.pop(name, None) if name not in ("filename", "url", "hashes") or odd else None
    if odd and draw(st.booleans()):
        row[draw(st.sampled_from(sorted(row)))] = draw(st.sampled_from([None, 5, -1, 1.5, [], "x", {"a": 1}, True]))
    return row


def read(parse: object, text: str) -> list[File] | str:
    try:
        return list(parse(text, URL).files)  # type: ignore[operator]  # one of the two parsers
    except ParseError as error:
        return f"{error}: {error.__cause__}"


def agree(listed: list[dict[str, object]]) -> None:
    by_columns = read(parse_json, json.dumps({"files": listed}))
    by_rows = read(parse_json, json.dumps({"files": [*listed, ODD_ROW]}))
    assert by_columns == (by_rows if isinstance(by_rows, str) else by_rows[:-1])


@settings(max_examples=100, deadline=None)
@given(st.lists(rows(odd=False), max_size=5))
def test_ordinary_rows_are_read_alike_in_both_ways(listed: list[dict[str, object]]) -> None:
    agree(listed)


@settings(max_examples=100, deadline=None)
@given(st.lists(rows(odd=True), max_size=3))
def test_a_row_that_is_wrong_is_told_as_if_read_by_itself(listed: list[dict[str, object]]) -> None:
    agree(listed)


@st.composite
def anchors(draw: st.DrawFn) -> str:
    filename = draw(st.sampled_from(["foo-1-py3-none-any.whl", "foo-2%2Bx.tar.gz", "é"]))
    href = draw(addresses).format(filename).partition("#")[0]
    fragment = draw(st.sampled_from(["", "#sha256=" + "a1" * 32, "#sha256=" + "a1" * 32 + "&x=1", "#sha256=x", "#top"]))
    attributes = [f'href="{href}{fragment}"' if draw(st.integers(0, 9)) else ""]
    attributes += draw(
        st.lists(
            st.sampled_from(
                [
                    'data-yanked=""',
                    'data-yanked="why"',
                    'data-requires-python="&gt;=3.8"',
                    'data-requires-python="bogus"',
                    'data-core-metadata="true"',
                    'data-core-metadata="false"',
                    f'data-core-metadata="sha256={"b" * 64}"',
                    'data-dist-info-metadata="sha256=x"',
                    'data-upload-time="2024-01-01T00:00:00Z"',
                    'data-upload-time="never"',
                ],
            ),
            max_size=4,
        ),
    )
    return f"<a {' '.join(filter(None, attributes))}>x</a>"


@settings(max_examples=100, deadline=None)
@given(st.lists(anchors(), max_size=4))
def test_anchors_are_read_alike_in_both_ways(listed: list[str]) -> None:
    by_columns = read(parse_html, "\n".join(listed))
    by_rows = read(parse_html, "\n".join([*listed, ODD_ANCHOR]))
    assert by_columns == (by_rows if isinstance(by_rows, str) else by_rows[:-1])


@settings(max_examples=100, deadline=None)
@given(st.lists(times, max_size=4), st.lists(usual_times, max_size=4))
def test_times_that_pass_in_bulk_pass_one_by_one(some: list[str], good: list[str]) -> None:
    assert not are_ordinary(some) or all(parse_timestamp(text) is not None for text in some)
    assert are_ordinary(good)


tags = st.text("a1_.-", max_size=9).map("{}.whl".format) | st.sampled_from(
    [
        "py3-none-any.whl",
        "1-py3-none-any.whl",
        "py3-none-any-x.whl",
        "py3-none-ány.whl",
        "3-a-b.whl",
        "py3-none-any",
        "",
    ]
)


@settings(max_examples=100, deadline=None)
@given(tags)
def test_the_end_of_a_wheels_name_is_valid_by_itself_or_not_at_all(text: str) -> None:
    try:
        parse_wheel_name(f"foo-1.0-{text}")
    except ParseError:
        assert not are_wheel_tags(text)
    else:
        assert are_wheel_tags(text)
