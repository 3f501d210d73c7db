"""`puv why-not`."""

from __future__ import annotations

from puv.cli.commands.modes import without_wheels
from puv.cli.output.why import render_why_not, with_page
from puv.lockfile.export.graph_page import Page, proof_graph
from puv.ops.pip.requests import Inputs
from puv.ops.project.why_not import WhyNotRequest, project_why_not

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Tell why not: exit code 1 where it cannot be had, 0 where it can."""
    request = WhyNotRequest(
        requirement=line["requirement"],
        inputs=Inputs(requirements=line["requirements"], constraints=line["constraints"]),
        script=line["script"] or "",
        installed=line["installed"],
        python_version=settings.pip.python_version or "",
        python_platform=settings.pip.python_platform or "",
    )
    found = project_why_not(request, without_wheels(line, settings), runtime)
    page = Page(title=f"Why not {found.requirement}", graph=proof_graph(found), why_not=found)
    return with_page(render_why_not(found, line["format"], page), page, line["html"], runtime)
