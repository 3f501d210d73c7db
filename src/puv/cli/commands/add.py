"""`puv add`."""

from __future__ import annotations

from puv.cli.commands.lists import list_of, member_of
from puv.cli.commands.modes import install_of, lock_mode, refuse_needless, without_wheels
from puv.cli.endings import OrderlyEnd
from puv.cli.output.syncs import render_sync
from puv.cli.rendered import Rendered
from puv.ops.project.add import AddRequest, add
from puv.project.edit.new_sources import SourceWords
from puv.standards.markers import parse_marker
from puv.standards.names import parse_extra_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Add, and show what was installed."""
    locked, frozen = lock_mode(line, runtime)
    refuse_needless(line, frozen)
    request = AddRequest(
        packages=line["packages"],
        requirements=line["requirements"],
        constraints=line["constraints"],
        target=list_of(line),
        marker=parse_marker(line["marker"]) if line["marker"] else None,
        extras=tuple(map(parse_extra_name, line["extra"])),
        sources=SourceWords(
            rev=line["rev"] or "",
            tag=line["tag"] or "",
            branch=line["branch"] or "",
            lfs=line.said("lfs"),
            editable=line.said("editable"),
        ),
        raw=line["raw"],
        bounds=settings.resolve.add_bounds,
        workspace=line.said("workspace"),
        package=member_of(line),
        script=line["script"] or "",
        locked=locked,
        frozen=frozen,
        active=line.said("active"),
        install=install_of(line),
    )
    with OrderlyEnd():
        report = add(request, without_wheels(line, settings), runtime)
    return Rendered() if report.sync is None else render_sync(report.sync, as_json=False)
