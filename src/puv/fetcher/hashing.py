"""Digests of what was fetched, as `algorithm:hex` texts."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: What puv verifies, weakest first; md5 is what some old indexes have.
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b")
DEFAULT_ALGORITHM = "sha256"


def algorithm_of(text: str) -> str:
    """Return the algorithm of an `algorithm:hex` text."""
    return text.partition(":")[0]


def digest_of(data: bytes, algorithm: str) -> str | None:
    """Return the digest of the data, or None for an algorithm that is not known."""
    hasher = Hasher((algorithm,), default=False)
    hasher.update(data)
    return next(iter(hasher.digests()), None)


class Hasher:
    """Several digests of one stream. SHA-256 is always among them unless `default` is False."""

    __slots__ = ("_running",)

    def __init__(self, algorithms: Iterable[str] = (), *, default: bool = True) -> None:
        import hashlib  # OpenSSL's implementations are three times as fast as the built-in ones

        wanted = {*algorithms, *((DEFAULT_ALGORITHM,) if default else ())}
        self._running = {name: hashlib.new(name, usedforsecurity=False) for name in ALGORITHMS if name in wanted}

    def update(self, data: bytes) -> None:
        """Add bytes."""
        for running in self._running.values():
            running.update(data)

    def digests(self) -> tuple[str, ...]:
        """Return the digests so far, weakest algorithm first."""
        return tuple(f"{name}:{running.hexdigest()}" for name, running in self._running.items())
