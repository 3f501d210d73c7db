"""The `Target` of an interpreter: its markers and tags, changed by `--python-version` and `--python-platform`."""

from __future__ import annotations

from puv.errors import ParseError, UsageError
from puv.model.target import Target
from puv.python.request import check_supported
from puv.python.versions import VersionRequest
from puv.standards import tags
from puv.standards.python_platforms import python_platform
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.python.interpreter import Interpreter

_OLDEST_GLIBC = (2, 17)  # taken where the interpreter does not tell its C library's version
_OLDEST_MACOS = (10, 9)


def target_of(interpreter: Interpreter, *, python_version: str | None = None, platform: str | None = None) -> Target:
    """Return what to resolve for.

    `python_version` is `3.12` or `3.12.1`; `platform` one of `puv.standards.python_platforms.PYTHON_PLATFORMS`.

    Raises:
        UsageError: the version or the platform is none.
        PythonRequestError: the version is too old.
    """
    markers = dict(interpreter.markers)
    installed = Version.parse(markers["python_full_version"].rstrip("+"))
    wanted = installed
    python = interpreter.python_version
    if python_version is not None:
        wanted = _parse_version(python_version)
        python = _two((*wanted.release, 0), python)
        markers.update(_version_markers(wanted))
    platforms = platform_tags(interpreter)
    if platform is not None:
        chosen = python_platform(platform)
        platforms = chosen.tags
        markers.update(chosen.markers)
    ranked = tags.compatible_tags(
        interpreter.implementation,
        python,
        platforms,
        gil_disabled=interpreter.gil_disabled,
        debug=interpreter.debug,
        abi=_abi(interpreter),
    )
    return Target(
        markers=markers,
        tags=ranked,
        python_version=wanted,
        installed_python_version=installed,
        implementation=interpreter.implementation,
        explicit_python=python_version is not None,
        explicit_platform=platform is not None,
    )


def platform_tags(interpreter: Interpreter) -> tuple[str, ...]:
    """Return the platform part of the tags that the interpreter takes, best first."""
    system, machine = interpreter.system, interpreter.machine
    if system == "linux" and interpreter.libc in ("gnu", "musl"):
        version = _two(interpreter.system_version, _OLDEST_GLIBC if interpreter.libc == "gnu" else (1, 1))
        arch = {"armv7": "armv7l", "powerpc64le": "ppc64le", "powerpc64": "ppc64"}.get(machine, machine)
        if interpreter.libc == "musl":
            return tags.musllinux_platforms(arch, version)
        return tags.manylinux_platforms(arch, version)
    if system == "macos":
        arch = "arm64" if machine == "aarch64" else machine
        return tags.macos_platforms(arch, _two(interpreter.system_version, _OLDEST_MACOS))
    if system == "windows":
        return tags.windows_platforms(machine)
    return tags.generic_platforms(interpreter.platform)


def _two(version: tuple[int, ...], default: tuple[int, int]) -> tuple[int, int]:
    return (version[0], version[1]) if len(version) > 1 else default


def _abi(interpreter: Interpreter) -> str:
    """Return the ABI tag of an interpreter other than CPython, from its `SOABI` (`pypy310-pp73-x86_64-linux-gnu`)."""
    if interpreter.implementation == "cpython" or not interpreter.soabi:
        return ""
    return "_".join(interpreter.soabi.split("-")[:2])


def _parse_version(text: str) -> Version:
    try:
        version = Version.parse(text)
    except ParseError as error:
        raise UsageError(f"Python version `{text}` could not be parsed: {error}") from None
    if version.is_dev:
        raise UsageError(f"Python version `{text}` is a development release")
    request = VersionRequest.parse(text)
    if request is None:
        raise UsageError(f"Invalid version request: {text}")
    check_supported(request)
    return version


def _version_markers(version: Version) -> dict[str, str]:
    """Return the variables that state the version, the full one with three numbers as interpreters do."""
    numbers = [str(number) for number in (*version.release, 0, 0)[:3]]
    pre = version.pre
    full = ".".join(numbers) + (f"{pre[0]}{pre[1]}" if pre else "")
    return {
        "python_version": ".".join(numbers[:2]),
        "python_full_version": full,
        "implementation_version": full,
    }
