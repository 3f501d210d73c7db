"""`puv audit`."""

from __future__ import annotations

from puv.cli.commands.experimental import warn_of
from puv.cli.commands.modes import lock_mode, without_wheels
from puv.cli.output.audits import render_audit
from puv.events import Warned
from puv.ops.project.audit import AuditRequest, audit
from puv.ops.project.requests import Selection
from puv.ops.project.scripts import find_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_JSON = (
    "The `--output-format json` option is experimental and the schema may change without warning. Pass "
    "`--preview-features json-output` to disable this warning."
)


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Audit the project or script, and show what was found."""
    locked, frozen = lock_mode(line, runtime)
    if line["script"]:
        find_script(line["script"], runtime, needs_metadata=True)
    if not settings.network.offline:
        warn_of("audit", ("audit-command", "audit"), settings, runtime)
        output = settings.output
        if line["output_format"] == "json" and not (output.preview or "json-output" in output.preview_features):
            runtime.report(Warned(message=_JSON))
    request = AuditRequest(
        selection=Selection(
            no_extra=line["no_extra"],
            dev=False if line["no_dev"] else None,
            only_dev=line["only_dev"],
            no_group=line["no_group"],
            no_default_groups=line["no_default_groups"],
            only_group=line["only_group"],
        ),
        locked=locked,
        frozen=frozen,
        script=line["script"] or "",
        ignore=line["ignore"],
        ignore_until_fixed=line["ignore_until_fixed"],
        service_url=line["service_url"] or "",
    )
    return render_audit(audit(request, without_wheels(line, settings), runtime), line["output_format"])
