"""`puv tool audit`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import CACHE, GLOBAL, INSTALLATIONS
from puv.settings.option import own

COMMAND = Command(
    path=("tool", "audit"),
    about="Audit installed tools and their dependencies",
    long_about="Audit installed tools and their dependencies.\n\nWhat is installed in their environments is looked up "
    "in a database of vulnerabilities, which takes the network.",
    options=(
        own(
            "name", value_name="NAME", kind="many", required=True, unless="all", conflicts=("--all",),
            help="The tools to audit",
        ),
        own("all", flag="--all", help="Audit all tools"),
        own(
            "output_format", flag="--output-format", value_name="OUTPUT_FORMAT", default="text", shown_default="text",
            choices={"text": "For people", "json": "As JSON", "sarif": "As SARIF"}, help="How the result is written",
        ),
        own(
            "ignore", flag="--ignore", value_name="IGNORE", kind="many", help="Leave out a vulnerability, by its id",
            long_help="Leave out a vulnerability, by its id or an alias.\n\nMay be repeated.",
        ),
        own(
            "ignore_until_fixed", flag="--ignore-until-fixed", value_name="IGNORE_UNTIL_FIXED", kind="many",
            help="Leave out a vulnerability, by its id, as long as no version fixes it",
            long_help="Leave out a vulnerability, by its id or an alias, as long as no version fixes it.\n\nMay be "
            "repeated.",
        ),
        own(
            "service_format", flag="--service-format", value_name="SERVICE_FORMAT", default="osv", shown_default="osv",
            choices={"osv": ""}, help="The protocol of the database",
        ),
        own(
            "service_url", flag="--service-url", value_name="SERVICE_URL", help="The URL of the database's interface",
            long_help="The URL of the database's interface.\n\nBy default that of OSV.",
        ),
        *CACHE, *INSTALLATIONS, *GLOBAL,
    ),
)  # fmt: skip
