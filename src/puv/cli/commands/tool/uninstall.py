"""`puv tool uninstall`."""

from __future__ import annotations

from puv.cli.output.tools import render_uninstall
from puv.ops.tool.requests import ToolUninstallRequest
from puv.ops.tool.uninstall import tool_uninstall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Remove the tools, and show what went."""
    request = ToolUninstallRequest(names=line["name"], all=line["all"])
    return render_uninstall(tool_uninstall(request, settings, runtime))
