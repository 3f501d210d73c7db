"""`puv python install`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.python.tables import COMPILE, DIRECTORY, LIST, MIRRORS, REQUESTS
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("python", "install"),
    about="Download and install Pythons",
    long_about="Download and install Pythons.\n\nCPython comes from the builds of python-build-standalone, PyPy from "
    "its own site. They are put below `puv python dir`, and executables such as `python3.13` into the directory that "
    "`puv python dir --bin` shows; `--default` adds `python3` and `python`.",
    options=(
        own(
            "targets", value_name="TARGETS", kind="many", env="UV_PYTHON", env_style="words",
            help="The Pythons to install",
            long_help="The Pythons to install.\n\nWithout any, those of `UV_PYTHON`, of `.python-versions` or "
            "`.python-version`; where nothing says, the newest one, unless one is installed." + REQUESTS,
        ),
        DIRECTORY,
        own("bin", flag="--bin", hidden=True, overrides=("--no-bin",)),
        own(
            "no_bin", flag="--no-bin", conflicts=("--default",), help="Put no executables into the `bin` directory",
            long_help="Put no executables into the `bin` directory.\n\n`UV_PYTHON_INSTALL_BIN=0` does the same.",
        ),
        own(
            "no_registry", flag="--no-registry", help="Do not tell the Windows registry",
            long_help="Do not tell the Windows registry.\n\n`UV_PYTHON_INSTALL_REGISTRY=0` does the same.",
        ),
        *MIRRORS, *LIST,
        own(
            "reinstall", flag="--reinstall", short="r", help="Install anew what is installed",
            long_help="Install anew what is installed.\n\nFor a series, all its installed patch releases.",
        ),
        own(
            "force", flag="--force", short="f", help="Replace executables that something else has put there",
            long_help="Replace executables that something else has put there.\n\nOtherwise they are left alone.",
        ),
        own(
            "upgrade", flag="--upgrade", short="U", help="Install the newest patch release of what is installed",
            long_help="Install the newest patch release of what is installed.\n\nOnly for requests of a series "
            "(`3.12`).",
        ),
        own(
            "default", flag="--default", conflicts=("--no-bin",), help="Make it the default Python",
            long_help="Make it the default Python.\n\nExecutables `python3` and `python` are installed too. Only for "
            "one Python at a time.",
        ),
        COMPILE, *EVERYWHERE,
    ),
)  # fmt: skip
