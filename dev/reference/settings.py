"""The page about settings files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dev.reference.keys import EXAMPLES, PIP_EXAMPLES
from dev.reference.schema import meaning, row_of, shape

from puv.settings import fields

if TYPE_CHECKING:
    from dev.reference.keys import Schema

_INTRODUCTION = """\
# Settings

Settings stand in `uv.toml`, or in the table `[tool.uv]` of a `pyproject.toml`. What only puv shall read may stand in
`[tool.puv]`, with the same keys; it wins over `[tool.uv]`. [How they are found and
combined](../concepts/settings.md) tells which file counts.

Editors complete and check them with the JSON schemas of [`uv.toml`](../schemas/uv-toml.schema.json) and of
[`[tool.uv]`](../schemas/tool-uv.schema.json), which come from the same table as this page.
"""


def example(key: str, *, pip: bool = False) -> str:
    """Return an example of a key (TOML, without the head of the table that it stands in)."""
    known = (PIP_EXAMPLES.get(key) if pip else None) or EXAMPLES.get(key)
    if known is not None:
        return known
    one = shape(key, pip=pip)
    if one.get("type") == "boolean":
        return f"{key} = true"
    row = row_of(key, pip=pip)
    usual = row.default if row is not None else None
    return f"{key} = {json.dumps(next((choice for choice in one['enum'] if choice != usual), usual))}"


def in_table(text: str, table: str) -> str:
    """Put an example into a table of a `pyproject.toml` or `uv.toml`."""
    if text.startswith("[["):
        return text.replace("[[", f"[[{table}.", 1)
    if text.startswith("["):
        return text.replace("[", f"[{table}.", 1)
    return f"[{table}]\n{text}"


def settings_page() -> str:
    """Return the page."""
    parts = [_INTRODUCTION, "## Everywhere\n"]
    parts += [_entry(key) for key in fields.KEYS if key not in fields.PROJECT_ONLY and key != "pip"]
    parts.append("## Of projects\n\nOnly a `pyproject.toml` may say these.\n")
    parts += [_entry(key) for key in fields.KEYS if key in fields.PROJECT_ONLY]
    parts.append(
        "## `pip` { #pip }\n\nSettings of `puv pip` alone: the table `[tool.uv.pip]`, or `[pip]` in a `uv.toml`. There "
        "they count before those of the same name outside of it, which count for all commands.\n"
    )
    parts += [_entry(key, pip=True) for key in fields.PIP_KEYS]
    return "\n".join(parts)


def _entry(key: str, *, pip: bool = False) -> str:
    row = row_of(key, pip=pip)
    identity = f"pip-{key}" if pip else key
    parts = [f"### `{key}` {{ #{identity} }}\n", meaning(key, pip=pip) + "\n"]
    facts = [f"**Type:** {kind(shape(key, pip=pip))}"]
    usual = "" if row is None else _usual(row.default)
    if usual:
        facts.append(f"**Default:** `{usual}`")
    if row is not None and row.flag and not row.hidden:
        facts.append(f"**Option:** `{row.flag}`")
    if row is not None and row.env:
        variable = row.env.split()[0]
        facts.append(f"**Variable:** [`{variable}`](environment.md#{variable})")
    parts.append("  \n".join(facts) + "\n")
    described = {name: text for name, text in (row.choices if row is not None else {}).items() if text}
    if described and "enum" in shape(key, pip=pip):
        parts.append("\n".join(f"- `{name}`: {text}" for name, text in described.items()) + "\n")
    parts.append(f"```toml\n{in_table(example(key, pip=pip), 'tool.uv.pip' if pip else 'tool.uv')}\n```\n")
    return "\n".join(parts)


def _usual(value: object) -> str:
    return "" if value is None or value == () else json.dumps(value)


def kind(one: Schema) -> str:
    """Say in words which values a schema allows."""
    if "$ref" in one:
        return {"requirement": "requirement", "name": "name"}.get(one["$ref"].rsplit("/", 1)[1], "table")
    if "const" in one:
        return f"`{json.dumps(one['const'])}`"
    if "enum" in one:
        return ", ".join(f"`{json.dumps(choice)}`" for choice in one["enum"])
    if "oneOf" in one:
        return " or ".join(dict.fromkeys(map(kind, one["oneOf"])))
    if one.get("type") == "array":
        return f"list of {_plural(kind(one['items']))}"
    names = {"boolean": "`true` or `false`", "string": "text", "integer": "whole number"}
    return names.get(str(one.get("type")), "table")


def _plural(word: str) -> str:
    return word if word.startswith("`") or " " in word else f"{word}s"
