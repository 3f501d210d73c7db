"""`puvx`: `puv tool run` under a name of its own."""

from __future__ import annotations

from puv.cli.options.completion import SHELLS
from puv.cli.options.tool.run import COMMAND as RUN
from puv.settings.option import own

COMMAND = RUN.replace(
    path=("tool", "uvx"),
    about=f"{RUN.about}.",
    suffix="x",
    options=(
        *RUN.options,
        own(
            "generate_shell_completion",
            flag="--generate-shell-completion",
            value_name="SHELL",
            hidden=True,
            choices=dict.fromkeys(SHELLS, ""),
        ),
        own("version", flag="--version", short="V", help="Show the version of puvx"),
    ),
)
