"""`puv tool upgrade`."""

from __future__ import annotations

from puv.cli.output.tools import render_upgrade
from puv.events import Warned
from puv.ops.running.shells import shell_of
from puv.ops.tool.requests import ToolUpgradeRequest
from puv.ops.tool.upgrade import tool_upgrade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Upgrade the tools, and show what changed."""
    for name in ("upgrade", "upgrade_package"):
        if f"resolve.{name}" in line.settings:
            flag = f"--{name.replace('_', '-')}"
            runtime.report(Warned(message=f"`{flag}` is enabled by default on `puv tool upgrade`"))
    request = ToolUpgradeRequest(
        names=line["name"], all=line["all"], python_platform=settings.pip.python_platform or ""
    )
    return render_upgrade(tool_upgrade(request, settings, runtime), shell_of(runtime.environ))
