"""What lies below a directory, as a value to compare."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNIMPORTANT = ("__pycache__", ".lock", "CACHEDIR.TAG", ".gitignore")


def tree(root: Path, *, without: Iterable[str] = _UNIMPORTANT) -> dict[str, str]:
    """Every file, link and empty directory below `root`: what it is, its mode and a digest of its content.

    Names in `without` are passed over, by default those that are no part of what is installed.
    """
    skipped = frozenset(without)
    found: dict[str, str] = {}
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in skipped]
        if not names and not files:
            found[os.path.relpath(folder, root)] = "empty"
        for name in (*files, *(name for name in names if Path(folder, name).is_symlink())):
            if name not in skipped:
                path = Path(folder, name)
                found[os.path.relpath(path, root)] = _described(path)
    return found


def _described(path: Path) -> str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    return f"{stat.S_IMODE(path.stat().st_mode):o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
