"""Safe extraction of source archives: tarballs and zip files."""

from __future__ import annotations

import os

from puv.errors import FetchError
from puv.fs import archive as zips
from puv.fs.entrynames import UnsafeNameError, relative_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tarfile import TarFile, TarInfo
    from typing import Self

_EXECUTABLE = 0o111
_CHUNK = 1 << 20
_INVALID = "Invalid tar file"
_BLOCK = 512
_MAGIC = slice(257, 265)
_KINDS = {"3": "CharacterDevice", "4": "BlockDevice", "6": "Fifo"}


class SourceArchiveError(FetchError):
    """A source archive is malformed, unsafe, or of a kind that cannot be read here. `filename` names it."""

    code = "source-archive"
    exit_code = 1

    def __init__(self, filename: str, *causes: str) -> None:
        super().__init__(f"Failed to extract archive: {filename}")
        self.filename = filename
        error: FetchError = self
        for sentence in causes:
            cause = FetchError(sentence)
            error.__cause__ = cause
            error = cause


def extract_source(archive: str, into: str, *, filename: str, shown: str = "", os_name: str = os.name) -> str:
    """Extract the archive at `archive` into the existing empty directory `into`; return the root of the source tree.

    What kind of archive it is, `filename` says; `shown` is what errors call it (default: the same).

    The root is the one directory at the top, or `into` where there are several entries. Links are made where they
    stay inside; device files, names that lead outside and archives that blow up are refused.

    Raises:
        SourceArchiveError: the tarball is malformed or unsafe; `into` is left with a part of it.
        CorruptWheelError: likewise for a zip file.
        OSError: the disk refused.
    """
    if filename.endswith(".zip"):
        zips.extract(archive, into, filename=filename, shown=shown, os_name=os_name)
    else:
        _extract_tar(archive, into, filename, shown or filename, os_name)
    entries = os.listdir(into)
    only = os.path.join(into, entries[0]) if len(entries) == 1 else into
    return only if os.path.isdir(only) and not os.path.islink(only) else into


def _extract_tar(archive: str, into: str, filename: str, shown: str, os_name: str) -> None:
    import gzip  # only source archives need these
    import lzma
    import tarfile
    import zlib

    gzipped = filename.endswith((".tar.gz", ".tgz"))
    try:
        with tarfile.open(archive, "r:gz" if gzipped else "r:*", tarinfo=_strict_headers()) as tar:
            _Extraction(tar, into, shown, os_name, os.path.getsize(archive)).run()
            while tar.fileobj.read(_CHUNK):
                pass  # what compression says of the whole comes at its end
    except (tarfile.TarError, EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile) as error:
        causes = diagnose(archive) if gzipped else ()
        damaged = SourceArchiveError(shown, _INVALID, *(causes or (str(error).partition("\n")[0] or "cut short",)))
        raise damaged from damaged.__cause__


def _strict_headers() -> type[TarInfo]:
    """Return a reader of headers that refuses a damaged one, where `tarfile` takes it for the archive's end."""
    import tarfile

    class Strict(tarfile.TarInfo):
        @classmethod
        def fromtarfile(cls, tarfile: TarFile) -> Self:
            try:
                return super().fromtarfile(tarfile)
            except (broken, cut) as error:
                raise ReadError(str(error)) from error

    broken: type[Exception] = tarfile.InvalidHeaderError  # type: ignore[attr-defined]  # no part of the stubs
    cut: type[Exception] = tarfile.TruncatedHeaderError  # type: ignore[attr-defined]  # likewise
    ReadError = tarfile.ReadError  # noqa: N806 - a class
    return Strict


def diagnose(archive: str) -> tuple[str, ...]:
    """Return what is wrong with a gzipped tarball, a sentence and its causes."""
    size, block, problem = _inflated(archive)
    if problem:
        return _at(size, "failed to read tar data", problem)
    if not size:
        return _at(0, "missing two-block end-of-archive marker")
    if len(block) == _BLOCK and not block[_MAGIC].startswith(b"ustar"):
        return _at(0, f"invalid tar identity: found {list(block[_MAGIC])}")
    return _at(size - size % _BLOCK, f"incomplete tar block: read {size % _BLOCK} of {_BLOCK} bytes")


def _inflated(archive: str) -> tuple[int, bytes, str]:
    """Return how many bytes a gzip stream holds, the first of them, and why there are not more (empty: all is well)."""
    import zlib

    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    size, block = 0, b""
    with open(archive, "rb") as stream:
        while not inflater.eof and (chunk := stream.read(1 << 16)):
            try:
                plain = inflater.decompress(chunk)
            except zlib.error as error:
                header = "header" in str(error)
                return size, block, "Invalid gzip header" if header else "corrupt deflate stream"
            size += len(plain)
            block = (block + plain[:_BLOCK])[:_BLOCK]
    return size, block, "" if inflater.eof else "unexpected end of file"


def _at(position: int, *causes: str) -> tuple[str, ...]:
    return (f"at byte {position}: {causes[0]}", *causes)


class _Extraction:
    """One run over one tarball. Links are made last, so that nothing is written through one."""

    __slots__ = ("filename", "into", "limit", "links", "os_name", "tar", "total")

    def __init__(self, tar: TarFile, into: str, filename: str, os_name: str, size: int) -> None:
        self.tar, self.into, self.filename, self.os_name = tar, into, filename, os_name
        self.limit = min(zips.MAX_TOTAL, max(zips.FREE_TOTAL, zips.MAX_RATIO * size))
        self.total = 0
        self.links: list[tuple[str, TarInfo]] = []

    def run(self) -> None:
        for count, member in enumerate(self.tar, 1):
            self.total += member.size
            if count > zips.MAX_ENTRIES or self.total > self.limit:
                raise SourceArchiveError(self.filename, "The archive is far larger than it looks; this may be a bomb")
            if member.name.strip("/.") or not member.isdir():
                self.add(member)
        for path, member in self.links:
            self.link(path, member)

    def add(self, member: TarInfo) -> None:
        path = self.safe(member.name, member)
        target = os.path.join(self.into, path)
        if member.isdir():
            os.makedirs(target, exist_ok=True)
        elif member.isreg():
            os.makedirs(os.path.dirname(target), exist_ok=True)
            source = self.tar.extractfile(member)
            if source is None:
                raise self.fault(member, f"`{member.name}` has no content")
            import shutil

            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(target, flags, 0o777 if member.mode & _EXECUTABLE else 0o666), "wb") as out:
                shutil.copyfileobj(source, out, 1 << 20)
        elif member.issym() or member.islnk():
            self.links.append((path, member))
        else:
            kind = _KINDS.get(member.type.decode("ascii", "replace"), "Other")
            raise self.fault(member, f"cannot extract unsupported member type {kind} at {member.name}")

    def safe(self, name: str, member: TarInfo) -> str:
        try:
            return relative_path(name.rstrip("/"), self.os_name)
        except UnsafeNameError as error:
            why = str(error)
        if name.startswith("/"):
            why = "is absolute"
        elif ".." in name.split("/"):
            why = "contains a parent-directory component"
        raise self.fault(member, f'unsafe member path "{name}": {why}')

    def link(self, path: str, member: TarInfo) -> None:
        target = os.path.join(self.into, path)
        escaping = self.fault(
            member,
            f'unsafe {"symbolic" if member.issym() else "hard"}-link target "{member.linkname}": '
            + ("is absolute" if member.linkname.startswith("/") else "escapes the destination root"),
        )
        original = self.original(path, member, escaping)
        if os.path.lexists(target):
            raise self.fault(member, f"`{member.name}` is in the archive twice")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not (self.is_inside(original) and self.is_inside(os.path.dirname(target))):
            raise escaping
        if member.issym():
            os.symlink(member.linkname, target)
            if not self.is_inside(target):
                os.unlink(target)
                raise escaping
        elif os.path.isfile(original):
            import shutil

            shutil.copy(original, target)
        else:
            raise self.fault(member, f"the hard link `{member.name}` leads to nothing")

    def original(self, path: str, member: TarInfo, escaping: SourceArchiveError) -> str:
        """Return the path that a link leads to.

        Raises:
            SourceArchiveError: `escaping`, when it leads outside as it is written.
        """
        name = member.linkname
        if member.issym():
            name = os.path.normpath(os.path.join(os.path.dirname(path), name)).replace(os.sep, "/")
            if name == ".":
                return self.into
        try:
            return os.path.join(self.into, relative_path(name.rstrip("/"), self.os_name))
        except UnsafeNameError:
            pass
        raise escaping

    def is_inside(self, path: str) -> bool:
        """Tell whether a path is inside of what is extracted, whatever links lead there."""
        root = os.path.realpath(self.into)
        real = os.path.realpath(path)
        return real == root or real.startswith(root + os.sep)

    def fault(self, member: TarInfo, what: str) -> SourceArchiveError:
        """Return the error about a member, whose message says where it stands."""
        return SourceArchiveError(self.filename, _INVALID, f"at byte {member.offset}: {what}")
