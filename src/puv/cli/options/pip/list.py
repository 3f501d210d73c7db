"""`puv pip list`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip import tables as pip
from puv.cli.options.tables import CACHE, CERT, GLOBAL, PLACES, SYSTEM, VERSION_CHECK, python
from puv.settings.option import own

COMMAND = Command(
    path=("pip", "list"),
    about="List the packages of an environment as a table",
    options=(
        own("editable", flag="--editable", short="e", help="Show only editable packages"),
        pip.EXCLUDE_EDITABLE.change(conflicts=("--editable",)),
        pip.EXCLUDE,
        own(
            "format", flag="--format", value_name="FORMAT", default="columns", shown_default="columns",
            choices={"columns": "A table", "freeze": "Requirements, one per line", "json": "JSON"},
            help="How the list is written",
        ),
        own(
            "outdated", flag="--outdated", negative="--no-outdated", help="Show only packages with a newer version",
            long_help="Show only packages with a newer version.\n\nThat version stands beside the installed one.",
        ),
        *pip.STRICT, *CERT, *SYSTEM, *PLACES, *pip.INDEX, *pip.EXCLUDE_NEWER, *python("to list the packages of"),
        *CACHE, *GLOBAL, *VERSION_CHECK,
    ),
)  # fmt: skip
