"""`puv pip freeze`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip import tables as pip
from puv.cli.options.tables import CACHE, CERT, GLOBAL, PLACES, SYSTEM, VERSION_CHECK, python
from puv.settings import values
from puv.settings.option import own

COMMAND = Command(
    path=("pip", "freeze"),
    about="List the packages of an environment as requirements",
    options=(
        pip.EXCLUDE_EDITABLE, pip.EXCLUDE, *pip.STRICT,
        own(
            "path", flag="--path", value_name="PATHS", kind="many", parse=values.path,
            conflicts=("--target", "--prefix"), help="List what is in this directory; may be repeated",
        ),
        *SYSTEM, *PLACES, *CERT, *python("to list the packages of"), *CACHE, *GLOBAL, *VERSION_CHECK,
    ),
)  # fmt: skip
