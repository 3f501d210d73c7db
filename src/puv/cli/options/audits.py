"""Rows of the commands that look for known vulnerabilities."""

from __future__ import annotations

from puv.cli.options import tables
from puv.settings import values
from puv.settings.option import own

FINDINGS = (
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
        "service_url", flag="--service-url", value_name="SERVICE_URL", parse=values.url,
        help="The URL of the database's interface",
        long_help="The URL of the database's interface.\n\nBy default that of OSV.",
    ),
)  # fmt: skip
# Without the network there is nothing to ask.
GLOBAL = tuple(row.change(hidden=True) if row.name == "offline" else row for row in tables.GLOBAL)
