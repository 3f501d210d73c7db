"""`puv export`."""

from __future__ import annotations

from puv.cli.commands.modes import lock_mode, selection_of, without_wheels
from puv.cli.rendered import Rendered
from puv.ops.project.export import ExportRequest, export
from puv.ops.project.reading import LockWanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Export, and show the text unless told to be quiet about a file."""
    locked, frozen = lock_mode(line, runtime)
    request = ExportRequest(
        selection=selection_of(line).replace(package=line["package"], all_packages=line["all_packages"]),
        wanted=LockWanted(script=line["script"] or "", locked=locked, frozen=frozen),
        format=line["format"] or "",
        arguments=line.arguments,
        output_file=line["output_file"] or "",
        **{
            name: line[name]
            for name in (
                "prune", "no_annotate", "no_header", "emit_index_url", "emit_find_links", "no_editable",
                "no_editable_package", "no_hashes", "no_emit_project", "no_emit_workspace", "no_emit_local",
                "no_emit_package", "only_emit_project", "only_emit_workspace", "only_emit_local", "only_emit_package",
            )
        },
    )  # fmt: skip
    report = export(request, without_wheels(line, settings), runtime)
    shown = "" if report.written and settings.output.quiet else _colored(report.text)
    return Rendered(stdout=shown, important=True, replayable=not report.written)


def _colored(text: str) -> str:
    """Colour the comments of a requirements file, whole lines of them."""
    return "".join(
        f"\x1b[32m{line[:-1]}\x1b[39m\n" if line.lstrip(" ").startswith("#") else line
        for line in text.splitlines(keepends=True)
    )
