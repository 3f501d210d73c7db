"""`puv python dir`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("python", "dir"),
    about="Show where Python installations are",
    long_about="Show where Python installations are.\n\n`$XDG_DATA_HOME/uv/python` or `$HOME/.local/share/uv/python`, "
    "on Windows `%APPDATA%\\uv\\data\\python`; `UV_PYTHON_INSTALL_DIR` names another place.",
    options=(
        own(
            "bin", flag="--bin", help="Show where executables are put",
            long_help="Show where executables are put.\n\nThe first of these that is there: `$UV_PYTHON_BIN_DIR`, "
            "`$XDG_BIN_HOME`, `$XDG_DATA_HOME/../bin`, `$HOME/.local/bin`.",
        ),
        *EVERYWHERE,
    ),
)  # fmt: skip
