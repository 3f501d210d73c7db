"""`puvx`: `puv tool run` under a name of its own."""

from __future__ import annotations

from puv.cli.options.tool.run import COMMAND as RUN
from puv.settings.option import own

COMMAND = RUN.replace(
    path=("tool", "uvx"),
    about=f"{RUN.about}.",
    suffix="x",
    options=(
        *RUN.options,
        own("version", flag="--version", short="V", help="Show the version of puvx"),
    ),
)
