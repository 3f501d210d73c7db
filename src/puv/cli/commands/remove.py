"""`puv remove`."""

from __future__ import annotations

from puv.cli.commands.lists import list_of, member_of
from puv.cli.commands.modes import lock_mode, refuse_needless, without_wheels
from puv.cli.rendered import Rendered
from puv.ops.project.remove import RemoveRequest, remove
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Remove."""
    locked, frozen = lock_mode(line, runtime)
    refuse_needless(line, frozen)
    request = RemoveRequest(
        packages=tuple(map(normalize, line["packages"])),
        target=list_of(line),
        package=member_of(line),
        locked=locked,
        frozen=frozen,
        active=line.said("active"),
    )
    remove(request, without_wheels(line, settings), runtime)
    return Rendered()
