"""Why none of a package's wheels fits a target, as a hint."""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.filenames import parse_wheel_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.model.target import Target
    from puv.standards.filenames import WheelName
    from puv.standards.version import Version

_IMPLEMENTATIONS = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy", "pyodide": "Pyodide"}
_SYSTEMS = {"Darwin": "macOS", "Windows": "Windows", "Linux": "Linux"}
_PLATFORM_ORDER = ("any", "manylinux", "linux", "musllinux", "macosx", "win")


def wheel_hint(name: str, version: Version | None, filenames: Iterable[str], target: Target) -> str:
    """Return which tags the wheels of a package have instead; empty without wheels."""
    wheels = [wheel for wheel in map(_parsed, filenames) if wheel is not None]
    if not wheels:
        return ""
    about = f"`{name}`" + (f" (v{version})" if version is not None else "")
    triples = [tag.split("-") for tag in target.tags]
    pythons = {triple[0] for triple in triples}
    pairs = {(triple[0], triple[1]) for triple in triples}
    if not any(python in pythons for wheel in wheels for python in wheel.python_tags) and _share_abi(wheels, pairs):
        return _python_hint(about, "implementation", (tag for wheel in wheels for tag in wheel.python_tags), target)
    fitting = [wheel for wheel in wheels if _fits(wheel, pairs)]
    if not fitting:
        return _python_hint(about, "ABI", (tag for wheel in wheels for tag in wheel.abi_tags), target)
    platforms = sorted({tag for wheel in fitting for tag in wheel.platform_tags}, key=_platform_order)
    own = next((triple[2] for triple in triples), "")
    system = target.markers.get("platform_system", "")
    variables = ("sys_platform", "platform_machine")
    marker = " and ".join(f"{name} == '{target.markers.get(name, '')}'" for name in variables)
    return (
        f"You're on {_SYSTEMS.get(system, system)} (`{own}`), but {about} only has wheels for the following "
        f'platform{"s" * (len(platforms) > 1)}: {_listed(platforms)}; consider adding "{marker}" to '
        "`tool.uv.required-environments` to ensure puv resolves to a version with compatible wheels"
    )


def _parsed(name: str) -> WheelName | None:
    try:
        return parse_wheel_name(name)
    except ParseError:
        return None


def _share_abi(wheels: list[WheelName], pairs: set[tuple[str, str]]) -> bool:
    abis = {abi for _, abi in pairs}
    return any(abi in abis for wheel in wheels for abi in wheel.abi_tags)


def _fits(wheel: WheelName, pairs: set[tuple[str, str]]) -> bool:
    return any((python, abi) in pairs for python in wheel.python_tags for abi in wheel.abi_tags)


def _python_hint(about: str, word: str, tags: Iterable[str], target: Target) -> str:
    found = sorted(set(tags), key=_natural)
    own = next(iter(target.tags), "").split("-")[0]
    release = ".".join(map(str, target.python_version.release[:2]))
    return (
        f"You're using {_IMPLEMENTATIONS.get(target.implementation, 'Python')} {release} (`{own}`), but {about} only "
        f"has wheels with the following Python {word} tag{'s' * (len(found) > 1)}: {_listed(found)}"
    )


def _listed(tags: list[str]) -> str:
    return ", ".join(f"`{tag}`" for tag in tags)


def _platform_order(tag: str) -> tuple[int, str]:
    return next((at for at, start in enumerate(_PLATFORM_ORDER) if tag.startswith(start)), len(_PLATFORM_ORDER)), tag


def _natural(tag: str) -> tuple[str, int, bool, str]:
    """Sort `cp39` before `cp310`, and flags from the end of the alphabet, as uv does."""
    digits = "".join(character for character in tag[2:] if character.isdigit())
    flags = tag[2:].lstrip("0123456789")
    return tag[:2], int(digits or 0), flags == "d", flags
