"""`puv version`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import edits, projects
from puv.settings.option import own

COMMAND = Command(
    path=("version",),
    about="Show or change the version of the project",
    options=(
        own("value", value_name="VALUE", conflicts=("--bump",), help="The version to set"),
        own(
            "bump", flag="--bump", value_name="BUMP[=VALUE]", kind="many", conflicts=("value",),
            help="The part of the version that goes up [possible values: major, minor, patch, stable, alpha, beta, "
            "rc, post, dev]",
            long_help="The part of the version that goes up; may be repeated [possible values: major, minor, patch, "
            "stable, alpha, beta, rc, post, dev]\n\n`--bump minor=5` sets the part. `stable` ends a pre-release.",
        ),
        own("dry_run", flag="--dry-run", help="Show what would change, and write nothing"),
        own("short", flag="--short", help="Show only the version"),
        own(
            "output_format", flag="--output-format", value_name="OUTPUT_FORMAT", default="text", shown_default="text",
            choices={"text": "", "json": ""}, help="How the result is written",
        ),
        edits.NO_SYNC, projects.ACTIVE, edits.LOCKED, edits.FROZEN, edits.PACKAGE, *edits.TAIL,
    ),
)  # fmt: skip
