"""Paths of a lock, which are relative to its directory and have forward slashes. Pure."""

from __future__ import annotations


def absolute(directory: str, place: str) -> str:
    """Return an absolute path with forward slashes for a path relative to an absolute directory (or absolute itself).

    >>> absolute("/home/demo", "../lib/./x")
    '/home/lib/x'
    """
    directory = directory.replace("\\", "/") if _has_drive(directory) else directory
    parts: list[str] = []
    joined = place if place.startswith("/") or _has_drive(place) else f"{directory}/{place}"
    for part in joined.split("/"):
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part not in ("", ".", "..") or not parts:
            parts.append(part)
    return "/".join(parts) or "/"


def _has_drive(path: str) -> bool:
    return path[1:2] == ":" and path[:1].isalpha()
