"""`puv tool run` and `puvx`."""

from __future__ import annotations

from puv.cli.commands.modes import with_large_files
from puv.cli.launch import with_own_path
from puv.cli.output.console import CYAN, DEFAULT
from puv.cli.output.tools import render_missing
from puv.cli.rendered import Rendered
from puv.ops.tool.list import tool_list
from puv.ops.tool.requests import ToolListRequest, ToolRunRequest
from puv.ops.tool.run import tool_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Run the command; without one, list the installed tools."""
    show = "puvx" if line.command.suffix else "puv tool run"
    if not line["command"]:
        return _offer(show, settings, runtime)
    command, *arguments = line["command"]
    request = ToolRunRequest(
        command=command, arguments=tuple(arguments), from_=line["from"] or "", with_=line["with"],
        with_editable=line["with_editable"], with_requirements=line["with_requirements"],
        constraints=line["constraints"], overrides=line["overrides"], build_constraints=line["build_constraints"],
        python_platform=settings.pip.python_platform or "", isolated=line["isolated"], env_file=line["env_file"],
        no_env_file=line["no_env_file"], show=show, show_resolution=line["show_resolution"],
    )  # fmt: skip
    report = tool_run(request, with_large_files(line, settings), runtime)
    if report.launch is None:
        return render_missing(report, show)
    return Rendered(
        launch=report.launch.replace(environ=with_own_path(report.launch.environ, runtime.program)), replayable=True
    )


def _offer(show: str, settings: Settings, runtime: Runtime) -> Rendered:
    tools = tool_list(ToolListRequest(), settings, runtime).tools
    listed = "".join(f"- {CYAN}{tool.name}{DEFAULT} v{tool.version}\n" for tool in tools)
    installed = f"The following tools are installed:\n\n{listed}\n" if listed else ""
    text = (
        f"Provide a command to run with `{show} <command>`.\n\n{installed}See `{show} --help` for more information.\n"
    )
    return Rendered(stdout=text, code=2)
