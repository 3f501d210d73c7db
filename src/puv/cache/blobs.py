"""Small guarded entries: a header that proves the rest, then marshalled plain values.

`marshal` reads only what this cache wrote into the user's own directory, the same trust as a `.pyc` file. The header
holds a magic number, the length and the CRC-32 of the body, so that a truncated or foreign file is a miss.
"""

from __future__ import annotations

import marshal
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from puv.cache.root import Bucket, Cache

    #: What `marshal` keeps: no instances.
    Plain: TypeAlias = (
        bool | int | float | str | bytes | tuple["Plain", ...] | list["Plain"] | dict[str, "Plain"] | None
    )

_MAGIC = b"puvb\x01\r\n\x00"
_HEADER = len(_MAGIC) + 4 + 8
#: Fixed, so that every Python that can run puv reads what another wrote.
MARSHAL_VERSION = 4


def pack(value: Plain) -> bytes:
    """Return the entry for a plain value."""
    body = marshal.dumps(value, MARSHAL_VERSION)
    return b"".join((_MAGIC, crc32(body).to_bytes(4, "little"), len(body).to_bytes(8, "little"), body))


def unpack(data: bytes) -> Plain:
    """Return the value of an entry, or None when the bytes are not a whole entry of this version."""
    if len(data) < _HEADER or not data.startswith(_MAGIC):
        return None
    if int.from_bytes(data[12:20], "little") != len(data) - _HEADER:
        return None
    body = memoryview(data)[_HEADER:]
    if int.from_bytes(data[8:12], "little") != crc32(body):
        return None
    try:
        value: Plain = marshal.loads(body)  # noqa: S302 - our own bytes, see the module's docstring
    except (ValueError, EOFError, TypeError):
        return None
    return value


def load(cache: Cache, bucket: Bucket, *parts: str) -> Plain:
    """Return the value stored under the key, or None when there is none that can be read."""
    data = cache.read(cache.path(bucket, *parts))
    return None if data is None else unpack(data)


def store(cache: Cache, value: Plain, bucket: Bucket, *parts: str) -> None:
    """Store a value under the key.

    Raises:
        CacheError: the cache cannot be written.
    """
    cache.write(cache.path(bucket, *parts), pack(value))
