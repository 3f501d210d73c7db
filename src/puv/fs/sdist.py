"""Safe extraction of source archives: tarballs and zip files."""

from __future__ import annotations

import os

from puv.errors import FetchError
from puv.fs import archive as zips
from puv.fs.entrynames import UnsafeNameError, relative_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tarfile import TarFile, TarInfo

_EXECUTABLE = 0o111


class SourceArchiveError(FetchError):
    """A source archive is malformed, unsafe, or of a kind that cannot be read here. `filename` names it."""

    code = "source-archive"
    exit_code = 1

    def __init__(self, filename: str, what: str) -> None:
        super().__init__(f"Failed to extract archive: {filename}")
        self.filename = filename
        self.__cause__ = FetchError(what)


def extract_source(archive: str, into: str, *, filename: str, os_name: str = os.name) -> str:
    """Extract the archive at `archive` into the existing empty directory `into`; return the root of the source tree.

    The root is the one directory at the top, or `into` where there are several entries. Links are made where they
    stay inside; device files, names that lead outside and archives that blow up are refused.

    Raises:
        SourceArchiveError: the tarball is malformed or unsafe; `into` is left with a part of it.
        CorruptWheelError: likewise for a zip file.
        OSError: the disk refused.
    """
    if filename.endswith(".zip"):
        zips.extract(archive, into, filename=filename, os_name=os_name)
    else:
        _extract_tar(archive, into, filename, os_name)
    entries = os.listdir(into)
    only = os.path.join(into, entries[0]) if len(entries) == 1 else into
    return only if os.path.isdir(only) and not os.path.islink(only) else into


def _extract_tar(archive: str, into: str, filename: str, os_name: str) -> None:
    import lzma  # only source archives need these
    import tarfile
    import zlib

    try:
        with tarfile.open(archive, "r:*") as tar:
            _Extraction(tar, into, filename, os_name, os.path.getsize(archive)).run()
    except tarfile.ReadError as error:
        what = "Unsupported or damaged archive" if "could not be opened" in str(error) else str(error)
        raise SourceArchiveError(filename, what.partition("\n")[0]) from None
    except (tarfile.TarError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise SourceArchiveError(filename, str(error) or "The archive is cut short") from None


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
                raise self.fault(member, "has no content")
            import shutil

            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(target, flags, 0o777 if member.mode & _EXECUTABLE else 0o666), "wb") as out:
                shutil.copyfileobj(source, out, 1 << 20)
        elif member.issym() or member.islnk():
            self.links.append((path, member))
        else:
            raise self.fault(member, "is a special file")

    def safe(self, name: str, member: TarInfo) -> str:
        try:
            return relative_path(name.rstrip("/"), self.os_name)
        except UnsafeNameError as error:
            raise self.fault(member, str(error)) from None

    def link(self, path: str, member: TarInfo) -> None:
        target = os.path.join(self.into, path)
        if os.path.lexists(target):
            raise self.fault(member, "is in the archive twice")
        if member.issym():
            lexical = os.path.normpath(os.path.join(os.path.dirname(path), member.linkname))
            original = (
                os.path.join(self.into, self.safe(lexical.replace(os.sep, "/"), member))
                if lexical != "."
                else self.into
            )
        else:
            original = os.path.join(self.into, self.safe(member.linkname, member))
        root = os.path.realpath(self.into)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        for place in (original, os.path.dirname(target)):
            real = os.path.realpath(place)
            if real != root and not real.startswith(root + os.sep):
                raise self.fault(member, "is a link that leads outside of the archive")
        if member.issym():
            os.symlink(member.linkname, target)
            real = os.path.realpath(target)
            if real != root and not real.startswith(root + os.sep):
                os.unlink(target)
                raise self.fault(member, "is a link that leads outside of the archive")
        elif os.path.isfile(original):
            import shutil

            shutil.copy(original, target)
        else:
            raise self.fault(member, "is a link to nothing")

    def fault(self, member: TarInfo, what: str) -> SourceArchiveError:
        return SourceArchiveError(self.filename, f"The entry `{member.name}` {what}")
