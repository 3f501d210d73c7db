"""`puv run`."""

from __future__ import annotations

from puv.cli.commands.modes import lock_mode, needless, selection_of, without_wheels
from puv.cli.launch import with_own_path
from puv.cli.rendered import Rendered
from puv.ops.project.requests import SyncRequest
from puv.ops.project.run import RunRequest
from puv.ops.project.run import run as run_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.project.run import RunReport
    from puv.ops.runtime import Runtime
    from puv.project.run_target import Saying
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Run the command; without one, list the programs of the environment."""
    locked, frozen = lock_mode(line, runtime)
    saying: Saying = (
        "module" if line["module"] else "script" if line["script"] else "gui-script" if line["gui_script"] else ""
    )
    package = (line["package"],) if line["package"] else ()
    how = SyncRequest(
        locked=locked,
        frozen=frozen,
        inexact=not line["exact"],
        no_editable=line["no_editable"],
        no_editable_package=line["no_editable_package"],
        python_platform=settings.pip.python_platform or "",
    )
    request = RunRequest(
        command=line["command"],
        saying=saying,
        with_=line["with"],
        with_editable=line["with_editable"],
        with_requirements=line["with_requirements"],
        isolated=line["isolated"],
        no_project=line["no_project"],
        env_file=line["env_file"],
        no_env_file=line["no_env_file"],
        sync=None if line["no_sync"] else how,
        selection=selection_of(line).replace(package=package, all_packages=line["all_packages"]),
        active=line.said("active"),
        needless=needless(line, locked),
        deepest=line["max_recursion_depth"],
    )
    report = run_command(request, without_wheels(line, settings), runtime)
    if report.launch is None:
        return _listed(report)
    environ = with_own_path(report.launch.environ, runtime.program)
    return Rendered(launch=report.launch.replace(environ=environ), replayable=True)


def _listed(report: RunReport) -> Rendered:
    programs = "".join(f"- {name}\n" for name in report.programs)
    return Rendered(
        stdout="Provide a command or script to invoke with `puv run <command>` or `puv run <script>.py`.\n\n"
        f"The following commands are available in the environment:\n\n{programs}\n"
        "See `puv run --help` for more information.\n",
        code=2,
    )
