"""`puv pip sync`."""

from __future__ import annotations

from puv.cli.output.changes import NOTHING_ASKED, render_install
from puv.cli.rendered import Rendered
from puv.ops.pip.requests import Inputs, PipSyncRequest
from puv.ops.pip.sync import pip_sync

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Install and remove, and show what changed."""
    chosen = settings.pip
    inputs = Inputs(
        requirements=line["src_file"], constraints=line["constraints"], build_constraints=line["build_constraints"],
        extra=chosen.extra, all_extras=chosen.all_extras, no_extra=chosen.no_extra, group=chosen.group,
    )  # fmt: skip
    request = PipSyncRequest(
        inputs=inputs,
        python_version=chosen.python_version or "",
        python_platform=chosen.python_platform or "",
        require_hashes=chosen.require_hashes,
        verify_hashes=chosen.verify_hashes and not chosen.no_verify_hashes,
        allow_empty_requirements=chosen.allow_empty_requirements,
        strict=chosen.strict,
        dry_run=line["dry_run"] or line["check"],
    )
    report = pip_sync(request, settings, runtime)
    if report.nothing_asked:
        return Rendered(stderr=NOTHING_ASKED)
    return render_install(report, as_json=line["output_format"] == "json", check=line["check"])
