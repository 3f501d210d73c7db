"""JSON schemas (2020-12) of `uv.toml` and of the tables `[tool.uv]` and `[tool.puv]`, from the settings tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev.reference.commands import prose
from dev.reference.keys import DEFINITIONS, FLAG, MEANINGS, PIP_SHAPES, SHAPES, TEXT, TEXTS

from puv.settings import fields
from puv.settings.layers import GROUPS

if TYPE_CHECKING:
    from dev.reference.keys import Schema

    from puv.settings.option import Option

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def row_of(key: str, *, pip: bool = False) -> Option | None:
    """Return the row that a key of a file sets; None for a key that only projects read."""
    for group in GROUPS.values():
        for row in group.__options__.values():
            if key in (row.pip_key if pip else row.key).split():
                return row
    return None


def keys(*, project: bool) -> tuple[str, ...]:
    """Return the keys of the table `[tool.uv]` (`project`) or of a `uv.toml`."""
    return tuple(key for key in fields.KEYS if project or key not in fields.PROJECT_ONLY)


def meaning(key: str, *, pip: bool = False) -> str:
    """Return what a key means, as Markdown."""
    row = row_of(key, pip=pip)
    text = MEANINGS.get(key) or (prose(row.long_help or row.help) if row is not None else "")
    return text if text.endswith((".", ")")) else f"{text}."


def shape(key: str, *, pip: bool = False) -> Schema:
    """Return the schema of a key's value."""
    known = (PIP_SHAPES if pip else SHAPES).get(key)
    row = row_of(key, pip=pip)
    if known is not None or row is None:
        return known if known is not None else {}
    if row.kind == "flag":
        return FLAG
    if isinstance(row.default, int):
        return {"type": "integer", "minimum": 1}
    if key.startswith("concurrent-"):
        return {"type": "integer", "minimum": 1}
    item = _one(row, key)
    return ({"type": "array", "items": item} if item != TEXT else TEXTS) if row.kind == "many" else item


def _one(row: Option, key: str) -> Schema:
    if row.choices:
        return {"enum": list(fields.CHOICES.get(key, (*row.choices, *row.hidden_choices)))}
    return TEXT


def settings_schema(*, project: bool) -> Schema:
    """Return the schema of the table `[tool.uv]` or `[tool.puv]` (`project`), or of a `uv.toml`."""
    properties = {key: _described(key) for key in keys(project=project) if key != "pip"}
    pip = {key: _described(key, pip=True) for key in fields.PIP_KEYS}
    properties["pip"] = {
        "type": "object",
        "properties": pip,
        "additionalProperties": False,
        "description": MEANINGS["pip"],
    }
    what = "The tables `[tool.uv]` and `[tool.puv]` of a `pyproject.toml`" if project else "A `uv.toml`"
    return {
        "$schema": DIALECT,
        "title": "tool.uv" if project else "uv.toml",
        "description": f"{what}, as puv reads it.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": DEFINITIONS,
    }


def _described(key: str, *, pip: bool = False) -> Schema:
    return {"description": meaning(key, pip=pip), **shape(key, pip=pip)}
