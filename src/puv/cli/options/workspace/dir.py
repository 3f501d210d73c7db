"""`puv workspace dir`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings import values
from puv.settings.option import own

COMMAND = Command(
    path=("workspace", "dir"),
    about="Show where a member of a workspace is",
    more=False,
    options=(
        own(
            "package", flag="--package", value_name="PACKAGE", parse=values.package_name,
            help="The member whose directory is shown, instead of the root's",
        ),
        *EVERYWHERE,
    ),
)  # fmt: skip
