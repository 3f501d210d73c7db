"""`puv auth token`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.auth import tables as auth
from puv.cli.options.tables import EVERYWHERE

COMMAND = Command(
    path=("auth", "token"),
    about="Show the stored token or password of a service",
    more=False,
    options=(
        auth.service("to look up"), auth.username("to look up"),
        *EVERYWHERE,
    ),
)  # fmt: skip
