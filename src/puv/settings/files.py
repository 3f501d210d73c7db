"""Settings from `uv.toml` and from `[tool.uv]` of a `pyproject.toml`. Pure: documents arrive parsed."""

from __future__ import annotations

from puv.settings import fields, shapes
from puv.settings.build_shapes import extra_dependencies, extra_variables
from puv.settings.exclude_newer import check as check_moment
from puv.settings.layers import GROUPS, Layer
from puv.settings.shapes import WrongError, wrong_type
from puv.settings.toml import wrong
from puv.settings.values import Placed, package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from puv.settings.layers import LayerKind
    from puv.settings.locate import Path
    from puv.settings.option import Option
    from puv.settings.shapes import Shape


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
    except WrongError as error:
        raise wrong(text, error.path, str(error), at_key=error.at_key) from None
    if for_pip:
        for name in _ADDED & values.keys() & special.keys():
            special[name] = (*special[name], *values[name])
        values |= special
    return Layer(kind=kind, values=_placed(values, place[: max(place.rfind("/"), place.rfind("\\"))]), place=place)


def _placed(values: dict[str, Any], base: str) -> dict[str, Any]:
    """Note with every text that may be a relative path where it is relative to."""
    for name in _PLACED & values.keys():
        value = values[name]
        if name == "index.configured":
            values[name] = tuple({**entry, "url": Placed(entry["url"], base)} for entry in value)
        elif isinstance(value, tuple):
            values[name] = tuple(Placed(text, base) for text in value)
        elif value is not None:
            values[name] = Placed(value, base)
    return values


def _pip(table: Mapping[str, Any], prefix: tuple[str, ...]) -> Mapping[str, Any]:
    pip: Mapping[str, Any] = table.get("pip", {})
    if not isinstance(pip, dict):
        raise wrong_type(pip, "struct PipOptions", (*prefix, "pip"))
    return pip


def project_only(table: Mapping[str, Any]) -> str | None:
    """Return the first key that a `uv.toml` may not have, None when all are allowed."""
    return next((key for key in table if key in fields.PROJECT_ONLY), None)


def _table(table: Mapping[str, Any], prefix: tuple[str, ...], attribute: str) -> dict[str, Any]:
    rows = {
        key: row
        for group in GROUPS.values()
        for row in group.__options__.values()
        for key in getattr(row, attribute).split()
    }
    in_pip = attribute == "pip_key"
    known = fields.PIP_KEYS if in_pip else fields.KEYS
    found: dict[str, Any] = {}
    for key, value in table.items():
        path = (*prefix, key)
        if key not in known:
            names = ", ".join(f"`{name}`" for name in known)
            raise WrongError(f"unknown field `{key}`, expected one of {names}", path, at_key=True)
        row = rows.get(key)
        special = _SPECIAL.get(key) if not (in_pip and key in {"no-binary", "no-build"}) else None
        shape = special or fields.SHAPES.get(key) or (_shape(row, key) if row is not None else shapes.anything)
        checked = shape(value, path)
        if row is not None and not (key == "pip" and not in_pip):
            found[row.path] = checked
    return found


def _shape(row: Option, key: str) -> Shape:
    if row.kind == "flag":
        return shapes.boolean
    item = _text(row, key)
    if row.kind == "many":
        return shapes.sequence(item)
    return shapes.number() if isinstance(row.default, int) or key.startswith("concurrent-") else item


def _text(row: Option, key: str) -> Shape:
    if row.choices:
        names = fields.CHOICES.get(key, (*row.choices, *row.hidden_choices))
        synonyms = {name: meaning for (of, name), meaning in fields.SYNONYMS.items() if of == key}
        return shapes.choice(*names, synonyms=synonyms)
    expected = "path string" if key in {"cache-dir", "output-file"} else "a string"
    return shapes.text(fields.PARSE.get(key, row.parse), expected)


def _all_or_none(value: Any, path: Path) -> tuple[str, ...]:
    """`no-binary = true` at the top means every package."""
    return (":all:",) if shapes.boolean(value, path) else ()


def _exclude_newer(value: Any, path: Path) -> str:
    """A text for `Moment`, or `false`, which lifts the limit."""
    if isinstance(value, bool):
        if value:
            raise WrongError("expected false to disable exclude-newer, got true", path)
        return "false"
    if not isinstance(value, str):
        if not isinstance(value, (int, float, list)):
            raise WrongError("missing field `timestamp`", path)
        expected = "a date/timestamp/duration string, false to disable exclude-newer, or a table with timestamp/span"
        raise wrong_type(value, expected, path)
    return str(shapes.text(check_moment)(value, path))


def _pairs(item: Shape) -> Callable[[Any, Path], tuple[str, ...]]:
    """`{ package = "value" }` as `package=value` texts."""
    table = shapes.mapping(item, package_name)

    def read(value: Any, path: Path) -> tuple[str, ...]:
        return tuple(f"{name}={text}" for name, text in table(value, path).items())

    return read


def _setting(value: Any, path: Path) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(shapes.text()(text, (*path, at)) for at, text in enumerate(value))
    return (shapes.text(expected="a string or list of strings")(value, path),)


def _config_settings(value: Any, path: Path) -> tuple[str, ...]:
    table = shapes.mapping(_setting, expected="a map from string to string or list of strings")
    return tuple(f"{name}={text}" for name, texts in table(value, path).items() for text in texts)


def _config_settings_package(value: Any, path: Path) -> tuple[str, ...]:
    table = shapes.mapping(_config_settings, package_name, expected="a map from package name to config settings")
    return tuple(f"{package}:{pair}" for package, pairs in table(value, path).items() for pair in pairs)


# What the `[pip]` table says of these comes before what the file says, not in its place.
_ADDED = frozenset(("build.extra_build_dependencies", "build.extra_build_variables"))
_PLACED = frozenset(("index.configured", "index.find_links", "index.index_url", "index.extra_index_url"))
_SPECIAL: dict[str, Shape] = {
    "no-binary": _all_or_none,
    "prerelease-package": _pairs(shapes.text(fields.check_prerelease)),
    "exclude-newer": _exclude_newer,
    "exclude-newer-package": _pairs(_exclude_newer),
    "config-settings": _config_settings,
    "config-settings-package": _config_settings_package,
    "extra-build-dependencies": extra_dependencies,
    "extra-build-variables": extra_variables,
    "index": shapes.sequence(
        shapes.struct("IndexWire", {**fields.INDEX, "exclude-newer": _exclude_newer}, needed=("url",))
    ),
}
