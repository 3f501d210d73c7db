"""`puv pip check`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip import tables as pip
from puv.cli.options.tables import CACHE, CERT, GLOBAL, SYSTEM, python

COMMAND = Command(
    path=("pip", "check"),
    about="Check that the packages of an environment fit together",
    options=(*SYSTEM, *pip.PLATFORM, *CERT, *python("to check the packages of"), *CACHE, *GLOBAL),
)
