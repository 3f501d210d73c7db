"""The schemas of what puv writes for programs, as the documentation has them."""

from __future__ import annotations

from typing import Any

from dev.reference.outputs import outputs
from jsonschema import Draft202012Validator

SCHEMAS = outputs()


def problems(name: str, document: Any) -> list[str]:
    """What the schema `name` says against a document; empty for nothing."""
    validator = Draft202012Validator(SCHEMAS[f"{name}.schema.json"])
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
