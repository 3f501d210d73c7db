"""`puv python update-shell`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE

COMMAND = Command(
    path=("python", "update-shell"),
    about="Put the directory of Python's executables on the `PATH`",
    long_about="Put the directory of Python's executables on the `PATH`.\n\nThe line for that is added to the "
    "configuration files of the user's shell, unless they have it already. `puv python dir --bin` shows the directory.",
    options=EVERYWHERE,
)
