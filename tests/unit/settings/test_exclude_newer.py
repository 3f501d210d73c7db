from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from puv.settings.exclude_newer import Moment, check, iso_span

DAY = 86_400


def instant(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("text", "expected", "local"),
    [
        ("2024-01-01", "2024-01-02T00:00:00", True),
        ("20240101", "2024-01-02T00:00:00", True),
        ("2024-01-01 10:00", "2024-01-02T00:00:00", True),
        ("2024-01-01T10:00:00", "2024-01-02T00:00:00", True),
        ("2024-01-01T10:00:00+02:00", "2024-01-01T08:00:00", False),
        ("2024-01-01T00:00Z", "2024-01-01T00:00:00", False),
        ("2024-02-29T12:30:15.5Z", "2024-02-29T12:30:15.5", False),
        ("1969-12-31", "1970-01-01T00:00:00", True),
    ],
)
def test_dates_mean_the_end_of_their_day_and_timestamps_themselves(text: str, expected: str, local: bool) -> None:
    moment = Moment.parse(text)

    assert moment.timestamp == instant(expected)
    assert moment.local is local


def test_dates_follow_the_users_clock() -> None:
    assert Moment.parse("2024-01-01").before(0, utc_offset=-5 * 3600) == instant("2024-01-02T05:00:00")
    assert Moment.parse("2024-01-01T00:00:00Z").before(0, utc_offset=-5 * 3600) == instant("2024-01-01T00:00:00")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3 days", 3 * DAY),
        ("2days", 2 * DAY),
        ("3  days", 3 * DAY),
        ("2 weeks", 14 * DAY),
        ("24h", DAY),
        ("3d 4h", 3 * DAY + 4 * 3600),
        ("30d ago", 30 * DAY),
        ("0d", 0),
        ("P1W", 7 * DAY),
        ("P3D", 3 * DAY),
        ("PT36H", 36 * 3600),
        ("P1DT1H1M1S", DAY + 3661),
    ],
)
def test_spans_count_back_from_now(text: str, seconds: int) -> None:
    moment = Moment.parse(text)

    assert moment.span == seconds
    assert moment.before(1_000_000_000.0) == 1_000_000_000.0 - seconds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1month", "Duration `1month` uses 'months' which is not allowed; use days instead, e.g., `30 days`."),
        ("1 year", "Duration `1 year` uses unit 'years' which is not allowed; use days instead, e.g., `365 days`."),
        ("P2M", "Duration `P2M` uses 'months' which is not allowed; use days instead, e.g., `60 days`."),
        ("now", "`now` could not be parsed as a valid exclude-newer value"),
        ("1.5 days", "`1.5 days` could not be parsed as a valid exclude-newer value"),
        ("", "`` could not be parsed as a valid exclude-newer value"),
        ("P", "`P` could not be parsed as a valid exclude-newer value"),
        ("P3X", "`P3X` could not be parsed as a valid exclude-newer value"),
        (" 3 days", '` 3 days` could not be parsed as a duration: failed to parse input in the "friendly"'),
        (
            "2024-13-01",
            (
                "`2024-13-01` could not be parsed as a valid date: failed to parse two digit integer as month: "
                "parameter 'month' is not in the required range of 1..=12"
            ),
        ),
        (
            "2024-01",
            (
                "`2024-01` could not be parsed as a valid date: failed to parse separator after month: expected `-` "
                "separator, but found end of input"
            ),
        ),
        ("2023-02-29", "`2023-02-29` could not be parsed as a valid date: "),
    ],
)
def test_what_is_no_moment_is_explained(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        Moment.parse(text)


def test_false_lifts_the_limit() -> None:
    assert check("false") == "false"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("24 hours", "PT24H"),
        ("1 week 2 days", "P1W2D"),
        ("P1W", "P1W"),
        ("90 minutes", "PT90M"),
        ("14 days", "P14D"),
        ("p1dt2h", "P1DT2H"),
        ("2 days 3 hours 4 minutes 5 seconds", "P2DT3H4M5S"),
        ("0 days", "PT0S"),
        ("25 hours 70 minutes ago", "PT25H70M"),
    ],
)
def test_a_span_is_told_in_the_units_in_which_it_was_written(text: str, iso: str) -> None:
    assert iso_span(text) == iso
