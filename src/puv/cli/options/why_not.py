"""`puv why-not`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import projects
from puv.cli.options.pip.tables import CONSTRAINTS, PLATFORM, requirements
from puv.cli.options.tables import CACHE, GLOBAL, SYSTEM, python
from puv.cli.options.why import FORMAT, HTML, INSTALLED, SCRIPT
from puv.settings.option import own

COMMAND = Command(
    path=("why-not",),
    about="Tell why a version of a package cannot be had",
    long_about="Tell why a version of a package cannot be had: which requirements exclude it, how they come about, and "
    "what may help. Where it can be had, tell what would change.\n\nIn a project that is asked about the project and "
    "everything that it supports, elsewhere about the environment with each package in its version.",
    options=(
        own(
            "requirement", value_name="REQUIREMENT", positional=True, required=True,
            help="What is wanted, such as `numpy>=2.4`",
        ),
        FORMAT, HTML, requirements("Ask about the requirements that the given files list"), CONSTRAINTS, INSTALLED,
        SCRIPT, *(row.change(heading="Options", env="", pip_key="") for row in PLATFORM), *projects.BUILD,
        *projects.INDEXES, *projects.RESOLVER, *SYSTEM, *python("to ask about, or to lock for"), *CACHE, *GLOBAL,
    ),
)  # fmt: skip
