"""`puv python find`."""

from __future__ import annotations

import os

from puv.cli.rendered import Rendered
from puv.ops.python.find import python_find
from puv.ops.python.requests import PythonFindRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the path of the interpreter, or its version."""
    request = PythonFindRequest(
        request=line["request"] or "",
        system=settings.python.system,
        no_project=line["no_project"],
        script=line["script"] or "",
    )
    found = python_find(request, settings, runtime)
    if line["show_version"]:
        return Rendered(stdout=f"{found.full_version}\n", told=True, replayable=True)
    path = os.path.realpath(found.executable) if line["resolve_links"] else found.executable
    return Rendered(stdout=f"{path}\n", told=True, replayable=True)
