"""`puv help`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("help",),
    about="Show the documentation of a command",
    options=(
        own("command", value_name="COMMAND", kind="many"),
        own("no_pager", flag="--no-pager", help="Do not use a pager"),
        *(row.change(hidden=True) for row in EVERYWHERE),
    ),
)
