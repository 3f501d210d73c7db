"""Wheels at direct addresses that the user insists on, and that do not fit the environment."""

from __future__ import annotations

import os

from puv.errors import InstallError, ParseError
from puv.fetcher.redact import file_path, redacted
from puv.standards.filenames import parse_wheel_name
from puv.standards.tags import wheel_rank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from puv.model.resolution import Pin
    from puv.model.target import Target
    from puv.standards.filenames import WheelName
    from puv.standards.names import PackageName

_PLATFORMS = (
    ("win", "Windows"), ("macosx", "macOS"), ("manylinux", "Linux"), ("musllinux", "Linux"), ("linux", "Linux"),
    ("android", "Android"), ("ios", "iOS"), ("pyodide", "Pyodide"), ("emscripten", "Pyodide"),
    ("freebsd", "FreeBSD"), ("netbsd", "NetBSD"), ("openbsd", "OpenBSD"),
)  # fmt: skip
_PYTHONS = {"cp": "CPython", "pp": "PyPy", "py": "Python", "graalpy": "GraalPy"}


class UnfitWheelError(InstallError):
    """A wheel is for another platform or Python than the environment's. `filename` names it."""

    code = "unfit-wheel"

    def __init__(self, filename: str, shown: str, *, local: bool, hint: str) -> None:
        kind = "path" if local else "URL"
        super().__init__(
            f"A {kind} ({shown}) dependency is incompatible with the current platform", hints=(hint,) if hint else ()
        )
        self.filename = filename


class ForbiddenWheelError(InstallError):
    """A requirement gives the address of a wheel, and the settings forbid wheels."""

    code = "forbidden-wheel"


def refuse_unfit(pins: Iterable[Pin], target: Target, no_binary: frozenset[PackageName] | Literal[True]) -> None:
    """Refuse wheels at direct addresses that do not fit, or are forbidden.

    Raises:
        InstallError: one does not; the cause says which.
    """
    for pin in pins:
        if not (pin.url and pin.file.is_wheel):
            continue
        try:
            wheel = parse_wheel_name(pin.file.filename)
        except ParseError:
            continue  # refused when it is read
        local = pin.url.startswith("file:")
        if no_binary is True or pin.name in no_binary:
            kind = "path" if local else "URL"
            raise InstallError("Failed to determine installation plan") from ForbiddenWheelError(
                f"A {kind} dependency points to a wheel which conflicts with `--no-binary`: {redacted(pin.url)}"
            )
        if wheel_rank(wheel, target.tags) is not None:
            continue
        shown = os.path.basename(file_path(pin.url)) if local else redacted(pin.url)
        unfit = UnfitWheelError(pin.file.filename, shown, local=local, hint=_hint(wheel, target))
        raise InstallError("Failed to determine installation plan") from unfit


def _hint(wheel: WheelName, target: Target) -> str:
    have = [tag.split("-") for tag in target.tags]
    if not have:
        return ""
    python, abi, platform = have[0]
    if not any(tag[0] in wheel.python_tags for tag in have):
        return f"The wheel is compatible with {_listed(wheel.python_tags)}, but you're using {_told(python)}"
    if not any(tag[0] in wheel.python_tags and tag[1] in wheel.abi_tags for tag in have):
        return f"The wheel is compatible with {_listed(wheel.abi_tags)}, but you're using {_told(abi)}"
    return f"The wheel is compatible with {_listed(wheel.platform_tags)}, but you're on {_told(platform)}"


def _listed(tags: Iterable[str]) -> str:
    words = [_told(tag) for tag in tags]
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _told(tag: str) -> str:
    """Return a tag with its meaning: CPython 3.12 (`cp312`)."""
    for start, name in _PLATFORMS:
        if tag.startswith(start):
            return f"{name} (`{tag}`)"
    letters = tag.rstrip("0123456789_tdmu") if not tag.startswith("graalpy") else "graalpy"
    digits = tag[len(letters) :].rstrip("tdmu")
    name = _PYTHONS.get(letters, "")
    if not name or not digits.isdigit():
        return f"`{tag}`"
    version = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
    return f"{name} {version} (`{tag}`)"
