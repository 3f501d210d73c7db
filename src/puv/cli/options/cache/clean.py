"""`puv cache clean`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("cache", "clean"),
    about="Remove everything from the cache, or what belongs to given packages",
    more=False,
    options=(
        own("package", value_name="PACKAGE", kind="many", help="Remove only what belongs to these packages"),
        own(
            "force", flag="--force", help="Do not wait for other processes that use the cache",
            long_help="Do not wait for other processes that use the cache.\n\nThose may fail then.",
        ),
        *EVERYWHERE,
    ),
)  # fmt: skip
