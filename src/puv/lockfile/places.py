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


def relative(path: str, base: str) -> str:
    """Return an absolute path as it is seen from an absolute directory; unchanged on another drive.

    >>> relative("/home/lib", "/home/demo")
    '../lib'
    """
    there = [part for part in path.replace("\\", "/").split("/") if part]
    here = [part for part in base.replace("\\", "/").split("/") if part]
    if _has_drive(path) and there[:1] != here[:1]:
        return path
    same = 0
    while same < min(len(there), len(here)) and there[same] == here[same]:
        same += 1
    return "/".join([".."] * (len(here) - same) + there[same:]) or "."
