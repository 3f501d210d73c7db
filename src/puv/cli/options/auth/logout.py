"""`puv auth logout`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.auth import tables as auth
from puv.cli.options.tables import EVERYWHERE

COMMAND = Command(
    path=("auth", "logout"),
    about="Forget the credentials of a service",
    more=False,
    options=(
        auth.service("to log out of"), auth.username("to log out"),
        *EVERYWHERE,
    ),
)  # fmt: skip
