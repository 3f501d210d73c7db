"""`puv pip sync`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.pip import tables as pip
from puv.cli.options.tables import CACHE, CERT, GLOBAL_HIDING_CONFIG, REFRESH, python
from puv.settings.groups.pip import PipSettings
from puv.settings.option import own, rows

COMMAND = Command(
    path=("pip", "sync"),
    about="Make an environment hold what a `requirements.txt` or `pylock.toml` file lists",
    long_about="Make an environment hold what a `requirements.txt` or `pylock.toml` file lists.\n\nNothing more stays "
    "installed: what the file does not list is removed. Requirements that listed packages have are not added; "
    "`puv pip compile` writes files that list them.",
    options=(
        pip.SRC_FILE.change(required=True), pip.CONSTRAINTS, pip.BUILD_CONSTRAINTS, *pip.EXTRAS, *pip.GROUP, *CERT,
        *pip.HASHES, *pip.BUILD_HASHES, *pip.DESTINATION, *pip.BINARIES,
        *rows(PipSettings, "allow_empty_requirements"), *pip.PLATFORM, *pip.STRICT, pip.DRY_RUN, pip.CHECK,
        pip.OUTPUT_FORMAT, *pip.TORCH, *pip.INDEX, *pip.INSTALLER, *pip.BUILD, *pip.EXCLUDE_NEWER, *pip.SOURCES, *CACHE,
        *REFRESH, *python("to install into"), *GLOBAL_HIDING_CONFIG,
        own("ask", flag="--ask", short="a", hidden=True), pip.USER.change(hidden=True),
        own("python_executable", flag="--python-executable", value_name="PYTHON_EXECUTABLE", hidden=True),
        *pip.PIP_TOOLS,
    ),
)  # fmt: skip
