"""Managed installations: where they lie, what they are called, and the links that lead to the newest of a series.

<directory>/cpython-3.12.1-linux-x86_64-gnu/    an installation, named by its key
<directory>/cpython-3.12-linux-x86_64-gnu       a link to the newest one of 3.12, which environments use
<directory>/.temp/                              what is being put in place
<directory>/.lock                               held while anything changes
"""

from __future__ import annotations

import os

from puv.frozen import Frozen
from puv.fs import atomic
from puv.python.request import PythonRequest, parse_key
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PROGRAMS = {"cpython": "python", "pypy": "pypy", "graalpy": "graalpy"}
_SERIES = 2  # numbers in the key of a link
_SEPARATORS = 4  # dashes in a key


class Installation(Frozen):
    """One installation. `path` is absolute, `key` its directory's name, `request` the same taken apart."""

    path: str
    key: str
    request: PythonRequest
    os_name: str = os.name

    @property
    def implementation(self) -> str:
        """`cpython`."""
        return self.request.implementation

    @property
    def version(self) -> Version:
        """The version that the key tells."""
        version = self.request.version
        assert version is not None  # noqa: S101 - `installations` yields no others
        return Version.parse(".".join(map(str, version.release)) + version.pre)

    @property
    def version_text(self) -> str:
        """`3.14.0a6`."""
        return self.key.split("-")[1].partition("+")[0]

    @property
    def variant(self) -> str:
        """`freethreaded`, `debug`, both joined with a plus sign, or empty."""
        version = self.request.version
        return version.variant if version else ""

    @property
    def series(self) -> str:
        """The key without the patch release: the name of the link to the newest one."""
        name, version, *platform = self.key.split("-")
        number, plus, variant = version.partition("+")
        major, minor, *_ = number.split(".")
        return "-".join((name, f"{major}.{minor}{plus}{variant}", *platform))

    @property
    def link(self) -> str:
        """The absolute path of the link to the newest installation of the series."""
        return os.path.join(os.path.dirname(self.path), self.series)

    @property
    def suffix(self) -> str:
        """What the names of programs end with: `t` for free-threading, `d` for debug builds."""
        return ("t" if "freethreaded" in self.variant else "") + ("d" if "debug" in self.variant else "")

    def program(self, *, through_link: bool = False) -> str:
        """Return the absolute path of the interpreter, or the same through the link of its series."""
        prefix = self.link if through_link else self.path
        if self.implementation == "pyodide":
            return os.path.join(prefix, "pyodide-root", "dist", "python")
        if self.os_name == "nt":
            return os.path.join(prefix, "python.exe")
        return os.path.join(prefix, "bin", self.program_name())

    def program_name(self, numbers: int = 2) -> str:
        """Return the name of the interpreter with so many numbers of its version: `python3.13t`, `python3`."""
        name = _PROGRAMS.get(self.implementation, "python")
        return name + ".".join(map(str, self.version.release[:numbers])) + self.suffix

    def is_linked(self) -> bool:
        """Whether the link of the series leads here."""
        try:
            return os.path.samefile(self.link, self.path)
        except OSError:
            return False

    def matches(self, request: PythonRequest) -> bool:
        """Whether it is what a request asks for, as far as its key tells."""
        own, version = self.request, request.version
        if request.implementation not in ("", own.implementation):
            return False
        if version is not None and not version.accepts(self.version, self.variant):
            return False
        if version is None and request.implementation and self.version.is_prerelease:
            return False  # pre-releases are for those who name them
        pairs = ((request.system, own.system), (request.machine, own.machine), (request.libc, own.libc))
        return all(asked in ("", given) for asked, given in pairs)


def installations(directory: str, *, os_name: str = os.name) -> list[Installation]:
    """Return the installations in a directory, newest first and CPython before the others."""
    try:
        names = os.listdir(directory)
    except OSError:
        return []
    found = []
    for name in names:
        request = parse_key(name)
        version = request.version if request else None
        if request is None or version is None or not request.implementation:
            continue
        if len(version.release) <= _SERIES and not version.pre:
            continue  # a link
        found.append(Installation(path=os.path.join(directory, name), key=name, request=request, os_name=os_name))
    return sorted(found, key=_order, reverse=True)


def _order(entry: Installation) -> tuple[bool, Version, bool, str]:
    return entry.implementation == "cpython", entry.version, not entry.variant, entry.key


def goes_through_series(path: str) -> bool:
    """Whether a path leads through the link of a series, so that what it names may be upgraded."""
    for part in path.split(os.sep):
        request = parse_key(part) if part.count("-") == _SEPARATORS else None
        version = request.version if request else None
        if request is not None and version is not None and request.implementation:
            return len(version.release) == _SERIES and not version.pre
    return False


def newest_of_series(entries: Iterable[Installation]) -> dict[str, Installation]:
    """Return the newest installation of each series, by the name of its link."""
    found: dict[str, Installation] = {}
    for entry in entries:
        known = found.get(entry.series)
        if known is None or known.version < entry.version:
            found[entry.series] = entry
    return found


def link_series(directory: str, *, os_name: str = os.name) -> None:
    """Make the link of each series lead to its newest installation, and remove those that lead nowhere.

    Raises:
        OSError: a link cannot be made.
    """
    newest = newest_of_series(installations(directory, os_name=os_name))
    for entry in newest.values():
        if entry.implementation == "cpython" and not entry.is_linked():
            _link(entry.path, entry.link, os_name)
    for name in os.listdir(directory):
        path = os.path.join(directory, name)
        if os.path.islink(path) and not os.path.exists(path):
            os.unlink(path)


def _link(target: str, path: str, os_name: str) -> None:
    temporary = atomic.temporary_name(os.path.dirname(path))
    if os_name == "nt":
        import _winapi  # junctions need no privilege, symbolic links do

        _winapi.CreateJunction(target, temporary)  # type: ignore[attr-defined, unused-ignore]  # Windows only
        if os.path.lexists(path):
            os.rmdir(path)
    else:
        os.symlink(target, temporary, target_is_directory=True)
    atomic.replace(temporary, path)
