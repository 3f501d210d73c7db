"""`puv upgrade`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import projects
from puv.cli.options.tables import CACHE, GLOBAL
from puv.settings import values
from puv.settings.groups.build import BuildSettings
from puv.settings.option import own, rows

COMMAND = Command(
    path=("upgrade",),
    about="Raise the bounds of a project's dependencies to what is newest",
    long_about="Raise the bounds of a project's dependencies to what is newest.\n\nUpper bounds in "
    "`project.dependencies` that keep the newest version out are raised, as precise as they were. The lockfile and the "
    "environment stay as they are.",
    options=(
        own(
            "packages", value_name="PACKAGES", kind="many", parse=values.package_name,
            help="What to upgrade; everything, if nothing is given",
        ),
        own(
            "exclude", flag="--exclude", value_name="EXCLUDE", kind="many", parse=values.package_name,
            help="Leave a package as it is; may be repeated",
        ),
        *projects.INDEXES,
        *rows(BuildSettings, "require_build_hashes", heading="Build options", negative_shown=True),
        *CACHE, *GLOBAL,
    ),
)  # fmt: skip
