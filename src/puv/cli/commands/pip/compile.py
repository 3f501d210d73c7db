"""`puv pip compile`."""

from __future__ import annotations

from puv.cli.rendered import Rendered
from puv.ops.pip.compile import pip_compile
from puv.ops.pip.requests import Inputs, PipCompileRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


_GREEN, _PLAIN = "\x1b[32m", "\x1b[39m"


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Resolve, write the file, and show it unless told to be quiet."""
    chosen = settings.pip
    inputs = Inputs(
        requirements=line["src_file"], constraints=line["constraints"], overrides=line["overrides"],
        excludes=line["excludes"], build_constraints=line["build_constraints"], extra=chosen.extra,
        all_extras=chosen.all_extras, no_extra=chosen.no_extra, group=chosen.group,
    )  # fmt: skip
    request = PipCompileRequest(
        inputs=inputs,
        python_version=chosen.python_version or "",
        python_platform=chosen.python_platform or "",
        universal=chosen.universal,
        no_deps=chosen.no_deps,
        output_file=chosen.output_file or "",
        format=line["format"] or "",
        no_strip_extras=chosen.no_strip_extras,
        no_strip_markers=chosen.no_strip_markers,
        no_annotate=chosen.no_annotate,
        no_header=chosen.no_header,
        annotation_style=chosen.annotation_style,
        custom_compile_command=chosen.custom_compile_command or "",
        generate_hashes=chosen.generate_hashes,
        no_emit_package=chosen.no_emit_package,
        emit_index_url=chosen.emit_index_url,
        emit_find_links=chosen.emit_find_links,
        emit_build_options=chosen.emit_build_options,
        emit_index_annotation=chosen.emit_index_annotation,
        arguments=line.arguments,
    )
    report = pip_compile(request, settings, runtime)
    shown = "" if report.written and settings.output.quiet else _colored(report.text)
    return Rendered(stdout=shown, important=True, replayable=True)


def _colored(text: str) -> str:
    """Colour the comments of a requirements file, whole lines of them; what continues a comment is a part of it."""
    lines = text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        entry, sign, comment = line.partition("  # ")
        if sign and entry and not entry.isspace():
            lines[at] = f"{entry}  {_GREEN}# {comment[:-1]}{_PLAIN}\n"
        elif line.lstrip(" ").startswith("#"):
            begun = at and line.startswith("    #   ")
            goes_on = at + 1 < len(lines) and lines[at + 1].startswith("    #   ")
            lines[at] = f"{'' if begun else _GREEN}{line[:-1]}{'' if goes_on else _PLAIN}\n"
    return "".join(lines)
