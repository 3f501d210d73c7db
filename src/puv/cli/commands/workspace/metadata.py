"""`puv workspace metadata`."""

from __future__ import annotations

from puv.cli.commands.modes import lock_mode, without_wheels
from puv.cli.rendered import Rendered
from puv.ops.project.metadata import MetadataRequest, metadata
from puv.ops.project.reading import LockWanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the JSON."""
    locked, frozen = lock_mode(line, runtime)
    request = MetadataRequest(
        wanted=LockWanted(script=line["script"] or "", locked=locked, frozen=frozen),
        sync=line["sync"],
        exact=line["exact"],
        active=line.said("active"),
    )
    return Rendered(stdout=metadata(request, without_wheels(line, settings), runtime).text)
