"""`puv cache clean`."""

from __future__ import annotations

import os

from puv.cli.output.console import CYAN, DEFAULT, GREEN
from puv.cli.output.durations import size
from puv.cli.rendered import Rendered
from puv.ops.cache.clean import CacheCleanRequest, cache_clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.cache.clean import CacheCleanReport
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Clean, and tell how much was removed."""
    root = runtime.cache.root
    shown = root[len(runtime.cwd) + 1 :] if root.startswith(runtime.cwd + os.sep) else root
    report = cache_clean(CacheCleanRequest(packages=line["package"], force=line["force"]), settings, runtime)
    if report.missing:
        return Rendered(stderr=f"No cache found at: {CYAN}{shown}{DEFAULT}\n")
    intro = "" if line["package"] else f"Clearing cache at: {CYAN}{shown}{DEFAULT}\n"
    return Rendered(stderr=intro + _sentence(report))


def _sentence(report: CacheCleanReport) -> str:
    if not report.files:
        if not report.directories:
            return "No cache entries found\n"
        return f"Removed {report.directories} {'directory' if report.directories == 1 else 'directories'}\n"
    noun = "file" if report.files == 1 else "files"
    return f"Removed {report.files} {noun} ({GREEN}{size(report.size)}{DEFAULT})\n"
