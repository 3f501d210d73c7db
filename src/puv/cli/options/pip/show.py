"""`puv pip show`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip import tables as pip
from puv.cli.options.tables import CACHE, CERT, GLOBAL, PLACES, SYSTEM, VERSION_CHECK, python
from puv.settings import values
from puv.settings.option import own

COMMAND = Command(
    path=("pip", "show"),
    about="Show what is known of installed packages",
    options=(
        own("package", value_name="PACKAGE", kind="many", parse=values.package_name, help="The packages to show"),
        *pip.STRICT,
        own("files", flag="--files", short="f", help="Show also the files that each package has installed"),
        *SYSTEM, *PLACES, *CERT, *python("to find the packages of"), *CACHE, *GLOBAL, *VERSION_CHECK,
    ),
)  # fmt: skip
