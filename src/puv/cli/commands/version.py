"""`puv version`."""

from __future__ import annotations

from puv.cli import complaints
from puv.cli.commands.lists import member_of
from puv.cli.commands.modes import install_of, lock_mode, refuse_needless, without_wheels
from puv.cli.endings import OrderlyEnd
from puv.cli.output.syncs import render_sync
from puv.cli.rendered import Rendered
from puv.errors import ParseError, UsageError
from puv.ops.project.version import VersionRequest, version
from puv.project.bump import BumpError, parse_bump
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.project.version import VersionReport
    from puv.ops.runtime import Runtime
    from puv.project.bump import Bump
    from puv.settings import Settings

_SHOWN = "\x1b[36m{}\x1b[39m"


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the version, or what it becomes."""
    locked, frozen = lock_mode(line, runtime)
    refuse_needless(line, frozen)
    request = VersionRequest(
        value=_value(line["value"]),
        bumps=_bumps(line),
        dry_run=line["dry_run"],
        package=member_of(line),
        locked=locked,
        frozen=frozen,
        active=line.said("active"),
        install=install_of(line),
    )
    with OrderlyEnd():
        report = version(request, without_wheels(line, settings), runtime)
    rendered = Rendered() if report.sync is None else render_sync(report.sync, as_json=False)
    return rendered.replace(stdout=_text(report, line))


def _value(text: str | None) -> Version | None:
    try:
        return None if text is None else Version.parse(text)
    except ParseError as error:
        raise UsageError(str(error)) from None


def _text(report: VersionReport, line: ParsedLine) -> str:
    current = report.old if report.new is None else report.new
    if line["output_format"] == "json":
        import json  # a rare output format

        document = {"package_name": report.name, "version": str(current), "commit_info": None}
        return json.dumps(document, indent=2) + "\n"
    shown = _SHOWN.format(current)
    if line["short"]:
        return f"{shown}\n"
    return (
        f"{report.name} {shown}\n" if report.new is None else f"{report.name} {_SHOWN.format(report.old)} => {shown}\n"
    )


def _bumps(line: ParsedLine) -> tuple[Bump, ...]:
    try:
        return tuple(map(parse_bump, line["bump"]))
    except BumpError as error:
        raise complaints.refused(line.command, str(error)) from None
