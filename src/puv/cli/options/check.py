"""`puv check`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import edits, projects
from puv.cli.options.format import NO_PROJECT
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.settings import values
from puv.settings.option import own

_OWN_ISOLATED = tuple(row for row in GLOBAL if row.name != "isolated")
_PYTHON, *_INSTALLATIONS = python("of the project's environment")

COMMAND = Command(
    path=("check",),
    about="Run checks on the project",
    long_about="Run checks on the project.\n\nThese are the type checks of ty. The environment of the project is "
    "brought up to date first, and all Python files of the project are looked at. ty is installed into the cache, from "
    "the package index.",
    options=(
        own("fix", flag="--fix", help="Mend what can be mended safely"),
        own(
            "all_packages", flag="--all-packages", conflicts=("--package",),
            help="Check all projects of the workspace",
            long_help="Check all projects of the workspace.\n\nAll of them are installed, and the files of all are "
            "looked at.",
        ),
        own(
            "package", flag="--package", value_name="PACKAGE", kind="many", parse=values.package_name,
            conflicts=("--all-packages",), help="Check a project of the workspace; may be repeated",
            long_help="Check a project of the workspace; may be repeated.\n\nOnly these and what they need are "
            "installed, and only their files are looked at.",
        ),
        own(
            "script", flag="--script", value_name="SCRIPT", parse=values.path,
            conflicts=(
                "--all-packages", "--package", "--extra", "--all-extras", "--no-extra", "--dev", "--no-dev",
                "--only-dev", "--group", "--no-group", "--no-default-groups", "--only-group", "--all-groups",
                "--no-install-project", "--no-project",
            ),
            help="Check a Python script, instead of the project",
            long_help="Check a Python script, instead of the project.\n\nWhat it needs is read from its inline "
            "metadata (PEP 723).",
        ),
        projects.EXTRA, projects.ALL_EXTRAS, projects.NO_EXTRA, *projects.GROUPS,
        projects.LOCKED.change(conflicts=("--frozen", "--upgrade")),
        projects.FROZEN.change(conflicts=("--locked", "--upgrade")),
        edits.NO_SYNC, edits.NO_INSTALL[0],
        own(
            "isolated", flag="--isolated", env="UV_ISOLATED", help="Check in an environment of its own",
            long_help="Check in an environment of its own, which goes with the check.\n\nThe project's environment and "
            "lockfile stay as they are.",
        ),
        _PYTHON.change(heading="Options"),
        own(
            "ty_version", flag="--ty-version", value_name="TY_VERSION", help="The version of ty",
            long_help="The version of ty.\n\nOne version (`0.0.1`), specifiers (`>=0.0.1`), or `latest`. By default "
            "the version in the lockfile, where the project or its group `dev` requires ty, and otherwise the newest "
            "of `>=0.0,<0.1`.",
        ),
        NO_PROJECT.change(conflicts=("--package", "--all-packages")),
        *projects.INDEXES, *projects.RESOLVER, *projects.REINSTALL, *projects.LINK_MODE, *projects.COMPILE,
        *projects.BUILD, *CACHE, *REFRESH, *_INSTALLATIONS, *_OWN_ISOLATED,
    ),
)  # fmt: skip
