"""`CacheSettings`: where the cache is and what of it is trusted."""

from __future__ import annotations

from puv.settings import values
from puv.settings.option import Group, option

_HEADING = "Cache options"


class CacheSettings(Group, group="cache"):
    """Where the cache is (`cache_dir`, as written) and what of it is asked for again."""

    no_cache: bool = option(
        default=False, flag="--no-cache", short="n", aliases=("--no-cache-dir",), env="UV_NO_CACHE", key="no-cache",
        heading=_HEADING, help="Use a temporary directory in place of the cache, for this command only",
    )  # fmt: skip
    cache_dir: str | None = option(
        default=None, flag="--cache-dir", env="UV_CACHE_DIR", key="cache-dir", parse=values.path, heading=_HEADING,
        help="Where the cache is",
        long_help="Where the cache is.\n\nBy default in the user's cache directory; `puv cache dir` shows it.",
    )  # fmt: skip
    refresh: bool = option(
        default=False, flag="--refresh", negative="--no-refresh", heading=_HEADING,
        help="Ask again for everything that is cached",
    )  # fmt: skip
    refresh_package: tuple[str, ...] = option(
        default=(), flag="--refresh-package", parse=values.package_name, merge="concat", heading=_HEADING,
        help="Ask again for what is cached of one package",
    )  # fmt: skip
