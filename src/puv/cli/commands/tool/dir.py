"""`puv tool dir`."""

from __future__ import annotations

import os

from puv.cli.output.console import CYAN, DEFAULT
from puv.cli.rendered import Rendered
from puv.ops.tool.directory import bin_directory, tools_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:  # noqa: ARG001 - every command's form
    """Show the directory."""
    if line["bin"]:
        path = bin_directory(runtime.environ, os_name=os.name)
    else:
        path = tools_directory(runtime.environ, runtime.cwd, os_name=os.name)
    return Rendered(stdout=f"{CYAN}{path}{DEFAULT}\n")
