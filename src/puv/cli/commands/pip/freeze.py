"""`puv pip freeze`."""

from __future__ import annotations

from puv.cli.output.listing import render_freeze
from puv.ops.pip.list import pip_list
from puv.ops.pip.requests import PipListRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """List what is installed."""
    request = PipListRequest(
        exclude_editable=line["exclude_editable"], exclude=line["exclude"], path=line["path"],
        strict=settings.pip.strict,
    )  # fmt: skip
    return render_freeze(pip_list(request, settings, runtime))
