"""Which files of a project belong to an archive: portable globs (PEP 639), includes and excludes."""

from __future__ import annotations

import os
import re

from puv.builder.backend.errors import BackendProjectError
from puv.fs.globs import GlobError, expression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What never belongs to an archive, unless `default-excludes = false`.
DEFAULT_EXCLUDES = ("__pycache__", "*.pyc", "*.pyo")
_PLAIN = frozenset("_-.")


def check_glob(pattern: str, told: str) -> str:
    """Return a portable glob.

    Raises:
        BackendProjectError: it is none; `told` is what the message calls it.
    """
    problem = _problem(pattern)
    if problem:
        error = BackendProjectError(f"Unsupported glob expression in: {told}")
        error.__cause__ = BackendProjectError(problem)
        raise error
    return pattern


def _problem(pattern: str) -> str:
    at = pattern.find("..")
    if any(part == ".." for part in pattern.split("/")):
        return f"The parent directory operator (`..`) at position {at} is not allowed in glob `{pattern}`"
    for found in re.finditer(r"\*{2,}", pattern):
        before, after = pattern[: found.start()], pattern[found.end() :]
        alone = (not before or before.endswith("/")) and (not after or after.startswith("/"))
        if len(found.group()) > 2 or not alone:  # noqa: PLR2004 - two stars
            return f"Too many at stars at position {found.start()} in glob `{pattern}`"
    try:
        expression(pattern)
    except GlobError as error:
        return str(error)
    return ""


class Patterns:
    """Several globs at once, held against paths relative to the project."""

    def __init__(self, patterns: Iterable[str], told: str) -> None:
        texts = [expression(check_glob(pattern, told)) for pattern in patterns]
        self._found = re.compile("|".join(f"(?:{text})" for text in texts) + r"\Z") if texts else None
        if texts:
            self._found = re.compile(f"(?:{'|'.join(texts)})\\Z", re.DOTALL)

    def match(self, path: str) -> bool:
        """Tell whether one of the globs is about the path."""
        return self._found is not None and self._found.match(path) is not None


def excluded(patterns: Iterable[str], told: str) -> Patterns:
    """Return the globs of excludes: from the project's root on with a leading slash, else anywhere."""
    found = []
    for pattern in patterns:
        if pattern.startswith("/"):
            found.append(pattern[1:])
        else:
            anywhere = pattern if pattern.startswith("**/") else f"**/{pattern}"
            found += [anywhere, anywhere if anywhere.endswith("/**") else f"{anywhere}/**"]
    return Patterns(found, told)


def files_below(root: str, start: str = "", prune: Patterns | None = None) -> Iterator[str]:
    """Yield the files below `root` (absolute), in the directory `start`, sorted by name within each directory.

    Paths are relative to `root`, with slashes. What `prune` matches is left out, with what is below it.
    """
    for entry in sorted(os.scandir(os.path.join(root, start)), key=lambda entry: entry.name):
        path = f"{start}/{entry.name}" if start else entry.name
        if prune is not None and prune.match(path):
            continue
        if entry.is_dir():
            yield from files_below(root, path, prune)
        else:
            yield path


def literal(path: str) -> str:
    """Return the glob of exactly this path."""
    return "".join(
        letter if letter.isalnum() or letter in _PLAIN or letter == "/" else f"[{letter}]" for letter in path
    )
