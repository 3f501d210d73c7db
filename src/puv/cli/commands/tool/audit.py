"""`puv tool audit`."""

from __future__ import annotations

from puv.cli.output.audits import render_tool_audit
from puv.events import Warned
from puv.ops.tool.audit import ToolAuditRequest, tool_audit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_FEATURES = ("audit", "tool-install-locks")


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Audit the tools, and show what was found."""
    output = settings.output
    if not (settings.network.offline or output.preview or set(_FEATURES) <= set(output.preview_features)):
        advice = f"Pass `--preview-features {','.join(_FEATURES)}` to disable this warning."
        message = f"`puv tool audit` is experimental and may change without warning. {advice}"
        runtime.report(Warned(message=message))
    request = ToolAuditRequest(
        names=line["name"], all=line["all"], ignore=line["ignore"], ignore_until_fixed=line["ignore_until_fixed"],
        service_url=line["service_url"] or "",
    )  # fmt: skip
    return render_tool_audit(tool_audit(request, settings, runtime), line["output_format"])
