"""Glob patterns of workspaces: the directories they name, and whether they name a path."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SPECIAL = frozenset("*?[")


def expand(root: str, pattern: str, look: Callable[[str], object] = str) -> Iterator[str]:
    """Yield the directories at or below `root` that a pattern of `/`-separated parts names, in order of names.

    `..` and `.` are followed as they are; `**` stands for any number of directories. Hidden directories count.
    `look` is called with each directory whose contents matter.
    """
    yield from _expand(root, [part for part in pattern.split("/") if part != "."], look)


def _expand(directory: str, parts: list[str], look: Callable[[str], object]) -> Iterator[str]:
    if not parts:
        if os.path.isdir(directory):
            yield directory
        return
    part, rest = parts[0], parts[1:]
    if part == "**":
        yield from _expand(directory, rest, look)
        for name in _directories(directory, look):
            yield from _expand(os.path.join(directory, name), parts, look)
    elif _SPECIAL.isdisjoint(part):
        yield from _expand(os.path.normpath(os.path.join(directory, part)), rest, look)
    else:
        from fnmatch import fnmatchcase  # brings `re`, and only wildcards need it

        for name in _directories(directory, look):
            if fnmatchcase(name, part):
                yield from _expand(os.path.join(directory, name), rest, look)


def _directories(path: str, look: Callable[[str], object]) -> list[str]:
    look(path)
    try:
        with os.scandir(path) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir())
    except OSError:
        return []


def matches(root: str, pattern: str, path: str) -> bool:
    """Tell whether a pattern below `root` names a path (both absolute); `*` and `?` stand for `/` too."""
    if pattern == ".":
        return path == root
    whole = os.path.normpath(os.path.join(root, pattern)) if _SPECIAL.isdisjoint(pattern) else f"{root}/{pattern}"
    if _SPECIAL.isdisjoint(pattern):
        return path == whole
    from fnmatch import fnmatchcase  # likewise

    return any(fnmatchcase(path, one) for one in (whole, whole.replace("/**/", "/")) if one)
