"""`puv cache dir`."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.commands.tables import EVERYWHERE
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

COMMAND = Command(
    path=("cache", "dir"),
    about="Show where the cache is",
    long_about="Show where the cache is.\n\n`$XDG_CACHE_HOME/puv` or `$HOME/.cache/puv` by default, on Windows "
    "`%LOCALAPPDATA%\\puv\\cache`. The files in it are puv's own; other programs should not read them.",
    options=EVERYWHERE,
)


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the path."""
    del line, settings
    return Rendered(stdout=f"\x1b[36m{runtime.cache.root}\x1b[39m\n")
