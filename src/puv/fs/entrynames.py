"""Which names inside an archive may become files: `relative_path`."""

from __future__ import annotations

_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{digit}" for digit in range(10)), *(f"lpt{digit}" for digit in range(10)))
)
_FORBIDDEN_ON_WINDOWS = frozenset('<>:"|?*')
_FIRST_PRINTABLE = " "


class UnsafeNameError(ValueError):
    """A name that must not be extracted; `str()` is a sentence fragment about the entry (`is an absolute path`)."""


def relative_path(name: str, os_name: str) -> str:
    """Return the entry's path relative to the extraction directory, with `/` and without `.` or empty components.

    `os_name` is `posix` or `nt`: Windows forbids more (streams, device names, trailing dots and spaces).

    Raises:
        UnsafeNameError: the name is empty, absolute, has a drive, `..`, a backslash or NUL, or is impossible there.
    """
    _refuse_tricks(name)
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts:
        raise UnsafeNameError("has an empty name")
    if ".." in parts:
        raise UnsafeNameError("points outside of the archive with `..`")
    if os_name == "nt":
        for part in parts:
            _refuse_on_windows(part)
    return "/".join(parts)


def _refuse_tricks(name: str) -> None:
    if "\0" in name:
        raise UnsafeNameError("has a NUL byte in its name")
    if "\\" in name:
        raise UnsafeNameError("has a backslash in its name")
    if name.startswith("/"):
        raise UnsafeNameError("is an absolute path")
    if name[1:2] == ":" and name[0].isascii() and name[0].isalpha():
        raise UnsafeNameError("is a path with a drive")


def _refuse_on_windows(part: str) -> None:
    if any(character in _FORBIDDEN_ON_WINDOWS or character < _FIRST_PRINTABLE for character in part):
        raise UnsafeNameError("has a character that Windows forbids")
    if part[-1] in ". ":
        raise UnsafeNameError("ends in a dot or space, which Windows would drop")
    if part.partition(".")[0].rstrip(" ").lower() in _DEVICES:
        raise UnsafeNameError("is the name of a Windows device")
