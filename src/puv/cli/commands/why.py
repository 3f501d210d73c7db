"""`puv why`."""

from __future__ import annotations

from puv.cli.commands.modes import lock_mode, without_wheels
from puv.cli.output.why import render_why, with_page
from puv.lockfile.export.graph_page import Page
from puv.ops.project.reading import LockWanted
from puv.ops.project.why import WhyRequest, why

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Tell why."""
    locked, frozen = lock_mode(line, runtime)
    request = WhyRequest(
        package=line["package_name"],
        wanted=LockWanted(script=line["script"] or "", locked=locked, frozen=frozen),
        installed=line["installed"],
    )
    report = why(request, without_wheels(line, settings), runtime)
    page = Page(title=f"Why {report.why.name}", graph=report.graph, why=report.why)
    return with_page(render_why(report, line["format"], page), page, line["html"], runtime)
