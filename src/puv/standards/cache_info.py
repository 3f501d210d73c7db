"""`uv_cache.json` of installed distributions: the state of the local source that one was installed from.

uv writes it beside `direct_url.json` for everything that comes from a path, and puv does so in the same words: each
then knows whether the other's installation is up to date. Moments are in nanoseconds since the epoch.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

FILE_NAME: Final = "uv_cache.json"
_SECOND = 1_000_000_000


class CacheInfo:
    """What a change of a source is seen by. Treat as frozen.

    `timestamp` is when the youngest of the watched files was last changed, `commit` the commit that is checked out,
    `tags` those of the repository, `env` the values of watched variables (None where unset), `directories` when each
    watched directory was made (None where there is none). What is not watched is None or empty.
    """

    __slots__ = ("commit", "directories", "env", "tags", "timestamp")

    commit: str | None
    tags: Mapping[str, str] | None
    timestamp: int | None

    def __init__(
        self,
        timestamp: int | None = None,
        *,
        commit: str | None = None,
        tags: Mapping[str, str] | None = None,
        env: Mapping[str, str | None] | None = None,
        directories: Mapping[str, int | None] | None = None,
    ) -> None:
        self.timestamp, self.commit, self.tags = timestamp, commit, tags
        self.env: Mapping[str, str | None] = env or {}
        self.directories: Mapping[str, int | None] = directories or {}

    def _key(self) -> tuple[object, ...]:
        return self.timestamp, self.commit, self.tags, self.env, self.directories

    def __eq__(self, other: object) -> bool:
        """Compare every part."""
        return isinstance(other, CacheInfo) and self._key() == other._key()

    def __hash__(self) -> int:
        """Hash what is hashable."""
        return hash((self.timestamp, self.commit))

    def __bool__(self) -> bool:
        """Tell whether anything is watched."""
        told = (self.timestamp, self.commit, self.tags)
        return any(part is not None for part in told) or bool(self.env or self.directories)

    def __repr__(self) -> str:
        """Show the text."""
        return f"CacheInfo({render_cache_info(self)})"


def render_cache_info(info: CacheInfo) -> str:
    """Return the text: compact JSON, names sorted, without a final newline."""
    return (
        f'{{"timestamp":{_moment(info.timestamp)},"commit":{_text(info.commit)},'
        f'"tags":{"null" if info.tags is None else _table({k: _text(v) for k, v in info.tags.items()})},'
        f'"env":{_table({name: _text(text) for name, text in info.env.items()})},'
        f'"directories":{_table({name: _moment(moment) for name, moment in info.directories.items()})}}}'
    )


def _table(rendered: Mapping[str, str]) -> str:
    return "{" + ",".join(f"{_text(key)}:{rendered[key]}" for key in sorted(rendered)) + "}"


def _text(text: str | None) -> str:
    if text is None:
        return "null"
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    import json  # 3 ms; names and commits need it hardly ever

    return json.dumps(text, ensure_ascii=False)


def _moment(moment: int | None) -> str:
    if moment is None:
        return "null"
    seconds, rest = divmod(moment, _SECOND)
    return f'{{"secs_since_epoch":{seconds},"nanos_since_epoch":{rest}}}'


def parse_cache_info(text: str) -> CacheInfo | None:
    """Return what the text tells, or None when it makes no sense."""
    import json  # 3 ms, and only distributions from paths need it

    try:
        found = json.loads(text)
        tags = found["tags"]
        return CacheInfo(
            _read_moment(found["timestamp"]),
            commit=found["commit"],
            tags=None if tags is None else dict(tags),
            env=dict(found["env"]),
            directories={name: _read_moment(moment) for name, moment in found["directories"].items()},
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _read_moment(value: Mapping[str, int] | None) -> int | None:
    """Read a moment.

    Raises:
        ValueError: it is none.
    """
    if value is None:
        return None
    seconds, rest = value["secs_since_epoch"], value["nanos_since_epoch"]
    if type(seconds) is not int or type(rest) is not int:
        raise ValueError("a moment has whole seconds and nanoseconds")
    return seconds * _SECOND + rest
