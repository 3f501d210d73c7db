"""`puv python update-shell`."""

from __future__ import annotations

from puv.cli.output.console import CYAN, DEFAULT
from puv.cli.rendered import Rendered
from puv.ops.tool.update_shell import UpdateShellRequest, update_shell
from puv.python.executables import bin_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Change the shell's files, and tell which."""
    del line
    report = update_shell(UpdateShellRequest(directory=bin_directory(runtime.environ)), settings, runtime)
    if report.present:
        return Rendered(stderr=f"Executable directory {CYAN}{report.directory}{DEFAULT} is already in PATH\n")
    lines = [f"Created configuration file: {CYAN}{path}{DEFAULT}\n" for path in report.created]
    lines += [f"Updated configuration file: {CYAN}{path}{DEFAULT}\n" for path in report.updated]
    return Rendered(stderr="".join((*lines, "Restart your shell to apply changes\n")))
