"""`puv venv`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip.tables import EXCLUDE_NEWER, INDEX
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, SYSTEM, python
from puv.settings import values
from puv.settings.groups.install import InstallSettings
from puv.settings.option import own, rows

COMMAND = Command(
    path=("venv",),
    about="Create a virtual environment",
    long_about="Create a virtual environment.\n\nIt is made at `.venv` in the working directory unless another path "
    "is given. Commands find it there, and from any directory below, without being activated.",
    options=(
        own(
            "path", value_name="PATH", parse=values.path, help="Where to create it",
            long_help="Where to create it.\n\n`.venv` by default. Relative paths start at the working directory.",
        ),
        own(
            "no_project", flag="--no-project", env="UV_NO_PROJECT", help="Look for no project or workspace",
            long_help="Look for no project or workspace.\n\nOtherwise the one around the working directory may say "
            "where the environment is and which Python it has.",
        ),
        own(
            "seed", flag="--seed", negative="--no-seed", env="UV_VENV_SEED", env_style="switch",
            help="Install the usual first packages (`pip`; `setuptools` and `wheel` for old Pythons)",
            long_help="Install the usual first packages (`pip`; `setuptools` and `wheel` for old Pythons).\n\nFrom "
            "Python 3.12 on only `pip`.",
        ),
        own(
            "clear", flag="--clear", short="c", negative="--no-clear", env="UV_VENV_CLEAR",
            overrides=("--allow-existing",), help="Empty the target first",
            long_help="Empty the target first.\n\nOtherwise a target that is not empty is an error.",
        ),
        own("force", flag="--force", help="Let `--clear` empty a directory that is no virtual environment"),
        own(
            "allow_existing", flag="--allow-existing", overrides=("--clear",), conflicts=("--no-clear",),
            help="Keep what is at the target",
            long_help="Keep what is at the target.\n\nThe environment's files are written over and beside it.",
        ),
        own(
            "prompt", flag="--prompt", value_name="PROMPT", help="What activation puts before the shell's prompt.",
            long_help="What activation puts before the shell's prompt.\n\nThe name of the working directory where `.` "
            "is given, else by default the name of the environment's directory.",
        ),
        own(
            "system_site_packages", flag="--system-site-packages",
            help="Let the environment see the packages of the system's Python",
        ),
        own(
            "relocatable", flag="--relocatable", negative="--no-relocatable", env="UV_VENV_RELOCATABLE",
            help="Make an environment that can be moved",
            long_help="Make an environment that can be moved.\n\nScripts find the interpreter beside themselves.",
        ),
        *rows(InstallSettings, "link_mode", heading="Options"),
        *python("to use for the environment"), *INDEX, *EXCLUDE_NEWER, *REFRESH, *CACHE, *GLOBAL,
        *(own(name, flag=f"--no-{name}", hidden=True) for name in ("pip", "setuptools", "wheel")),
        *(row.change(hidden=True) for row in SYSTEM),
    ),
)  # fmt: skip
