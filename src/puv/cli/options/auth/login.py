"""`puv auth login`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.auth import tables as auth
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("auth", "login"),
    about="Store the credentials of a service",
    more=False,
    options=(
        auth.service("to log into"), auth.username("to log in as", "--token"),
        own(
            "password", flag="--password", value_name="PASSWORD", conflicts=("--token",), help="The user's password",
            long_help="The user's password.\n\n`-` reads it from standard input.",
        ),
        own(
            "token", flag="--token", short="t", value_name="TOKEN", help="A token for the service",
            long_help="A token for the service.\n\nIt stands for the password of the user `__token__`. `-` reads it "
            "from standard input.",
        ),
        *EVERYWHERE,
    ),
)  # fmt: skip
