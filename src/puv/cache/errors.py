"""Failures of the cache that cannot be treated as a miss."""

from __future__ import annotations

from puv.errors import PuvError


class CacheError(PuvError):
    """The cache directory cannot be made, written or deleted. `path` is the entry."""

    code = "cache"

    def __init__(self, message: str, *, path: str) -> None:
        super().__init__(message)
        self.path = path
