"""`puv run`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import edits, packages, projects
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.cli.options.tool import tables as tool
from puv.settings import values
from puv.settings.option import own

_OWN_ISOLATED = tuple(row for row in GLOBAL if row.name != "isolated")
_LAYERS = "In a project they lie on top of its environment, and may differ from what the project asks for."

COMMAND = Command(
    path=("run",),
    about="Run a command or script",
    long_about="Run a command or script in a Python environment.\n\nIn a project that is the project's, which is "
    "brought up to date first; elsewhere the active one, a `.venv` around the working directory, or the interpreter "
    "that is found.\n\nA `.py` file, a URL of one and `-` (standard input) are scripts for the interpreter. A script "
    "that says in a comment what it needs (PEP 723) gets an environment of its own.\n\nOptions of puv stand before the "
    "command; what follows it is the command's own.",
    options=(
        own("command", value_name="COMMAND", kind="rest", hidden=True),
        projects.EXTRA, projects.ALL_EXTRAS, projects.NO_EXTRA, *projects.GROUPS,
        own(
            "module", flag="--module", short="m", conflicts=("--script", "--gui-script"), help="Run a Python module",
            long_help="Run a Python module, as `python -m` does.",
        ),
        *projects.NO_EDITABLE,
        own("inexact", flag="--inexact", hidden=True, overrides=("--exact",)),
        own(
            "exact", flag="--exact", overrides=("--inexact",),
            help="Remove from the environment what the project does not need",
        ),
        own(
            "env_file", flag="--env-file", value_name="ENV_FILE", kind="many", env="UV_ENV_FILE", env_style="words",
            display_env="[env: UV_ENV_FILE=]", help="Read environment variables from a `.env` file",
            long_help="Read environment variables from a `.env` file.\n\nMay be repeated; what a later file says wins.",
        ),
        own("no_env_file", flag="--no-env-file", env="UV_NO_ENV_FILE",
            help="Read no environment variables from a `.env` file"),
        tool.with_packages("Run with these packages installed, too").change(
            long_help=f"Run with these packages installed, too.\n\n{_LAYERS}"
        ),
        tool.with_editable("Run with these projects installed, too, changes to them taking effect at once"),
        tool.WITH_REQUIREMENTS,
        own(
            "isolated", flag="--isolated", env="UV_ISOLATED", help="Run in an environment of its own",
            long_help="Run in an environment of its own, which goes with the command.",
        ),
        projects.ACTIVE, edits.NO_SYNC,
        projects.LOCKED.change(conflicts=("--frozen", "--upgrade")),
        projects.FROZEN.change(conflicts=("--locked", "--upgrade")),
        own("script", flag="--script", short="s", conflicts=("--module", "--gui-script"),
            help="Run the path as a Python script, whatever it is called"),
        own("gui_script", flag="--gui-script", conflicts=("--module", "--script"),
            help="Run the path as a Python script without a console"),
        own("all_packages", flag="--all-packages", conflicts=("--package",),
            help="Run with all projects of the workspace installed"),
        own("package", flag="--package", value_name="PACKAGE", parse=values.package_name,
            help="Run in a project of the workspace"),
        own("no_project", flag="--no-project", env="UV_NO_PROJECT", aliases=("--no-workspace",),
            help="Look for no project or workspace"),
        own("max_recursion_depth", flag="--max-recursion-depth", value_name="MAX_RECURSION_DEPTH", hidden=True,
            env="UV_RUN_MAX_RECURSION_DEPTH", parse=values.number, default=100),
        *packages.PYTHON_PLATFORM,
        *projects.INDEXES, *projects.RESOLVER, *projects.REINSTALL, *projects.LINK_MODE, *projects.COMPILE,
        *projects.BUILD, *CACHE, *REFRESH, *python("to run the command with"), *_OWN_ISOLATED,
    ),
)  # fmt: skip
