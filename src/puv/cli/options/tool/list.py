"""`puv tool list`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import CACHE, GLOBAL, INSTALLATIONS
from puv.settings.groups.resolve import ResolveSettings
from puv.settings.option import own, rows

COMMAND = Command(
    path=("tool", "list"),
    about="List installed tools",
    long_about="List installed tools, each above its executables.",
    options=(
        own("show_paths", flag="--show-paths", help="Show where each environment and each executable is"),
        own(
            "show_version_specifiers", flag="--show-version-specifiers",
            help="Show what each tool's version was limited to",
        ),
        own("show_with", flag="--show-with", help="Show what each tool was installed with"),
        own("show_extras", flag="--show-extras", help="Show the extras each tool was installed with"),
        own("show_python", flag="--show-python", help="Show the Python of each tool"),
        own(
            "outdated", flag="--outdated", negative="--no-outdated", help="List tools that have a newer version",
            long_help="List tools that have a newer version, and that version.\n\nTools that are up to date are left "
            "out. The settings that a tool was installed with count.",
        ),
        *rows(ResolveSettings, "exclude_newer", "exclude_newer_package"), *CACHE,
        *(row.change(hidden=True) if row.name == "no_python_downloads" else row for row in INSTALLATIONS), *GLOBAL,
    ),
)  # fmt: skip
