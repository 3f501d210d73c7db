"""`puv cache size`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("cache", "size"),
    about="Show how much space the cache takes",
    more=False,
    options=(
        own(
            "output_format", flag="--output-format", value_name="OUTPUT_FORMAT", default="auto", shown_default="auto",
            choices={"auto": "For people on a terminal, else for programs", "human": "For people",
                     "machine": "A number of bytes"},
            conflicts=("--human",), help="How the size is written",
        ),
        own("human", flag="--human", short="H", help="Write the size for people: `1.2GiB` in place of a number"),
        *EVERYWHERE,
    ),
)  # fmt: skip
