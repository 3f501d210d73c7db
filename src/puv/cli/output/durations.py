"""Times, counts and sizes as uv writes them. Pure."""

from __future__ import annotations

_MINUTE = 60
_KIB = 1024
_UNITS = ("KiB", "MiB", "GiB", "TiB", "PiB")


def elapsed(seconds: float) -> str:
    """Write a duration: `0.31ms`, `12ms`, `1.24s`, `2m 03s`."""
    if seconds >= _MINUTE:
        return f"{int(seconds) // _MINUTE}m {int(seconds) % _MINUTE:02}s"
    if seconds >= 1:
        return f"{seconds:.2f}s"
    milliseconds = seconds * 1000
    return f"{int(milliseconds)}ms" if milliseconds >= 1 else f"{milliseconds:.2f}ms"


def counted(count: int, noun: str) -> str:
    """Write a number with its noun: `1 package`, `2 packages`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def size(count: int) -> str:
    """Write a number of bytes: `12B`, `4.0KiB`, `1.3MiB`."""
    if count < _KIB:
        return f"{count}B"
    power = min((count.bit_length() - 1) // 10, len(_UNITS))
    return f"{count / _KIB**power:.1f}{_UNITS[power - 1]}"
