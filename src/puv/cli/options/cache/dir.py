"""`puv cache dir`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE

COMMAND = Command(
    path=("cache", "dir"),
    about="Show where the cache is",
    long_about="Show where the cache is.\n\n`$XDG_CACHE_HOME/puv` or `$HOME/.cache/puv` by default, on Windows "
    "`%LOCALAPPDATA%\\puv\\cache`. The files in it are puv's own; other programs should not read them.",
    more=False,
    options=EVERYWHERE,
)
