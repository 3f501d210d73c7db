"""`puv format`."""

from __future__ import annotations

from puv.cli.commands.experimental import warn_of
from puv.cli.launch import with_own_path
from puv.cli.rendered import Rendered
from puv.ops.project.format import FormatRequest, format_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Run the formatter."""
    warn_of("format", ("format-command", "format"), settings, runtime)
    request = FormatRequest(
        check=line["check"], diff=line["diff"], version=line["version"], no_project=line["no_project"],
        arguments=line["arguments"],
    )  # fmt: skip
    launch = format_files(request, settings, runtime)
    environ = with_own_path(launch.environ, runtime.program)
    return Rendered(launch=launch.replace(environ=environ), replayable=True)
