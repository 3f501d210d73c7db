"""`puv cache clean`."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.commands.tables import EVERYWHERE
from puv.cli.output.console import DEFAULT, GREEN
from puv.cli.output.durations import size
from puv.cli.rendered import Rendered
from puv.ops.cache.clean import CacheCleanRequest, cache_clean
from puv.settings.option import own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

COMMAND = Command(
    path=("cache", "clean"),
    about="Remove everything from the cache, or what belongs to given packages",
    options=(
        own("package", value_name="PACKAGE", kind="many", help="Remove only what belongs to these packages"),
        own(
            "force", flag="--force", help="Do not wait for other processes that use the cache",
            long_help="Do not wait for other processes that use the cache.\n\nThose may fail then.",
        ),
        *EVERYWHERE,
    ),
)  # fmt: skip


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Clean, and tell how much was removed."""
    report = cache_clean(CacheCleanRequest(packages=line["package"], force=line["force"]), settings, runtime)
    return Rendered(stderr=_sentence(report.files, report.directories, report.size, missing=report.missing))


def _sentence(files: int, directories: int, count: int, *, missing: str) -> str:
    if missing:
        return f"No cache found at: \x1b[36m{missing}\x1b[39m\n"
    if not files:
        if not directories:
            return "No cache entries found\n"
        return f"Removed {directories} {'directory' if directories == 1 else 'directories'}\n"
    noun = "file" if files == 1 else "files"
    return f"Removed {files} {noun} ({GREEN}{size(count)}{DEFAULT})\n"
