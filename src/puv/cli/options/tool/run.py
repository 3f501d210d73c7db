"""`puv tool run` and `puvx`: their options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import packages
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.cli.options.tool import tables as tool
from puv.settings.option import own

_OWN_ISOLATED = tuple(row for row in GLOBAL if row.name != "isolated")
_LONG_ABOUT = (
    "By default the package is called like the command.\n\nAn exact version may follow the name (`puvx ruff@0.3.0`, "
    "`puvx ruff@latest`). For other limits, and for commands of another package, use `--from`.\n\n`puvx python` starts "
    "a Python in an environment of its own, `puvx python@3.12` one of that version.\n\nA tool that is installed "
    "(`puv tool install`) is used as it is, unless a version is named or `--isolated` given. Others are installed into "
    "an environment in the cache.\n\nWithout a command the installed tools are listed."
)

COMMAND = Command(
    path=("tool", "run"),
    about="Run a command that a package provides",
    long_about=f"Run a command that a package provides.\n\n{_LONG_ABOUT}",
    options=(
        own("command", value_name="COMMAND", kind="rest", hidden=True),
        own("from", flag="--from", value_name="FROM", help="Take the command from this package",
            long_help="Take the command from this package.\n\nBy default the package is called like the command."),
        tool.with_packages("Run with these packages installed, too"),
        tool.with_editable("Run with these projects installed, too, changes to them taking effect at once"),
        tool.WITH_REQUIREMENTS,
        *tool.LIMITS,
        own(
            "isolated", flag="--isolated", env="UV_ISOLATED",
            help="Run in an environment of its own, even where the tool is installed",
        ),
        own(
            "env_file", flag="--env-file", value_name="ENV_FILE", kind="many", env="UV_ENV_FILE", env_style="words",
            display_env="[env: UV_ENV_FILE=]", help="Read environment variables from a `.env` file",
            long_help="Read environment variables from a `.env` file.\n\nMay be repeated; what a later file says wins.",
        ),
        own("no_env_file", flag="--no-env-file", env="UV_NO_ENV_FILE",
            help="Read no environment variables from a `.env` file"),
        packages.LFS, *packages.PYTHON_PLATFORM, *packages.TORCH,
        own("show_resolution", flag="--show-resolution", hidden=True),
        *packages.INDEX, *packages.RESOLVER, *packages.INSTALLER, *packages.BUILD, *CACHE, *REFRESH,
        *python("to run the command with"), *_OWN_ISOLATED,
    ),
)  # fmt: skip
