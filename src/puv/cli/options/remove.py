"""`puv remove`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import edits, projects
from puv.settings import values
from puv.settings.option import own

COMMAND = Command(
    path=("remove",),
    about="Remove dependencies from the project",
    long_about="Remove dependencies from the project.\n\nThey are taken out of the `pyproject.toml`, whatever their "
    "bounds and markers; then the lockfile and the environment are brought up to date. If anything fails, every file "
    "is as it was.",
    options=(
        own(
            "packages", value_name="PACKAGES", kind="many", parse=values.package_name, required=True,
            help="The names to remove (`ruff`)",
        ),
        edits.DEV.change(help="Remove from the development dependencies, the same as `--group dev`"),
        edits.OPTIONAL.change(help="Remove from the optional dependencies of an extra"),
        edits.GROUP.change(help="Remove from a dependency group"),
        edits.NO_SYNC, projects.ACTIVE, edits.LOCKED, edits.FROZEN, edits.PACKAGE, edits.SCRIPT, *edits.TAIL,
    ),
)  # fmt: skip
