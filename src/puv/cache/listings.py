"""The cached listing: one columnar file per package and index, decoded as far as somebody looks.

Layout (little-endian):

    magic 8 | fetched_at f64, fresh_until f64, their crc32 u32 | crc32 u32 and length u64 of the body | head length u32
    body = head (marshalled tuple, see `_Head`) + one marshalled tuple of file rows per version

The times stand outside the checked body, because a server's "304 Not Modified" changes them and nothing else: 20 bytes
are then overwritten in place. Should that write ever be torn, their own checksum makes the entry stale, not wrong.
"""

from __future__ import annotations

import marshal
import os
import struct
from zlib import crc32

from puv.cache import keys
from puv.cache.blobs import MARSHAL_VERSION
from puv.cache.grouping import by_version
from puv.cache.policy import Policy
from puv.standards.listing import File
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from puv.cache.root import Cache
    from puv.standards.names import PackageName

    #: Name, index, etag, last-modified, body digest, version texts joined by newlines, row offsets, URL bases,
    #: requires-python texts, yank reasons.
    _Head: TypeAlias = tuple[
        str, str, str, str, str, str, bytes, tuple[str, ...], tuple[str, ...], tuple[str | None, ...]
    ]
    #: Filename, base number, rest of the URL's folder, digest(s), size, requires-python number, upload time,
    #: yank number, metadata.
    _Row: TypeAlias = tuple[
        str, int, str | bytes | None, bytes | tuple[str, ...], int | None, int, int | None, int, bool | bytes | str
    ]

_MAGIC = b"puvl\x01\r\n\x00"
_TIMES = struct.Struct("<dd")
_TIMES_AT = 8
_FRAME = struct.Struct("<IQI")
_FRAME_AT = _TIMES_AT + _TIMES.size + 4
_BODY_AT = _FRAME_AT + _FRAME.size
_OFFSET = 4
_SHA256 = 32


class StoredListing:
    """A `Listing` over the bytes of a cache entry. `policy` is how long it serves, `body_digest` names the page."""

    __slots__ = (
        "_bases",
        "_data",
        "_files",
        "_offsets",
        "_reasons",
        "_requires",
        "_rows_at",
        "_texts",
        "_versions",
        "body_digest",
        "index",
        "name",
        "policy",
    )

    name: PackageName
    index: str

    def __init__(self, data: bytes, head: _Head, rows_at: int, times: tuple[float, float]) -> None:
        name, self.index, etag, last_modified, self.body_digest, texts, self._offsets = head[:7]
        self._bases, self._requires, self._reasons = head[7:]
        self.name = name  # type: ignore[assignment]  # written as a PackageName
        self.policy = Policy(etag=etag, last_modified=last_modified, fetched_at=times[0], fresh_until=times[1])
        self._data = data
        self._rows_at = rows_at
        self._texts = texts.split("\n") if texts else []
        self._versions: list[Version | None] = [None] * len(self._texts)
        self._files: dict[int, tuple[File, ...]] = {}

    @property
    def versions(self) -> list[str]:
        """Return the normalised version texts, ascending, without repeats."""
        return self._texts

    def version(self, position: int) -> Version:
        """Return the parsed version at `position`, memoised."""
        found = self._versions[position]
        if found is None:
            found = self._versions[position] = Version.parse(self._texts[position])
        return found

    def files(self, position: int) -> tuple[File, ...]:
        """Return the files of the version at `position` in file-name order, memoised."""
        if position < 0:
            position += len(self._texts)
        found = self._files.get(position)
        if found is None:
            at = position * _OFFSET
            start = self._rows_at + int.from_bytes(self._offsets[at : at + _OFFSET], "little")
            rows: tuple[_Row, ...] = marshal.loads(memoryview(self._data)[start:])  # noqa: S302 - our own, checked bytes
            found = self._files[position] = tuple(map(self._file, rows))
        return found

    def _file(self, row: _Row) -> File:
        filename, base, folder, digests, size, requires, uploaded, reason, metadata = row
        return File(
            filename=filename,
            url=folder if isinstance(folder, str) else _join(self._bases[base], folder, filename),
            index=self.index,
            hashes=(f"sha256:{digests.hex()}",) if isinstance(digests, bytes) else digests,
            size=size,
            requires_python=self._requires[requires],
            yanked=self._reasons[reason],
            upload_time=uploaded,
            has_metadata=metadata is not False,
            metadata_hash=_metadata_hash(metadata),
        )

    def __repr__(self) -> str:
        """Name the package and its index."""
        return f"StoredListing({self.name!r}, versions={len(self._texts)})"


def _metadata_hash(stored: bool | bytes | str) -> str:
    if isinstance(stored, bytes):
        return f"sha256:{stored.hex()}"
    return stored if isinstance(stored, str) else ""


def decode(data: bytes) -> StoredListing | None:
    """Return the listing of an entry, or None when the bytes are not a whole entry of this version."""
    if len(data) < _BODY_AT or not data.startswith(_MAGIC):
        return None
    checksum, length, head_length = _FRAME.unpack_from(data, _FRAME_AT)
    if length != len(data) - _BODY_AT or checksum != crc32(memoryview(data)[_BODY_AT:]):
        return None
    try:
        head: _Head = marshal.loads(memoryview(data)[_BODY_AT:])  # noqa: S302 - our own, checked bytes
    except (ValueError, EOFError, TypeError):
        return None
    return StoredListing(data, head, _BODY_AT + head_length, _times(data))


def _times(data: bytes) -> tuple[float, float]:
    stored = data[_TIMES_AT : _FRAME_AT - 4]
    if int.from_bytes(data[_FRAME_AT - 4 : _FRAME_AT], "little") != crc32(stored):
        return (0.0, 0.0)
    fetched_at, fresh_until = _TIMES.unpack(stored)
    return fetched_at, fresh_until


def _pack_times(policy: Policy) -> bytes:
    times = _TIMES.pack(policy.fetched_at, policy.fresh_until)
    return times + crc32(times).to_bytes(4, "little")


def encode(name: PackageName, index: str, files: Iterable[File], *, policy: Policy, body_digest: str = "") -> bytes:
    """Return the entry for the files of a package on an index.

    `index` is the index's URL without credentials. Files that belong to no version of the package are left out.
    """
    table = _Tables()
    texts: list[str] = []
    offsets: list[bytes] = []
    rows: list[bytes] = []
    at = 0
    for text, members in by_version(name, files):
        texts.append(text)
        offsets.append(at.to_bytes(_OFFSET, "little"))
        row = marshal.dumps(tuple(map(table.row, members)), MARSHAL_VERSION)
        rows.append(row)
        at += len(row)
    head = marshal.dumps(
        (
            name,
            index,
            policy.etag,
            policy.last_modified,
            body_digest,
            "\n".join(texts),
            b"".join(offsets),
            tuple(table.bases),
            tuple(table.requires),
            tuple(table.reasons),
        ),
        MARSHAL_VERSION,
    )
    body = b"".join((head, *rows))
    return b"".join((_MAGIC, _pack_times(policy), _FRAME.pack(crc32(body), len(body), len(head)), body))


class _Tables:
    """Texts that many files share, numbered in order of appearance."""

    __slots__ = ("bases", "reasons", "requires")

    def __init__(self) -> None:
        self.bases: dict[str, int] = {}
        self.requires: dict[str, int] = {}
        self.reasons: dict[str | None, int] = {}

    def row(self, file: File) -> _Row:
        """Return the row of a file."""
        base, folder = self._split(file.url, file.filename)
        return (
            file.filename,
            base,
            folder,
            _hex_or_none(file.hashes[0], "sha256:") or file.hashes if len(file.hashes) == 1 else file.hashes,
            file.size,
            self.requires.setdefault(file.requires_python, len(self.requires)),
            file.upload_time,
            self.reasons.setdefault(file.yanked, len(self.reasons)),
            file.has_metadata and (_hex_or_none(file.metadata_hash, "sha256:") or file.metadata_hash or True),
        )

    def _split(self, url: str, filename: str) -> tuple[int, str | bytes | None]:
        """Split a URL into the number of its base and the rest: a content digest, None, or (base -1) all of it."""
        if not url.endswith(filename):
            return -1, url
        folder = url[: -len(filename)]
        tail = folder[-_DIGEST_FOLDER:]
        if len(tail) == _DIGEST_FOLDER and tail[2] == tail[5] == tail[-1] == "/":
            packed = _hex_or_none(tail.replace("/", ""), "")
            if packed is not None:
                return self.bases.setdefault(folder[:-_DIGEST_FOLDER], len(self.bases)), packed
        return self.bases.setdefault(folder, len(self.bases)), None


_DIGEST_FOLDER = 67  # `aa/bb/` and sixty more digits and a slash, as the public index lays out its files


def _join(base: str, folder: bytes | None, filename: str) -> str:
    if folder is None:
        return base + filename
    digits = folder.hex()
    return f"{base}{digits[:2]}/{digits[2:4]}/{digits[4:]}/{filename}"


def _hex_or_none(text: str, prefix: str) -> bytes | None:
    """Return the bytes of 64 lower-case hexadecimal digits after the prefix, or None for any other text."""
    digits = text[len(prefix) :]
    if len(digits) != 2 * _SHA256 or not text.startswith(prefix) or digits != digits.lower():
        return None
    try:
        packed = bytes.fromhex(digits)
    except ValueError:
        return None
    return packed if len(packed) == _SHA256 else None  # blanks between digits are read, too


def entry_path(cache: Cache, index_url: str, name: str) -> str:
    """Return the path of a package's listing on an index."""
    return cache.path("simple", keys.index_key(index_url), keys.entry_name(name) + ".bin")


def load(cache: Cache, index_url: str, name: str) -> StoredListing | None:
    """Return the stored listing, fresh or stale, or None."""
    data = cache.read(entry_path(cache, index_url, name))
    return None if data is None else decode(data)


def store(cache: Cache, index_url: str, name: str, data: bytes) -> None:
    """Store an encoded listing.

    Raises:
        CacheError: the cache cannot be written.
    """
    cache.write(entry_path(cache, index_url, name), data)


def renew(cache: Cache, index_url: str, name: str, policy: Policy) -> None:
    """Note that the server confirmed the stored listing. Failing to costs another question next time, no more."""
    try:
        descriptor = os.open(entry_path(cache, index_url, name), os.O_WRONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return
    try:
        os.lseek(descriptor, _TIMES_AT, os.SEEK_SET)
        os.write(descriptor, _pack_times(policy))
    except OSError:
        return
    finally:
        os.close(descriptor)
