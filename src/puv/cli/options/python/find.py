"""`puv python find`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.python.tables import LIST, REQUESTS
from puv.cli.options.tables import EVERYWHERE, SYSTEM
from puv.settings.option import own

COMMAND = Command(
    path=("python", "find"),
    about="Show the Python that would be used",
    long_about=f"Show the Python that would be used.\n\nThe path of the interpreter is written.{REQUESTS}",
    options=(
        own("request", value_name="REQUEST", help="The Python", long_help=f"The Python.{REQUESTS}"),
        own(
            "no_project", flag="--no-project", env="UV_NO_PROJECT", help="Look for no project or workspace",
            long_help="Look for no project or workspace.\n\nOtherwise the one around the working directory says which "
            "Pythons it is for.",
        ),
        *(
            row.change(
                help="Look for Pythons of the system only",
                long_help="Look for Pythons of the system only.\n\nOtherwise virtual environments come first.",
            )
            for row in SYSTEM
        ),
        own(
            "script", flag="--script", value_name="SCRIPT", conflicts=("request", "--no-project"),
            help="Show the Python for a script, not for the project",
        ),
        own("show_version", flag="--show-version", help="Show the version and not the path"),
        own(
            "resolve_links", flag="--resolve-links", help="Follow symbolic links",
            long_help="Follow symbolic links.\n\nThe path that is shown has none.",
        ),
        *LIST, *EVERYWHERE,
    ),
)  # fmt: skip
