"""What nothing can use any more: found here, deleted by `puv.cache.clean.remove`.

Nothing here touches what is not puv's own, because other programs may keep their cache in the same directory, nor
entries of later versions of puv, nor what a process is just making.
"""

from __future__ import annotations

import os

from puv.cache import blobs
from puv.cache.root import BUCKETS
from puv.cache.wheels import archive_key
from puv.fs.atomic import TEMPORARY_PREFIX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from puv.cache.root import Cache

_KEY = 40  # hexadecimal digits
# An archive lies in its place for a moment before something points at it; in seconds.
_GRACE = 60.0


def old_buckets(cache: Cache) -> list[str]:
    """Return the buckets of earlier versions of puv (absolute paths)."""
    current = {bucket.rpartition("-v")[0]: int(bucket.rpartition("-v")[2]) for bucket in BUCKETS.values()}
    found = []
    for name in _names(cache.root):
        kind, _, number = name.rpartition("-v")
        if kind in current and number.isdecimal() and int(number) < current[kind]:
            found.append(os.path.join(cache.root, name))
    return found


def strays(cache: Cache, is_running: Callable[[int], bool]) -> list[str]:
    """Return the unfinished files and directories of processes that ended (absolute paths).

    `is_running` tells of a process id whether there is such a process.
    """
    places = [cache.root, *_below(cache.root, BUCKETS.values())]
    for bucket in ("simple", "metadata", "wheels"):
        root = os.path.join(cache.root, BUCKETS[bucket])
        places += _below(root, _names(root))
    found = [os.path.join(place, name) for place in places for name in _names(place) if _is_left(name, is_running)]
    area = cache.path("archives", "tmp")
    return [*found, *(os.path.join(area, name) for name in _names(area) if _is_left(name, is_running, foreign=True))]


def unpointed(cache: Cache, now: float) -> list[str]:
    """Return the archives that no name leads to, and the names that lead nowhere (absolute paths).

    `now` is in seconds since the epoch: what became an archive just before may be named in a moment.
    """
    kept, found = set(), []
    for pointer in _pointers(cache):
        key = (cache.read(pointer) or b"").decode("ascii", "replace")
        if len(key) == _KEY and os.path.isdir(cache.path("archives", key)):
            kept.add(key)
        else:
            found.append(pointer)
    for key in _names(cache.bucket("archives")):
        path = cache.path("archives", key)
        if len(key) == _KEY and key not in kept and _age(path, now) >= _GRACE:
            found.append(path)
    return found


def downloads(cache: Cache) -> list[str]:
    """Return all wheels that were not built here and what names them (absolute paths); an index can give them again."""
    kept = _built(cache)
    found = []
    root = cache.bucket("wheels")
    for folder in _below(root, _names(root)):
        paths = _below(folder, _names(folder))
        gone = [path for path in paths if (cache.read(path) or b"").decode("ascii", "replace") not in kept]
        found += [folder] if len(gone) == len(paths) else gone
    names = [key for key in _names(cache.bucket("archives")) if len(key) == _KEY and key not in kept]
    return [*found, *(cache.path("archives", key) for key in names)]


def _built(cache: Cache) -> frozenset[str]:
    """Return the keys of the archives that were built from source."""
    found = set()
    root = cache.bucket("sources")
    for folder in _below(root, _names(root)):
        for path in _below(folder, _names(folder)):
            record = blobs.unpack(cache.read(path) or b"")
            wheel = record.get("wheel") if isinstance(record, dict) else None
            if isinstance(wheel, tuple):
                filename, sha256 = wheel
                found.add(archive_key(str(sha256), str(filename)))
    return frozenset(found)


def environments(cache: Cache) -> list[str]:
    """Return all environments of commands that were run (absolute paths): they are made again when needed."""
    return _below(cache.bucket("environments"), _names(cache.bucket("environments")))


def records(cache: Cache, is_current: Callable[[bytes], bool]) -> list[str]:
    """Return the replay records that are damaged or out of date (absolute paths)."""
    paths = _below(cache.bucket("replay"), _names(cache.bucket("replay")))
    data = ((path, cache.read(path)) for path in paths if not os.path.basename(path).startswith(TEMPORARY_PREFIX))
    return [path for path, text in data if text is not None and not is_current(text)]


def _pointers(cache: Cache) -> Iterator[str]:
    root = cache.bucket("wheels")
    for folder in _below(root, _names(root)):
        yield from (path for path in _below(folder, _names(folder)) if TEMPORARY_PREFIX not in os.path.basename(path))


def _is_left(name: str, is_running: Callable[[int], bool], *, foreign: bool = False) -> bool:
    """Tell whether an entry is temporary and its maker, whose process id is in its name, is gone."""
    if not name.startswith(TEMPORARY_PREFIX):
        return foreign
    try:
        maker = int(name.removeprefix(TEMPORARY_PREFIX).partition("-")[0], 16)
    except ValueError:
        return True
    return not is_running(maker)


def _age(path: str, now: float) -> float:
    try:
        found = os.stat(path)
    except OSError:
        return 0.0
    return now - max(found.st_mtime, found.st_ctime)


def _below(directory: str, names: Iterable[str]) -> list[str]:
    return [os.path.join(directory, name) for name in names]


def _names(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []
