"""`puv publish`."""

from __future__ import annotations

from puv.cli.output.durations import counted
from puv.cli.output.errors import render_error
from puv.cli.rendered import Rendered
from puv.errors import UsageError
from puv.ops.publish.publish import publish
from puv.ops.publish.requests import PublishRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Upload, or in a dry run tell what is wrong with the files."""
    if line["skip_existing"]:
        raise UsageError(
            "`puv publish` does not support `--skip-existing` because there is not a reliable way to identify when an "
            "upload fails due to an existing distribution. Instead, use `--check-url` to provide the URL to the simple "
            "API for your index. puv will check the index for existing distributions before attempting uploads."
        )
    request = PublishRequest(
        files=line["files"], index=line["index"] or "", username=line["username"], password=line["password"],
        token=line["token"], dry_run=line["dry_run"], no_attestations=line["no_attestations"],
    )  # fmt: skip
    report = publish(request, settings, runtime)
    if not report.failures:
        return Rendered()
    told = "".join(render_error(error, None) for error in report.failures)
    return Rendered(stderr=f"{told}Found issues with {counted(len(report.failures), 'file')}\n", code=1, important=True)
