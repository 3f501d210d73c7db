"""Requests for a Python: every form of `--python`, parsed, described and matched. Pure.

Forms: a version (`3`, `3.12`, `312`, `3.12.1`, `3.13rc1`), a range (`>=3.11,<3.13`), a version with a variant
(`3.13t`, `3.13d`, `3.13+freethreaded`), an implementation with or without one of these (`pypy`, `cp312`,
`cpython@3.12`, `pypy>=3.10`), an installation key (`cpython-3.12.1-linux-x86_64-gnu`, parts may be left out), the
path of an executable or of an environment, or the name of an executable.
"""

from __future__ import annotations

from puv.frozen import Frozen
from puv.python.errors import PythonRequestError
from puv.python.versions import VersionRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from puv.python.interpreter import Interpreter

    RequestKind = Literal["default", "any", "version", "key", "directory", "file", "name"]
    PathKind = Callable[[str], Literal["directory", "file", ""]]

# Long name first, then the short one; the title is what messages show.
_TITLES = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy", "pyodide": "Pyodide"}
_SHORT = {"cp": "cpython", "pp": "pypy", "gp": "graalpy"}
_SYSTEMS = {
    "linux": "linux",
    "macos": "macos",
    "darwin": "macos",
    "windows": "windows",
    "freebsd": "freebsd",
    "netbsd": "netbsd",
    "openbsd": "openbsd",
    "dragonfly": "dragonfly",
    "illumos": "illumos",
    "solaris": "solaris",
    "android": "android",
    "ios": "ios",
    "emscripten": "emscripten",
    "wasi": "wasi",
    "none": "none",
    "aix": "aix",
}
_MACHINES = frozenset(
    (
        "x86_64",
        "x86_64_v2",
        "x86_64_v3",
        "x86_64_v4",
        "x86",
        "i686",
        "i586",
        "i386",
        "aarch64",
        "arm",
        "armv5te",
        "armv6l",
        "armv7",
        "armv7l",
        "powerpc64",
        "powerpc64le",
        "ppc64",
        "ppc64le",
        "s390x",
        "riscv64",
        "loongarch64",
        "wasm32",
    )
)
_LIBCS = frozenset(("gnu", "gnueabi", "gnueabihf", "musl", "musleabi", "musleabihf", "none"))
_KEY_PARTS = 5


class PythonRequest(Frozen):
    """One request. `kind` tells which fields count.

    `implementation` is a long lower-case name or empty; `version` a `VersionRequest` or None; `system`, `machine`
    and `libc` belong to keys (empty for "any"); `text` is the path or name, or the request as given.
    """

    kind: RequestKind
    text: str = ""
    implementation: str = ""
    version: VersionRequest | None = None
    system: str = ""
    machine: str = ""
    libc: str = ""

    @property
    def is_path(self) -> bool:
        """Whether one certain place is meant."""
        return self.kind in ("directory", "file")

    def describe(self) -> str:
        """Return what messages call the request; empty when any Python would do."""
        if self.kind in ("default", "any"):
            return ""
        if self.kind == "directory":
            return f"directory `{self.text}`"
        if self.kind == "file":
            return f"path `{self.text}`"
        if self.kind == "name":
            return f"executable name `{self.text}`"
        if self.kind == "key":
            return self.key()
        title = _TITLES.get(self.implementation, "Python")
        return f"{title} {self.version}" if self.version else title

    def canonical(self) -> str:
        """Return the request as version files hold it."""
        if self.is_path or self.kind == "name":
            return self.text
        if self.kind in ("default", "any"):
            return self.kind
        if self.kind == "key":
            return self.key()
        version = str(self.version) if self.version else ""
        return "@".join(part for part in (self.implementation, version) if part)

    def key(self) -> str:
        """Return the request as an installation key, `any` for the parts left out."""
        version = str(self.version) if self.version else ""
        parts = (self.implementation, version, self.system, self.machine, self.libc)
        return "-".join(part or "any" for part in parts)

    def accepts(self, interpreter: Interpreter) -> bool:
        """Whether the interpreter is of the requested kind and version; paths and names are not looked at."""
        if self.implementation and interpreter.implementation != self.implementation:
            return False
        if self.version and not self.version.accepts(interpreter.version, interpreter.variant):
            return False
        if not self.version and interpreter.gil_disabled and self.kind == "default":
            return VersionRequest().accepts(interpreter.version, interpreter.variant)
        return self._accepts_platform(interpreter)

    def _accepts_platform(self, interpreter: Interpreter) -> bool:
        system, machine, libc = self.system, self.machine, self.libc
        if system == "emscripten":  # Pyodide runs anywhere
            return True
        return (
            (not system or system == interpreter.system)
            and (not machine or machine == interpreter.machine)
            and (not libc or libc == interpreter.libc)
        )

    @property
    def allows_prereleases(self) -> bool:
        """Whether a pre-release is as good as any other."""
        return self.is_path or self.kind == "name" or (self.version is not None and self.version.allows_prereleases)


DEFAULT = PythonRequest(kind="default")
ANY = PythonRequest(kind="any")


def _no_path(_path: str) -> Literal["directory", "file", ""]:
    return ""


def parse_request(text: str, *, path_kind: PathKind = _no_path, os_name: str = "posix") -> PythonRequest:
    """Parse a `--python` value or a line of a version file.

    `path_kind` says what a path is; relative ones are looked up as they are.

    Raises:
        PythonRequestError: the version is one that no interpreter puv works with can have.
    """
    value = text.strip().lower()
    if value in ("default", ""):
        return DEFAULT
    if value == "any":
        return ANY
    found = _parse_version(value) or _parse_implementation(value) or _parse_key(text.strip())
    if found is not None:
        if found.version is not None:
            check_supported(found.version)
        return found.replace(text=text)
    return _parse_path(text, path_kind, os_name)


def parse_key(text: str) -> PythonRequest | None:
    """Parse an installation key alone (the name of a managed installation's directory); None when it is none."""
    return _parse_key(text)


def _parse_version(value: str) -> PythonRequest | None:
    rest = value.removeprefix("python").removeprefix("@" if value.startswith("python@") else "")
    version = VersionRequest.parse(rest.strip()) if rest.strip() else None
    return PythonRequest(kind="version", version=version) if version else None


def _parse_implementation(value: str) -> PythonRequest | None:
    name, separator, rest = value.partition("@")
    if separator:
        implementation = _implementation(name)
        version = VersionRequest.parse(rest) if implementation else None
        return PythonRequest(kind="version", implementation=implementation, version=version) if version else None
    for word in (*_TITLES, *_SHORT):
        if value.startswith(word):
            rest = value[len(word) :].strip()
            implementation = _SHORT.get(word, word)
            if not rest:
                return PythonRequest(kind="version", implementation=implementation)
            version = VersionRequest.parse(rest)
            if version:
                return PythonRequest(kind="version", implementation=implementation, version=version)
    return None


def _implementation(name: str) -> str:
    return name if name in _TITLES else _SHORT.get(name, "")


def _parse_key(value: str) -> PythonRequest | None:
    """Take the parts in order; each may be left out or be `any`."""
    parts = value.split("-")
    if len(parts) > _KEY_PARTS:
        return None
    fields: dict[str, object] = {}
    readers: list[tuple[str, Callable[[str], object]]] = [
        ("implementation", _implementation),
        ("version", VersionRequest.parse),
        ("system", lambda part: _SYSTEMS.get(part, "")),
        ("machine", lambda part: part if part in _MACHINES else ""),
        ("libc", lambda part: part if part in _LIBCS else ""),
    ]
    for part in parts:
        while readers:
            name, read = readers.pop(0)
            if part == "any":
                break
            found = read(part)
            if found:
                fields[name] = found
                break
        else:
            return None
    return PythonRequest(kind="key", **fields)  # type: ignore[arg-type]  # each reader gives its field's type


def _parse_path(text: str, path_kind: PathKind, os_name: str) -> PythonRequest:
    kind = path_kind(text)
    if kind == "directory":
        return PythonRequest(kind="directory", text=text)
    separators = "/\\" if os_name == "nt" else "/"
    if kind == "file" or any(separator in text for separator in separators):
        return PythonRequest(kind="file", text=text)
    return PythonRequest(kind="name", text=text)


def check_supported(version: VersionRequest) -> None:
    """Refuse versions that no interpreter puv works with can have.

    Raises:
        PythonRequestError: the version is one of them.
    """
    if version.is_range:
        return
    release = version.release
    if release[0] < 3:  # noqa: PLR2004 - Python 3
        oldest = "3" if len(release) == 1 else "3.6"
        raise PythonRequestError(
            f"Invalid version request: Python <{oldest} is not supported but {version} was requested."
        )
    if len(release) > 1 and release[:2] < (3, 6):
        raise PythonRequestError(f"Invalid version request: Python <3.6 is not supported but {version} was requested.")
    if version.freethreaded and len(release) > 1 and release[:2] < (3, 13):
        raise PythonRequestError(
            f"Invalid version request: Python <3.13 does not support free-threading but {version} was requested."
        )
