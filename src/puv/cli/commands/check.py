"""`puv check`."""

from __future__ import annotations

from puv.cli.commands.experimental import warn_of
from puv.cli.commands.modes import lock_mode, needless, selection_of, without_wheels
from puv.cli.launch import with_own_path
from puv.cli.rendered import Rendered
from puv.ops.project.check import CheckRequest, check_files
from puv.ops.project.requests import SyncRequest
from puv.ops.project.scripts import find_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Run the checker."""
    locked, frozen = lock_mode(line, runtime)
    if line["script"]:
        find_script(line["script"], runtime, needs_metadata=True)
    warn_of("check", ("check-command",), settings, runtime)
    output = settings.output
    request = CheckRequest(
        fix=line["fix"],
        script=line["script"] or "",
        sync=SyncRequest(
            inexact=True, locked=locked, frozen=frozen, no_install_project=line["no_install_project"],
        ),
        selection=selection_of(line).replace(package=line["package"], all_packages=line["all_packages"]),
        no_sync=line["no_sync"],
        isolated=line["isolated"],
        no_project=line["no_project"],
        version=line["ty_version"],
        color=_color(settings, runtime),
        no_progress=bool(output.no_progress or output.quiet or output.verbose),
        needless=needless(line, locked, frozen),
    )  # fmt: skip
    launch = check_files(request, without_wheels(line, settings), runtime)
    environ = with_own_path(launch.environ, runtime.program)
    return Rendered(launch=launch.replace(environ=environ), replayable=not launch.temporary)


def _color(settings: Settings, runtime: Runtime) -> str:
    """Return what ty is told of colours: what the line says, else what the usual variables say."""
    output, environ = settings.output, runtime.environ
    if output.no_color:
        return "never"
    if "output.color" in settings.given():
        return output.color
    if environ.get("NO_COLOR"):
        return "never"
    return "always" if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE") else "auto"
