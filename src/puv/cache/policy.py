"""`Policy`: what HTTP says about the age of a stored answer (RFC 9111, a private cache)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

#: `fresh_until` of what never changes: content that is named by its digest.
FOREVER = float("inf")
# RFC 9111 §4.2.2 suggests a tenth of the time since the last change.
_HEURISTIC_FRACTION = 0.1


class Policy:
    """Validators and freshness of one stored answer. Treat as frozen.

    `etag` and `last_modified` are header values or empty. Times are seconds since the epoch; a `fresh_until` in the
    past means: ask the server before use.
    """

    __slots__ = ("etag", "fetched_at", "fresh_until", "last_modified")

    etag: str
    fetched_at: float
    fresh_until: float
    last_modified: str

    def __init__(
        self, *, etag: str = "", last_modified: str = "", fetched_at: float = 0.0, fresh_until: float = 0.0
    ) -> None:
        self.etag = etag
        self.last_modified = last_modified
        self.fetched_at = fetched_at
        self.fresh_until = fresh_until

    def is_fresh(self, now: float, since: float) -> bool:
        """Tell whether the answer serves at `now` without asking, fetched at `since` or later."""
        return self.fetched_at >= since and now < self.fresh_until

    def __repr__(self) -> str:
        """Show the fields."""
        return f"Policy(etag={self.etag!r}, fetched_at={self.fetched_at}, fresh_until={self.fresh_until})"


def from_headers(headers: Mapping[str, str], now: float) -> Policy | None:
    """Return the policy of an answer that arrived at `now`, or None when it must not be stored.

    `headers` has lower-case names. An answer without any hint of its lifetime is stored but stale at once.
    """
    directives = _directives(headers.get("cache-control", ""))
    if "no-store" in directives:
        return None
    last_modified = headers.get("last-modified", "")
    lifetime = 0.0 if "no-cache" in directives else _lifetime(directives, headers, last_modified)
    age = _seconds(headers.get("age", "")) or 0.0
    return Policy(
        etag=headers.get("etag", ""),
        last_modified=last_modified,
        fetched_at=now,
        fresh_until=now + max(0.0, lifetime - age),
    )


def _directives(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(","))
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def _lifetime(directives: dict[str, str], headers: Mapping[str, str], last_modified: str) -> float:
    if "max-age" in directives:
        return _seconds(directives["max-age"]) or 0.0
    expires, date = headers.get("expires", ""), headers.get("date", "")
    if expires:
        until, made = http_date(expires), http_date(date)
        return max(0.0, until - made) if until is not None and made is not None else 0.0
    if last_modified:
        changed, made = http_date(last_modified), http_date(date)
        if changed is not None and made is not None:
            return max(0.0, (made - changed) * _HEURISTIC_FRACTION)
    return 0.0


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() else None


def http_date(text: str) -> float | None:
    """Return the time of an HTTP date (`Sun, 06 Nov 1994 08:49:37 GMT`) in seconds, or None."""
    try:
        _, day, month, year, clock, zone = text.split()
        hour, minute, second = (int(part) for part in clock.split(":"))
        position = _MONTHS.index(month)
    except ValueError:
        return None
    if zone != "GMT" or not (day.isdigit() and year.isdigit()):
        return None
    return (_days(int(year), position + 1, int(day)) * 24 + hour) * 3600.0 + minute * 60 + second


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _days(year: int, month: int, day: int) -> int:
    """Count days from 1970-01-01 in the proleptic Gregorian calendar (years that begin in March)."""
    year -= month <= 2  # noqa: PLR2004 - January and February end the counted year
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + day_of_year - 719468
