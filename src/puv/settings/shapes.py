"""Shapes that values of settings files may have, and what is said of those that have another. Pure.

A shape is a function of a parsed value and its path that returns what the settings hold, or raises `WrongError` with
serde's sentence, as uv does.
"""

from __future__ import annotations

from puv.errors import ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from puv.settings.locate import Path

    Shape = Callable[[Any, Path], Any]


class WrongError(Exception):
    """The value at `path`, or the key with `at_key`, is wrong."""

    path: Path
    at_key: bool

    def __init__(self, message: str, path: Path, *, at_key: bool = False) -> None:
        super().__init__(message)
        self.path, self.at_key = path, at_key


def described(value: Any) -> str:
    """Name a TOML value as serde does: `string "x"`, `integer `3``."""
    if isinstance(value, bool):
        return f"boolean `{str(value).lower()}`"
    if isinstance(value, int):
        return f"integer `{value}`"
    if isinstance(value, float):
        return f"floating point `{value}`"
    if isinstance(value, str):
        return 'string "' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "sequence" if isinstance(value, list) else "map" if isinstance(value, dict) else "datetime"


def wrong_type(value: Any, expected: str, path: Path) -> WrongError:
    """Return the error for a value of another type than `expected`."""
    return WrongError(f"invalid type: {described(value)}, expected {expected}", path)


def listed(names: tuple[str, ...]) -> str:
    """Write the names that were expected: `a` or `b`, one of `a`, `b`, `c`."""
    quoted = [f"`{name}`" for name in names]
    return " or ".join(quoted) if len(quoted) == 2 else f"one of {', '.join(quoted)}"  # noqa: PLR2004 - a pair


def boolean(value: Any, path: Path) -> bool:
    """Take `true` or `false`."""
    if not isinstance(value, bool):
        raise wrong_type(value, "a boolean", path)
    return value


def text(check: Callable[[str], Any] | None = None, expected: str = "a string") -> Shape:
    """Return the shape of a text; `check` returns what it means, or raises `ValueError` with a sentence."""

    def read(value: Any, path: Path) -> Any:
        if not isinstance(value, str):
            raise wrong_type(value, expected, path)
        try:
            return check(value) if check else value
        except (ValueError, ParseError) as error:
            raise WrongError(str(error), path) from None

    return read


def choice(*names: str, synonyms: Mapping[str, str] | None = None) -> Shape:
    """Return the shape of one of several words; `synonyms` tells what some of them mean."""
    meanings = synonyms or {}

    def read(value: Any, path: Path) -> str:
        if not isinstance(value, str):
            raise WrongError("wanted string or table", path)
        if value not in names:
            raise WrongError(f"unknown variant `{value}`, expected {listed(names)}", path)
        return meanings.get(value, value)

    return read


def sequence(item: Shape, expected: str = "a sequence") -> Shape:
    """Return the shape of a list whose items have a shape; it is read into a tuple."""

    def read(value: Any, path: Path) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise wrong_type(value, expected, path)
        return tuple(item(entry, (*path, at)) for at, entry in enumerate(value))

    return read


def once(item: Shape) -> Shape:
    """Return the shape of a value that is read into a tuple of its own, for lists that gather what files say."""
    return lambda value, path: (item(value, path),)


def mapping(item: Shape, key: Callable[[str], object] | None = None, expected: str = "a map") -> Shape:
    """Return the shape of a table with any keys (those that `key` accepts), whose values have a shape."""

    def read(value: Any, path: Path) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wrong_type(value, expected, path)
        found = {}
        for name, entry in value.items():
            try:
                if key is not None:
                    key(name)
            except (ValueError, ParseError) as error:
                raise WrongError(str(error), (*path, name), at_key=True) from None
            found[name] = item(entry, (*path, name))
        return found

    return read


def struct(
    name: str, fields: Mapping[str, Shape], *, needed: tuple[str, ...] = (), strict: bool = False, expected: str = "",
) -> Shape:  # fmt: skip
    """Return the shape of a table with known keys; with `strict` no others may be there."""

    def read(value: Any, path: Path) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wrong_type(value, expected or f"struct {name}", path)
        for key in value:
            if strict and key not in fields:
                raise WrongError(f"unknown field `{key}`, expected {listed(tuple(fields))}", (*path, key), at_key=True)
        found = {key: fields[key](entry, (*path, key)) if key in fields else entry for key, entry in value.items()}
        for key in needed:
            if key not in value:
                raise WrongError(f"missing field `{key}`", path)
        return found

    return read


def number(expected: str = "a nonzero usize", least: int = 1) -> Shape:
    """Return the shape of a whole number."""

    def read(value: Any, path: Path) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong_type(value, expected, path)
        if value < least:
            raise WrongError(f"invalid value: {described(value)}, expected {expected}", path)
        return value

    return read


def anything(value: Any, path: Path) -> Any:
    """Take any value: somebody else reads it."""
    del path
    return value
