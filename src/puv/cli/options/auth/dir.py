"""`puv auth dir`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE

COMMAND = Command(
    path=("auth", "dir"),
    about="Show where credentials are stored",
    long_about="Show where credentials are stored.\n\n`$XDG_DATA_HOME/uv/credentials` or "
    "`$HOME/.local/share/uv/credentials` by default, on Windows `%APPDATA%\\uv\\data\\credentials`; "
    "`$UV_CREDENTIALS_DIR` names another place. uv and puv share them.",
    more=False,
    options=EVERYWHERE,
)
