"""Which file a command's name means."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def which(command: str, environ: Mapping[str, str], cwd: str) -> str | None:
    """Return the file that a command means: a path as it is, a name by the PATH; None where there is none."""
    if os.sep in command or (os.altsep and os.altsep in command):
        path = os.path.join(cwd, command)
        return path if _is_program(path) else None
    suffixes = [""]
    if os.name == "nt":
        suffixes = ["", *environ.get("PATHEXT", ".EXE;.BAT;.CMD").split(";")]
    for place in environ.get("PATH", "").split(os.pathsep):
        for suffix in suffixes:
            path = os.path.join(cwd, place, command + suffix)
            if place and _is_program(path):
                return path
    return None


def _is_program(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)


def programs_in(directory: str) -> tuple[str, ...]:
    """Return the names of the programs in a directory of scripts, sorted, without those that only activate it."""
    try:
        names = os.listdir(directory)
    except OSError:
        return ()
    found = (name for name in names if _is_program(os.path.join(directory, name)))
    return tuple(sorted(name for name in found if not name.startswith(("activate", "deactivate"))))
