"""`puv cache clean`."""

from __future__ import annotations

from puv.cli.output.console import CYAN, DEFAULT
from puv.cli.output.removed import place, sentence
from puv.cli.rendered import Rendered
from puv.ops.cache.clean import CacheCleanRequest, cache_clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Clean, and tell how much was removed."""
    shown = place(runtime.cache.root, runtime.cwd)
    report = cache_clean(CacheCleanRequest(packages=line["package"], force=line["force"]), settings, runtime)
    if report.missing:
        return Rendered(stderr=f"No cache found at: {CYAN}{shown}{DEFAULT}\n")
    intro = "" if line["package"] else f"Clearing cache at: {CYAN}{shown}{DEFAULT}\n"
    return Rendered(stderr=intro + sentence(report, "No cache entries found"))
