"""`puv workspace list`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("workspace", "list"),
    about="List the members of a workspace",
    more=False,
    options=(
        own("paths", flag="--paths", help="Show their directories instead of their names"),
        own("scripts", flag="--scripts", help="List the scripts with inline metadata in the workspace"),
        *EVERYWHERE,
    ),
)
