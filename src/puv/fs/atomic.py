"""Files and directories that appear whole or not at all.

A reader in another process sees the old content or the new, never a part; a process killed in between leaves at
most a stray temporary entry whose name starts with `TEMPORARY_PREFIX`.
"""

from __future__ import annotations

import errno
import os
import time

from puv.fs.remove import remove_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

TEMPORARY_PREFIX = ".tmp-"
# Virus scanners keep fresh files open on Windows for a moment; a rename then fails and works a little later.
_RENAME_DELAYS = (0.01, 0.03, 0.1, 0.3, 1.0)
_OCCUPIED = frozenset((errno.ENOTEMPTY, errno.EEXIST))
_BINARY = getattr(os, "O_BINARY", 0)


def temporary_name(parent: str) -> str:
    """Return an unused absolute name inside `parent` that no other process will choose."""
    return os.path.join(parent, f"{TEMPORARY_PREFIX}{os.getpid():x}-{os.urandom(8).hex()}")


def write_bytes(path: str, data: bytes, *, mode: int | None = None) -> None:
    """Replace the file at `path` by one with `data`, atomically. The parent must exist.

    `mode` are the permission bits of the new file; without it the process's default for new files.

    Raises:
        OSError: the file cannot be written; whatever was there stays, and nothing is left behind.
    """
    temporary = temporary_name(os.path.dirname(path) or ".")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            _write_all(descriptor, data)
        finally:
            os.close(descriptor)
        if mode is not None:
            os.chmod(temporary, mode)
        replace(temporary, path)
    except BaseException:
        _discard(temporary)
        raise


def write_text(path: str, text: str, *, mode: int | None = None) -> None:
    """Replace the file at `path` by `text` in UTF-8, newlines as given; see `write_bytes`."""
    write_bytes(path, text.encode("utf-8"), mode=mode)


def overwrite_text(path: str, text: str) -> None:
    """Write `text` in UTF-8 over that of an existing file, which keeps its identity: who has it open reads the new.

    One system call writes the whole text, so that a process killed at any moment leaves the old one, or the new one
    with at most empty lines behind it.

    Raises:
        OSError: the file cannot be written.
    """
    data = text.encode("utf-8")
    descriptor = os.open(path, os.O_WRONLY | _BINARY)
    try:
        rest = os.fstat(descriptor).st_size - len(data)
        _write_all(descriptor, data + b"\n" * rest)
        if rest > 0:
            os.ftruncate(descriptor, len(data))
    finally:
        os.close(descriptor)


def replace(source: str, target: str) -> None:
    """Rename a file over another, or a directory to a free name, waiting out Windows' short sharing violations.

    Raises:
        OSError: as `os.replace`.
    """
    for delay in _RENAME_DELAYS if os.name == "nt" else ():
        try:
            os.replace(source, target)
        except PermissionError:
            time.sleep(delay)
        else:
            return
    os.replace(source, target)


def replace_directory(temporary: str, final: str) -> bool:
    """Give the directory `temporary` its final name; True when this call did it.

    When `final` exists already (somebody was faster), `temporary` is deleted and the answer is False. Both must
    lie on one file system.

    Raises:
        OSError: the rename failed for any other reason; `temporary` is left.
    """
    try:
        replace(temporary, final)
    except OSError as error:
        if error.errno not in _OCCUPIED and not os.path.isdir(final):
            raise
        remove_tree(temporary)
        return False
    return True


class temporary_directory:  # noqa: N801 - used as a function: `with temporary_directory(parent) as path`
    """A new directory inside `parent` for the length of a `with` block; deleted at its end if still there."""

    path: str

    def __init__(self, parent: str) -> None:
        self.path = temporary_name(parent)

    def __enter__(self) -> str:
        """Create the directory (and `parent`) and return its absolute path."""
        try:
            os.mkdir(self.path)
        except FileNotFoundError:
            os.makedirs(self.path)
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete what is left."""
        remove_tree(self.path)

    def __repr__(self) -> str:
        """Show the path."""
        return f"temporary_directory({self.path!r})"


def _write_all(descriptor: int, data: bytes) -> None:
    written = os.write(descriptor, data)
    while written < len(data):  # one call writes at most 2 GiB
        written += os.write(descriptor, memoryview(data)[written:])


def _discard(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
