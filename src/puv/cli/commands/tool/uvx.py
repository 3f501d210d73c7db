"""`puvx`."""

from __future__ import annotations

from puv.cli.commands.tool import run as tool_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Do what `puv tool run` does."""
    return tool_run.run(line, settings, runtime)
