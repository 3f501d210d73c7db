"""Rows that commands of projects share."""

from __future__ import annotations

from puv.cli.options.pip.tables import CHOICE, EXCLUDE_NEWER, INDEX, SOURCES, UPGRADE
from puv.settings import values
from puv.settings.groups.build import BuildSettings
from puv.settings.groups.install import InstallSettings
from puv.settings.option import own, rows

_BUILD = "Build options"
_NO_PACKAGE = {"heading": _BUILD, "kind": "many"}

RESOLVER = (*UPGRADE, *CHOICE, *EXCLUDE_NEWER, *SOURCES)
BUILD = (
    *rows(
        BuildSettings, "config_settings", "config_settings_package", "no_build_isolation",
        "no_build_isolation_package",
    ),
    *rows(BuildSettings, "no_build", heading=_BUILD, env="UV_NO_BUILD", conflicts=()),
    *rows(
        BuildSettings, "no_build_package", **_NO_PACKAGE, flag="--no-build-package", value_name="NO_BUILD_PACKAGE",
        display_env="", help="Build no source distribution of one package [env: `UV_NO_BUILD_PACKAGE`=]",
    ),
    own(
        "no_binary_at_all", flag="--no-binary", negative="--binary", heading=_BUILD, env="UV_NO_BINARY",
        help="Use no wheels",
        long_help="Use no wheels.\n\nEvery package is built from source, unless it was built before.",
    ),
    *rows(
        BuildSettings, "no_binary_package", **_NO_PACKAGE, flag="--no-binary-package", value_name="NO_BINARY_PACKAGE",
        display_env="", help="Use no wheels of one package [env: `UV_NO_BINARY_PACKAGE`=]",
    ),
    *rows(BuildSettings, "require_build_hashes", heading=_BUILD, negative_shown=True),
)  # fmt: skip
REINSTALL = rows(InstallSettings, "reinstall", "reinstall_package")
LINK_MODE = rows(InstallSettings, "link_mode")
COMPILE = rows(InstallSettings, "compile_bytecode")
INDEXES = INDEX

LOCKED = own(
    "locked", flag="--locked", display_env="[env: UV_LOCKED=]", conflicts=("--frozen", "--upgrade"),
    help="Fail if the lockfile is not up to date",
    long_help="Fail if the lockfile is not up to date.\n\nIt is checked as usual; where it would have to change, or is "
    "missing, puv exits with an error.",
)  # fmt: skip
FROZEN = own(
    "frozen", flag="--frozen", display_env="[env: UV_FROZEN=]", conflicts=("--locked", "--upgrade", "--no-sources"),
    help="Use the lockfile as it is",
    long_help="Use the lockfile as it is.\n\nIt is not checked whether it is up to date. What changed in a "
    "`pyproject.toml` since does not count.",
)  # fmt: skip
GROUPS = (
    own("dev", flag="--dev", hidden=True, overrides=("--no-dev",)),
    own(
        "no_dev", flag="--no-dev", env="UV_NO_DEV", overrides=("--dev",), help="Leave out the group `dev`",
        long_help="Leave out the group `dev`, the same as `--no-group dev`.",
    ),
    own(
        "only_dev", flag="--only-dev", conflicts=("--group", "--all-groups", "--no-dev"),
        help="Include only the group `dev`",
        long_help="Include only the group `dev`, the same as `--only-group dev`.\n\nThe project itself is left out.",
    ),
    own(
        "group", flag="--group", value_name="GROUP", kind="many", parse=values.group_name,
        conflicts=("--only-group", "--only-dev"), help="Include a dependency group; may be repeated",
    ),
    own(
        "no_group", flag="--no-group", value_name="NO_GROUP", kind="many", parse=values.group_name,
        env="UV_NO_GROUP", env_style="words", display_env="",
        help="Leave out a dependency group; may be repeated [env: `UV_NO_GROUP`=]",
    ),
    own(
        "no_default_groups", flag="--no-default-groups", env="UV_NO_DEFAULT_GROUPS",
        help="Leave out the default groups",
        long_help="Leave out the default groups (`tool.uv.default-groups`, else `dev`).",
    ),
    own(
        "only_group", flag="--only-group", value_name="ONLY_GROUP", kind="many", parse=values.group_name,
        conflicts=("--group", "--dev", "--all-groups"), help="Include only the given group; may be repeated",
        long_help="Include only the given group; may be repeated.\n\nThe project itself is left out.",
    ),
    own(
        "all_groups", flag="--all-groups", conflicts=("--only-group", "--only-dev"),
        help="Include all dependency groups",
    ),
)  # fmt: skip
EXTRA = own(
    "extra", flag="--extra", value_name="EXTRA", kind="many", split=",", parse=values.extra_name,
    conflicts=("--all-extras", "--only-group"), help="Include the dependencies of an extra; may be repeated",
)  # fmt: skip
ALL_EXTRAS = own(
    "all_extras", flag="--all-extras", conflicts=("--extra", "--only-group"), negative="--no-all-extras",
    help="Include the dependencies of all extras",
)  # fmt: skip
NO_EXTRA = own(
    "no_extra", flag="--no-extra", value_name="NO_EXTRA", kind="many", parse=values.extra_name,
    help="Leave out an extra, where `--all-extras` is given; may be repeated",
)  # fmt: skip
NO_EDITABLE = (
    own(
        "no_editable", flag="--no-editable", negative="--editable", env="UV_NO_EDITABLE",
        help="Install the project, and everything else that would be editable, like any other package",
    ),
    own(
        "no_editable_package", flag="--no-editable-package", value_name="NO_EDITABLE_PACKAGE", kind="many",
        parse=values.package_name, help="Install one package that would be editable like any other",
    ),
)  # fmt: skip
ACTIVE = own(
    "active", flag="--active", negative="--no-active", help="Use the active virtual environment",
    long_help="Use the active virtual environment (`VIRTUAL_ENV`).\n\nOtherwise the project's own is used, and another "
    "active one is told of.",
)  # fmt: skip
