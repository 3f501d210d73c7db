"""`puv python pin`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.python.tables import LIST, REQUESTS
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("python", "pin"),
    about="Pin a directory to a Python",
    long_about="Pin a directory to a Python.\n\nThe version is written to a `.python-version` file, which other "
    f"commands heed. Without a version the pin is shown.{REQUESTS}",
    options=(
        own(
            "request", value_name="REQUEST", help="The Python",
            long_help="The Python.\n\nOther tools that read the file, such as pyenv, understand version numbers only. "
            f"Without it the pin is shown.{REQUESTS}",
        ),
        own(
            "resolved", flag="--resolved", negative="--no-resolved",
            help="Write the path of the interpreter in place of the version",
            long_help="Write the path of the interpreter in place of the version.\n\nNot for files that go into "
            "version control.",
        ),
        own(
            "no_project", flag="--no-project", env="UV_NO_PROJECT", help="Do not hold the pin against the project",
            long_help="Do not hold the pin against the project.\n\nOtherwise it must suit `requires-python`.",
        ),
        own(
            "global", flag="--global", help="Pin the user's own Python",
            long_help="Pin the user's own Python.\n\nThe file is put into the user's configuration directory and "
            "counts where no directory has one.",
        ),
        own("rm", flag="--rm", conflicts=("request", "--resolved"), help="Remove the pin"),
        *LIST, *EVERYWHERE,
    ),
)  # fmt: skip
