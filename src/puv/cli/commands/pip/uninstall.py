"""`puv pip uninstall`."""

from __future__ import annotations

from puv.cli.output.changes import render_uninstall
from puv.ops.pip.requests import PipUninstallRequest
from puv.ops.pip.uninstall import pip_uninstall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Uninstall, and show what was removed."""
    request = PipUninstallRequest(packages=line["package"], requirements=line["requirements"], dry_run=line["dry_run"])
    return render_uninstall(pip_uninstall(request, settings, runtime))
