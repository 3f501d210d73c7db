"""`puv cache dir`."""

from __future__ import annotations

from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the path."""
    del line, settings
    return Rendered(stdout=f"\x1b[36m{runtime.cache.root}\x1b[39m\n")
