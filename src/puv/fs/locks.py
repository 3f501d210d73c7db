"""Advisory locks between processes, held through an open file."""

from __future__ import annotations

import errno
import os
import time

from puv.errors import PuvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

_UNSUPPORTED = frozenset((errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP))
_FIRST_DELAY = 0.005
_LONGEST_DELAY = 0.1


class LockTimeoutError(PuvError):
    """Another process held a lock longer than the caller wanted to wait. `path` is the lock's file."""

    path: str
    timeout: float

    code = "lock-timeout"

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__(f"Timeout ({timeout:g}s) when waiting for lock on `{path}`, is another process running?")
        self.path, self.timeout = path, timeout


class FileLock:
    """Holds the lock of a file inside a `with` block; waits for its turn.

    The file is made when missing (its directory too) and never deleted: deleting it would let two processes hold
    "the" lock. The system drops the lock when the process dies. `shared` lets other shared holders in (on Windows
    it is exclusive). `timeout` is in seconds, None waits for ever; `waiting` is called once before a wait, `check`
    again and again during one, which its exception ends. Not re-entrant. On file systems without locks the block
    simply runs.

    Raises:
        LockTimeoutError: on entry, when the wait took longer than `timeout`.
        OSError: on entry, when the file cannot be opened.
    """

    path: str
    shared: bool
    timeout: float | None

    def __init__(
        self,
        path: str,
        *,
        shared: bool = False,
        timeout: float | None = None,
        waiting: Callable[[], None] | None = None,
        check: Callable[[], None] | None = None,
    ) -> None:
        self._check = check
        self.path, self.shared, self.timeout = path, shared, timeout
        self._waiting = waiting
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Wait for the lock and take it."""
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        self.release()

    def __repr__(self) -> str:
        """Show the path and whether the lock is held."""
        return f"FileLock({self.path!r}, held={self._descriptor >= 0})"

    def acquire(self) -> None:
        """Take the lock, waiting for it; see the class for what it raises."""
        descriptor = _open(self.path)
        try:
            self._wait(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def try_acquire(self) -> bool:
        """Take the lock if it is free this moment; False when it is not."""
        descriptor = _open(self.path)
        try:
            taken = _try(descriptor, shared=self.shared)
        except BaseException:
            os.close(descriptor)
            raise
        if taken:
            self._descriptor = descriptor
        else:
            os.close(descriptor)
        return taken

    def release(self) -> None:
        """Let go of the lock; nothing happens when it is not held."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)  # closing the only descriptor unlocks, on posix and on Windows

    def _wait(self, descriptor: int) -> None:
        if _try(descriptor, shared=self.shared):
            return
        if self._waiting is not None:
            self._waiting()
        if self.timeout is None and self._check is None and os.name != "nt":
            _block(descriptor, shared=self.shared)
            return
        end = None if self.timeout is None else time.monotonic() + self.timeout
        delay = _FIRST_DELAY
        while not _try(descriptor, shared=self.shared):
            if end is not None and time.monotonic() >= end:
                raise LockTimeoutError(self.path, self.timeout or 0)
            if self._check is not None:
                self._check()
            time.sleep(delay)
            delay = min(delay * 1.5, _LONGEST_DELAY)


def _open(path: str) -> int:
    flags = os.O_RDWR | os.O_CREAT
    try:
        return os.open(path, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return os.open(path, flags, 0o666)


if os.name == "nt":  # pragma: no cover - Windows' half of the seam
    import msvcrt

    def _try(descriptor: int, *, shared: bool) -> bool:  # noqa: ARG001 - msvcrt knows exclusive locks only
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]  # Windows only
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True

    def _block(descriptor: int, *, shared: bool) -> None:
        while not _try(descriptor, shared=shared):
            time.sleep(_LONGEST_DELAY)

else:
    import fcntl

    def _try(descriptor: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
        return True

    def _block(descriptor: int, *, shared: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
