"""A digest of directories: equal ones hold the same bytes under the same names."""

from __future__ import annotations

import hashlib
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PIECE = 1 << 20


def fingerprint(roots: Iterable[str], *, without: Iterable[str] = ()) -> str:
    """Return the SHA-256 of everything below some directories, but for some paths; what is missing counts as nothing.

    Raises:
        OSError: something cannot be read.
    """
    left_out = frozenset(without)
    digest = hashlib.sha256()
    for root in roots:
        for path in _below(root):
            if path in left_out:
                continue
            digest.update(os.fsencode(os.path.relpath(path, root)) + b"\0")
            _add(digest, path)
    return digest.hexdigest()


def _add(digest: hashlib._Hash, path: str) -> None:
    found = os.lstat(path)
    digest.update(f"{found.st_mode:o}\0".encode())
    if stat.S_ISLNK(found.st_mode):
        digest.update(os.fsencode(os.readlink(path)))
    elif stat.S_ISREG(found.st_mode):
        digest.update(f"{found.st_size}\0".encode())
        with open(path, "rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)


def _below(root: str) -> Iterator[str]:
    for directory, folders, files in os.walk(root):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(directory, name))]
        for name in sorted((*files, *folders)):
            yield os.path.join(directory, name)
        folders[:] = [name for name in folders if name not in links]
