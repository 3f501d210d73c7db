"""From the name of a platform to the facts of an interpreter on it. Pure."""

from __future__ import annotations

from puv.errors import UsageError
from puv.standards.python_platforms import HIDDEN_PLATFORMS, PYTHON_PLATFORMS, python_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_MANYLINUX = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
_WINDOWS = {"win_amd64": "AMD64", "win_arm64": "ARM64", "win32": "x86"}
_NARROW = frozenset(("i686", "x86", "armv7l", "wasm32"))


def platform_facts(name: str) -> Mapping[str, Any]:
    """Return the facts of `Interpreter` that follow from a wheel's platform tag, or a value of `--python-platform`.

    Raises:
        UsageError: it is neither.
    """
    if name in PYTHON_PLATFORMS or name in HIDDEN_PLATFORMS:
        name = python_platform(name).tags[0]
    found = _windows(name) or _linux(name) or _macos(name) or _other(name)
    if found is None:
        expected = "a wheel's platform tag like `manylinux_2_28_x86_64`, or a value of `--python-platform`"
        raise UsageError(f"Unknown platform `{name}` (expected {expected})")
    return found


def _windows(name: str) -> Mapping[str, Any] | None:
    machine = _WINDOWS.get(name)
    return None if machine is None else _facts(("nt", "win32", machine, "Windows"), name.replace("_", "-"))


def _linux(name: str) -> Mapping[str, Any] | None:
    policy, _, rest = name.partition("_")
    if policy in _MANYLINUX:
        return _facts(("posix", "linux", rest, "Linux"), f"linux-{rest}", "gnu", _MANYLINUX[policy])
    if policy not in ("manylinux", "musllinux"):
        return None
    major, minor, machine = (*rest.split("_", 2), "", "")[:3]
    if not (major.isdigit() and minor.isdigit() and machine):
        return None
    libc = "gnu" if policy == "manylinux" else "musl"
    return _facts(("posix", "linux", machine, "Linux"), f"linux-{machine}", libc, (int(major), int(minor)))


def _macos(name: str) -> Mapping[str, Any] | None:
    system, _, rest = name.partition("_")
    major, minor, machine = (*rest.split("_", 2), "", "")[:3]
    if system != "macosx" or not (major.isdigit() and minor.isdigit() and machine in ("arm64", "x86_64")):
        return None
    version = (int(major), int(minor))
    return _facts(("posix", "darwin", machine, "Darwin"), f"macosx-{major}.{minor}-{machine}", "none", version)


def _other(name: str) -> Mapping[str, Any] | None:
    """Return the facts of a platform that has one tag: those of telephones, and of browsers (PEP 783)."""
    system, _, rest = name.partition("_")
    machine = rest.split("_", 2)[-1]
    if system == "linux" and rest:
        return _facts(("posix", "linux", rest, "Linux"), f"linux-{rest}", "none", ())
    if system in ("android", "ios"):
        title = {"android": "Android", "ios": "iOS"}[system]
        return _facts(("posix", system, machine, title), name, "none", ())
    if system == "pyodide":
        return _facts(("posix", "emscripten", "wasm32", "Emscripten"), name, "none", ())
    return None


def _facts(
    system: tuple[str, str, str, str], platform: str, libc: str = "none", version: tuple[int, ...] = ()
) -> Mapping[str, Any]:
    """Return the facts; `system` are the variables `os_name`, `sys_platform`, `platform_machine`, `platform_system`."""
    os_name, sys_platform, machine, title = system
    markers = {
        "os_name": os_name, "sys_platform": sys_platform, "platform_machine": machine, "platform_system": title,
        "platform_release": "", "platform_version": "",
    }  # fmt: skip
    return {
        "markers": markers, "platform": platform, "libc": libc, "system_version": version,
        "pointer_bits": 32 if machine in _NARROW else 64,
    }  # fmt: skip
