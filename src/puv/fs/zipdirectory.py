"""The central directory of a zip file, read strictly (APPNOTE 6.3: zip64, data descriptors).

Everything that lets two readers see two different archives in the same bytes is refused: data before or after the
archive, several disks, local headers that disagree with the central directory, entries that overlap.
"""

from __future__ import annotations

from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmap import mmap

_END = Struct("<4s4H2LH")
_END64_LOCATOR = Struct("<4sLQL")
_END64 = Struct("<4sQ2H2L4Q")
_CENTRAL = Struct("<4s6H3L5H2L")
_LOCAL = Struct("<4s5H3L2H")
_EXTRA = Struct("<2H")
_LONGEST_COMMENT = 0xFFFF
_MAX32, _MAX16 = 0xFFFFFFFF, 0xFFFF
_ZIP64_EXTRA = 1

ENCRYPTED = 0x1 | 0x40 | 0x2000
NO_END = "unable to locate the end of central directory record"
_DESCRIPTOR = 0x8
_STARTS = (b"PK\x03\x04", b"PK\x05\x06")  # of an archive, and of an empty one
_UTF8 = 0x800


class BadZipError(ValueError):
    """The bytes are not one well-formed zip archive; `str()` is a sentence without its full stop."""


class NoZipError(BadZipError):
    """The bytes do not look like a zip archive at all, or its end is missing."""


class ZipEntry:
    """One entry as the central directory has it. Sizes and offsets are in bytes; `mode` are Unix mode bits or 0."""

    __slots__ = ("compressed", "crc", "flags", "method", "mode", "name", "offset", "raw_name", "size")

    compressed: int
    crc: int
    flags: int
    method: int
    mode: int
    name: str
    offset: int
    raw_name: bytes
    size: int

    def __init__(self, raw_name: bytes, flags: int, method: int, mode: int, crc: int) -> None:
        self.raw_name, self.flags, self.method, self.mode, self.crc = raw_name, flags, method, mode, crc
        self.name = raw_name.decode("utf-8" if flags & _UTF8 else "cp437")
        self.compressed = self.size = self.offset = 0

    @property
    def shown(self) -> str:
        """The name for messages: what a terminal would obey is escaped."""
        name = self.name
        if name.isprintable():
            return name
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)

    def __repr__(self) -> str:
        """Show name and size."""
        return f"ZipEntry({self.name!r}, size={self.size})"


def read_entries(data: mmap | bytes) -> list[ZipEntry]:
    """Return the entries in the order of the central directory; `offset` is that of the entry's *data*.

    Raises:
        BadZipError: the archive is truncated, ambiguous or malformed.
    """
    try:
        start, size, count = _find_directory(data)
        entries = _read_directory(data, start, size, count)
        _read_local_headers(data, entries, start)
    except (IndexError, UnicodeDecodeError) as error:
        raise BadZipError("An entry's name is not valid text") from error
    return entries


def _find_directory(data: mmap | bytes) -> tuple[int, int, int]:
    """Return offset, size and number of entries of the central directory."""
    if len(data) >= len(_STARTS[0]) and data[:4] not in _STARTS:
        found, wanted = int.from_bytes(data[:4], "little"), int.from_bytes(_STARTS[0], "little")
        raise NoZipError(f"Encountered an unexpected header (actual: {found:#x}, expected: {wanted:#x}).")
    tail_start = max(0, len(data) - _END.size - _LONGEST_COMMENT)
    tail = data[tail_start:]
    position = tail.rfind(b"PK\x05\x06")
    if position < 0 or position + _END.size > len(tail):
        raise NoZipError(NO_END)
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(tail, position)
    end = tail_start + position
    if end + _END.size + comment != len(data):
        raise BadZipError("ZIP file contains trailing contents after the end-of-central-directory record")
    limit = end
    if _MAX32 in (offset, size) or count == _MAX16:
        locator = end - _END64_LOCATOR.size
        if locator >= 0 and data[locator : locator + 4] == b"PK\x06\x07":
            (disk, first_disk, here, count, size, offset), limit = _read_end64(data, locator)
    if disk or first_disk or here != count:
        raise BadZipError("The archive is split over several files")
    if offset + size != limit:
        raise BadZipError("The central directory is not where the archive says")
    return offset, size, count


def _read_end64(data: mmap | bytes, locator: int) -> tuple[tuple[int, int, int, int, int, int], int]:
    _, _, position, _ = _END64_LOCATOR.unpack_from(data, locator)
    if position + _END64.size > locator:
        raise BadZipError("The zip64 end of the central directory is out of place")
    magic, length, _, _, disk, first_disk, here, count, size, offset = _END64.unpack_from(data, position)
    if magic != b"PK\x06\x06" or position + 12 + length != locator:
        raise BadZipError("The zip64 end of the central directory is malformed")
    return (disk, first_disk, here, count, size, offset), position


def _read_directory(data: mmap | bytes, start: int, size: int, count: int) -> list[ZipEntry]:
    block = data[start : start + size]
    if count * _CENTRAL.size > size:
        raise BadZipError("The central directory is shorter than its entries")
    entries: list[ZipEntry] = []
    position = 0
    for _ in range(count):
        if position + _CENTRAL.size > size:
            raise BadZipError("The central directory is truncated")
        (
            magic, made_by, _, flags, method, _, _, crc, compressed, plain,
            name, extra, comment, _, _, attributes, offset,
        ) = _CENTRAL.unpack_from(block, position)  # fmt: skip
        if magic != b"PK\x01\x02":
            raise BadZipError("An entry of the central directory is malformed")
        position += _CENTRAL.size
        end = position + name + extra + comment
        if end > size:
            raise BadZipError("The central directory is truncated")
        unix = made_by >> 8 in (3, 19)
        entry = ZipEntry(block[position : position + name], flags, method, attributes >> 16 if unix else 0, crc)
        entry.compressed, entry.size, entry.offset = compressed, plain, offset
        if _MAX32 in (compressed, plain, offset):
            _apply_zip64(entry, block[position + name : position + name + extra])
        entries.append(entry)
        position = end
    if position != size:
        raise BadZipError("The central directory is longer than its entries")
    return entries


def _apply_zip64(entry: ZipEntry, extra: bytes) -> None:
    """Replace the 32-bit fields that are full by their 64-bit values."""
    position = 0
    while position + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, position)
        position += _EXTRA.size
        if kind == _ZIP64_EXTRA:
            values = extra[position : position + length]
            for field in ("size", "compressed", "offset"):
                if getattr(entry, field) == _MAX32:
                    if len(values) < 8:  # noqa: PLR2004 - bytes of one number
                        raise BadZipError("A zip64 field is truncated")
                    setattr(entry, field, int.from_bytes(values[:8], "little"))
                    values = values[8:]
            return
        position += length


def _read_local_headers(data: mmap | bytes, entries: list[ZipEntry], limit: int) -> None:
    """Check each entry's local header, set `offset` to its data, and refuse entries that share bytes."""
    end_of_previous = 0
    in_order = sorted(entries, key=_by_offset)
    if in_order and in_order[0].offset:
        raise BadZipError("Data precedes the archive")
    for entry in in_order:
        if entry.offset < end_of_previous:
            raise BadZipError(f"The entry `{entry.shown}` overlaps another")
        if entry.offset + _LOCAL.size > limit:
            raise BadZipError(f"The entry `{entry.shown}` is truncated")
        magic, _, flags, method, _, _, crc, compressed, plain, name, extra = _LOCAL.unpack_from(data, entry.offset)
        start = entry.offset + _LOCAL.size
        if magic != b"PK\x03\x04" or method != entry.method or data[start : start + name] != entry.raw_name:
            raise BadZipError(f"The local header of the entry `{entry.shown}` disagrees with the central directory")
        described = flags & _DESCRIPTOR
        exact = not described and _MAX32 not in (compressed, plain)
        if exact and (crc, compressed, plain) != (entry.crc, entry.compressed, entry.size):
            raise BadZipError(f"The local header of the entry `{entry.shown}` disagrees with the central directory")
        entry.offset = start + name + extra
        end_of_previous = entry.offset + entry.compressed
        if end_of_previous > limit:
            raise BadZipError(f"The entry `{entry.shown}` is truncated")


def _by_offset(entry: ZipEntry) -> int:
    return entry.offset
