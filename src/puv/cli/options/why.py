"""`puv why`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import projects
from puv.cli.options.tables import CACHE, GLOBAL, SYSTEM, python
from puv.settings import values
from puv.settings.option import own

FORMAT = own(
    "format", flag="--format", value_name="FORMAT", default="text", shown_default="text",
    choices={"text": "Lines to read", "json": "All of it as JSON", "html": "A page with the graph, to look at"},
    help="The format of the output",
)  # fmt: skip
HTML = own(
    "html",
    flag="--html",
    value_name="FILE",
    parse=values.path,
    help="Write a page with the graph, which one can look at and search, to a file as well",
)
INSTALLED = own(
    "installed",
    flag="--installed",
    conflicts=("--script",),
    help="Look at what is installed in the environment, and not at a lock",
)
SCRIPT = own(
    "script",
    flag="--script",
    value_name="SCRIPT",
    parse=values.path,
    help="Look at the lock of a Python script, and not at the project's",
)

COMMAND = Command(
    path=("why",),
    about="Tell why a package is there",
    long_about="Tell why a package is there: each requirement on it, and how it comes to be required.\n\nIn a project "
    "its lock is looked at, elsewhere the environment.",
    options=(
        own(
            "package_name", value_name="PACKAGE", positional=True, required=True, parse=values.package_name,
            help="The package",
        ),
        FORMAT, HTML, INSTALLED, SCRIPT, projects.LOCKED, projects.FROZEN, *projects.BUILD, *projects.INDEXES,
        *projects.RESOLVER, *SYSTEM, *python("to look at, or to lock for"), *CACHE, *GLOBAL,
    ),
)  # fmt: skip
