"""Names of cache entries: short, safe on every file system, free of credentials."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # free to import, where `hashlib` is not
except ImportError:  # pragma: no cover - other implementations of Python
    from hashlib import blake2b

from puv.model.index import DEFAULT_INDEX_URL

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_LONGEST = 100


def digest(data: bytes, size: int = 8) -> str:
    """Return the BLAKE2b digest of the data as `2 * size` hexadecimal digits."""
    return blake2b(data, digest_size=size).hexdigest()


def without_credentials(url: str) -> str:
    """Return the URL without user name and password."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"


def index_key(url: str) -> str:
    """Return the folder name for an index: `pypi` for the public one, else a digest.

    Credentials and trailing slashes make no difference, so that a changed password keeps the cache.
    """
    plain = without_credentials(url).rstrip("/")
    return "pypi" if plain == DEFAULT_INDEX_URL else digest(plain.encode("utf-8", "surrogatepass"))


def entry_name(name: str) -> str:
    """Return a file name for a package name or another text: itself when harmless, else a digest."""
    if name and len(name) <= _LONGEST and _SAFE.issuperset(name) and not name.startswith("-"):
        return name
    return "_" + digest(name.encode("utf-8", "surrogatepass"), 16)
