"""`puv tool audit`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import audits
from puv.cli.options.tables import CACHE, INSTALLATIONS
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
        *audits.FINDINGS,
        *CACHE, *INSTALLATIONS, *audits.GLOBAL,
    ),
)  # fmt: skip
