"""Safe extraction of wheels: own reader of the central directory, one map of the file, no walk afterwards."""

from __future__ import annotations

import errno
import os
import zlib

from puv.errors import CorruptWheelError
from puv.fs.entrynames import UnsafeNameError, relative_path
from puv.fs.zipdirectory import ENCRYPTED, NO_END, BadZipError, NoZipError, read_entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from mmap import mmap

    from puv.fs.zipdirectory import ZipEntry

# Generous: the largest wheels hold some 100,000 files and 10 GB, at ratios below 20.
MAX_ENTRIES = 1_000_000
MAX_TOTAL = 64 << 30
FREE_TOTAL = 1 << 30  # no ratio is held against archives that unpack to less than this
MAX_RATIO = 200

_STORED, _DEFLATED, _BZIP2, _LZMA = 0, 8, 12, 14
_ONE_SHOT = 16 << 20
_CHUNK = 1 << 20
_FILE_TYPE, _REGULAR, _DIRECTORY = 0o170000, 0o100000, 0o040000
_EXECUTABLE = 0o111
_INVALID = "Invalid zip file structure"
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Unpacked:
    """What an archive held, as paths relative to the extraction directory, with `/`.

    `directories` are in an order in which each can be made after its parent; `files` maps each path to its size in
    bytes; `executables` are those of the files whose mode had an executable bit.
    """

    __slots__ = ("directories", "executables", "files")

    def __init__(self) -> None:
        self.directories: list[str] = []
        self.files: dict[str, int] = {}
        self.executables: set[str] = set()


def extract(
    archive: str, into: str, *, filename: str, shown: str = "", os_name: str = os.name,
    check: Callable[[], None] | None = None,
) -> Unpacked:  # fmt: skip
    """Extract the zip file at `archive` into the existing empty directory `into`.

    Sizes and checksums are verified. Files get the process's default mode, plus the executable bits when the entry
    has one of them; times are those of the extraction. `filename` is the wheel's, `shown` what errors call it
    (default: the same). `check` is called before each file, and may raise.

    Raises:
        CorruptWheelError: the archive is malformed, unsafe, or does not hold what it declares; the causes say where.
            `into` is then left with a part of it, for the caller to delete.
        OSError: the disk refused.
    """
    fault = _Fault(filename, shown)
    with _mapped(archive, fault) as data:
        return _Extraction(data, into, fault, os_name).run(check)


def check(archive: str, *, filename: str, shown: str = "") -> None:
    """Look whether the file at `archive` is a zip archive at all, without extracting anything.

    Raises:
        CorruptWheelError: it is not, or is damaged; as `extract` would say it.
        OSError: it cannot be read.
    """
    fault = _Fault(filename, shown)
    with _mapped(archive, fault) as data:
        _entries(data, fault)


class _mapped:  # noqa: N801 - used like a function, in a `with` statement
    """The bytes of a file that is not empty, as a map."""

    def __init__(self, archive: str, fault: _Fault) -> None:
        self.archive, self.fault = archive, fault

    def __enter__(self) -> mmap:
        import mmap

        with open(self.archive, "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                raise self.fault(_INVALID, NO_END)
            self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return self.data

    def __exit__(self, *_: object) -> None:
        try:
            self.data.close()
        except BufferError:
            return  # the traceback of an error still refers to a part; the map goes with it


class _Fault:
    """Makes the errors about one archive."""

    __slots__ = ("filename", "shown")

    def __init__(self, filename: str, shown: str) -> None:
        self.filename, self.shown = filename, shown or filename

    def __call__(self, *sentences: str) -> CorruptWheelError:
        """Return the error whose causes have the given sentences, outermost first."""
        error = top = CorruptWheelError(f"Failed to extract archive: {self.shown}", filename=self.filename)
        for sentence in sentences:
            cause = CorruptWheelError(sentence, filename=self.filename)
            error.__cause__ = cause
            error = cause
        return top


def _entries(data: mmap, fault: _Fault) -> list[ZipEntry]:
    try:
        return read_entries(data)
    except NoZipError as error:
        told: tuple[str, ...] = (_INVALID, str(error))
    except BadZipError as error:
        told = (str(error),)
    raise fault(*told)


class _Extraction:
    """One run over one archive."""

    __slots__ = ("data", "fault", "into", "keys", "made", "os_name", "result")

    def __init__(self, data: mmap, into: str, fault: _Fault, os_name: str) -> None:
        self.data, self.into, self.fault, self.os_name = data, into, fault, os_name
        self.result = Unpacked()
        self.made: set[str] = {""}
        self.keys: dict[str, ZipEntry] = {}

    def run(self, check: Callable[[], None] | None) -> Unpacked:
        entries = _entries(self.data, self.fault)
        self.check_totals(entries)
        planned = [(path, entry) for entry in entries if (path := self.admit(entry))]
        for path, _ in planned:
            self.make_parents(path)
        self.check_kinds(planned)
        self.make_directories()
        with memoryview(self.data) as view:
            for path, entry in planned:
                if check is not None:
                    check()
                self.write(path, entry, view)
        return self.result

    def entry_error(self, entry: ZipEntry, what: str) -> CorruptWheelError:
        return self.fault(f"The entry `{entry.shown}` {what}")

    def check_totals(self, entries: list[ZipEntry]) -> None:
        if len(entries) > MAX_ENTRIES:
            raise self.fault(f"The archive has {len(entries)} entries, more than {MAX_ENTRIES}")
        total = sum(entry.size for entry in entries)
        if total > MAX_TOTAL or (total > FREE_TOTAL and total > MAX_RATIO * len(self.data)):
            raise self.fault(
                f"The archive would unpack to {total} bytes from {len(self.data)}; this looks like a zip bomb"
            )

    def admit(self, entry: ZipEntry) -> str:
        """Return the path of a file to write, or nothing for a directory or an exact repeat of an earlier entry."""
        if entry.flags & ENCRYPTED:
            raise self.entry_error(entry, "is encrypted")
        kind = entry.mode & _FILE_TYPE
        if kind not in (0, _REGULAR, _DIRECTORY):
            raise self.entry_error(entry, "is a link or a special file")
        path = self.safe_path(entry)
        if entry.name.endswith("/") or kind == _DIRECTORY:
            if entry.size:
                raise self.entry_error(entry, "is a directory with content")
            self.make_parents(f"{path}/")
            return ""
        key = path.casefold() if self.os_name == "nt" else path
        earlier = self.keys.setdefault(key, entry)
        if earlier is not entry:
            if (earlier.name, earlier.crc, earlier.size) != (entry.name, entry.crc, entry.size):
                raise self.fault(f"ZIP file contains multiple entries with different contents for: {entry.shown}")
            return ""
        return path

    def safe_path(self, entry: ZipEntry) -> str:
        try:
            return relative_path(entry.name, self.os_name)
        except UnsafeNameError as error:
            what = str(error)
        raise self.entry_error(entry, what)

    def check_kinds(self, planned: list[tuple[str, ZipEntry]]) -> None:
        """Refuse names that are both a file and a directory."""
        made = {name.casefold() for name in self.made} if self.os_name == "nt" else self.made
        if not made.isdisjoint(self.keys):
            both = next(
                entry for path, entry in planned if (path.casefold() if made is not self.made else path) in made
            )
            raise self.entry_error(both, "is both a file and a directory")

    def make_parents(self, path: str) -> None:
        """Remember the directories above a path, each after its parent."""
        parent = path.rpartition("/")[0]
        if parent in self.made:
            return
        self.make_parents(parent)
        self.made.add(parent)
        self.result.directories.append(parent)

    def make_directories(self) -> None:
        for directory in self.result.directories:
            os.mkdir(f"{self.into}/{directory}")

    def write(self, path: str, entry: ZipEntry, view: memoryview) -> None:
        """Create one file with the entry's bytes and check them."""
        executable = entry.mode & _EXECUTABLE
        content = view[entry.offset : entry.offset + entry.compressed]
        # The usual entry is small and deflated; a generator for each of thousands would cost a tenth of the whole.
        small = entry.method == _DEFLATED and entry.size <= _ONE_SHOT
        chunks = (self.inflate(entry, content),) if small else self.chunks(entry, content)
        descriptor = os.open(f"{self.into}/{path}", _FLAGS, 0o777 if executable else 0o666)
        try:
            size, checksum = 0, 0
            for chunk in chunks:
                checksum = zlib.crc32(chunk, checksum)
                size += len(chunk)
                if os.write(descriptor, chunk) != len(chunk):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        finally:
            os.close(descriptor)
        if size != entry.size:
            more = "more than " if size > entry.size else ""
            got = min(size, entry.size)
            sentence = f"Bad uncompressed size (got {more}{got:08x}, expected {entry.size:08x}) for file: {entry.shown}"
            raise self.fault(sentence)
        if checksum != entry.crc:
            raise self.fault(f"Bad CRC (got {checksum:08x}, expected {entry.crc:08x}) for file: {entry.shown}")
        self.result.files[path] = size
        if executable:
            self.result.executables.add(path)

    def inflate(self, entry: ZipEntry, content: memoryview) -> bytes:
        """Decompress a deflated entry at once, at most one byte more than it declares."""
        decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            plain = decompressor.decompress(content, entry.size + 1)
        except zlib.error:
            plain = None
        if plain is None:
            raise self.entry_error(entry, "cannot be decompressed")
        if len(plain) <= entry.size and not decompressor.eof:
            raise self.entry_error(entry, "is truncated")
        return plain

    def chunks(self, entry: ZipEntry, content: memoryview) -> Iterator[bytes | memoryview]:
        """Yield the entry's plain bytes, never more than it declares plus one chunk."""
        if entry.method == _STORED:
            for start in range(0, len(content), _ONE_SHOT):
                yield content[start : start + _ONE_SHOT]
            return
        if entry.method == _DEFLATED:
            source = _inflate(content, entry.size)
        elif entry.method in (_BZIP2, _LZMA):
            source = _decompress_rare(entry, content)
        else:
            raise self.entry_error(entry, f"has the unsupported compression method {entry.method}")
        try:
            yield from source
        except (zlib.error, OSError, EOFError, ValueError, RuntimeError):
            fails = True
        else:
            fails = False
        if fails:
            raise self.entry_error(entry, "cannot be decompressed")


def _inflate(content: memoryview, size: int) -> Iterator[bytes]:
    """Decompress a long raw deflate stream; stops soon after `size` bytes, so that a lie about it shows."""
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
    pending: bytes | memoryview = content
    produced = 0
    while not decompressor.eof and produced <= size:
        chunk = decompressor.decompress(pending, _CHUNK)
        pending = decompressor.unconsumed_tail
        if not chunk and not pending and not decompressor.eof:
            raise EOFError
        produced += len(chunk)
        yield chunk


def _decompress_rare(entry: ZipEntry, content: memoryview) -> Iterator[bytes]:
    """Decompress bzip2 or LZMA, which no usual wheel has."""
    if entry.method == _BZIP2:
        import bz2

        bzip2 = bz2.BZ2Decompressor()
        chunk = bzip2.decompress(bytes(content), entry.size + 1)
        if len(chunk) <= entry.size and not bzip2.eof:
            raise EOFError
        yield chunk
        return
    import lzma

    length = int.from_bytes(content[2:4], "little")
    try:
        properties: dict[str, int] = lzma._decode_filter_properties(  # type: ignore[attr-defined]  # noqa: SLF001 - as zipfile
            lzma.FILTER_LZMA1, bytes(content[4 : 4 + length])
        )
        decompressor = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[properties])
        yield decompressor.decompress(bytes(content[4 + length :]), entry.size + 1)
    except lzma.LZMAError as error:
        raise ValueError(str(error)) from error
