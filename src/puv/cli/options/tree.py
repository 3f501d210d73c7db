"""`puv tree`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import projects
from puv.cli.options.pip.tables import PLATFORM
from puv.cli.options.tables import CACHE, GLOBAL, python
from puv.settings import values
from puv.settings.option import own

COMMAND = Command(
    path=("tree",),
    about="Draw what the project needs as a tree",
    options=(
        own(
            "universal", flag="--universal", conflicts=("--python-version", "--python-platform"),
            help="Draw the tree for all Pythons and platforms",
            long_help="Draw the tree for all Pythons and platforms, instead of those at hand.\n\nA package may then "
            "occur in several versions.",
        ),
        own(
            "format", flag="--format", value_name="FORMAT", default="text", shown_default="text",
            choices={"text": "A tree to look at", "json": "The graph as JSON"}, help="The format of the output",
        ),
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
        own("invert", flag="--invert", aliases=("--reverse",), help="Draw each package above what needs it, instead"),
        own("outdated", flag="--outdated", help="Show the newest version of each package that has a newer one"),
        own("show_sizes", flag="--show-sizes", help="Show the sizes of wheels, where they are known"),
        *projects.GROUPS, projects.LOCKED, projects.FROZEN,
        own(
            "script", flag="--script", value_name="SCRIPT", parse=values.path,
            help="Draw what a Python script needs, instead of the project",
        ),
        PLATFORM[0].change(heading="Options", env="", pip_key="", help="The Python version to draw the tree for"),
        PLATFORM[1].change(heading="Options", env="", pip_key="", help="The platform to draw the tree for"),
        *projects.BUILD, *projects.INDEXES, *projects.RESOLVER, *projects.LINK_MODE, *python("to lock and draw for"),
        *CACHE, *GLOBAL,
    ),
)  # fmt: skip
