"""`puv tool dir`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("tool", "dir"),
    about="Show where tools are",
    long_about="Show where tools are.\n\nBy default in the user's data directory (`$XDG_DATA_HOME/uv/tools` or "
    "`~/.local/share/uv/tools`, on Windows `%APPDATA%\\uv\\data\\tools`). Set `UV_TOOL_DIR` for another place.",
    options=(
        own(
            "bin", flag="--bin", help="Show where the executables of tools are put",
            long_help="Show where the executables of tools are put.\n\n`$UV_TOOL_BIN_DIR`, else `$XDG_BIN_HOME`, "
            "`$XDG_DATA_HOME/../bin` or `~/.local/bin`.",
        ),
        *EVERYWHERE,
    ),
)  # fmt: skip
