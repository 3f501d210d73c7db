"""`puv pip show`."""

from __future__ import annotations

from puv.cli.output.console import WARNING
from puv.cli.output.listing import render_show
from puv.cli.rendered import Rendered
from puv.ops.pip.requests import PipShowRequest
from puv.ops.pip.show import pip_show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the packages; `-q` leaves only the exit code."""
    if not line["package"]:
        return Rendered(stderr=f"{WARNING}Please provide a package name or names.\n", code=1)
    request = PipShowRequest(packages=line["package"], files=line["files"], strict=settings.pip.strict)
    rendered = render_show(pip_show(request, settings, runtime))
    return rendered.replace(stdout="") if settings.output.quiet else rendered
