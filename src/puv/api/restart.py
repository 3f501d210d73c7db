"""Which modules of this process a change of a target replaced."""

from __future__ import annotations

import os
import sys

from puv.errors import InstallError, ParseError, TargetInUse, chain
from puv.frozen import Frozen
from puv.standards.record import parse_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import TypeAlias

    from puv.model.installed import InstalledDist

    #: A file's device, inode, size and time of change.
    Identity: TypeAlias = tuple[int, int, int, int]

_EXTENSIONS = (".so", ".pyd", ".dll", ".dylib")


class NeedsRestart(Frozen):
    """Modules that are imported in this process and were, or would be, replaced. False where there are none.

    `extensions` are those of `modules` that are native code, which a process cannot load anew.
    """

    modules: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything must be restarted."""
        return bool(self.modules)


def loaded(directories: Iterable[str]) -> dict[str, tuple[str, Identity | None]]:
    """Return the files of the modules that were imported from directories, and what those files are now."""
    places = tuple(os.path.join(os.path.realpath(place), "") for place in directories)
    found = {}
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and os.path.realpath(path).startswith(places):
            found[name] = (path, _identity(path))
    return found


def replaced(before: Mapping[str, tuple[str, Identity | None]]) -> NeedsRestart:
    """Return the modules whose files are no longer what they were."""
    return _restart({name: path for name, (path, was) in before.items() if was is not None and _identity(path) != was})


def among(before: Mapping[str, tuple[str, Identity | None]], files: Iterable[str]) -> NeedsRestart:
    """Return the modules whose files are among some (absolute)."""
    paths = {os.path.realpath(path) for path in files}
    return _restart({name: path for name, (path, _) in before.items() if os.path.realpath(path) in paths})


def files_of(dist: InstalledDist) -> tuple[str, ...]:
    """Return the absolute paths of a distribution's files, none where it does not tell them."""
    try:
        with open(os.path.join(dist.path, "RECORD"), encoding="utf-8", errors="surrogateescape") as file:
            rows = parse_record(file.read())
    except (OSError, ParseError):
        return ()
    return tuple(os.path.join(dist.location, row.path) for row in rows)


class told:  # noqa: N801 - used like a function, in a `with` statement
    """Say of a failed change what stands in its way: modules that this process has loaded, where files in use stay."""

    def __init__(self, path: str, before: Mapping[str, tuple[str, Identity | None]]) -> None:
        self._path, self._before = path, before

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Tell.

        Raises:
            TargetInUse: the change failed because a loaded library cannot be replaced.
        """
        refused = isinstance(error, InstallError) and any(isinstance(link, PermissionError) for link in chain(error))
        native = _restart({name: path for name, (path, _) in self._before.items()}).extensions
        if refused and native:
            hint = "Install into `Target.stage()`, which takes its place at the next start"
            message = f"`{self._path}` is in use by this process, which has loaded: {', '.join(native)}"
            raise TargetInUse(message, path=self._path, hints=(hint,)) from error


def _restart(files: Mapping[str, str]) -> NeedsRestart:
    native = (name for name, path in files.items() if path.lower().endswith(_EXTENSIONS))
    return NeedsRestart(modules=tuple(sorted(files)), extensions=tuple(sorted(native)))


def _identity(path: str) -> Identity | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
