"""`puv python pin`."""

from __future__ import annotations

from puv.cli.output.pythons import render_pin
from puv.ops.python.pin import python_pin
from puv.ops.python.requests import PythonPinRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Pin, or show or remove the pin."""
    request = PythonPinRequest(
        request=line["request"] or "",
        resolved=line["resolved"],
        no_project=line["no_project"],
        everywhere=line["global"],
        remove=line["rm"],
    )
    return render_pin(python_pin(request, settings, runtime))
