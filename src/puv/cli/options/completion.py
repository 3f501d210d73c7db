"""`puv generate-shell-completion`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

SHELLS = ("bash", "elvish", "fish", "nushell", "powershell", "zsh")

COMMAND = Command(
    path=("generate-shell-completion",),
    about="Generate shell completion",
    options=(
        own(
            "shell", value_name="SHELL", required=True, choices=dict.fromkeys(SHELLS, ""),
            help="The shell to write the script for",
        ),
        # The script is the same whatever is set: these are taken and not shown.
        *(
            row if row.name in {"managed_python", "no_managed_python", "system_certs"} else row.change(hidden=True)
            for row in EVERYWHERE
        ),
    ),
)  # fmt: skip
