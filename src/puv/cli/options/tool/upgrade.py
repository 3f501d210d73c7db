"""`puv tool upgrade`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import packages
from puv.cli.options.tables import CACHE, GLOBAL, INSTALLATIONS
from puv.settings.groups.python import PythonSettings
from puv.settings.groups.resolve import ResolveSettings
from puv.settings.option import own, rows

_PYTHON = "The Python interpreter to make the tools' environments with."
_BUILD = tuple(
    row.change(flag="--config-setting-package", aliases=("--config-settings-package",),
               value_name="CONFIG_SETTING_PACKAGE")
    if row.name == "config_settings_package" else row
    for row in packages.BUILD
)  # fmt: skip

COMMAND = Command(
    path=("tool", "upgrade"),
    about="Upgrade installed tools",
    long_about="Upgrade installed tools.\n\nVersions stay within the limits that a tool was installed with; the same "
    "settings count again, too.",
    options=(
        own(
            "name", value_name="NAME", kind="many", required=True, unless="all", conflicts=("--all",),
            help="The tools to upgrade, each maybe with a version specifier",
        ),
        own("all", flag="--all", help="Upgrade all tools"),
        *packages.PYTHON_PLATFORM,
        *rows(
            PythonSettings, "python", help=_PYTHON,
            long_help=f"{_PYTHON}\n\nWith `--all` it counts for all of them. Tools that have another one get a new "
            "environment.",
        ),
        *INSTALLATIONS,
        *rows(ResolveSettings, "upgrade", "upgrade_package", hidden=True),
        *packages.CHOICE, *packages.INDEX, *packages.INSTALLER, *_BUILD, *CACHE, *GLOBAL,
    ),
)  # fmt: skip
