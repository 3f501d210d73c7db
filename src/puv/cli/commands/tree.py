"""`puv tree`."""

from __future__ import annotations

from puv.cli.commands.modes import lock_mode, without_wheels
from puv.cli.rendered import Rendered
from puv.ops.project.reading import LockWanted
from puv.ops.project.requests import Selection
from puv.ops.project.tree import TreeRequest, tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Draw the tree."""
    locked, frozen = lock_mode(line, runtime)
    request = TreeRequest(
        selection=Selection(
            dev=True if line["dev"] else False if line["no_dev"] else None,
            only_dev=line["only_dev"],
            group=line["group"],
            no_group=line["no_group"],
            no_default_groups=line["no_default_groups"],
            only_group=line["only_group"],
            all_groups=line["all_groups"],
        ),
        wanted=LockWanted(script=line["script"] or "", locked=locked, frozen=frozen),
        as_json=line["format"] == "json",
        python_version=settings.pip.python_version or "",
        python_platform=settings.pip.python_platform or "",
        **{
            name: line[name]
            for name in ("universal", "depth", "prune", "package", "no_dedupe", "invert", "outdated", "show_sizes")
        },
    )
    report = tree(request, without_wheels(line, settings), runtime)
    return Rendered(stdout=report.text, replayable=True)
