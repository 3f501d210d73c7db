"""`puv sync`."""

from __future__ import annotations

from puv.cli.commands.modes import lock_mode, selection_of, without_wheels
from puv.cli.output.syncs import render_sync
from puv.ops.project.requests import SyncRequest
from puv.ops.project.sync import sync

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Lock, install and remove, and show what changed."""
    locked, frozen = lock_mode(line, runtime)
    as_json = line["output_format"] == "json"
    request = SyncRequest(
        selection=selection_of(line).replace(package=line["package"], all_packages=line["all_packages"]),
        locked=locked,
        frozen=frozen,
        dry_run=line["dry_run"],
        check=line["check"],
        inexact=line["inexact"],
        active=line["active"] if "active" in line.explicit else None,
        no_editable=line["no_editable"],
        no_editable_package=line["no_editable_package"],
        no_install_project=line["no_install_project"],
        no_install_workspace=line["no_install_workspace"],
        no_install_local=line["no_install_local"],
        no_install_package=line["no_install_package"],
        script=line["script"] or "",
        python_platform=settings.pip.python_platform or "",
        as_json=as_json,
    )
    return render_sync(sync(request, without_wheels(line, settings), runtime), as_json=as_json)
