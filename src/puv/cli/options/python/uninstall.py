"""`puv python uninstall`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.python.tables import DIRECTORY, REQUESTS
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("python", "uninstall"),
    about="Uninstall Pythons",
    options=(
        own(
            "targets", value_name="TARGETS", kind="many", required=True, unless="all", help="The Pythons to uninstall",
            long_help=f"The Pythons to uninstall.{REQUESTS}", conflicts=("--all",),
        ),
        DIRECTORY,
        own("all", flag="--all", help="Uninstall all Pythons that puv manages"),
        *EVERYWHERE,
    ),
)  # fmt: skip
