"""`puv tool list`."""

from __future__ import annotations

from puv.cli.output.tools import render_list
from puv.ops.tool.list import tool_list
from puv.ops.tool.requests import ToolListRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_SHOWN = ("paths", "version_specifiers", "with", "extras", "python")


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """List the tools."""
    request = ToolListRequest(outdated=line["outdated"], python=line["show_python"])
    report = tool_list(request, settings, runtime)
    return render_list(report, frozenset(name for name in _SHOWN if line[f"show_{name}"]))
