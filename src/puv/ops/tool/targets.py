"""What a word of `puv tool run` and `install` names: a package, a version of it, its latest one, or a Python. Pure."""

from __future__ import annotations

from puv.errors import UsageError
from puv.frozen import Frozen
from puv.standards.names import is_name
from puv.standards.requirement import is_address
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

_PYTHONS = ("python", "cpython", "pypy", "graalpy")
_OPERATORS = "<>=!~"


class Target(Frozen):
    """A package as a word names it.

    `requirement` is a requirement or an address, as text; `executable` is the name of the command that the word stands
    for, empty where only the package's own name can tell. `name` is set for `latest` and `version`.
    """

    kind: Literal["unspecified", "version", "latest"]
    requirement: str
    executable: str = ""
    name: str = ""


def parse_target(text: str) -> Target:
    """Read `ruff`, `ruff@0.6.0`, `ruff[extra]@latest`, a requirement or an address.

    Raises:
        UsageError: there is a version and no name.
    """
    left, at, right = text.partition("@")
    if at and not left:
        raise UsageError(f"Invalid version request: {text}")
    name = left.partition("[")[0]
    if at and is_name(name) and left[len(name) :][-1:] in ("", "]"):
        if right == "latest":
            return Target(kind="latest", requirement=left, executable=name, name=name)
        if right[:1].isdigit() or right[:1] in ("v", "V"):
            version = Version.parse_or_none(right)
            if version is not None:
                return Target(kind="version", requirement=f"{left}=={version}", executable=name, name=name)
    # What stands before extras, limits and blanks is the name, unless the text is an address.
    length = next(
        (at for at, character in enumerate(left) if not (character.isalnum() or character in "-_.")), len(left)
    )
    executable = "" if is_address(text) or not is_name(left[:length]) else left[:length]
    return Target(kind="unspecified", requirement=text, executable=executable)


def python_of(text: str) -> str | None:
    """Return the request that a word makes for a Python (`python3.12`, `pypy@3.10`), empty for any; None for others.

    Raises:
        UsageError: it asks for no version, or for the latest one.
    """
    name, at, request = text.partition("@")
    if name in _PYTHONS:
        if at and not request:
            raise UsageError("Invalid version request: ")
        if request == "latest":
            raise UsageError("Requesting the 'latest' Python version is not yet supported")
        if name in ("python", "cpython"):
            return request
        return f"{name}@{request}" if at else name
    if name.startswith("python") and name[6:7] in ("<", ">", "=", "!", "~"):
        return name[6:]
    version = name.removeprefix("python")
    if name.startswith("python") and not at and version.replace(".", "").rstrip("t").isdigit():
        return version
    return None


def comma_separated(texts: Iterable[str]) -> Iterator[str]:
    """Divide `a,b>=1,<2,c[x,y]` at the commas between requirements."""
    for text in texts:
        parts: list[str] = []
        depth = 0
        start = 0
        for at, character in enumerate(text):
            if character in "[(":
                depth += 1
            elif character in "])":
                depth -= 1
            elif character == "," and not depth and text[at + 1 :].lstrip()[:1] not in _OPERATORS:
                parts.append(text[start:at])
                start = at + 1
        yield from (part.strip() for part in (*parts, text[start:]) if part.strip())
