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
from puv.cache.grouping import grouped
from puv.cache.policy import Policy
from puv.standards.listing import File
from puv.standards.page import Page, file_of
from puv.standards.page_columns import packed
from puv.standards.timestamps import parse_timestamp
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, TypeAlias

    from puv.cache.root import Cache
    from puv.standards.names import PackageName
    from puv.standards.page import Hashes, MetadataMark, Upload

    #: Name, index, etag, last-modified, page digest, version texts joined by newlines, row offsets, URL base.
    _Head: TypeAlias = tuple[str, str, str, str, str, str, bytes, str]
    #: Filename, where it lies below the base, and what else is known of it.
    _Row: TypeAlias = tuple[str, bytes | str | tuple[str], Hashes, int | None, str, str | None, Upload, MetadataMark]

_MAGIC = b"puvl\x02\r\n\x00"
_TIMES = struct.Struct("<dd")
_TIMES_AT = 8
_FRAME = struct.Struct("<IQI")
_FRAME_AT = _TIMES_AT + _TIMES.size + 4
_BODY_AT = _FRAME_AT + _FRAME.size
_OFFSET = 4
_LATE = ("url", "hashes", "upload_time", "metadata_hash")
# The version without references: texts hardly recur within a version, and looking for them costs half of the writing.
_MARSHAL_VERSION = 2


class StoredFile(File):
    """A `File` of a cached listing; what choosing does not look at is worked out when it is asked for.

    Of the dozens of files that a version has, one is chosen.
    """

    __slots__ = ("_home", "_row")

    filename: str
    size: int | None
    requires_python: str
    yanked: str | None
    has_metadata: bool
    is_wheel: bool
    index: str
    upload_time: int | None

    def __init__(self, row: _Row, home: StoredListing) -> None:
        self.filename, _, _, self.size, self.requires_python, self.yanked, _, metadata = row
        self.has_metadata = metadata is not False
        self.is_wheel = self.filename.endswith(".whl")
        self.index = home.index
        self._row, self._home = row, home

    def __getattr__(self, name: str) -> Any:
        """Work out a field that was not asked for before (only then is this called)."""
        if name not in _LATE:
            raise AttributeError(name)
        if name == "upload_time":  # of every file of a version, where times matter
            uploaded = self._row[6]
            self.upload_time = self._home.moment(uploaded) if isinstance(uploaded, str) else uploaded
            return self.upload_time
        whole = self._home.file_of(self._row)
        for field in _LATE:
            setattr(self, field, getattr(whole, field))
        return getattr(self, name)


class StoredListing:
    """A `Listing` over the bytes of a cache entry. `policy` is how long it serves, `body_digest` names the page."""

    __slots__ = (
        "_base",
        "_data",
        "_files",
        "_midnights",
        "_offsets",
        "_rows_at",
        "_texts",
        "_versions",
        "body_digest",
        "index",
        "name",
        "policy",
    )

    body_digest: str
    policy: Policy

    name: PackageName
    index: str

    def __init__(self, data: bytes, head: _Head, rows_at: int, times: tuple[float, float]) -> None:
        name, self.index, etag, last_modified, self.body_digest, texts, self._offsets, self._base = head
        self.name = name  # type: ignore[assignment]  # written as a PackageName
        self.policy = Policy(etag=etag, last_modified=last_modified, fetched_at=times[0], fresh_until=times[1])
        self._data = data
        self._rows_at = rows_at
        self._texts = texts.split("\n") if texts else []
        self._versions: list[Version | None] = [None] * len(self._texts)
        self._files: dict[int, tuple[File, ...]] = {}
        self._midnights: dict[str, int | None] = {}

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
            found = self._files[position] = tuple([StoredFile(row, self) for row in self._rows(position)])
        return found

    def uploads(self, position: int) -> list[Upload]:
        """Return when the files of a version were uploaded, as the page says it: much cheaper than the files."""
        return [row[6] for row in self._rows(position)]

    def moment(self, uploaded: str) -> int | None:
        """Return a time of the page in milliseconds since the epoch."""
        return parse_timestamp(uploaded, self._midnights)

    def _rows(self, position: int) -> tuple[_Row, ...]:
        at = position * _OFFSET
        start = self._rows_at + int.from_bytes(self._offsets[at : at + _OFFSET], "little")
        rows: tuple[_Row, ...] = marshal.loads(memoryview(self._data)[start:])  # noqa: S302 - our own, checked bytes
        return rows

    def file_of(self, row: _Row) -> File:
        """Return the whole file that a row describes."""
        filename, folder, *facts = row
        if isinstance(folder, bytes):
            digits = folder.hex()
            url = f"{self._base}{digits[:2]}/{digits[2:4]}/{digits[4:]}/{filename}"
        else:
            url = f"{self._base}{folder}{filename}" if isinstance(folder, str) else self._base + folder[0]
        return file_of(filename, url, tuple(facts), self.index, self._midnights)  # type: ignore[arg-type]  # as in `_Row`

    def __repr__(self) -> str:
        """Name the package and its index."""
        return f"StoredListing({self.name!r}, versions={len(self._texts)})"


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
    """Return the entry for files of a package on an index; see `encode_page`."""
    return encode_page(name, Page.of_files(files, index), policy=policy, body_digest=body_digest)


def encode_page(name: PackageName, page: Page, *, policy: Policy, body_digest: str = "") -> bytes:
    """Return the entry for a package's page. The page's index is the index's URL without credentials.

    Files that belong to no version of the package are left out.
    """
    from operator import itemgetter  # reading an entry does without

    base, folders = _folders(page.urls, page.filenames)
    rows = zip(
        page.filenames,
        folders,
        page.hashes,
        page.sizes,
        page.pythons,
        page.yanked,
        page.uploads,
        page.metadata,
        strict=True,
    )
    groups = grouped(name, page.filenames, rows, itemgetter(0))
    dumps = marshal.dumps
    chunks = [dumps(members, _MARSHAL_VERSION) for _, members in groups]
    offsets: list[bytes] = []
    at = 0
    for chunk in chunks:
        offsets.append(at.to_bytes(_OFFSET, "little"))
        at += len(chunk)
    texts = "\n".join([text for text, _ in groups])
    head = dumps(
        (name, page.index, policy.etag, policy.last_modified, body_digest, texts, b"".join(offsets), base),
        _MARSHAL_VERSION,
    )
    body = b"".join((head, *chunks))
    return b"".join((_MAGIC, _pack_times(policy), _FRAME.pack(crc32(body), len(body), len(head)), body))


def _folders(urls: Sequence[str], filenames: Sequence[str]) -> tuple[str, Sequence[bytes | str | tuple[str]]]:
    """Cut what all URLs begin with and the file names they end with.

    Return the common base, and per URL what stands between: a text; the bytes of a digest where every URL has a folder
    named by one, as on the public index; the whole rest in a tuple where the file name is written differently.
    """
    if not urls:
        return "", ()
    first, last = min(urls), max(urls)  # what these begin with, all do
    shared = os.path.commonprefix((first, last))  # noqa: RUF071 - of URLs, and letter by letter
    base = shared[: shared.rfind("/") + 1]
    cut = len(base)
    if "/" in "".join(filenames) or not all(filenames):
        return base, [(url[cut:],) for url in urls]
    folders: list[str | tuple[str]] = [
        url[cut : -len(filename)] if url.endswith(filename) else (url[cut:],)
        for url, filename in zip(urls, filenames, strict=True)
    ]
    return base, _digest_folders(folders) or folders


_DIGEST_FOLDER = 67  # `aa/bb/` and sixty more digits and a slash, as the public index lays out its files


def _digest_folders(folders: list[str | tuple[str]]) -> list[bytes] | None:
    """Return the digests that name the folders, or None if that is not what they are."""
    if set(map(type, folders)) != {str} or set(map(len, folders)) != {_DIGEST_FOLDER}:
        return None
    joined = "".join(folders)  # type: ignore[arg-type]  # texts, as was just seen
    slashes = joined[2::_DIGEST_FOLDER] + joined[5::_DIGEST_FOLDER] + joined[_DIGEST_FOLDER - 1 :: _DIGEST_FOLDER]
    if slashes.strip("/") or joined != joined.lower():
        return None
    return packed(joined.replace("/", ""), len(folders))  # with other slashes it would be too short


def entry_path(cache: Cache, index_url: str, name: str) -> str:
    """Return the path of a package's listing on an index."""
    return cache.path("simple", keys.index_key(index_url), keys.entry_name(name) + ".bin")


def load(cache: Cache, index_url: str, name: str) -> StoredListing | None:
    """Return the stored listing, fresh or stale, or None. Its index is the one given, also in its closing slash."""
    data = cache.read(entry_path(cache, index_url, name))
    found = None if data is None else decode(data)
    if found is not None:
        found.index = index_url
    return found


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
