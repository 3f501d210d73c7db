"""Upload times (RFC 3339) to milliseconds since the epoch."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_ORDINARY = 20  # the length of 2024-01-31T12:34:56Z
# The last day of every month that it has in every year.
_LAST_DAYS = {"01": "31", "02": "28", "03": "31", "04": "30", "05": "31", "06": "30"}
_LAST_DAYS |= {"07": "31", "08": "31", "09": "30", "10": "31", "11": "30", "12": "31"}
_MONTH_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2
_SHAPE = b"0000-00-00T00:00:00"
_NINE_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")


def are_ordinary(texts: Sequence[str]) -> bool:
    """Tell whether all are times as indexes write them (`2024-01-31T12:34:56.123456Z`), in bulk: thirty times as fast.

    Where it says no, some may still be valid; where it says yes, `parse_timestamp` takes every one.
    """
    widths = set(map(len, texts))
    for width in widths:
        alike = texts if len(widths) == 1 else [text for text in texts if len(text) == width]
        joined = "".join(alike)
        if not joined.isascii() or not _are_ordinary(joined.encode(), width, len(alike)):
            return False
    if all("01" <= day[3:] <= _LAST_DAYS.get(day[:2], "") for day in {text[5:10] for text in texts}):
        return True
    return all(_midnight(date) is not None for date in {text[:10] for text in texts})  # there is a 29 February


def _are_ordinary(joined: bytes, width: int, count: int) -> bool:
    """Check digits and separators of times of one width, and the ranges of their clock; no year is 0."""
    fraction = width - _ORDINARY
    if fraction < 0 or fraction == 1:
        return False
    shape = _SHAPE + (b"." + b"0" * (fraction - 1) if fraction else b"") + b"Z"
    if joined.translate(_NINE_TO_ZERO) != shape * count or b"0000-" in joined:
        return False
    tens = joined[14::width] + joined[17::width]
    hours = set(zip(joined[11::width], joined[12::width], strict=True))
    return not tens.translate(None, b"012345") and max(hours) <= (ord("2"), ord("3"))


def parse_timestamp(text: str, midnights: dict[str, int | None] | None = None) -> int | None:
    """Return the milliseconds since the epoch of an RFC 3339 time with an offset, None if the text is none.

    Fractions of a millisecond are cut off. `midnights` is a memo for many times of few days.
    """
    if text[-1:] != "Z" or text[10:11] != "T" or len(text) < _ORDINARY or not text.isascii():
        return _by_library(text)
    date = text[:10]
    midnight = midnights.get(date) if midnights is not None else None
    if midnight is None:
        midnight = _midnight(date)
        if midnights is not None:
            midnights[date] = midnight
    hour, minute, second, rest = text[11:13], text[14:16], text[17:19], text[19:-1]
    if (
        midnight is None
        or text[13] != ":"
        or text[16] != ":"
        or not (hour + minute + second).isdigit()
        or (rest and (rest[0] != "." or not rest[1:].isdigit()))
        or hour > "23"
        or minute > "59"
        or second > "59"
    ):
        return _by_library(text)
    milliseconds = int(rest[1:4].ljust(3, "0")) if rest else 0
    return midnight + ((int(hour) * 60 + int(minute)) * 60 + int(second)) * 1000 + milliseconds


def _midnight(date: str) -> int | None:
    """Return the milliseconds since the epoch at the beginning of the day `YYYY-MM-DD`."""
    if not (date[:4] + date[5:7] + date[8:]).isdigit() or date[4] != "-" or date[7] != "-":
        return None
    year, month, day = int(date[:4]), int(date[5:7]), int(date[8:])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not year or not 1 <= month <= 12 or not 1 <= day <= _MONTH_DAYS[month] + (leap and month == _FEBRUARY):  # noqa: PLR2004 - months of a year
        return None
    years = year - (month <= _FEBRUARY)
    day_of_year = (153 * (month + (-3 if month > _FEBRUARY else 9)) + 2) // 5 + day - 1
    return (years * 365 + years // 4 - years // 100 + years // 400 + day_of_year - 719468) * 86_400_000


def _by_library(text: str) -> int | None:
    from datetime import datetime, timedelta  # only for spellings that indexes do not use

    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        return None
    epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return (found - epoch) // timedelta(milliseconds=1)


def render_timestamp(milliseconds: int) -> str:
    """Return an RFC 3339 text in UTC for milliseconds since the epoch, with a fraction only where there is one."""
    from datetime import UTC, datetime  # several ms, and only for messages

    seconds, rest = divmod(milliseconds, 1000)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest:03d}".rstrip("0") + "Z" if rest else f"{text}Z"
