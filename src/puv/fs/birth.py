"""When a file or directory was made, where the system tells."""

from __future__ import annotations

import os
import sys

_AT_FDCWD = -100
_STATX_BTIME = 0x800
_SIZE = 256  # of `struct statx`
_MASK_AT, _BIRTH_AT = 0, 80  # offsets of `stx_mask` and `stx_btime`
_SECOND = 1_000_000_000


def birth_time(path: str) -> int | None:
    """Return when the entry at `path` was made (nanoseconds since the epoch), None when there is none.

    Where the system does not tell, its inode number stands for the moment: it changes when the entry is made anew.
    """
    try:
        found = os.stat(path)
    except OSError:
        return None
    if os.name == "nt":
        return found.st_ctime_ns
    if sys.platform == "linux":
        return _statx(path) or found.st_ino
    birth: float | None = getattr(found, "st_birthtime", None)
    return found.st_ino if birth is None else int(birth * _SECOND)


def _statx(path: str) -> int | None:
    """Ask Linux, whose answer Python does not pass on."""
    import ctypes  # only directories that are installed as they are need it
    import struct

    try:
        call = ctypes.CDLL(None, use_errno=True).statx
    except (OSError, AttributeError):
        return None
    buffer = ctypes.create_string_buffer(_SIZE)
    if call(_AT_FDCWD, os.fsencode(path), 0, _STATX_BTIME, buffer):
        return None
    (mask,) = struct.unpack_from("=I", buffer, _MASK_AT)
    seconds, nanoseconds = struct.unpack_from("=qI", buffer, _BIRTH_AT)
    return seconds * _SECOND + nanoseconds if mask & _STATX_BTIME else None
