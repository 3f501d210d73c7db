"""Reading one small member of a zip archive through a function that reads ranges (APPNOTE 6.3, without multi-disk)."""

from __future__ import annotations

import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[[int, int], bytes]

_END = b"PK\x05\x06"
_END_SIZE = 22
_END64_LOCATOR = b"PK\x06\x07"
_END64_LOCATOR_SIZE = 20
_END64 = b"PK\x06\x06"
_END64_SIZE = 56
_ENTRY = b"PK\x01\x02"
_ENTRY_SIZE = 46
_LOCAL = b"PK\x03\x04"
_LOCAL_SIZE = 30
_LOCAL_SLACK = 256  # a local header's name and extra field, usually
_MAXIMUM32 = 0xFFFFFFFF
_LONGEST_COMMENT = 65_535
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1
_LARGEST = 64 << 20  # metadata beyond this size is an attack, not a description
_ZIP64_EXTRA = 1


class BadZipError(Exception):
    """The bytes are not a zip archive, or lack the member. Stays inside this package."""


def read_metadata(read: Reader, size: int) -> bytes:
    """Return the bytes of `*.dist-info/METADATA` of a wheel of `size` bytes.

    `read(start, end)` returns the bytes of a range; one that ends at `size` is asked for first.

    Raises:
        BadZipError: there is no such member, or it is damaged.
    """
    directory, directory_size = _directory(read, size)
    entries = read(directory, directory + directory_size)
    found = [entry for entry in _entries(entries) if _is_metadata(entry.name)]
    if len(found) != 1:
        raise BadZipError("METADATA file not found in the wheel" if not found else "more than one .dist-info directory")
    return _content(read, found[0], size)


def _is_metadata(name: str) -> bool:
    folder, slash, file = name.partition("/")
    return bool(slash) and file == "METADATA" and folder.endswith(".dist-info")


class _Entry:
    __slots__ = ("checksum", "compressed", "method", "name", "offset", "size")

    def __init__(self, name: str, method: int, checksum: int, sizes: tuple[int, int, int]) -> None:
        self.name, self.method, self.checksum = name, method, checksum
        self.compressed, self.size, self.offset = sizes


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _directory(read: Reader, size: int) -> tuple[int, int]:
    """Return offset and size of the central directory."""
    start = max(0, size - _END_SIZE)
    tail = read(start, size)
    at = _end_record(tail)
    if at < 0:  # an archive comment follows the end record
        start = max(0, size - _END_SIZE - _LONGEST_COMMENT)
        tail = read(start, size)
        at = _end_record(tail)
    if at < 0:
        raise BadZipError("end of central directory not found")
    directory_size, directory = _number(tail, at + 12, 4), _number(tail, at + 16, 4)
    if _MAXIMUM32 in (directory_size, directory):
        directory_size, directory = _directory64(read, start + at)
    if directory + directory_size > start + at:
        raise BadZipError("central directory outside of the archive")
    return directory, directory_size


def _end_record(tail: bytes) -> int:
    """Return where the end record stands in the last bytes of an archive, or -1; its comment must fill the rest."""
    at = tail.rfind(_END)
    while at >= 0 and at + _END_SIZE + _number(tail, at + 20, 2) != len(tail):
        at = tail.rfind(_END, 0, at)
    return at


def _directory64(read: Reader, end: int) -> tuple[int, int]:
    locator = read(max(0, end - _END64_LOCATOR_SIZE), end)
    if not locator.startswith(_END64_LOCATOR):
        raise BadZipError("zip64 locator not found")
    at = _number(locator, 8, 8)
    if at + _END64_SIZE > end:
        raise BadZipError("zip64 record outside of the archive")
    record = read(at, at + _END64_SIZE)
    if not record.startswith(_END64):
        raise BadZipError("zip64 record not found")
    return _number(record, 40, 8), _number(record, 48, 8)


def _entries(data: bytes) -> list[_Entry]:
    found = []
    at = 0
    while at + _ENTRY_SIZE <= len(data):
        if data[at : at + 4] != _ENTRY:
            raise BadZipError("central directory is damaged")
        name_at = at + _ENTRY_SIZE
        extra_at = name_at + _number(data, at + 28, 2)
        comment_at = extra_at + _number(data, at + 30, 2)
        name = data[name_at:extra_at]
        if name.endswith(b"/METADATA"):
            if _number(data, at + 8, 2) & _ENCRYPTED:
                raise BadZipError("METADATA is encrypted")
            sizes = (_number(data, at + 20, 4), _number(data, at + 24, 4), _number(data, at + 42, 4))
            sizes = _sizes64(data[extra_at:comment_at], sizes)
            text = name.decode("utf-8", "replace")
            found.append(_Entry(text, _number(data, at + 10, 2), _number(data, at + 16, 4), sizes))
        at = comment_at + _number(data, at + 32, 2)
    return found


def _sizes64(extra: bytes, sizes: tuple[int, int, int]) -> tuple[int, int, int]:
    """Take what does not fit into 32 bits from the zip64 extra field: size, compressed size, offset, in that order."""
    if _MAXIMUM32 not in sizes:
        return sizes
    compressed, size, offset = sizes
    at = 0
    while at + 4 <= len(extra):
        kind, length = _number(extra, at, 2), _number(extra, at + 2, 2)
        if kind == _ZIP64_EXTRA:
            values = [_number(extra, at + 4 + step, 8) for step in range(0, length - 7, 8)]
            values += [0, 0, 0]
            size = values.pop(0) if size == _MAXIMUM32 else size
            compressed = values.pop(0) if compressed == _MAXIMUM32 else compressed
            offset = values.pop(0) if offset == _MAXIMUM32 else offset
        at += 4 + length
    return compressed, size, offset


def _content(read: Reader, entry: _Entry, archive: int) -> bytes:
    if max(entry.size, entry.compressed) > _LARGEST:
        raise BadZipError("METADATA is too large")
    start = entry.offset
    if start + _LOCAL_SIZE > archive:
        raise BadZipError("METADATA lies outside of the archive")
    guess = min(archive, start + _LOCAL_SIZE + len(entry.name) + _LOCAL_SLACK + entry.compressed)
    data = read(start, guess)
    if not data.startswith(_LOCAL):
        raise BadZipError("local header not found")
    name_end = _LOCAL_SIZE + _number(data, 26, 2)
    if data[_LOCAL_SIZE:name_end].decode("utf-8", "replace") != entry.name:
        raise BadZipError("local header is of another file")
    body = name_end + _number(data, 28, 2)
    if body + entry.compressed > len(data):
        if start + body + entry.compressed > archive:
            raise BadZipError("METADATA lies outside of the archive")
        data = read(start, start + body + entry.compressed)
    packed = data[body : body + entry.compressed]
    content = _inflated(packed, entry)
    if len(content) != entry.size or zlib.crc32(content) != entry.checksum:
        raise BadZipError("METADATA fails its checksum")
    return content


def _inflated(packed: bytes, entry: _Entry) -> bytes:
    if entry.method == _STORED:
        return packed
    if entry.method != _DEFLATED:
        raise BadZipError(f"METADATA has the unknown compression method {entry.method}")
    try:
        return zlib.decompressobj(-15).decompress(packed, entry.size + 1)
    except zlib.error as error:
        raise BadZipError(f"METADATA cannot be decompressed: {error}") from error
