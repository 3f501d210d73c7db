"""Choose how `uv` and `uvx` are installed, and add the second distribution; see decision 0007."""

from __future__ import annotations

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_ENTRY_POINTS = {"uv": "puv.entry:main_uv", "uvx": "puv.entry:main_uvx"}


def _wants_entry_points() -> bool:
    """As puv's own commands: entry points on Windows and in a wheel that is meant for every platform."""
    return os.name == "nt" or os.environ.get("PUV_BUILD_ENTRY_POINTS") == "1"


class EntryPointsHook(MetadataHookInterface):
    """Fill in `project.scripts`, which is dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Declare the entry points, or none where the scripts are shipped as files."""
        metadata["scripts"] = dict(_ENTRY_POINTS) if _wants_entry_points() else {}


class ContentsHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is the builder's configuration, which this hook does not read
    """Ship the scripts as files, and `uv-X.dist-info` beside the distribution's own."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's own signature
        """Name the files."""
        if not _wants_entry_points():
            build_data["shared_scripts"].update({f"scripts/{name}": name for name in _ENTRY_POINTS})
        with open(os.path.join(self.root, "uv.dist-info", "METADATA"), encoding="utf-8") as stream:
            told = dict(line.strip().split(": ", 1) for line in stream)
        # A wheel may have one `dist-info` at its top only; what lies in its `data` is put beside it all the same.
        own = f"{self.metadata.core.name.replace('-', '_')}-{self.metadata.version}"
        other = f"{own}.data/purelib/uv-{told['Version']}.dist-info"
        for name in ("METADATA", "INSTALLER"):
            build_data["force_include"][f"uv.dist-info/{name}"] = f"{other}/{name}"
