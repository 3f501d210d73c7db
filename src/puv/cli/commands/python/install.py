"""`puv python install`."""

from __future__ import annotations

from puv.cli.output.pythons import render_install
from puv.ops.python.install import python_install
from puv.ops.python.requests import PythonInstallRequest
from puv.ops.running.shells import shell_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Install, and tell what came of it."""
    request = PythonInstallRequest(
        targets=tuple(line["targets"]),
        directory=line["install_dir"] or "",
        reinstall=line["reinstall"],
        force=line["force"],
        upgrade=line["upgrade"],
        default=line["default"],
        executables=True if line["bin"] else False if line["no_bin"] else None,
        compile_bytecode=line["compile_bytecode"],
    )
    report = python_install(request, settings, runtime)
    return render_install(report, shell_of(runtime.environ), upgrade=request.upgrade, width=None)
