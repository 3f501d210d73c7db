"""Settings from environment variables. Pure: the variables arrive as a mapping."""

from __future__ import annotations

from puv.settings.errors import VariableError, VariableSentenceError
from puv.settings.layers import GROUPS, Layer
from puv.settings.values import SentenceError, boolish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from puv.settings.option import Option


def lookup(row: Option, environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the row's variable that is set, and its text: `PUV_X` before `UV_X`, further names after that."""
    for name in row.env.split():
        if name.startswith("UV_") and f"P{name}" in environ:
            return f"P{name}", environ[f"P{name}"]
        if name in environ:
            return name, environ[name]
    return None


def split(row: Option, text: str) -> tuple[str, ...]:
    """Split a list as the row's variable writes it; empty parts are dropped."""
    delimiter = " " if row.env_style == "words" else row.split
    parts = text.split() if delimiter == " " else text.split(delimiter) if delimiter else [text]
    return tuple(part for part in parts if part)


def read(row: Option, variable: str, text: str) -> Any:
    """Turn a variable's text into the row's value; None when it says nothing.

    Raises:
        VariableError: the text is not what the row wants.
    """
    try:
        if row.kind == "flag":
            return boolish(text)
        if not text and row.env_style != "argument":
            return None
        if row.kind == "many":
            return tuple(row.parse(part) if row.parse else part for part in split(row, text)) or None
        return row.parse(text) if row.parse else _chosen(row, text)
    except SentenceError as error:
        raise VariableSentenceError(str(error), variable=variable) from None
    except ValueError as error:
        reason = "expected a boolish value" if row.kind == "flag" else error
        raise VariableError(
            f"Failed to parse environment variable `{variable}` with invalid value `{text}`: {reason}",
            variable=variable,
        ) from None


def _chosen(row: Option, text: str) -> str:
    if row.choices and text not in row.choices and text not in row.hidden_choices:
        raise ValueError(f"expected one of {', '.join(f'`{choice}`' for choice in row.choices)}")
    return text


def environment_layer(environ: Mapping[str, str], *, every: bool = True) -> Layer:
    """Read the variables of all groups into one layer.

    `every` includes those that uv counts as arguments of the commands that take them; the command line's parser reads
    these itself (its errors name the argument) and passes False.

    Raises:
        VariableError: a variable does not hold what it should.
    """
    values: dict[str, Any] = {}
    for group in GROUPS.values():
        for row in group.__options__.values():
            if row.env and (every or row.env_style != "argument" or not row.flag):
                found = lookup(row, environ)
                value = None if found is None else read(row, *found)
                # A switch that is off says nothing: the files below keep their say.
                if value is not None and value is not False:
                    values[row.path] = value
    return Layer(kind="environment", values=values)
