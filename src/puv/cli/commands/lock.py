"""`puv lock`."""

from __future__ import annotations

from puv.cli.commands.modes import lock_mode, without_wheels
from puv.cli.output.locks import lock_lines
from puv.cli.rendered import Rendered
from puv.ops.project.lock import lock
from puv.ops.project.requests import LockRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Lock, and show what changed."""
    locked, frozen = lock_mode(line, runtime)
    request = LockRequest(locked=locked, frozen=frozen, dry_run=line["dry_run"], script=line["script"] or "")
    report = lock(request, without_wheels(line, settings), runtime)
    return Rendered(stderr=lock_lines(report), replayable=report.action in ("check", "use"))
