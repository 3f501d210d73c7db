"""Every generated file: its path in the site, and its text."""

from __future__ import annotations

import json

from dev.reference.api import api_page
from dev.reference.commands import command_pages
from dev.reference.environment import environment_page
from dev.reference.outputs import outputs_page
from dev.reference.schema import settings_schema
from dev.reference.settings import settings_page


def pages() -> dict[str, str]:
    """Return path → text. Paths are relative to the root of the site's sources."""
    found = command_pages()
    found["api.md"] = api_page()
    found["reference/settings.md"] = settings_page()
    found["reference/environment.md"] = environment_page()
    found["reference/json.md"] = outputs_page()
    for name, project in (("uv-toml", False), ("tool-uv", True)):
        schema = settings_schema(project=project)
        found[f"schemas/{name}.schema.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return found
