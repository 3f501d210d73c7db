"""Settings from `uv.toml` and from `[tool.uv]` of a `pyproject.toml`. Pure: documents arrive parsed."""

from __future__ import annotations

from puv.settings import fields
from puv.settings.errors import TomlError
from puv.settings.exclude_newer import check as check_moment
from puv.settings.layers import GROUPS, Layer
from puv.settings.locate import Located, position

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from puv.settings.layers import LayerKind
    from puv.settings.locate import Path
    from puv.settings.option import Option


class _WrongError(Exception):
    """The value at `path`, or the key with `at_key`, is wrong."""

    def __init__(self, message: str, path: Path, *, at_key: bool = False) -> None:
        super().__init__(message)
        self.path, self.at_key = path, at_key


def file_layer(
    document: Mapping[str, Any], text: str, *, kind: LayerKind, place: str, prefix: tuple[str, ...] = (),
    for_pip: bool = False,
) -> Layer:  # fmt: skip
    """Read the table at `prefix` of a document into a layer.

    `text` is the source, for messages. The `[pip]` table counts, above the others, with `for_pip`.

    Raises:
        TomlError: a key is unknown or a value has the wrong form.
    """
    table: Any = document
    for name in prefix:
        table = table.get(name, {})
    try:
        values = _table(table, prefix, "key")
        special = _table(_pip(table, prefix), (*prefix, "pip"), "pip_key")
    except _WrongError as error:
        raise _located(error, text) from None
    if for_pip:
        values |= special
    return Layer(kind=kind, values=values, place=place)


def _pip(table: Mapping[str, Any], prefix: tuple[str, ...]) -> Mapping[str, Any]:
    pip: Mapping[str, Any] = table.get("pip", {})
    if not isinstance(pip, dict):
        raise _WrongError(f"invalid type: {described(pip)}, expected struct PipOptions", (*prefix, "pip"))
    return pip


def project_only(table: Mapping[str, Any]) -> str | None:
    """Return the first key that a `uv.toml` may not have, None when all are allowed."""
    return next((key for key in table if key in fields.PROJECT_ONLY), None)


def _located(error: _WrongError, text: str) -> TomlError:
    located = Located(text)
    spans = located.keys if error.at_key else located.values
    path = error.path
    while path and path not in spans:
        path = path[:-1]
    begin, end = spans.get(path, (0, 1))
    line, column = position(text, begin)
    first_line_end = text.find("\n", begin, end)
    length = (end if first_line_end < 0 else first_line_end) - begin
    return TomlError(str(error), source=text, line=line, column=column, length=length)


def _table(table: Mapping[str, Any], prefix: tuple[str, ...], attribute: str) -> dict[str, Any]:
    rows = {
        key: row
        for group in GROUPS.values()
        for row in group.__options__.values()
        for key in getattr(row, attribute).split()
    }
    known = fields.KEYS if attribute == "key" else fields.PIP_KEYS
    found: dict[str, Any] = {}
    for key, value in table.items():
        path = (*prefix, key)
        if key not in known:
            names = ", ".join(f"`{name}`" for name in known)
            raise _WrongError(f"unknown field `{key}`, expected one of {names}", path, at_key=True)
        row = rows.get(key)
        if row is not None and not (attribute == "key" and key == "pip"):
            found[row.path] = _value(row, key, value, path, in_pip=attribute == "pip_key")
        elif key in fields.SEQUENCES and not isinstance(value, list):
            raise _WrongError(f"invalid type: {described(value)}, expected a sequence", path)
    return found


def _value(row: Option, key: str, value: Any, path: Path, *, in_pip: bool) -> Any:
    special = _SPECIAL.get(key)
    if special is not None and not (in_pip and key in {"no-binary", "no-build"}):
        return special(value, path)
    if row.kind == "flag":
        return _bool(value, path)
    if row.kind == "many":
        if not isinstance(value, list):
            raise _WrongError(f"invalid type: {described(value)}, expected a sequence", path)
        return tuple(_text(row, key, item, (*path, at)) for at, item in enumerate(value))
    if isinstance(row.default, int) or key.startswith("concurrent-"):
        if isinstance(value, bool) or not isinstance(value, int):
            raise _WrongError(f"invalid type: {described(value)}, expected a nonzero usize", path)
        if value < 1:
            raise _WrongError(f"invalid value: {described(value)}, expected a nonzero usize", path)
        return value
    return _text(row, key, value, path)


def _bool(value: Any, path: Path) -> bool:
    if not isinstance(value, bool):
        raise _WrongError(f"invalid type: {described(value)}, expected a boolean", path)
    return value


def _text(row: Option, key: str, value: Any, path: Path) -> Any:
    if not isinstance(value, str):
        if row.choices:
            raise _WrongError("wanted string or table", path)
        expected = "path string" if key in {"cache-dir", "output-file"} else "a string"
        raise _WrongError(f"invalid type: {described(value)}, expected {expected}", path)
    if row.choices:
        choices = fields.CHOICES.get(key, tuple(row.choices))
        if value not in choices:
            names = [f"`{name}`" for name in choices]
            listed = " or ".join(names) if len(names) == 2 else f"one of {', '.join(names)}"  # noqa: PLR2004 - a pair
            raise _WrongError(f"unknown variant `{value}`, expected {listed}", path)
        return fields.SYNONYMS.get((key, value), value)
    try:
        parse = fields.PARSE.get(key, row.parse)
        return parse(value) if parse else value
    except ValueError as error:
        raise _WrongError(str(error), path) from None


def _all_or_none(value: Any, path: Path) -> tuple[str, ...]:
    """`no-binary = true` at the top means every package."""
    return (":all:",) if _bool(value, path) else ()


def _pairs(check: Callable[[str], object]) -> Callable[[Any, Path], tuple[str, ...]]:
    """`{ package = "value" }` as `package=value` texts."""

    def read(value: Any, path: Path) -> tuple[str, ...]:
        if not isinstance(value, dict):
            raise _WrongError(f"invalid type: {described(value)}, expected a map", path)
        found = []
        for name, right in value.items():
            text = "false" if right is False else right
            if not isinstance(text, str):
                raise _WrongError(f"invalid type: {described(right)}, expected a string", (*path, name))
            try:
                check(text)
            except ValueError as error:
                raise _WrongError(str(error), (*path, name)) from None
            found.append(f"{name}={text}")
        return tuple(found)

    return read


def _config_settings(value: Any, path: Path) -> tuple[str, ...]:
    if not isinstance(value, dict):
        raise _WrongError(f"invalid type: {described(value)}, expected a map", path)
    found = []
    for name, right in value.items():
        for text in right if isinstance(right, list) else [right]:
            if not isinstance(text, str):
                raise _WrongError(
                    f"invalid type: {described(text)}, expected a string or list of strings", (*path, name)
                )
            found.append(f"{name}={text}")
    return tuple(found)


def _config_settings_package(value: Any, path: Path) -> tuple[str, ...]:
    if not isinstance(value, dict):
        raise _WrongError(f"invalid type: {described(value)}, expected a map", path)
    return tuple(
        f"{package}:{pair}" for package, pairs in value.items() for pair in _config_settings(pairs, (*path, package))
    )


def _indexes(value: Any, path: Path) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list):
        raise _WrongError(f"invalid type: {described(value)}, expected a sequence", path)
    for at, table in enumerate(value):
        here = (*path, at)
        if not isinstance(table, dict):
            raise _WrongError(f"invalid type: {described(table)}, expected struct IndexWire", here)
        if "url" not in table:
            raise _WrongError("missing field `url`", here)
        for key, kind, expected in fields.INDEX_FIELDS:
            if key in table and not isinstance(table[key], kind):
                raise _WrongError(f"invalid type: {described(table[key])}, expected {expected}", (*here, key))
        name = table.get("name", "")
        bad = next((one for one in name if not (one.isalnum() or one in "-_.")), "")
        if bad:
            raise _WrongError(
                "Index names may only contain letters, digits, hyphens, underscores, and periods, "
                f"but found unsupported character (`{bad}`) in: `{name}`", (*here, "name"),
            )  # fmt: skip
    return tuple(value)


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


_SPECIAL: dict[str, Callable[[Any, Path], Any]] = {
    "no-binary": _all_or_none,
    "prerelease-package": _pairs(fields.check_prerelease),
    "exclude-newer-package": _pairs(check_moment),
    "config-settings": _config_settings,
    "config-settings-package": _config_settings_package,
    "index": _indexes,
}
