"""The directory of executables: where it is, and the links in it that lead to managed installations."""

from __future__ import annotations

import os

from puv.errors import PythonError
from puv.fs import atomic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from puv.python.installation import Installation


class ForeignExecutableError(PythonError):
    """Something that puv does not manage has the name of an executable. `path` is absolute."""

    code = "foreign-executable"

    def __init__(self, path: str) -> None:
        super().__init__(f"Executable already exists at `{path}` but is not managed by uv; use `--force` to replace it")
        self.path = path


def bin_directory(environ: Mapping[str, str], *, variable: str = "UV_PYTHON_BIN_DIR") -> str:
    """Return where executables go, as the variables write it; empty when they do not tell."""
    for name in (variable, "XDG_BIN_HOME"):
        if environ.get(name):
            return environ[name]
    if environ.get("XDG_DATA_HOME", "").startswith("/"):
        return os.path.join(environ["XDG_DATA_HOME"], "..", "bin")
    home = environ.get("HOME") or environ.get("USERPROFILE", "")
    return os.path.join(home, ".local", "bin") if home else ""


def names(entry: Installation, *, default: bool = False) -> tuple[str, ...]:
    """Return the names under which an installation is offered, `python3.12` first; `default` adds the plain ones."""
    counts = (2, 1, 0) if default else (2,)
    end = ".exe" if entry.os_name == "nt" else ""
    return tuple(entry.program_name(count) + end for count in counts)


def offer(
    entry: Installation, path: str, managed: Sequence[Installation], *, force: bool, upgrade: bool, exact: bool = False
) -> bool:
    """Make the executable at the absolute `path` lead to an installation; tell whether it does so newly.

    With `exact` it leads to this very patch release, else to the newest of the series. One that leads to a newer
    installation of the same series stays, unless `upgrade` or `force` says otherwise.

    Raises:
        ForeignExecutableError: something else has the name, and `force` is not given.
        OSError: the link cannot be made.
    """
    target = entry.program(through_link=not exact and entry.is_linked())
    if os.path.lexists(path):
        if os.path.islink(path) and os.readlink(path) == target:
            return False
        holder = led_to(path, managed)
        if holder is None and not force:
            raise ForeignExecutableError(path)
        if holder is not None and holder.path == entry.path and not (force or upgrade):
            return False
        newer = holder is not None and holder.series == entry.series and holder.version >= entry.version
        if newer and not (force or upgrade):
            return False
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = atomic.temporary_name(os.path.dirname(path))
    if entry.os_name == "nt":  # pragma: no cover - Windows' half of the seam
        import shutil

        shutil.copyfile(target, temporary)
    else:
        os.symlink(target, temporary)
    atomic.replace(temporary, path)
    return True


def led_to(path: str, managed: Sequence[Installation]) -> Installation | None:
    """Return the installation that a link leads into, None for anything else."""
    if not os.path.islink(path):
        return None
    target = os.path.join(os.path.dirname(path), os.readlink(path))
    real = os.path.realpath(target)
    for entry in managed:
        for root in (entry.path, os.path.realpath(entry.path)):
            if real.startswith(root + os.sep) or target.startswith(root + os.sep):
                return entry
    return None


def executables_of(entry: Installation, directory: str, managed: Sequence[Installation]) -> list[str]:
    """Return the absolute paths of the executables in a directory that lead to an installation, by name."""
    try:
        found = sorted(os.listdir(directory))
    except OSError:
        return []
    paths = (os.path.join(directory, name) for name in found)
    return [path for path in paths if (holder := led_to(path, managed)) is not None and holder.path == entry.path]


def is_on_path(directory: str, environ: Mapping[str, str], cwd: str) -> bool:
    """Whether a directory, which must exist, is one of those in `PATH`."""
    for place in environ.get("PATH", "").split(os.pathsep):
        try:
            if place and os.path.samefile(os.path.join(cwd, place), directory):
                return True
        except OSError:
            continue
    return False
