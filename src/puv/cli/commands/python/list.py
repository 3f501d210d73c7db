"""`puv python list`."""

from __future__ import annotations

from puv.cli.output.pythons import list_document, render_list, warning_of
from puv.cli.rendered import Rendered
from puv.ops.python.list import python_list
from puv.ops.python.requests import PythonListRequest
from puv.python.paths import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show what is there and what can be had."""
    request = PythonListRequest(
        request=line["request"] or "",
        all_versions=line["all_versions"],
        all_platforms=line["all_platforms"],
        all_machines=line["all_arches"],
        only_installed=line["only_installed"],
        only_downloads=line["only_downloads"],
    )
    report = python_list(request, settings, runtime)
    if line["output_format"] == "json":
        import json  # a rare output format

        broken = "".join(warning_of(str(error), error.__cause__) for error in report.broken)  # type: ignore[arg-type]  # an error of ours
        text = json.dumps(list_document(report), separators=(",", ":"))
        return Rendered(stdout=f"{text}\n", stderr=broken, told=True, replayable=True)
    listed = render_list(report, lambda path: shown(path, runtime.cwd), urls=line["show_urls"])
    return listed.replace(replayable=True)
