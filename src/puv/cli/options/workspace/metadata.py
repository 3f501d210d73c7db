"""`puv workspace metadata`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import projects
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.settings import values
from puv.settings.option import own

COMMAND = Command(
    path=("workspace", "metadata"),
    about="Show what a workspace is made of, for other programs",
    long_about="Show what a workspace is made of, as JSON for other programs.\n\nThe output may still change.",
    options=(
        own(
            "output_version", flag="--output-version", value_name="VERSION",
            help="The version of the output's schema",
            long_help="The version of the output's schema.\n\nWithout it, or where it is not known, the output has the "
            "newest one; `schema.version` tells which that is. So far there is only `preview`.",
        ),
        own(
            "script", flag="--script", value_name="SCRIPT", parse=values.path,
            help="Show what a Python script is made of, instead of the workspace",
            long_help="Show what a Python script is made of, instead of the workspace.\n\nThe script says what it "
            "needs in its inline metadata (PEP 723).",
        ),
        projects.LOCKED,
        projects.FROZEN.change(
            help="Use the lockfile as it is, which must be there",
        ),
        own(
            "sync", flag="--sync",
            help="Bring the environment up to date, and show what is in it and which package brings which module",
            long_help="Bring the environment up to date, and show what is in it and which package brings which "
            "module.\n\nThe lockfile is written too, unless `--locked` or `--frozen` is given; that of a script only "
            "where it has one. Packages that are not needed stay, unless `--exact` is given.",
        ),
        own(
            "exact", flag="--exact", needs=("sync",),
            help="Remove packages that the workspace does not need",
        ),
        projects.ACTIVE,
        *projects.INDEXES, *projects.RESOLVER, *projects.BUILD, *projects.LINK_MODE, *CACHE, *REFRESH,
        *python("to resolve with"), *GLOBAL,
    ),
)  # fmt: skip
