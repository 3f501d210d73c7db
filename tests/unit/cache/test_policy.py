"""How long an answer serves (RFC 9111)."""

from __future__ import annotations

import calendar
import math

import pytest

from puv.cache.policy import Policy, from_headers, http_date

NOW = 1_700_000_000.0
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"


def lifetime(**headers: str) -> float:
    policy = from_headers({name.replace("_", "-"): value for name, value in headers.items()}, NOW)
    assert policy is not None
    return policy.fresh_until - NOW


def test_max_age_gives_the_lifetime() -> None:
    assert lifetime(cache_control="public, max-age=600") == 600


def test_age_is_taken_off() -> None:
    assert lifetime(cache_control="max-age=600", age="100") == 500
    assert lifetime(cache_control="max-age=600", age="900") == 0


def test_no_cache_is_stale_at_once_and_no_store_is_not_kept() -> None:
    assert lifetime(cache_control="no-cache, max-age=600") == 0
    assert from_headers({"cache-control": "no-store"}, NOW) is None


def test_without_any_hint_the_answer_is_stale_at_once() -> None:
    assert lifetime() == 0
    assert lifetime(etag='"x"') == 0


def test_a_tenth_of_the_age_of_the_last_change_is_assumed() -> None:
    assert lifetime(date=DATE, last_modified="Mon, 13 Nov 2023 22:13:20 GMT") == 8640


def test_expires_is_relative_to_the_servers_clock() -> None:
    assert lifetime(date="Sun, 06 Nov 1994 08:49:37 GMT", expires="Sun, 06 Nov 1994 08:59:37 GMT") == 600
    assert lifetime(date=DATE, expires="0") == 0


@pytest.mark.parametrize("value", ["max-age=", "max-age=x", "max-age=-1", "max-age", ""])
def test_nonsense_counts_as_nothing(value: str) -> None:
    assert lifetime(cache_control=value) == 0


def test_validators_are_kept() -> None:
    policy = from_headers({"etag": '"x"', "last-modified": "then"}, NOW)
    assert policy is not None
    assert (policy.etag, policy.last_modified, policy.fetched_at) == ('"x"', "then", NOW)


def test_freshness_needs_both_time_and_refresh_policy() -> None:
    policy = Policy(fetched_at=100, fresh_until=200)
    assert policy.is_fresh(150, since=0)
    assert policy.is_fresh(150, since=100)
    assert not policy.is_fresh(200, since=0)
    assert not policy.is_fresh(150, since=101)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", (1970, 1, 1, 0, 0, 0)),
        ("Thu, 29 Feb 2024 23:59:59 GMT", (2024, 2, 29, 23, 59, 59)),
        ("Sun, 31 Dec 2000 12:00:00 GMT", (2000, 12, 31, 12, 0, 0)),
        (DATE, (2023, 11, 14, 22, 13, 20)),
    ],
)
def test_http_dates_are_read(text: str, moment: tuple[int, ...]) -> None:
    assert http_date(text) == calendar.timegm((*moment, 0, 0, 0))


@pytest.mark.parametrize("text", ["", "0", "yesterday", "Thu, 01 Foo 1970 00:00:00 GMT", "Thu, 01 Jan 1970 00:00 GMT"])
def test_what_is_no_http_date_is_none(text: str) -> None:
    assert http_date(text) is None


def test_forever_is_later_than_any_time() -> None:
    assert math.isinf(Policy(fresh_until=float("inf")).fresh_until)
