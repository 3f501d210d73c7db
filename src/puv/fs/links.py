"""Putting files of the store into an environment: hard link, clone, copy or symbolic link, with fallbacks.

What a file system cannot do is found out once per run and then not tried again.
"""

from __future__ import annotations

import errno
import os
import sys

from puv.fs.atomic import replace, temporary_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal

    Mode = Literal["clone", "copy", "hardlink", "symlink"]

FALLBACK_WARNING = (
    "Failed to hardlink files; falling back to full copy. This may lead to degraded performance.\n"
    "         If the cache and target directories are on different filesystems, hardlinking may not be supported.\n"
    "         If this is intentional, set `export UV_LINK_MODE=copy` or use `--link-mode=copy` to suppress"
    " this warning."
)
_NEXT: dict[str, Mode] = {"clone": "hardlink", "hardlink": "copy", "symlink": "copy"}
_FICLONE = 0x40049409  # Linux: _IOW(0x94, 9, int)
_CHUNK = 1 << 20
# Facts about the one file or the disk, which another way of linking would not change.
_FATAL = frozenset(
    (errno.ENOENT, errno.ENOTDIR, errno.ENOSPC, errno.EDQUOT, errno.ENAMETOOLONG, errno.EROFS, errno.EIO)
)


class Linker:
    """Links files in one mode, falling back for the rest of the run when the file system refuses.

    `warn` is called once with uv's sentence when files are copied although links were wished for.
    """

    __slots__ = ("_make", "_warn", "mode")

    def __init__(self, mode: Mode, warn: Callable[[str], None] | None = None) -> None:
        self._warn = warn
        self.mode: Mode = mode
        self._make = _maker(mode)

    def __repr__(self) -> str:
        """Show the mode in force."""
        return f"Linker({self.mode!r})"

    def link_all(self, source: str, target: str, names: Iterable[str]) -> list[str]:
        """Put each file `source + name` at `target + name`; the directories must exist.

        Returns:
            The names at which something existed already; nothing was done for those.

        Raises:
            OSError: a file is missing in the store, or the disk refuses; the error carries the file's name.
        """
        occupied: list[str] = []
        pending = iter(names)
        name = ""
        while True:
            make = self._make
            try:
                for name in pending:
                    make(source + name, target + name)
            except FileExistsError:
                occupied.append(name)
            except OSError as error:
                if not self._place(source + name, target + name, error):
                    occupied.append(name)
            else:
                return occupied

    def link(self, source: str, target: str) -> None:
        """Put one file in place, over a file that may be there.

        Raises:
            OSError: as `link_all`.
        """
        if self.link_all(source, target, ("",)):
            temporary = temporary_name(os.path.dirname(target))
            self.link_all(source, temporary, ("",))
            try:
                replace(temporary, target)
            except OSError:
                os.unlink(temporary)
                raise
            if os.path.lexists(temporary):  # renaming one hard link of a file over another does nothing
                os.unlink(temporary)

    def _place(self, source: str, target: str, error: OSError) -> bool:
        """Place one file for which the mode failed with `error`; False when something exists there."""
        while True:
            if error.errno in _FATAL or self.mode == "copy":
                raise error
            # With too many links already, only this one file is copied.
            make = _copy if error.errno == errno.EMLINK else self._fall_back()
            try:
                make(source, target)
            except FileExistsError:
                return False
            except OSError as again:
                error = again
            else:
                return True

    def _fall_back(self) -> Callable[[str, str], None]:
        self.mode = _NEXT[self.mode]
        self._make = _maker(self.mode)
        if self.mode == "copy" and self._warn is not None:
            self._warn(FALLBACK_WARNING)
        return self._make


def _maker(mode: Mode) -> Callable[[str, str], None]:
    if mode == "hardlink":
        return getattr(os, "link", _no_link)  # Pyodide has none
    if mode == "symlink":
        return os.symlink
    if mode == "copy":
        return _copy
    return _clone_macos if sys.platform == "darwin" else _clone_linux


def _no_link(source: str, target: str) -> None:
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), source, None, target)


def _copy(source: str, target: str) -> None:
    """Copy content, permission bits and modification time (which `.pyc` files name)."""
    reading = os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(reading)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        writing = os.open(target, flags, status.st_mode & 0o777)
        try:
            while chunk := os.read(reading, _CHUNK):
                os.write(writing, chunk)
        finally:
            os.close(writing)
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    finally:
        os.close(reading)


def _clone_linux(source: str, target: str) -> None:
    """Share the blocks of the file copy-on-write (Btrfs, XFS, bcachefs)."""
    try:
        from fcntl import ioctl
    except ImportError as error:  # Windows: ReFS clones are not worth a second way
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP), source) from error
    reading = os.open(source, os.O_RDONLY)
    try:
        status = os.fstat(reading)
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, status.st_mode & 0o777)
        try:
            ioctl(writing, _FICLONE, reading)
        except OSError:
            os.unlink(target)
            raise
        finally:
            os.close(writing)
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    finally:
        os.close(reading)


def _clone_macos(source: str, target: str) -> None:
    """Share the blocks of the file copy-on-write, with its times and mode (APFS)."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    if library.clonefile(os.fsencode(source), os.fsencode(target), 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), source, None, target)
