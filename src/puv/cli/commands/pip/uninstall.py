"""`puv pip uninstall`."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.commands.pip import tables as pip
from puv.cli.commands.tables import CACHE, CERT, GLOBAL, VERSION_CHECK, python
from puv.cli.output.changes import render_uninstall
from puv.ops.pip.requests import PipUninstallRequest
from puv.ops.pip.uninstall import pip_uninstall
from puv.settings.groups.index import IndexSettings
from puv.settings.option import own, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

COMMAND = Command(
    path=("pip", "uninstall"),
    about="Uninstall packages from an environment",
    one_of=("package", "requirements"),
    options=(
        own("package", value_name="PACKAGE", kind="many", help="The packages to uninstall"),
        pip.requirements("Uninstall what the given files list"),
        *rows(
            IndexSettings, "keyring_provider", heading="Options",
            help="Ask `keyring` for the credentials of requirements files",
        ),
        *pip.DESTINATION, pip.DRY_RUN, *CERT, *python("to uninstall from"), *CACHE, *GLOBAL, *VERSION_CHECK,
        own("yes", flag="--yes", short="y", hidden=True),
    ),
)  # fmt: skip


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Uninstall, and show what was removed."""
    request = PipUninstallRequest(
        packages=line["package"], requirements=line["requirements"], dry_run=line["dry_run"]
    )
    return render_uninstall(pip_uninstall(request, settings, runtime))
