"""`Refresh`: which cache entries are too old to be trusted because the user asked for newer ones."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.standards.names import PackageName


class Refresh:
    """A policy of `--refresh` and `--refresh-package`. Treat as frozen.

    Entries written before `since` (seconds since the epoch, the start of the command) count as stale: all of them
    when `packages` is None, else those of the given packages. An entry that the command itself renewed is younger
    than `since` and therefore serves again.
    """

    __slots__ = ("packages", "since")

    packages: frozenset[str] | None
    since: float

    def __init__(self, since: float = 0.0, packages: frozenset[str] | None = None) -> None:
        self.since = since
        self.packages = packages

    @classmethod
    def none(cls) -> Refresh:
        """Trust every entry."""
        return cls()

    @classmethod
    def all(cls, since: float) -> Refresh:
        """Trust only entries written at or after `since`."""
        return cls(since)

    @classmethod
    def only(cls, packages: Iterable[PackageName], since: float) -> Refresh:
        """Trust entries of the given packages only when written at or after `since`, all others always."""
        return cls(since, frozenset(packages))

    def must_be_since(self, package: str) -> float:
        """Return the time (seconds) before which entries of the package are stale; 0 when any will do."""
        return self.since if self.packages is None or package in self.packages else 0.0

    def __repr__(self) -> str:
        """Show what is refreshed."""
        return f"Refresh(since={self.since}, packages={None if self.packages is None else sorted(self.packages)})"
