"""Emptying and measuring the cache."""

from __future__ import annotations

import os
import stat

from puv.cache import keys
from puv.cache.errors import CacheError
from puv.cache.root import BUCKETS
from puv.frozen import Frozen
from puv.fs.remove import remove_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.cache.root import Cache
    from puv.standards.names import PackageName

_BLOCK = 512  # the unit of `st_blocks`, whatever the file system's own blocks are


class Cleaned(Frozen):
    """What a cleaning removed. `size` is in bytes on disk; a file with several names counts once."""

    files: int = 0
    directories: int = 0
    size: int = 0

    def __add__(self, other: Cleaned) -> Cleaned:
        """Sum two cleanings."""
        return Cleaned(
            files=self.files + other.files,
            directories=self.directories + other.directories,
            size=self.size + other.size,
        )


def clean_all(cache: Cache) -> Cleaned:
    """Delete everything inside the cache directory; the directory itself stays.

    Raises:
        CacheError: something cannot be deleted.
    """
    try:
        with os.scandir(cache.root) as entries:
            paths = sorted(entry.path for entry in entries if entry.name != ".lock")
    except FileNotFoundError:
        return Cleaned()
    except OSError as error:
        raise CacheError(f"Failed to read the cache directory: {cache.root}", path=cache.root) from error
    return remove(paths)


def clean_packages(cache: Cache, names: Iterable[PackageName], also: Iterable[str] = ()) -> Cleaned:
    """Delete the listings and metadata of packages, and the paths `also`, which other stores keep for them.

    Raises:
        CacheError: something cannot be deleted.
    """
    wanted = {keys.entry_name(name) + ".bin" for name in names}
    paths = []
    for bucket in ("simple", "metadata"):
        root = os.path.join(cache.root, BUCKETS[bucket])
        paths += [os.path.join(root, folder, name) for folder in _names(root) for name in sorted(wanted)]
    return remove([*paths, *also])


def remove(paths: Iterable[str]) -> Cleaned:
    """Delete files and trees (absolute paths); missing ones are passed over.

    Raises:
        CacheError: something cannot be deleted.
    """
    total = Cleaned()
    seen: set[tuple[int, int]] = set()
    for path in paths:
        found = [(stat.S_ISDIR(entry.st_mode), _blocks(entry, seen)) for entry in _walk(path)]
        try:
            remove_tree(path)
        except OSError as error:
            raise CacheError(f"Failed to remove from the cache: {path}", path=path) from error
        total += Cleaned(
            files=sum(1 for is_directory, _ in found if not is_directory),
            directories=sum(1 for is_directory, _ in found if is_directory),
            size=sum(size for is_directory, size in found if not is_directory),
        )
    return total


def disk_usage(path: str) -> int:
    """Return the bytes that a tree takes on disk, directories included; 0 when it is missing."""
    seen: set[tuple[int, int]] = set()
    return sum(_blocks(entry, seen) for entry in _walk(path))


def _names(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []


def _blocks(entry: os.stat_result, seen: set[tuple[int, int]]) -> int:
    """Return the bytes an entry takes, 0 for a further name of a file that was counted."""
    if entry.st_nlink > 1 and not stat.S_ISDIR(entry.st_mode):
        identity = (entry.st_dev, entry.st_ino)
        if identity in seen:
            return 0
        seen.add(identity)
    blocks: int | None = getattr(entry, "st_blocks", None)  # Windows does not tell
    return entry.st_size if blocks is None else blocks * _BLOCK


def _walk(path: str) -> list[os.stat_result]:
    """Return the stat of the path and of everything below it, links not followed."""
    found: list[os.stat_result] = []
    waiting = [path]
    for current in waiting:
        try:
            entry = os.lstat(current)
        except OSError:
            continue
        found.append(entry)
        if stat.S_ISDIR(entry.st_mode):
            waiting.extend(os.path.join(current, name) for name in _names(current))
    return found
