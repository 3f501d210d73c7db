"""`puv tool uninstall`: remove tools with their executables."""

from __future__ import annotations

import os

from puv.fs.remove import remove_tree
from puv.ops.tool.directory import Tools
from puv.ops.tool.list import tool_names
from puv.ops.tool.requests import ToolError, ToolUninstallReport
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.ops.tool.directory import Tool
    from puv.ops.tool.requests import ToolUninstallRequest
    from puv.settings import Settings


class NotInstalledError(ToolError):
    """A tool is named that is not installed. `name` is its name."""

    code = "tool-not-installed"

    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` is not installed")
        self.name = name


def tool_uninstall(request: ToolUninstallRequest, settings: Settings, runtime: Runtime) -> ToolUninstallReport:
    """Remove tools; nothing is removed where one of those named is not installed.

    Raises:
        NotInstalledError: one of the tools is not installed.
        ReceiptError: one of those named has a receipt that cannot be read.
    """
    del settings  # every verb has the same form
    tools = Tools(runtime)
    names = tool_names(tools, runtime) if request.all else [*dict.fromkeys(map(normalize, request.names))]
    if not names:
        return ToolUninstallReport()
    with tools.lock():
        found = []
        for name in names:
            tool = tools.find(name)
            if tool is None:
                raise NotInstalledError(name)
            if tool.problem is not None and not request.all:
                raise tool.problem
            found.append(tool)
        dangling = [tool.name for tool in found if tool.receipt is None]
        removed = [name for tool in found for name in _removed(tool, tools, runtime)]
    return ToolUninstallReport(executables=tuple(sorted(removed)), dangling=tuple(dangling))


def _removed(tool: Tool, tools: Tools, runtime: Runtime) -> list[str]:
    """Remove a tool, and return the names of its executables."""
    entries = () if tool.receipt is None else tool.receipt.entries
    for entry in entries:
        remove_tree(os.path.join(runtime.cwd, entry.install_path))
    tools.remove(tool.name)
    return [entry.name for entry in entries]
