"""`puv pip tree`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip import tables as pip
from puv.cli.options.tables import CACHE, CERT, GLOBAL, SYSTEM, VERSION_CHECK, python
from puv.settings import values
from puv.settings.option import own

COMMAND = Command(
    path=("pip", "tree"),
    about="Draw the packages of an environment as a tree, each above what it needs",
    options=(
        own("show_version_specifiers", flag="--show-version-specifiers", help="Show which versions are required"),
        own(
            "depth", flag="--depth", short="d", value_name="DEPTH", parse=values.byte, default=255, shown_default="255",
            help="How many levels to draw below the first",
        ),
        own(
            "prune", flag="--prune", value_name="PRUNE", kind="many", parse=values.package_name,
            help="Leave out the given package",
        ),
        own(
            "package", flag="--package", value_name="PACKAGE", kind="many", parse=values.package_name,
            help="Begin with the given package",
        ),
        own(
            "no_dedupe", flag="--no-dedupe",
            help="Draw again what a package needs where it appears again, which is else marked with (*)",
        ),
        own(
            "invert", flag="--invert", aliases=("--reverse",), help="Draw each package above what needs it, instead",
        ),
        own("outdated", flag="--outdated", help="Show the newest version of each package that has a newer one"),
        own(
            "show_sizes", flag="--show-sizes", help="Show the sizes of wheels, where they are known",
            long_help="Show the sizes of wheels, where they are known.\n\nOf installed packages they never are.",
        ),
        *pip.STRICT, *pip.INDEX, *pip.EXCLUDE_NEWER, *CERT, *SYSTEM, *python("to draw the packages of"), *CACHE,
        *GLOBAL, *VERSION_CHECK,
    ),
)  # fmt: skip
