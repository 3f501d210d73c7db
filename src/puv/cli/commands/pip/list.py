"""`puv pip list`."""

from __future__ import annotations

from puv.cli.output.listing import render_list
from puv.errors import UsageError
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
    if line["outdated"] and line["format"] == "freeze":
        raise UsageError("`--outdated` cannot be used with `--format freeze`")
    request = PipListRequest(
        editable=line["editable"],
        exclude_editable=line["exclude_editable"],
        exclude=line["exclude"],
        outdated=line["outdated"],
        strict=settings.pip.strict,
    )
    return render_list(pip_list(request, settings, runtime), line["format"], outdated=line["outdated"])
