"""Cached core metadata: one appendable file per package and index, so that a warm resolve opens few files.

A file is a magic number followed by records: crc32 u32 | key length u16 | row length u32 | fetched_at f64 |
fresh_until f64 | key | marshalled row. Adding is one `write` to a file opened for appending, which the system keeps
whole beside other processes' writes. A record that fails its checksum ends the reading, and the next write starts
the file anew, so damage costs a few downloads and nothing else.
"""

from __future__ import annotations

import marshal
import struct
from zlib import crc32

from puv.cache import keys
from puv.cache.blobs import MARSHAL_VERSION
from puv.standards.urls import without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cache.blobs import Plain
    from puv.cache.root import Cache
    from puv.standards.listing import File

_MAGIC = b"puvm\x01\r\n\x00"
_HEAD = struct.Struct("<IHIdd")


def file_key(file: File) -> str:
    """Return what names a file's metadata: its strongest digest, which cannot go stale, else its URL (bare)."""
    return file.hashes[-1] if file.hashes else without_credentials(file.url)


class MetadataFile:
    """The metadata rows of one package on one index."""

    __slots__ = ("_damaged", "_data", "_rows", "path")

    path: str

    def __init__(self, path: str, data: bytes | None) -> None:
        self.path = path
        self._data = data or b""
        #: key → (start, end, fetched_at, fresh_until)
        self._rows: dict[str, tuple[int, int, float, float]] = {}
        self._damaged = data is not None and not self._scan()

    def _scan(self) -> bool:
        data = self._data
        if not data.startswith(_MAGIC):
            return False
        at, end, size = len(_MAGIC), len(data), _HEAD.size
        view = memoryview(data)
        while at + size <= end:
            checksum, key_length, row_length, fetched_at, fresh_until = _HEAD.unpack_from(data, at)
            key_at = at + size
            row_at = key_at + key_length
            row_end = row_at + row_length
            if row_end > end or checksum != crc32(view[at + 4 : row_end]):
                return False
            self._rows[str(view[key_at:row_at], "utf-8")] = (row_at, row_end, fetched_at, fresh_until)
            at = row_end
        return at == end

    def row(self, key: str, *, now: float, since: float) -> Plain:
        """Return the row stored under the key if it may be used at `now`, else None."""
        found = self._rows.get(key)
        if found is None or found[2] < since or now >= found[3]:
            return None
        value: Plain = marshal.loads(memoryview(self._data)[found[0] : found[1]])  # noqa: S302 - our own, checked bytes
        return value

    def add(self, cache: Cache, key: str, row: Plain, *, fetched_at: float, fresh_until: float) -> None:
        """Store a row under a key on disk; this object keeps showing what it read.

        Raises:
            CacheError: the cache cannot be written.
        """
        name, body = key.encode("utf-8"), marshal.dumps(row, MARSHAL_VERSION)
        head = _HEAD.pack(0, len(name), len(body), fetched_at, fresh_until)[4:]
        record = b"".join((crc32(head + name + body).to_bytes(4, "little"), head, name, body))
        if self._data and not self._damaged:
            cache.append(self.path, record)
            return
        # New or damaged: the file begins again. Two processes doing so at once lose one's records, never validity.
        intact = b"".join(self._data[start:end] for start, end in self._intact()) if self._damaged else b""
        data = _MAGIC + intact + record
        cache.write(self.path, data)
        self._data, self._rows, self._damaged = data, {}, False
        self._damaged = not self._scan()

    def _intact(self) -> list[tuple[int, int]]:
        """Return where the records lie that passed their checksum."""
        return [
            (row_at - _HEAD.size - len(key.encode("utf-8")), row_end)
            for key, (row_at, row_end, _, _) in self._rows.items()
        ]

    def __repr__(self) -> str:
        """Show the path and the number of rows."""
        return f"MetadataFile({self.path!r}, rows={len(self._rows)})"


def load(cache: Cache, index_url: str, name: str) -> MetadataFile:
    """Return the stored metadata of a package on an index (`url` for files without one); empty when there is none."""
    folder = keys.index_key(index_url) if index_url else "url"
    path = cache.path("metadata", folder, keys.entry_name(name) + ".bin")
    return MetadataFile(path, cache.read(path))
