"""`puv tool install`."""

from __future__ import annotations

from puv.cli.commands.modes import with_large_files
from puv.cli.output.tools import render_install, render_undone
from puv.ops.running.shells import shell_of
from puv.ops.tool.install import tool_install
from puv.ops.tool.requests import ExecutablesExistError, NoExecutablesError, ToolInstallRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Install the tool, and show what changed."""
    request = ToolInstallRequest(
        package=line["package"], from_=line["from"] or "", with_=line["with"], with_editable=line["with_editable"],
        with_requirements=line["with_requirements"], with_executables_from=line["with_executables_from"],
        editable=line["editable"], constraints=line["constraints"], overrides=line["overrides"],
        excludes=line["excludes"], build_constraints=line["build_constraints"],
        python_platform=settings.pip.python_platform or "", force=line["force"],
    )  # fmt: skip
    try:
        report = tool_install(request, with_large_files(line, settings), runtime)
    except NoExecutablesError as error:
        return render_undone(error.report, error.package).replace(failure=error)
    except ExecutablesExistError as error:
        return render_undone(error.report).replace(failure=error)
    return render_install(report, shell_of(runtime.environ))
