"""Creating the files of staged wheels: the loop that a warm install spends its time in.

One system call for each file and one for each directory; nothing is looked at first.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from puv.fs.links import Linker
    from puv.installer.stage import StagedWheel

_BATCH = 500
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def _go_on() -> None:
    """Let the work go on."""


def make_directories(root: str, names: Iterable[str], made: set[str]) -> None:
    """Make the directories `root + name` that `made` does not have, and remember them; existing ones are fine.

    Raises:
        OSError: a directory cannot be made.
    """
    for name in names:
        path = root + name
        if path not in made:
            try:
                os.mkdir(path)
            except FileExistsError:
                if not os.path.isdir(path):
                    raise
            made.add(path)


def install_files(staged: StagedWheel, linker: Linker, made: set[str], check: Callable[[], None] = _go_on) -> None:
    """Create all files of one staged wheel; a path that exists already (another wheel's) is left as it is.

    `made` are absolute paths of directories known to exist; it grows. `check` is called every few hundred files, and
    may raise.

    Raises:
        OSError: the disk refuses, or the store lacks a file.
    """
    make_directories(staged.root, staged.directories, made)
    files = staged.files
    for start in range(0, len(files), _BATCH):
        check()
        linker.link_all(staged.source, staged.root, files[start : start + _BATCH])
    if staged.folders:
        make_directories("", staged.folders, made)
    for source, target in staged.links:
        linker.link_all(source, target, ("",))
    write_files(staged.written)


def write_files(files: Sequence[tuple[str, bytes, int]]) -> None:
    """Create files (path, content, mode before umask); existing ones are left as they are.

    Raises:
        OSError: the disk refuses.
    """
    for path, content, mode in files:
        try:
            descriptor = os.open(path, _FLAGS, mode)
        except FileExistsError:
            continue
        try:
            if content:
                os.write(descriptor, content)
        finally:
            os.close(descriptor)
