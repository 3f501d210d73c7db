"""`puv tool install`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import packages
from puv.cli.options.pip.tables import BUILD_CONSTRAINTS, CONSTRAINTS, EXCLUDES, OVERRIDES
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.cli.options.tool import tables as tool
from puv.settings.option import own

COMMAND = Command(
    path=("tool", "install"),
    about="Install commands that a package provides",
    long_about="Install commands that a package provides.\n\nThe package gets an environment of its own in the tools' "
    "directory (`puv tool dir`), and its executables are linked into another one (`puv tool dir --bin`), which should "
    "be on the `PATH`.\n\nA tool that is installed already is changed into what is asked for.",
    options=(
        own("package", value_name="PACKAGE", required=True, help="The package to install commands from"),
        own("from", flag="--from", value_name="FROM", hidden=True),
        tool.with_packages("Install further requirements beside the package"),
        tool.WITH_REQUIREMENTS,
        own(
            "editable", flag="--editable", short="e",
            help="Install the package so that changes to its source take effect at once",
        ),
        tool.with_editable("Install further projects so that changes to them take effect at once"),
        own(
            "with_executables_from", flag="--with-executables-from", value_name="WITH_EXECUTABLES_FROM", kind="many",
            help="Install the executables of these packages, too",
        ),
        CONSTRAINTS, OVERRIDES, EXCLUDES, BUILD_CONSTRAINTS,
        own(
            "force", flag="--force", help="Install the tool whatever is there",
            long_help="Install the tool whatever is there.\n\nIts environment is made anew, and executables of the "
            "same names are overwritten.",
        ),
        packages.LFS, *packages.PYTHON_PLATFORM, *packages.TORCH, *packages.INDEX, *packages.RESOLVER,
        *packages.INSTALLER, *packages.BUILD, *CACHE, *REFRESH, *python("to make the tool's environment with"),
        *GLOBAL,
    ),
)  # fmt: skip
