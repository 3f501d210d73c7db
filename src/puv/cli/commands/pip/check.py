"""`puv pip check`."""

from __future__ import annotations

from puv.cli.output.listing import render_check
from puv.ops.pip.check import pip_check
from puv.ops.pip.requests import PipCheckRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Tell what does not fit."""
    del line
    request = PipCheckRequest(
        python_version=settings.pip.python_version or "", python_platform=settings.pip.python_platform or ""
    )
    return render_check(pip_check(request, settings, runtime))
