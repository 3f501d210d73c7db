"""`--exclude-newer`: dates, timestamps (RFC 3339) and spans such as `3 days` or `P1W`. Pure.

Settings hold the text as written; `Moment.parse` gives its meaning and `Moment.before(now)` the instant.
"""

from __future__ import annotations

from puv.frozen import Frozen

_DAY = 86_400
_EXPECTED = (
    "could not be parsed as a valid exclude-newer value (expected a date like `2024-01-01`, "
    "a timestamp like `2024-01-01T00:00:00Z`, or a duration like `3 days` or `P3D`)"
)
_UNITS = {
    "weeks": 7 * _DAY, "week": 7 * _DAY, "wks": 7 * _DAY, "wk": 7 * _DAY, "w": 7 * _DAY,
    "days": _DAY, "day": _DAY, "d": _DAY,
    "hours": 3600, "hour": 3600, "hrs": 3600, "hr": 3600, "h": 3600,
    "minutes": 60, "minute": 60, "mins": 60, "min": 60, "m": 60,
    "seconds": 1, "second": 1, "secs": 1, "sec": 1, "s": 1,
}  # fmt: skip
_YEARS = frozenset({"years", "year", "yrs", "yr", "y"})
_MONTHS = frozenset({"months", "month", "mos", "mo"})
_ISO = {"W": 7 * _DAY, "D": _DAY, "TH": 3600, "TM": 60, "TS": 1}
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Moment(Frozen):
    """An upload time that separates old from new.

    Exactly one is set: `timestamp` in seconds since 1970 (UTC), or `span` in seconds before now. `local` tells that
    the timestamp is a date without a zone, counted as if the user's clock showed UTC. Files uploaded at or after the
    instant are left out.
    """

    text: str
    timestamp: float | None = None
    span: int | None = None
    local: bool = False

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read a text. Raises `ValueError` with uv's sentence."""
        if len(text) > 4 and text[:4].isdigit() and (text[4] == "-" or text[:8].isdigit()):  # noqa: PLR2004 - a year
            instant, local = _timestamp(text)
            return cls(text=text, timestamp=instant, local=local)
        span = _iso(text) if text[:1] in {"P", "p"} else _friendly(text)
        return cls(text=text, span=span)

    def before(self, now: float, utc_offset: float = 0.0) -> float:
        """Return the instant in seconds since 1970, given the present one and the zone's seconds east of UTC."""
        if self.timestamp is None:
            return now - (self.span or 0)
        return self.timestamp - utc_offset if self.local else self.timestamp


def check(text: str) -> str:
    """Accept a text that `Moment.parse` reads, or `false`, which lifts the limit; return it as written."""
    if text != "false":
        Moment.parse(text)
    return text


def _invalid_date(text: str, reason: str) -> ValueError:
    return ValueError(f"`{text}` could not be parsed as a valid date: {reason}")


def _days(text: str, year: int, month: int, day: int) -> int:
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        raise _invalid_date(
            text,
            "failed to parse two digit integer as month: parameter 'month' is not in the required range of 1..=12",
        )
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)  # noqa: PLR2004 - the calendar
    if not 1 <= day <= _MONTH_DAYS[month - 1] + leap:
        raise _invalid_date(
            text, f"parameter 'day' for `{year:04}-{month:02}` is invalid, must be in range "
            f"`1..={_MONTH_DAYS[month - 1] + leap}`",
        )  # fmt: skip
    # Days since 1970-01-01 (proleptic Gregorian calendar), years beginning in March.
    shifted = year - (month <= 2)  # noqa: PLR2004 - January and February
    era, rest = divmod(shifted, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1  # noqa: PLR2004 - February
    return era * 146_097 + rest * 365 + rest // 4 - rest // 100 + day_of_year - 719_468


def _timestamp(text: str) -> tuple[float, bool]:
    digits = text.replace("-", "", 2) if text[4] == "-" else text
    if text[4] == "-" and text[7:8] != "-":
        found = f"found `{text[7]}`" if len(text) > 7 else "found end of input"  # noqa: PLR2004 - YYYY-MM
        raise _invalid_date(text, f"failed to parse separator after month: expected `-` separator, but {found}")
    if not digits[:8].isdigit() or len(digits) < 8:  # noqa: PLR2004 - YYYYMMDD
        raise _invalid_date(text, "failed to parse two digit integer as day: invalid digit")
    start = _days(text, int(digits[:4]), int(digits[4:6]), int(digits[6:8])) * _DAY
    offset = _clock(digits[8:])
    # A date, and a time without a zone, mean the end of that day.
    return (start + _DAY, True) if offset is None else (start + offset, False)


def _clock(text: str) -> float | None:
    """Return the seconds of `T10:00:00.5+02:00` from midnight UTC, or None without a zone."""
    clock = text[1:].upper()
    if clock.endswith("Z"):
        clock, zone = clock[:-1], 0
    else:
        at = max(clock.rfind("+"), clock.rfind("-"))
        if at < 0:
            return None
        hours, _, minutes = clock[at + 1 :].partition(":")
        if not hours.isdigit() or (minutes and not minutes.isdigit()):
            return None
        zone = (int(hours) * 3600 + int(minutes or 0) * 60) * (1 if clock[at] == "+" else -1)
        clock = clock[:at]
    try:
        parts = [float(part) for part in clock.split(":")]
    except ValueError:
        return None
    return sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False)) - zone


def _iso(text: str) -> int:
    total, number, time = 0, "", ""
    for character in text[1:].upper():
        if character == "T":
            time = "T"
        elif character.isdigit():
            number += character
        elif not number:
            raise ValueError(f"`{text}` {_EXPECTED}")
        elif not time and character in "YM":
            days = int(number) * (365 if character == "Y" else 30)
            unit = "unit 'years'" if character == "Y" else "'months'"
            raise ValueError(
                f"Duration `{text}` uses {unit} which is not allowed; use days instead, e.g., `{days} days`."
            )
        elif time + character in _ISO:
            total, number = total + int(number) * _ISO[time + character], ""
        else:
            raise ValueError(f"`{text}` {_EXPECTED}")
    if number or len(text) < 3:  # noqa: PLR2004 - P, a number, a unit
        raise ValueError(f"`{text}` {_EXPECTED}")
    return total


def _friendly(text: str) -> int:
    if text[:1].isspace():
        raise ValueError(
            f'`{text}` could not be parsed as a duration: failed to parse input in the "friendly" duration format: '
            "expected duration to start with a unit value (a decimal integer) after an optional sign, "
            "but no integer was found"
        )
    rest, total, seen = text.removesuffix(" ago").removesuffix("ago").strip(), 0, False
    while rest:
        digits = len(rest) - len(rest.lstrip("0123456789"))
        number, rest = rest[:digits], rest[digits:].lstrip()
        letters = len(rest) - len(rest.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        unit, rest = rest[:letters].lower(), rest[letters:].lstrip(" ,")
        if number and unit in _YEARS:
            raise ValueError(
                f"Duration `{text}` uses unit 'years' which is not allowed; use days instead, e.g., "
                f"`{int(number) * 365} days`."
            )
        if number and unit in _MONTHS:
            raise ValueError(
                f"Duration `{text}` uses 'months' which is not allowed; use days instead, e.g., "
                f"`{int(number) * 30} days`."
            )
        if not number or unit not in _UNITS:
            raise ValueError(f"`{text}` {_EXPECTED}")
        total, seen = total + int(number) * _UNITS[unit], True
    if not seen:
        raise ValueError(f"`{text}` {_EXPECTED}")
    return total


def iso_span(text: str) -> str:
    """Return a span of time that `Moment.parse` takes in ISO 8601, in the units in which it was written.

    >>> iso_span("2 weeks")
    'P2W'
    """
    amounts = dict.fromkeys((604_800, _DAY, 3600, 60, 1), 0)
    rest, time = text, ""
    is_iso = text[:1] in {"P", "p"}
    rest = text[1:].upper() if is_iso else text
    while rest:
        digits = len(rest) - len(rest.lstrip("0123456789"))
        number, rest = rest[:digits], rest[digits:].lstrip()
        letters = 1 if is_iso else len(rest) - len(rest.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        unit, rest = rest[: letters or 1], rest[letters or 1 :].lstrip(" ,")
        time = "T" if is_iso and unit == "T" else time
        if number:
            amounts[_ISO[time + unit] if is_iso else _UNITS[unit.lower()]] += int(number)
    date, clock = "", ""
    for (seconds, amount), letter in zip(amounts.items(), "WDHMS", strict=True):
        shown = f"{amount}{letter}" if amount else ""
        date, clock = (date + shown, clock) if seconds >= _DAY else (date, clock + shown)
    return f"P{date}T{clock}" if clock else f"P{date}" if date else "PT0S"
