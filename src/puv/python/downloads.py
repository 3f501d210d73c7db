"""`PythonDownload`: an interpreter that can be had as an archive, and which of several is meant. Pure."""

from __future__ import annotations

from puv._version import platform_triple
from puv.errors import InputError
from puv.frozen import Frozen
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from puv.python.request import PythonRequest
    from puv.python.versions import VersionRequest

IMPLEMENTATIONS = ("cpython", "pypy", "graalpy", "pyodide")
_OLDEST = (3, 8)
_SYSTEMS = {"darwin": "macos"}
_MACHINES = {"i686": "x86", "i586": "x86", "i386": "x86", "amd64": "x86_64", "arm64": "aarch64"}
_FIELDS = (("major", int, "u8"), ("minor", int, "u8"), ("patch", int, "u8"), ("name", str, "a string"),
           ("os", str, "a string"), ("libc", str, "a string"), ("url", str, "a string"))  # fmt: skip


class DownloadListError(InputError):
    """A list of downloads cannot be read. `place` is the path or address of the list."""

    code = "download-list"

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"Unable to parse the JSON Python download list at `{place}`")
        self.place = place
        self.__cause__: BaseException | None = InputError(problem)


class Platform(Frozen):
    """A kind of machine, in the words of installation keys: `linux`, `x86_64`, `gnu`."""

    system: str
    machine: str
    libc: str

    @classmethod
    def of_this_process(cls) -> Platform:
        """Return the platform that the running interpreter was made for."""
        machine, vendor, *rest = platform_triple().split("-")
        machine = _MACHINES.get(machine, machine)
        if vendor == "apple":
            return cls(system="macos", machine=machine, libc="none")
        if vendor == "pc":
            return cls(system="windows", machine=machine, libc="none")
        return cls(system=rest[0], machine=machine, libc=rest[1] if len(rest) > 1 else "none")


class PythonDownload(Frozen):
    """One archive. `release` has three numbers, `pre` is `a6` or empty, `variant` as in `Interpreter.variant`.

    `machine` may name a microarchitecture (`x86_64_v3`). `sha256` is in hexadecimal digits, empty where nobody told;
    `build` is the date of a python-build-standalone release, else empty.
    """

    implementation: str
    release: tuple[int, int, int]
    system: str
    machine: str
    libc: str
    url: str
    pre: str = ""
    variant: str = ""
    sha256: str = ""
    build: str = ""

    @property
    def version(self) -> Version:
        """The version of the language."""
        return Version.parse(self.version_text)

    @property
    def version_text(self) -> str:
        """`3.14.0a6`."""
        return ".".join(map(str, self.release)) + self.pre

    @property
    def is_debug(self) -> bool:
        """Whether it is a debug build, which is only for those who ask for one."""
        return self.variant.endswith("debug")

    def key(self) -> str:
        """Return the installation key, `cpython-3.13.0+freethreaded-linux-x86_64-gnu`."""
        version = f"{self.version_text}+{self.variant}" if self.variant else self.version_text
        return f"{self.implementation}-{version}-{self.system}-{self.machine}-{self.libc}"

    def matches(self, request: PythonRequest) -> bool:
        """Whether it is what a request asks for, the platform of installation keys included."""
        if request.implementation and request.implementation != self.implementation:
            return False
        wanted = request.version
        if wanted is not None and not wanted.accepts(self.version, self.variant):
            return False
        if self.is_debug and not (wanted is not None and wanted.variant):
            return False
        machine = _MACHINES.get(request.machine, request.machine)
        return request.system in ("", self.system) and machine in ("", self.machine) and request.libc in ("", self.libc)


def completed(request: PythonRequest, platform: Platform) -> PythonRequest | None:
    """Return a request as an installation key with everything that goes without saying; None for paths and names."""
    if request.kind in ("directory", "file", "name"):
        return None
    implementation = request.implementation or ("" if request.kind == "any" else "cpython")
    return request.replace(
        kind="key",
        implementation=implementation,
        system=request.system or platform.system,
        machine=request.machine or platform.machine,
        libc=request.libc or platform.libc,
    )


def choose(downloads: Iterable[PythonDownload], request: PythonRequest) -> PythonDownload | None:
    """Return the newest download that a completed request admits; releases before pre-releases, CPython first."""
    found = [entry for entry in downloads if entry.matches(request)]
    version = request.version
    anything = version is None and not request.implementation
    if not anything and (version is None or (not version.release and not version.allows_prereleases)):
        found = [entry for entry in found if not entry.pre]
    return min(found, key=_newest if anything else _preference, default=None)


def _preference(entry: PythonDownload) -> tuple[Any, ...]:
    return (
        IMPLEMENTATIONS.index(entry.implementation), bool(entry.pre), tuple(-number for number in entry.release),
        _descending(entry.pre), len(entry.variant),
    )  # fmt: skip


def _newest(entry: PythonDownload) -> tuple[Any, ...]:
    rank, _is_pre, *rest = _preference(entry)
    return rank, *rest


def _descending(pre: str) -> tuple[int, int]:
    return ("rc", "b", "a", "").index(pre.rstrip("0123456789")), -int(pre.lstrip("abrc") or 0)


def order(entry: PythonDownload, platform: Platform) -> tuple[Any, ...]:
    """Return what listings sort by: implementation, newest first, this platform's before others, plain builds first."""
    version = entry.version
    return (
        IMPLEMENTATIONS.index(entry.implementation), _Newest(version), entry.system, entry.system != "linux",
        _family(entry.machine) != platform.machine, _family(entry.machine), entry.machine, entry.libc, entry.variant,
    )  # fmt: skip


def _family(machine: str) -> str:
    return machine.partition("_v")[0]


class _Newest:
    """A version whose order is turned around."""

    __slots__ = ("version",)

    def __init__(self, version: Version) -> None:
        self.version = version

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Newest) and self.version == other.version

    def __lt__(self, other: _Newest) -> bool:
        return other.version < self.version

    def __hash__(self) -> int:
        return hash(self.version)


def parse_downloads(text: str, place: str) -> tuple[PythonDownload, ...]:
    """Read a list of downloads in uv's form: an object of objects. What nobody can have is left out.

    Raises:
        DownloadListError: it is none.
    """
    import json  # 15 ms, and only where downloads matter

    try:
        document = json.loads(text)
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        failure = DownloadListError(place, f"expected value at line {line} column {column}")
        raise failure from failure.__cause__
    if not isinstance(document, dict):
        raise DownloadListError(place, "expected a map of downloads")
    return tuple(found for name, row in document.items() if (found := _download(name, row, place)) is not None)


def _download(name: str, row: Any, place: str) -> PythonDownload | None:
    if not isinstance(row, dict):
        raise DownloadListError(place, f"`{name}`: expected struct JsonPythonDownload")
    for field, kind, expected in _FIELDS:
        if not isinstance(row.get(field), kind):
            problem = f"expected {expected}" if field in row else "missing field"
            raise DownloadListError(place, f"`{name}`: {problem} `{field}`")
    arch = row.get("arch")
    arch = arch if isinstance(arch, dict) else {"family": arch}
    implementation = row["name"].lower()
    release = (row["major"], row["minor"], row["patch"])
    if implementation not in IMPLEMENTATIONS or release < _OLDEST:
        return None
    family = str(arch.get("family") or "")
    family = _MACHINES.get(family, family)
    variant = row.get("variant") or ""
    return PythonDownload(
        implementation=implementation,
        release=release,
        pre=row.get("prerelease") or "",
        variant="" if variant == "default" else variant,
        system=_SYSTEMS.get(row["os"], str(row["os"])),
        machine=f"{family}_{arch['variant']}" if arch.get("variant") else family,
        libc=row["libc"],
        url=row["url"],
        sha256=row.get("sha256") or "",
        build=row.get("build") or "",
    )


def wants_patch(version: VersionRequest | None) -> bool:
    """Whether a version names one release and not a series."""
    return version is not None and (len(version.release) > 2 or bool(version.pre))  # noqa: PLR2004 - M.m
