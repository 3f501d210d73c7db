"""Digests as index pages and requirement files write them: `algorithm:hex`."""

from __future__ import annotations

from puv.errors import ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: Every known algorithm, weakest first, with the length of its digest in hexadecimal digits. BLAKE2b is the
#: 256-bit one that PyPI publishes.
HASH_STRENGTH = {"md5": 32, "sha256": 64, "sha384": 96, "sha512": 128, "blake2b": 64}
_RANK = {algorithm: rank for rank, algorithm in enumerate(HASH_STRENGTH)}
_HEX = frozenset("0123456789abcdefABCDEF")


def parse_hash(text: str) -> tuple[str, str]:
    """Return the algorithm and the hexadecimal digest (in lower case) of `algorithm:hex` or `algorithm=hex`.

    Raises:
        ParseError: the algorithm is unknown, or the digest is not one of its length.
    """
    algorithm, separator, digest = text.partition(":" if ":" in text else "=")
    if not separator:
        raise _error(f"Unexpected hash (expected `<algorithm>:<hash>`): {text}", text)
    length = HASH_STRENGTH.get(algorithm)
    if length is None:
        known = "`md5`, `sha256`, `sha384`, `sha512`, or `blake2b`"
        raise _error(f"Unsupported hash algorithm (expected one of: {known}) on: `{algorithm}`", text)
    if len(digest) != length:
        found = f"expected {length} hexadecimal characters, found {len(digest)}"
        raise _error(f"Invalid hash digest length ({found})", text)
    if not _HEX.issuperset(digest):
        raise _error(f"Invalid hash digest (expected only hexadecimal characters): `{digest}`", text)
    return algorithm, digest.lower()


def strongest(hashes: Iterable[str]) -> str:
    """Return the text among `algorithm:hex` texts whose algorithm is the strongest; empty if none is known."""
    best, best_rank = "", -1
    for text in hashes:
        rank = _RANK.get(text.partition(":")[0], -1)
        if rank > best_rank:
            best, best_rank = text, rank
    return best


def ordered(hashes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Join pairs of known algorithm and digest to texts, weakest first; the unknown are left out."""
    known = [pair for pair in hashes if pair[0] in _RANK]
    known.sort(key=lambda pair: _RANK[pair[0]])
    return tuple(f"{algorithm}:{digest}" for algorithm, digest in known)


def _error(message: str, text: str) -> ParseError:
    return ParseError(message, source=text, start=0, end=len(text))
