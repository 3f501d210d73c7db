"""`uv_cache.json` of installed distributions: how new the local file was that one was installed from.

uv writes it beside `direct_url.json` for everything that comes from a path, and puv does so in the same words: each
then knows whether the other's installation is up to date. A moment is in nanoseconds since the epoch.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

FILE_NAME: Final = "uv_cache.json"
_SECOND = 1_000_000_000


def render_cache_info(moment: int, *, source: int | Literal[False] | None = False) -> str:
    """Return the text for something that was last changed at `moment`: compact JSON, without a final newline.

    `source` is when the directory `src` of a project was last changed, None where it has none, False for files.
    """
    directories = "" if source is False else f'"src":{"null" if source is None else _moment(source)}'
    return f'{{"timestamp":{_moment(moment)},"commit":null,"tags":null,"env":{{}},"directories":{{{directories}}}}}'


def _moment(moment: int) -> str:
    seconds, rest = divmod(moment, _SECOND)
    return f'{{"secs_since_epoch":{seconds},"nanos_since_epoch":{rest}}}'


def parse_cache_info(text: str) -> int | None:
    """Return the moment that the text tells, or None when it tells none that makes sense."""
    import json  # 3 ms, and only distributions from paths need it

    try:
        timestamp = json.loads(text)["timestamp"]
        seconds, rest = timestamp["secs_since_epoch"], timestamp["nanos_since_epoch"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    if type(seconds) is not int or type(rest) is not int:
        return None
    return seconds * _SECOND + rest
