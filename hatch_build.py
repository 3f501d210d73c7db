"""Choose how the `puv` and `puvx` commands are installed.

The script that older installers write for a console entry point imports `re`, which costs a third of a no-op
command. Where scripts start by their `#!` line (everywhere but Windows) puv therefore ships its own two four-line
scripts; on Windows, which needs an `.exe` launcher, it declares entry points. See decision 0004.
"""

from __future__ import annotations

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_ENTRY_POINTS = {"puv": "puv.entry:main", "puvx": "puv.entry:main_x"}


def _wants_entry_points() -> bool:
    """Entry points on Windows, and where the builder asks for them (a wheel meant for every platform)."""
    return os.name == "nt" or os.environ.get("PUV_BUILD_ENTRY_POINTS") == "1"


class EntryPointsHook(MetadataHookInterface):
    """Fill in `project.scripts`, which is dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Declare the entry points, or none where the scripts are shipped as files."""
        metadata["scripts"] = dict(_ENTRY_POINTS) if _wants_entry_points() else {}


class ScriptsHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is the builder's configuration, which this hook does not read
    """Ship the scripts as files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's own signature
        """Add `scripts/*` to the wheel's scripts unless entry points stand for them."""
        if not _wants_entry_points():
            build_data["shared_scripts"].update({f"scripts/{name}": name for name in _ENTRY_POINTS})
