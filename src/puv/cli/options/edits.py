"""Rows of the commands that change a project: `add`, `remove` and `version`."""

from __future__ import annotations

from puv.cli.options import projects
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.settings import values
from puv.settings.option import own

DEV = own(
    "dev", flag="--dev", env="UV_DEV", conflicts=("--optional", "--group"),
    help="Mean the development dependencies, the same as `--group dev`",
)  # fmt: skip
OPTIONAL = own(
    "optional", flag="--optional", value_name="OPTIONAL", parse=values.group_name, conflicts=("--dev", "--group"),
    help="Mean the optional dependencies of an extra",
)  # fmt: skip
GROUP = own(
    "group", flag="--group", value_name="GROUP", parse=values.group_name, conflicts=("--dev", "--optional"),
    help="Mean a dependency group",
)  # fmt: skip
NO_SYNC = own(
    "no_sync", flag="--no-sync", env="UV_NO_SYNC", help="Leave the environment as it is",
)  # fmt: skip
LOCKED = projects.LOCKED.change(conflicts=("--frozen", "--upgrade"))
FROZEN = projects.FROZEN.change(
    conflicts=("--locked", "--upgrade"), help="Leave the lockfile and the environment as they are",
    long_help="Leave the lockfile and the environment as they are.\n\nOnly the project's description changes.",
)  # fmt: skip
PACKAGE = own(
    "package", flag="--package", value_name="PACKAGE", parse=values.package_name, help="Mean a member of the workspace"
)
SCRIPT = own(
    "script", flag="--script", value_name="SCRIPT", parse=values.path,
    conflicts=("--dev", "--optional", "--group", "--package", "--workspace"),
    help="Change the inline metadata of a Python script instead of a project",
)  # fmt: skip
NO_INSTALL = (
    own(
        "no_install_project", flag="--no-install-project", env="UV_NO_INSTALL_PROJECT",
        help="Do not install the project itself",
    ),
    own(
        "no_install_workspace", flag="--no-install-workspace", env="UV_NO_INSTALL_WORKSPACE",
        help="Do not install the projects of the workspace",
    ),
    own(
        "no_install_local", flag="--no-install-local", env="UV_NO_INSTALL_LOCAL",
        help="Do not install what comes from local paths",
    ),
    own(
        "no_install_package", flag="--no-install-package", value_name="NO_INSTALL_PACKAGE", kind="many",
        parse=values.package_name, help="Do not install the given package",
    ),
)  # fmt: skip
TAIL = (
    *projects.INDEXES, *projects.RESOLVER, *projects.REINSTALL, *projects.LINK_MODE, *projects.COMPILE,
    *projects.BUILD, *CACHE, *REFRESH, *python("to lock and install with"), *GLOBAL,
)  # fmt: skip
