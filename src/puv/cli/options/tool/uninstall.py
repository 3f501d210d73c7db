"""`puv tool uninstall`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import CACHE, GLOBAL, INSTALLATIONS
from puv.settings.option import own

COMMAND = Command(
    path=("tool", "uninstall"),
    about="Uninstall tools",
    options=(
        own(
            "name", value_name="NAME", kind="many", required=True, unless="all", conflicts=("--all",),
            help="The tools to uninstall",
        ),
        own("all", flag="--all", help="Uninstall all tools"),
        *CACHE, *INSTALLATIONS, *GLOBAL,
    ),
)  # fmt: skip
