"""`puv format`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip.tables import INDEX
from puv.cli.options.tables import CACHE, GLOBAL, INSTALLATIONS
from puv.settings.groups.resolve import ResolveSettings
from puv.settings.option import own, rows

NO_PROJECT = own(
    "no_project", flag="--no-project", env="UV_NO_PROJECT", aliases=("--no-workspace",),
    help="Look for no project or workspace",
    long_help="Look for no project or workspace.\n\nThe command is then about the working directory.",
)  # fmt: skip
# ruff comes from the index, which variables may name; there are no flags for that, as uv takes ruff from elsewhere.
_INDEX_VARIABLES = tuple(
    row.change(flag="", short="", negative="", aliases=(), value_name="", hidden=True) for row in INDEX if row.env
)

COMMAND = Command(
    path=("format",),
    about="Format the Python code of the project",
    long_about="Format the Python code of the project.\n\nThis is the formatter of ruff, run in the directory of the "
    "project: `ruff format`. ruff is installed into the cache first, from the package index.\n\nWhat follows `--` goes "
    "to ruff as it is.",
    options=(
        own(
            "arguments", value_name="EXTRA_ARGS", kind="many", last=True, help="Arguments for ruff",
            long_help="Arguments for ruff.\n\n`puv format -- --line-length 100` sets the length of lines, `puv format "
            "-- src/module/foo.py` formats one file.",
        ),
        own("check", flag="--check", help="Tell whether files are formatted, and change nothing"),
        own(
            "diff", flag="--diff", help="Show what would change, and change nothing",
            long_help="Show what would change, and change nothing.\n\nImplies `--check`.",
        ),
        own(
            "version", flag="--version", value_name="VERSION", help="The version of ruff",
            long_help="The version of ruff.\n\nOne version (`0.8.2`), specifiers (`>=0.8.0`), or `latest`. By default "
            "the newest of `>=0.15,<0.16`.",
        ),
        *rows(
            ResolveSettings, "exclude_newer", heading="Options",
            help="Leave out versions of ruff that were uploaded after a date",
        ),
        NO_PROJECT, *_INDEX_VARIABLES,
        *CACHE, *INSTALLATIONS, *GLOBAL,
    ),
)  # fmt: skip
