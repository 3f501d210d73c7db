"""`puv python upgrade`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.python.tables import COMPILE, DIRECTORY, LIST, MIRRORS
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("python", "upgrade"),
    about="Upgrade installed Pythons to their newest patch release",
    long_about="Upgrade installed Pythons to their newest patch release.\n\nOlder patch releases stay installed; "
    "environments that puv has made use the new one from then on. Only CPython can be upgraded.",
    options=(
        own(
            "targets", value_name="TARGETS", kind="many", env="UV_PYTHON", env_style="words",
            help="The series to upgrade",
            long_help="The series to upgrade (`3.13`).\n\nWithout any, all that are installed.",
        ),
        DIRECTORY, *MIRRORS,
        own(
            "reinstall", flag="--reinstall", short="r", help="Install the newest patch release anew",
            long_help="Install the newest patch release anew.\n\nOtherwise nothing is done where it is installed.",
        ),
        *LIST, COMPILE, *EVERYWHERE,
    ),
)  # fmt: skip
