"""`puv auth dir`."""

from __future__ import annotations

from puv.cli.output.console import CYAN, DEFAULT
from puv.cli.rendered import Rendered
from puv.ops.auth import AuthDirRequest, auth_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the path."""
    del line
    return Rendered(stdout=f"{CYAN}{auth_dir(AuthDirRequest(), settings, runtime).path}{DEFAULT}\n")
