"""`puv self version`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("self", "version"),
    about="Show the version of puv",
    more=False,
    options=(
        own("short", flag="--short", help="Show only the number"),
        own(
            "output_format", flag="--output-format", value_name="OUTPUT_FORMAT", default="text", shown_default="text",
            choices={"text": "", "json": ""}, help="",
        ),
        *EVERYWHERE,
    ),
)  # fmt: skip
