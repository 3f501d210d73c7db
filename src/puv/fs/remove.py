"""Recursive deletion that never follows a link out of the tree."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Removal:
    """How much a deletion removed. `size` is in bytes and only counted when asked for."""

    __slots__ = ("directories", "files", "size")

    directories: int
    files: int
    size: int

    def __init__(self) -> None:
        self.files = 0
        self.directories = 0
        self.size = 0

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Removal(files={self.files}, directories={self.directories}, size={self.size})"


def remove_tree(path: str, *, measure: bool = False) -> Removal:
    """Delete the file, link or directory tree at `path`; a missing one is no error.

    Links are deleted, not followed. What the owner's permission bits forbid is allowed first. With `measure` the
    sizes of the files are added up (one `lstat` each).

    Raises:
        OSError: something in the tree cannot be deleted; what was deleted before it is gone.
    """
    removal = Removal()
    try:
        is_directory = stat.S_ISDIR(os.lstat(path).st_mode) and not os.path.islink(path) and not _is_junction(path)
    except FileNotFoundError:
        return removal
    if not is_directory:
        _remove_file(path, removal, measure=measure)
        return removal
    # Depth first without recursion: a tree may be deeper than the interpreter's stack.
    found = [path]
    for directory in found:
        found.extend(_remove_files(directory, removal, measure=measure))
    for directory in reversed(found):
        _force(os.rmdir, directory)
        removal.directories += 1
    return removal


def _remove_files(directory: str, removal: Removal, *, measure: bool) -> list[str]:
    """Delete the files of one directory and return its sub-directories."""
    below: list[str] = []
    files: list[str] = []
    for entry in _entries(directory):
        if entry.is_dir(follow_symlinks=False) and not _is_junction(entry.path):
            below.append(entry.path)
        else:
            files.append(entry.path)
    for path in files:
        _remove_file(path, removal, measure=measure)
    return below


def _entries(directory: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as entries:
            return list(entries)
    except FileNotFoundError:
        return []
    except PermissionError:
        os.chmod(directory, stat.S_IRWXU)
        with os.scandir(directory) as entries:
            return list(entries)


def _remove_file(path: str, removal: Removal, *, measure: bool) -> None:
    try:
        size = os.lstat(path).st_size if measure else 0
        _force(os.rmdir if _is_junction(path) else os.unlink, path)
    except FileNotFoundError:
        return
    removal.files += 1
    removal.size += size


def _force(delete: Callable[[str], None], path: str) -> None:
    """Delete one entry, lifting a write protection of it (Windows) or of its directory (posix) when that is why not."""
    try:
        delete(path)
    except FileNotFoundError:
        if delete is not os.rmdir:
            raise
    except PermissionError:
        parent = os.path.dirname(path)
        os.chmod(path if os.name == "nt" else parent, stat.S_IRWXU)
        delete(path)


def _is_junction(path: str) -> bool:
    """Whether the path is a mount point of Windows, which looks like a directory and must not be entered."""
    if os.name != "nt":
        return False
    tag: int = getattr(os.lstat(path), "st_reparse_tag", 0)
    return tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
