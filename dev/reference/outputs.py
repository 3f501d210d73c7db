"""The page about outputs for programs: what stands in the schemas beside the documentation, as tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dev.reference.keys import Schema

FOLDER = Path(__file__).parents[2] / "docs" / "schemas" / "output"

_INTRODUCTION = """\
# Output for programs

These commands write JSON to standard output; messages go to standard error. Each output has a JSON schema, against
which tests hold what puv writes and, where uv has the same output, what uv writes.

A schema's name ends with its version. `preview` is uv's word for one that may still change; such a document says so
itself, in `schema.version`. A number is raised when a program that reads the old form could fail on the new one; new
members may appear at any time.

Two outputs have standards of their own: `puv export --format cyclonedx1.5` (CycloneDX) and the `sarif` format of audits
(SARIF 2.1.0).
"""


def outputs() -> dict[str, Schema]:
    """Return the schemas, by the names of their files."""
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}


def outputs_page() -> str:
    """Return the page."""
    parts = [_INTRODUCTION]
    for name, schema in outputs().items():
        parts += [
            f"## {schema['title']}\n",
            f"{schema['description']} [Schema](../schemas/output/{name}).\n",
            "| member | what it is |\n|---|---|",
            *(f"| {where} | {text} |" for where, text in _members(schema, schema)),
            "",
        ]
    return "\n".join(parts)


def _members(schema: Schema, whole: Schema, before: str = "") -> Iterator[tuple[str, str]]:
    schema = _resolved(schema, whole)
    if schema.get("type") == "array":
        yield from _members(schema["items"], whole, f"{before}[]")
        return
    for one in schema.get("oneOf", ()):
        yield from _members(one, whole, before)
    for name, member in schema.get("properties", {}).items():
        text = member.get("description") or _resolved(member, whole).get("description", "")
        if text:
            yield f"`{before}{'.' if before else ''}{name}`", text
        # A reference is followed once: what it means is described where it is defined.
        yield from _members(member, whole, f"{before}{'.' if before else ''}{name}")
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        yield from _members(more, whole, f"{before}.*")


def _resolved(schema: Schema, whole: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return found
