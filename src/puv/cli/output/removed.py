"""How the removal of cache entries is told. Pure."""

from __future__ import annotations

import os

from puv.cli.output.console import DEFAULT, GREEN
from puv.cli.output.durations import counted, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.cache.clean import CacheCleanReport


def place(root: str, cwd: str) -> str:
    """Return the cache's path as it is shown: relative when it lies in the working directory."""
    return root[len(cwd) + 1 :] if root.startswith(cwd + os.sep) else root


def sentence(report: CacheCleanReport, nothing: str) -> str:
    """Return how much was removed, or `nothing`; ends the line."""
    if not report.files and not report.directories:
        return f"{nothing}\n"
    directories = f"{report.directories} {'directory' if report.directories == 1 else 'directories'}"
    what = counted(report.files, "file") if report.files else directories
    return f"Removed {what} ({GREEN}{size(report.size)}{DEFAULT})\n"
