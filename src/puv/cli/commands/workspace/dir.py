"""`puv workspace dir`."""

from __future__ import annotations

from puv.cli.rendered import Rendered
from puv.ops.project.workspace import PackageNotFoundError, workspace
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show one directory."""
    report = workspace(settings, runtime)
    name = line["package"]
    if not name:
        return Rendered(stdout=f"{report.root}\n")
    directory = report.members.get(normalize(name))
    if directory is None:
        raise PackageNotFoundError(normalize(name))
    return Rendered(stdout=f"{directory}\n")
