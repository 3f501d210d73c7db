from datetime import datetime

import pytest

from puv.standards.timestamps import parse_timestamp


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01T00:00:00Z",
        "2024-02-29T23:59:59Z",
        "2000-02-29T00:00:00Z",
        "1999-12-31T12:00:00.5Z",
        "2023-03-01T01:02:03.004005Z",
        "2020-01-01T00:00:00+00:00",
        "2020-01-01T02:00:00.25+02:00",
        "2020-01-01 00:00:00Z",
        "0001-01-01T00:00:00Z",
    ],
)
def test_times_are_milliseconds_since_the_epoch(text: str) -> None:
    parsed = datetime.fromisoformat(text)
    delta = parsed - datetime.fromisoformat("1970-01-01T00:00:00Z")
    expected = (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000
    assert parse_timestamp(text) == expected
    assert parse_timestamp(text, {}) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bogus",
        "2020-01-01",
        "2020-01-01T00:00:00",
        "2023-02-29T00:00:00Z",
        "2020-13-01T00:00:00Z",
        "2020-01-01T24:01:00Z",
        "2020-01-01T00:60:00Z",
        "2020-01-01T00:00:0xZ",
        "0000-01-01T00:00:00Z",
        "2020/01/01T00:00:00Z",
        "2020-01-01T00-00:00Z",
        "٢٠٢٠-01-01T00:00:00Z",
    ],
)
def test_what_is_no_time_with_an_offset_is_none(text: str) -> None:
    assert parse_timestamp(text) is None


def test_days_are_remembered() -> None:
    midnights = {}
    assert parse_timestamp("2020-01-01T00:00:01Z", midnights) == midnights["2020-01-01"] + 1000
    assert parse_timestamp("2020-01-01T00:00:02Z", midnights) == midnights["2020-01-01"] + 2000
