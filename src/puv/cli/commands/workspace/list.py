"""`puv workspace list`."""

from __future__ import annotations

from puv.cli.rendered import Rendered
from puv.ops.project.workspace import workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show names, directories or scripts, one to a line."""
    report = workspace(settings, runtime, scripts=line["scripts"])
    members = report.members.values() if line["paths"] else report.members
    return Rendered(stdout="".join(f"{text}\n" for text in (report.scripts if line["scripts"] else members)))
