"""`puv python list`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.python.tables import LIST, REQUESTS
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("python", "list"),
    about="List the Pythons that are there and those that can be downloaded",
    long_about="List the Pythons that are there and those that can be downloaded.\n\nOf each series the newest "
    "release is shown for this machine. `--managed-python` and `--no-managed-python` restrict the list to one kind.",
    options=(
        own(
            "request", value_name="REQUEST", help="Show only what is asked for",
            long_help=f"Show only what is asked for.{REQUESTS}",
        ),
        own(
            "all_versions", flag="--all-versions", help="Show old patch releases too",
            long_help="Show old patch releases too.\n\nOtherwise only the newest of each series.",
        ),
        own(
            "all_platforms", flag="--all-platforms", help="Show downloads for other systems too",
            long_help="Show downloads for other systems too.\n\nOtherwise only those for this one.",
        ),
        own(
            "all_arches", flag="--all-arches", aliases=("--all_architectures",),
            help="Show downloads for other processors too",
            long_help="Show downloads for other processors too.\n\nOtherwise only those for this one.",
        ),
        own(
            "only_installed", flag="--only-installed", conflicts=("--only-downloads",),
            help="Show only what is installed", long_help="Show only what is installed.\n\nOtherwise downloads too.",
        ),
        own(
            "only_downloads", flag="--only-downloads", conflicts=("--only-installed",), help="Show only downloads",
            long_help="Show only downloads.\n\nOtherwise what is installed too.",
        ),
        own(
            "show_urls", flag="--show-urls", help="Show the addresses of downloads",
            long_help="Show the addresses of downloads.\n\nOtherwise they are shown as `<download available>`.",
        ),
        own(
            "output_format", flag="--output-format", value_name="OUTPUT_FORMAT", default="text", shown_default="text",
            choices={"text": "Lines for people", "json": "JSON for programs"}, help="How to write the list",
        ),
        *LIST, *EVERYWHERE,
    ),
)  # fmt: skip
