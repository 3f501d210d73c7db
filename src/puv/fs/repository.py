"""What a git repository says about itself in its files: the commit that is checked out, and the tags."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = (40, 64)  # of SHA-1 and SHA-256
_TAGS = "refs/tags/"


def commit_of(path: str) -> str | None:
    """Return the commit that is checked out in the repository around the directory `path`; None without one."""
    folder = _git_directory(path)
    if folder is None:
        return None
    head = _read(os.path.join(folder, "HEAD")).strip()
    if not head.startswith("ref:"):
        return head if _is_commit(head) else None
    name = head.removeprefix("ref:").strip()
    common = _common(folder)
    for place in dict.fromkeys((folder, common)):
        loose = _read(os.path.join(place, *name.split("/"))).strip()
        if _is_commit(loose):
            return loose
    return dict(_packed(common)).get(name)


def tags_of(path: str) -> dict[str, str] | None:
    """Return the tags of the repository around `path` with what each points to; None without a repository."""
    folder = _git_directory(path)
    if folder is None:
        return None
    common = _common(folder)
    found = {name.removeprefix(_TAGS): commit for name, commit in _packed(common) if name.startswith(_TAGS)}
    root = os.path.join(common, "refs", "tags")
    for directory, _names, files in os.walk(root):
        for name in files:
            place = os.path.join(directory, name)
            commit = _read(place).strip()
            if _is_commit(commit):
                found[os.path.relpath(place, root).replace(os.sep, "/")] = commit
    return found


def _git_directory(path: str) -> str | None:
    """Return the `.git` directory of the repository around `path`, following the file that a worktree has instead."""
    while True:
        place = os.path.join(path, ".git")
        if os.path.isdir(place):
            return place
        if os.path.isfile(place):
            named = _read(place).strip().removeprefix("gitdir:").strip()
            return os.path.normpath(os.path.join(path, named))
        parent = os.path.dirname(path)
        if parent == path:
            return None
        path = parent


def _common(folder: str) -> str:
    """Return the directory that all worktrees of a repository share."""
    named = _read(os.path.join(folder, "commondir")).strip()
    return os.path.normpath(os.path.join(folder, named)) if named else folder


def _packed(folder: str) -> Iterator[tuple[str, str]]:
    for line in _read(os.path.join(folder, "packed-refs")).splitlines():
        commit, _, name = line.partition(" ")
        if _is_commit(commit) and name:
            yield name.strip(), commit


def _is_commit(text: str) -> bool:
    return len(text) in _DIGITS and all(digit in "0123456789abcdef" for digit in text)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read()
    except OSError:
        return ""
