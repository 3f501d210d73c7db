"""`Interpreter`: what an executable told about itself."""

from __future__ import annotations

import os

from puv.frozen import Frozen
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Self, TypeVar

    Kind = TypeVar("Kind", bound="Interpreter")

_MACHINES = {"amd64": "x86_64", "arm64": "aarch64", "i386": "i686", "i586": "i686", "x86": "i686", "armv7l": "armv7"}
_SYSTEMS = {"darwin": "macos", "win32": "windows", "cygwin": "windows"}
_TITLES = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy"}


class Interpreter(Frozen):
    """The facts of one interpreter, as `puv.python._query` collects them.

    `executable` is its `sys.executable`; `base_executable` that of the interpreter its environment was made from
    (empty when unknown). `full_version` is `3.13.0rc1`. `markers` holds the eleven variables of PEP 508. `scheme`
    maps `purelib`, `platlib`, `scripts`, `data` and `include` to absolute paths, `venv_scheme` to paths inside an
    environment. `platform` is `sysconfig.get_platform()`; `libc` is `gnu`, `musl` or `none`; `system_version` the two
    numbers of the C library's or of macOS' version, or nothing. `pointer_bits` is 32 or 64.
    """

    executable: str
    base_executable: str
    full_version: str
    markers: Mapping[str, str]
    prefix: str
    base_prefix: str
    stdlib: str
    scheme: Mapping[str, str]
    venv_scheme: Mapping[str, str]
    platform: str
    libc: str
    system_version: tuple[int, ...]
    pointer_bits: int
    gil_disabled: bool
    debug: bool
    soabi: str

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Build from the object that `_query` prints.

        Raises:
            KeyError: a fact is missing; the caller knows where the object came from.
        """
        values = {name: facts[name] for name in cls.__fields__ if name != "full_version"}
        values["full_version"] = facts["version"]
        values["system_version"] = tuple(values["system_version"])
        if facts["markers"]["os_name"] == os.name == "posix":
            # The kernel may be a newer one than when the facts were kept; the running one is this process's own.
            system = os.uname()
            values["markers"] = {
                **facts["markers"],
                "platform_release": system.release,
                "platform_version": system.version,
            }
        return cls(**values)

    def facts(self) -> Mapping[str, Any]:
        """Return the object that `from_facts` builds this value from; plain values only."""
        facts = {name: getattr(self, name) for name in self.__fields__ if name != "full_version"}
        return {**facts, "version": self.full_version}

    @property
    def version(self) -> Version:
        """The version of the language, pre-release and all."""
        return Version.parse(self.full_version)

    @property
    def python_version(self) -> tuple[int, int]:
        """Major and minor."""
        major, minor = self.full_version.split(".")[:2]
        return int(major), int(minor)

    @property
    def implementation(self) -> str:
        """The implementation's name: `cpython`, `pypy`, `graalpy`."""
        return self.markers["implementation_name"].lower()

    @property
    def title(self) -> str:
        """The implementation as messages call it: `CPython`, `PyPy`."""
        return _TITLES.get(self.implementation, self.markers["platform_python_implementation"])

    @property
    def variant(self) -> str:
        """The build's variant: empty, `freethreaded`, `debug` or `freethreaded+debug`."""
        return "+".join(name for name, on in (("freethreaded", self.gil_disabled), ("debug", self.debug)) if on)

    @property
    def is_virtualenv(self) -> bool:
        """Whether it runs in an environment (PEP 405, and old virtualenv)."""
        return self.prefix != self.base_prefix

    @property
    def os_name(self) -> str:
        """The kind of system: `posix` or `nt`."""
        return self.markers["os_name"]

    @property
    def system(self) -> str:
        """The operating system as keys name it: `linux`, `macos`, `windows`."""
        name = self.markers["sys_platform"]
        return _SYSTEMS.get(name, name)

    @property
    def machine(self) -> str:
        """The processor as keys name it: `x86_64`, `aarch64`, `i686`, …; that of the program, not of the kernel."""
        name = self.markers["platform_machine"].lower()
        if self.platform.endswith("universal2") or not self.platform:
            return _MACHINES.get(name, name)
        if self.pointer_bits == 32 and name in ("x86_64", "amd64"):  # noqa: PLR2004 - bits
            return "i686"
        return _MACHINES.get(name, name)

    def inside(self, prefix: str, executable: str) -> Self:
        """Return what the interpreter of an environment at `prefix`, made from the same base, says about itself.

        Both paths are absolute; `base_executable` stays.
        """
        scheme = {name: os.path.normpath(os.path.join(prefix, path)) for name, path in self.venv_scheme.items()}
        return self.replace(executable=executable, prefix=prefix, scheme=scheme)

    def key(self) -> str:
        """Return the installation key, `cpython-3.12.1-linux-x86_64-gnu`."""
        version = f"{self.full_version}+{self.variant}" if self.variant else self.full_version
        return f"{self.implementation}-{version}-{self.system}-{self.machine}-{self.libc}"

    def site_packages(self) -> tuple[str, ...]:
        """Return the directories that packages are installed into, `purelib` first, without repeats."""
        return tuple(dict.fromkeys((self.scheme["purelib"], self.scheme["platlib"])))

    def externally_managed(self) -> str | None:
        """Return why the system's package manager alone may change this installation (PEP 668).

        None when anybody may, which every environment grants; empty when the reason is not told.
        """
        if self.is_virtualenv:
            return None
        try:
            with open(os.path.join(self.stdlib, "EXTERNALLY-MANAGED"), encoding="utf-8") as file:
                return _error_of(file.read())
        except OSError:
            return None
        except UnicodeDecodeError:
            return ""


def _error_of(text: str) -> str:
    """Return the value of `Error` of a PEP 668 file: an INI value, continued on indented lines."""
    lines: list[str] | None = None
    for line in text.splitlines():
        if lines is not None:
            if line and not line[0].isspace():
                break
            lines.append(line.strip())
        elif line.partition("=")[0].strip().lower() == "error":
            lines = [line.partition("=")[2].strip()]
    return "\n".join(lines or ()).strip()


def current() -> Interpreter:
    """Return the interpreter that runs this process, without starting another one.

    Its executable is the one that its installation or environment has: `sys.executable` may be any program that has
    Python inside. Empty where there is none.
    """
    from puv.python import _query

    facts = {**_query.collect(alone=True), "executable": "", "base_executable": ""}
    return startable(Interpreter.from_facts(facts))


def startable(interpreter: Kind) -> Kind:
    """Return this process's interpreter with its executable, where its installation has one."""
    if interpreter.executable:
        return interpreter
    names = ["python.exe"]
    if interpreter.os_name != "nt":
        major, minor = interpreter.python_version
        names = [f"python{major}.{minor}", "python3"]  # `python` alone may be another one
        names = ["python", *names] if interpreter.is_virtualenv else names
    paths = (
        os.path.join(place, name) for place in (interpreter.scheme["scripts"], interpreter.prefix) for name in names
    )
    return interpreter.replace(executable=next((path for path in paths if os.path.isfile(path)), ""))
