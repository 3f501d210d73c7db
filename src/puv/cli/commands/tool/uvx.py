"""`puvx`."""

from __future__ import annotations

from puv.cli.commands import completion
from puv.cli.commands.tool import run as tool_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Do what `puv tool run` does, or show the completion script that was asked for."""
    if line["generate_shell_completion"]:
        return completion.script(line["generate_shell_completion"], runtime.program, line.command.path)
    return tool_run.run(line, settings, runtime)
