"""`puv pip install`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip import tables as pip
from puv.cli.options.tables import CACHE, CERT, GLOBAL, REFRESH, VERSION_CHECK, python
from puv.settings.groups.pip import PipSettings
from puv.settings.option import own, rows

COMMAND = Command(
    path=("pip", "install"),
    about="Install packages into an environment",
    one_of=("package", "requirements", "editable", "group"),
    options=(
        own(
            "package", value_name="PACKAGE", kind="many", help="The packages to install",
            long_help="The packages to install.\n\nEarlier ones are decided upon first.",
        ),
        pip.requirements("Install what the given files list"),
        pip.EDITABLE, *pip.NO_EDITABLE, pip.CONSTRAINTS, pip.OVERRIDES, pip.EXCLUDES, pip.BUILD_CONSTRAINTS,
        *pip.EXTRAS, *CERT, *pip.GROUP, *rows(PipSettings, "no_deps"), *pip.HASHES, *pip.BUILD_HASHES,
        *pip.DESTINATION, *pip.BINARIES, *pip.PLATFORM,
        own(
            "exact", flag="--exact", negative="--inexact", negative_aliases=("--no-exact",),
            help="Remove what the requirements do not need",
        ),
        *pip.STRICT, pip.DRY_RUN, pip.CHECK, pip.OUTPUT_FORMAT, *pip.TORCH, pip.USER, *pip.INDEX, *pip.UPGRADE,
        *pip.CHOICE, *pip.EXCLUDE_NEWER, *pip.SOURCES, *pip.INSTALLER, *pip.BUILD, *pip.BUILD_PACKAGE, *CACHE, *REFRESH,
        *python("to install into"), *GLOBAL, *VERSION_CHECK,
    ),
)  # fmt: skip
