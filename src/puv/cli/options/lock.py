"""`puv lock`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import projects
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.settings import values
from puv.settings.option import own

_EXISTS = "Check that there is a lockfile, and not whether it is up to date"

COMMAND = Command(
    path=("lock",),
    about="Update the lockfile of the project",
    long_about="Update the lockfile of the project.\n\n`uv.lock` is made where there is none. Versions that it holds "
    "are kept where they still fit, unless they are to be upgraded.",
    options=(
        own(
            "check", flag="--check", conflicts=("--check-exists", "--upgrade", "--dry-run", "--frozen"),
            help="Check whether the lockfile is up to date",
            long_help="Check whether the lockfile is up to date.\n\nWhere it would have to "
            "change, or is missing, puv exits with an error.",
        ),
        projects.LOCKED.change(hidden=True, conflicts=("--check-exists", "--upgrade", "--dry-run", "--frozen")),
        own(
            "check_exists", flag="--check-exists", display_env="[env: UV_FROZEN=]",
            conflicts=("--check", "--locked", "--upgrade"), help=_EXISTS,
        ),
        projects.FROZEN.change(hidden=True, conflicts=("--check", "--locked")),
        own("dry_run", flag="--dry-run", conflicts=("--check-exists", "--frozen", "--check", "--locked"),
            help="Show what would change, and do not write the lockfile"),
        own(
            "script", flag="--script", value_name="SCRIPT", parse=values.path,
            help="Lock a Python script instead of the project",
            long_help="Lock a Python script instead of the project.\n\nThe script says what it needs in its inline "
            "metadata (PEP 723). Its lockfile stands beside it, with `.lock` behind its name.",
        ),
        *projects.INDEXES, *projects.RESOLVER, *projects.BUILD, *projects.LINK_MODE, *CACHE, *REFRESH,
        *python("to resolve with"), *GLOBAL,
    ),
)  # fmt: skip
