"""`puv upgrade`."""

from __future__ import annotations

from puv.cli.output.locks import upgrade_lines
from puv.cli.rendered import Rendered
from puv.ops.project.upgrade import UpgradeRequest, upgrade
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Raise bounds, and show which."""
    request = UpgradeRequest(
        packages=tuple(map(normalize, line["packages"])), exclude=tuple(map(normalize, line["exclude"]))
    )
    return Rendered(stderr=upgrade_lines(upgrade(request, settings, runtime)))
