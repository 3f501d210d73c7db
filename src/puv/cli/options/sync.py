"""`puv sync`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import projects
from puv.cli.options.pip.tables import OUTPUT_FORMAT
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.settings import values
from puv.settings.groups.pip import PipSettings
from puv.settings.option import own, rows

_FROM_LAYERS = "What it needs is installed. For images whose layers hold the dependencies before the project itself."

COMMAND = Command(
    path=("sync",),
    about="Update the environment of the project",
    long_about="Update the environment of the project.\n\nThe lockfile is brought up to date first, unless `--frozen` "
    "is given. Then the environment holds exactly what the project needs: everything else is removed, unless "
    "`--inexact` is given. The environment is `.venv`, which is made where there is none.",
    options=(
        projects.EXTRA, OUTPUT_FORMAT, projects.ALL_EXTRAS, projects.NO_EXTRA, *projects.GROUPS, *projects.NO_EDITABLE,
        own("inexact", flag="--inexact", aliases=("--no-exact",), overrides=("--exact",),
            help="Do not remove packages that the project does not need"),
        own("exact", flag="--exact", hidden=True, overrides=("--inexact",)),
        projects.ACTIVE,
        own(
            "no_install_project", flag="--no-install-project", conflicts=("--only-install-project",),
            env="UV_NO_INSTALL_PROJECT", help="Do not install the project itself",
            long_help=f"Do not install the project itself.\n\n{_FROM_LAYERS}",
        ),
        own(
            "no_install_workspace", flag="--no-install-workspace", env="UV_NO_INSTALL_WORKSPACE",
            help="Do not install the projects of the workspace",
            long_help=f"Do not install the projects of the workspace, the root among them.\n\n{_FROM_LAYERS}",
        ),
        own(
            "no_install_local", flag="--no-install-local", env="UV_NO_INSTALL_LOCAL",
            help="Do not install what comes from local paths",
            long_help=f"Do not install what comes from local paths, projects of the workspace among it.\n\n"
            f"{_FROM_LAYERS}",
        ),
        own(
            "no_install_package", flag="--no-install-package", value_name="NO_INSTALL_PACKAGE", kind="many",
            parse=values.package_name, help="Do not install the given package",
        ),
        projects.LOCKED, projects.FROZEN,
        own("dry_run", flag="--dry-run", help="Show what would be done, and do nothing"),
        own("all_packages", flag="--all-packages", conflicts=("--package",),
            help="Install for all projects of the workspace"),
        own(
            "package", flag="--package", value_name="PACKAGE", kind="many", parse=values.package_name,
            help="Install for the given project of the workspace; may be repeated",
        ),
        own(
            "script", flag="--script", value_name="SCRIPT", parse=values.path,
            conflicts=("--all-packages", "--package", "--no-install-project", "--no-install-workspace", "--extra",
                       "--all-extras", "--no-extra", "--no-dev", "--only-dev", "--group", "--no-group",
                       "--no-default-groups", "--only-group", "--all-groups"),
            help="Update the environment of a Python script instead of the project",
            long_help="Update the environment of a Python script instead of the project.\n\nThe script says what it "
            "needs in its inline metadata (PEP 723). Its lockfile is used, where it has one.",
        ),
        *rows(PipSettings, "python_platform"),
        own(
            "check", flag="--check", conflicts=("--dry-run",),
            help="Check whether the environment is up to date, and do nothing",
            long_help="Check whether the environment is up to date, and do nothing.\n\nWhere it is not, puv exits with "
            "an error.",
        ),
        *projects.INDEXES, *projects.RESOLVER, *projects.REINSTALL, *projects.LINK_MODE, *projects.COMPILE,
        *projects.BUILD, *CACHE, *REFRESH, *python("of the project's environment"), *GLOBAL,
    ),
)  # fmt: skip
