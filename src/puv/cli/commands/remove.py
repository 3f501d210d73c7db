"""`puv remove`."""

from __future__ import annotations

from puv.cli.commands.lists import list_of, member_of
from puv.cli.commands.modes import install_of, lock_mode, refuse_needless, without_wheels
from puv.cli.endings import OrderlyEnd
from puv.cli.output.console import CYAN, DEFAULT
from puv.cli.output.syncs import render_sync
from puv.cli.rendered import Rendered
from puv.ops.project.remove import RemoveRequest, remove
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Remove, and show what changed."""
    locked, frozen = lock_mode(line, runtime)
    refuse_needless(line, frozen)
    request = RemoveRequest(
        packages=tuple(map(normalize, line["packages"])),
        target=list_of(line),
        package=member_of(line),
        script=line["script"] or "",
        locked=locked,
        frozen=frozen,
        active=line.said("active"),
        install=install_of(line, inexact=False),
    )
    with OrderlyEnd():
        report = remove(request, without_wheels(line, settings), runtime)
    if request.script and report.lock is None:
        return Rendered(stderr=f"Updated `{CYAN}{request.script}{DEFAULT}`\n")
    return Rendered() if report.sync is None else render_sync(report.sync, as_json=False)
