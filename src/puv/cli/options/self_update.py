"""`puv self update`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("self", "update"),
    about="Update puv, where it can do so",
    long_about="Update puv, where it can do so.\n\nWhat installed puv updates it, pip or a package manager. "
    "This command only says so; it is there for scripts that call it on uv.",
    more=False,
    options=(
        own("target_version", value_name="TARGET_VERSION", help="The version to update to"),
        own("token", flag="--token", value_name="TOKEN", env="UV_GITHUB_TOKEN", help="A token for GitHub"),
        own("dry_run", flag="--dry-run", help="Show what would be done, and do nothing"),
        *EVERYWHERE,
    ),
)
