"""`puv pip uninstall`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip import tables as pip
from puv.cli.options.tables import CACHE, CERT, GLOBAL, VERSION_CHECK, python
from puv.settings.groups.index import IndexSettings
from puv.settings.option import own, rows

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
