"""Values of a parsed TOML document, held against the types they must have. Pure."""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.pyproject import PyprojectError, mistyped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Literal, TypeVar

    from puv.standards.pyproject import KeyPath

    T = TypeVar("T")


def table(value: object, path: KeyPath, expected: str) -> Mapping[str, Any]:
    """Return a table.

    Raises:
        PyprojectError: it is something else.
    """
    if not isinstance(value, dict):
        raise mistyped(value, expected, path)
    return value


def sequence(value: object, path: KeyPath) -> Sequence[object]:
    """Return an array.

    Raises:
        PyprojectError: it is something else.
    """
    if not isinstance(value, list):
        raise mistyped(value, "a sequence", path)
    return value


def string(value: object, path: KeyPath) -> str:
    """Return a string.

    Raises:
        PyprojectError: it is something else.
    """
    if not isinstance(value, str):
        raise mistyped(value, "a string", path)
    return value


def boolean(value: object, path: KeyPath) -> bool:
    """Return a boolean.

    Raises:
        PyprojectError: it is something else.
    """
    if not isinstance(value, bool):
        raise mistyped(value, "a boolean", path)
    return value


def strings(found: Mapping[str, Any], key: str, path: KeyPath) -> tuple[str, ...]:
    """Return the array of strings at a key of a table, empty where there is none.

    Raises:
        PyprojectError: it is something else.
    """
    place = (*path, key)
    return tuple(string(entry, (*place, at)) for at, entry in enumerate(sequence(found.get(key, []), place)))


def checked(parse: Callable[[str], T], text: str, path: KeyPath, *, part: Literal["key", "value"] = "value") -> T:
    """Parse a text.

    Raises:
        PyprojectError: it cannot be; the message marks the place within it.
    """
    try:
        return parse(text)
    except ParseError as error:
        marked = ""
        if error.source and not str(error).startswith("Not a valid package or extra name"):
            marked = f"\n{text}\n{' ' * error.start}{'^' * max(1, error.end - error.start)}"
        raise PyprojectError(f"{error}{marked}", path=path, part=part) from error
