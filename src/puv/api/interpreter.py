"""`Interpreter`: what packages are chosen for, as a description. Making one starts no process, save where said so."""

from __future__ import annotations

import os
import sys

from puv.api.platforms import platform_facts
from puv.api.processes import variables
from puv.errors import NotAnEnvironment, ParseError, UsageError
from puv.python import _query, interpreter
from puv.python.config import read_config
from puv.python.probe import probe
from puv.python.target import target_of
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Self


class Interpreter(interpreter.Interpreter):
    """A Python: its version, platform and layout. Make one with `current`, `of`, `from_executable` or `in_environment`.

    `executable` is empty for an interpreter that is only described, or that runs inside another program: it can
    resolve and install, and builds nothing.
    """

    @classmethod
    def current(cls) -> Self:
        """Return the interpreter that runs this process, described from within; `sys.executable` is not looked at."""
        facts = _query.collect(alone=True)
        return cls.from_facts({**facts, "executable": "", "base_executable": ""})

    @classmethod
    def of(
        cls, version: str, platform: str | None = None, *, implementation: str = "cpython", freethreaded: bool = False
    ) -> Self:
        """Describe an interpreter that need not exist.

        `version` is `3.12` or `3.12.4`. `platform` is a wheel's platform tag (`manylinux_2_28_x86_64`, `win_amd64`,
        `macosx_14_0_arm64`, `musllinux_1_2_aarch64`), or a value of `--python-platform`; None is this process's own.

        Raises:
            UsageError: the version or the platform is none.
        """
        try:
            wanted = Version.parse(version)
        except ParseError as error:
            raise UsageError(f"`{version}` is no version of Python: {error}") from None
        numbers = (*wanted.release, 0, 0)[:3]
        full = ".".join(map(str, numbers)) + (f"{wanted.pre[0]}{wanted.pre[1]}" if wanted.pre else "")
        short = f"{numbers[0]}.{numbers[1]}"
        title = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalVM"}.get(implementation, implementation)
        facts = platform_facts(platform) if platform is not None else _own_platform()
        markers = {
            **facts["markers"],
            "implementation_name": implementation,
            "implementation_version": full,
            "platform_python_implementation": title,
            "python_full_version": full,
            "python_version": short,
        }
        return cls(
            executable="", base_executable="", full_version=full, prefix="", base_prefix="", stdlib="",
            scheme=dict.fromkeys(("purelib", "platlib", "scripts", "data", "include"), ""),
            venv_scheme=_venv_scheme(markers["os_name"], implementation, short, freethreaded=freethreaded),
            gil_disabled=freethreaded, debug=False, soabi="", **{**facts, "markers": markers},
        )  # fmt: skip

    @classmethod
    def from_executable(cls, path: str | os.PathLike[str]) -> Self:
        """Ask an executable what it is, which starts it.

        Raises:
            PythonError: it is no Python, or does not answer.
        """
        found = probe(os.path.abspath(path), cache=None, cwd=os.getcwd(), environ=variables(None))
        return cls.of_facts(found)

    @classmethod
    def in_environment(cls, path: str | os.PathLike[str]) -> Self:
        """Describe the interpreter of a virtual environment from its `pyvenv.cfg`, without starting it.

        Raises:
            NotAnEnvironment: there is no `pyvenv.cfg`, or it does not tell the version.
        """
        prefix = os.path.abspath(path)
        config = read_config(prefix)
        version = config.get("version_info") or config.get("version", "")
        if not version:
            raise NotAnEnvironment(f"`{prefix}` is not a virtual environment: it has no `pyvenv.cfg`", path=prefix)
        version = ".".join(version.split(".")[:3])
        implementation = config.get("implementation", "CPython").lower()
        home = config.get("home", "")
        own = cls.current()
        plain = cls.of(version, implementation=implementation, freethreaded=_is_freethreaded(prefix, version))
        if (own.python_version, own.implementation, own.gil_disabled) == (
            plain.python_version, plain.implementation, plain.gil_disabled,
        ):  # fmt: skip
            plain = plain.replace(debug=own.debug, soabi=own.soabi)
        scripts = "Scripts" if plain.os_name == "nt" else "bin"
        executable = os.path.join(prefix, scripts, "python.exe" if plain.os_name == "nt" else "python")
        base = os.path.dirname(home) if os.path.basename(home) == "bin" else home
        return plain.replace(base_prefix=base or "/").inside(prefix, executable)

    @classmethod
    def of_facts(cls, found: interpreter.Interpreter) -> Self:
        """Return an interpreter that puv has found as one of these."""
        return cls(**{name: getattr(found, name) for name in cls.__fields__})

    @property
    def tags(self) -> tuple[str, ...]:
        """The wheel tags that it takes, best first."""
        return tuple(target_of(self).tags)


def _own_platform() -> Mapping[str, Any]:
    own = Interpreter.current()
    return {
        "markers": own.markers, "platform": own.platform, "libc": own.libc,
        "system_version": own.system_version, "pointer_bits": own.pointer_bits,
    }  # fmt: skip


def _venv_scheme(os_name: str, implementation: str, short: str, *, freethreaded: bool) -> dict[str, str]:
    """Return where things are in an environment (`sysconfig`'s scheme `venv`)."""
    if os_name == "nt":
        return {
            "purelib": "Lib\\site-packages", "platlib": "Lib\\site-packages", "scripts": "Scripts", "data": ".",
            "include": "Include",
        }  # fmt: skip
    flavour = ("pypy" if implementation == "pypy" else "python") + short + ("t" if freethreaded else "")
    library = f"lib/{flavour}/site-packages"
    return {
        "purelib": library, "platlib": library, "scripts": "bin", "data": ".", "include": f"include/site/{flavour}",
    }  # fmt: skip


def _is_freethreaded(prefix: str, version: str) -> bool:
    short = ".".join(version.split(".")[:2])
    if sys.platform == "win32":
        return os.path.exists(os.path.join(prefix, "Scripts", f"python{short}t.exe"))
    return os.path.isdir(os.path.join(prefix, "lib", f"python{short}t"))
