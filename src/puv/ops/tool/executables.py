"""The executables of installed packages, and putting them into the tools' directory of executables."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.fs import atomic
from puv.fs.remove import remove_tree
from puv.project.tool_receipt import ToolEntry
from puv.standards.record import parse_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType
    from typing import Self

    from puv.model.installed import InstalledDist
    from puv.python.environment import Environment


def scripts_of(dist: InstalledDist, environment: Environment) -> dict[str, str]:
    """Return the names of a distribution's executables, sorted, and their absolute paths.

    Raises:
        InputError: its RECORD cannot be read.
    """
    record = os.path.join(dist.path, "RECORD")
    try:
        with open(record, encoding="utf-8") as stream:
            entries = parse_record(stream.read())
    except OSError as error:
        raise InputError(f"failed to read from file `{record}`: {error.strerror} (os error {error.errno})") from error
    scripts = os.path.normpath(environment.layout.scripts)
    paths = (os.path.normpath(os.path.join(dist.location, entry.path)) for entry in entries)
    return {os.path.basename(path): path for path in sorted(paths) if os.path.dirname(path) == scripts}


class Placed:
    """Executables on their way into a directory; what was there comes back unless `keep` is called.

    `directory` is where they go, as the user wrote it; `cwd` makes it absolute.
    """

    __slots__ = ("_aside", "_cwd", "_kept", "_made", "directory")

    directory: str

    def __init__(self, directory: str, cwd: str) -> None:
        self.directory, self._cwd = directory, cwd
        self._aside: list[tuple[str, str]] = []
        self._made: list[str] = []
        self._kept = False

    def __enter__(self) -> Self:
        """Make the directory.

        Raises:
            OSError: it cannot be made.
        """
        os.makedirs(os.path.join(self._cwd, self.directory), exist_ok=True)
        return self

    def path(self, name: str) -> str:
        """Return the path of an executable, relative where the directory is."""
        return os.path.join(self.directory, name)

    def existing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of the names that are taken."""
        return tuple(name for name in names if os.path.lexists(os.path.join(self._cwd, self.path(name))))

    def take_away(self, entries: Iterable[ToolEntry]) -> None:
        """Remove the executables of an earlier installation."""
        for entry in entries:
            path = os.path.join(self._cwd, entry.install_path)
            if os.path.lexists(path):
                self._set_aside(path)

    def put(self, name: str, source: str) -> None:
        """Put an executable in place: a link, on Windows a copy.

        Raises:
            OSError: it cannot be written.
        """
        path = os.path.join(self._cwd, self.path(name))
        if os.path.lexists(path):
            self._set_aside(path)
        if os.name == "nt":
            with open(source, "rb") as stream:
                atomic.write_bytes(path, stream.read())
        else:
            os.symlink(source, path)
        self._made.append(path)

    def _set_aside(self, path: str) -> None:
        aside = atomic.temporary_name(os.path.dirname(path))
        atomic.replace(path, aside)
        self._aside.append((path, aside))

    def keep(self) -> None:
        """Let what was put in place stay."""
        self._kept = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete what was replaced, or put it back."""
        if self._kept:
            for _path, aside in self._aside:
                remove_tree(aside)
            return
        for path in self._made:
            remove_tree(path)
        for path, aside in reversed(self._aside):
            atomic.replace(aside, path)


def entries_of(packages: Sequence[tuple[str, Iterable[str]]], placed: Placed) -> tuple[ToolEntry, ...]:
    """Return the entries of a receipt for the executables of each package, by name."""
    entries = [
        ToolEntry(name=name, install_path=placed.path(name), package=package)
        for package, names in packages
        for name in names
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.name, entry.package)))
