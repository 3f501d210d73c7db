"""`puv python uninstall`."""

from __future__ import annotations

from puv.cli.output.pythons import render_uninstall
from puv.ops.python.requests import PythonUninstallRequest
from puv.ops.python.uninstall import python_uninstall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Uninstall, and tell what went."""
    request = PythonUninstallRequest(
        targets=tuple(line["targets"]), directory=line["install_dir"] or "", all=line["all"]
    )
    return render_uninstall(python_uninstall(request, settings, runtime))
