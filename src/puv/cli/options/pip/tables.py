"""Rows that commands of the pip interface share."""

from __future__ import annotations

from puv.cli.options.tables import BREAK, CERT, PLACES, SYSTEM
from puv.settings import values
from puv.settings.groups.build import BuildSettings
from puv.settings.groups.index import IndexSettings
from puv.settings.groups.install import InstallSettings
from puv.settings.groups.pip import PipSettings
from puv.settings.groups.resolve import ResolveSettings
from puv.settings.option import own, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings.option import Option

INDEX = rows(
    IndexSettings, "index", "default_index", "index_url", "extra_index_url", "find_links", "no_index",
    "index_strategy", "keyring_provider",
)  # fmt: skip
UPGRADE = rows(ResolveSettings, "upgrade", "upgrade_package", "upgrade_group")
CHOICE = rows(ResolveSettings, "resolution", "prerelease", "prerelease_package", "pre", "fork_strategy")
EXCLUDE_NEWER = rows(ResolveSettings, "exclude_newer", "exclude_newer_package")
SOURCES = rows(ResolveSettings, "no_sources", "no_sources_package")
INSTALLER = rows(InstallSettings, "reinstall", "reinstall_package", "link_mode", "compile_bytecode")
BUILD = rows(BuildSettings, "config_settings", "config_settings_package", "no_build_isolation")
BUILD_PACKAGE = rows(BuildSettings, "no_build_isolation_package")
BINARIES = rows(BuildSettings, "no_build", "no_binary", "only_binary")
BUILD_HASHES = rows(BuildSettings, "require_build_hashes")
TORCH = rows(PipSettings, "torch_backend")
PLATFORM = rows(PipSettings, "python_version", "python_platform")
HASHES = rows(PipSettings, "require_hashes", "no_verify_hashes")
EXTRAS = rows(PipSettings, "extra", "all_extras")
GROUP = rows(PipSettings, "group")
STRICT = rows(PipSettings, "strict")

CONSTRAINTS = own(
    "constraints", flag="--constraints", short="c", aliases=("--constraint",), value_name="CONSTRAINTS", kind="many",
    env="UV_CONSTRAINT", env_style="words", display_env="",
    help="Limit versions as the given files say [env: `UV_CONSTRAINT`=]",
    long_help="Limit versions as the given files say [env: `UV_CONSTRAINT`=]\n\nThe files look like "
    "`requirements.txt`. What they name is not installed for that reason alone. The same as pip's `--constraint`.",
)  # fmt: skip
OVERRIDES = own(
    "overrides", flag="--overrides", aliases=("--override",), value_name="OVERRIDES", kind="many", env="UV_OVERRIDE",
    env_style="words", display_env="", help="Replace requirements as the given files say [env: `UV_OVERRIDE`=]",
    long_help="Replace requirements as the given files say [env: `UV_OVERRIDE`=]\n\nThe files look like "
    "`requirements.txt`. What they require of a package counts in place of what any other package requires of it, "
    "even where that leads to an environment that does not fit together.",
)  # fmt: skip
EXCLUDES = own(
    "excludes", flag="--excludes", aliases=("--exclude",), value_name="EXCLUDES", kind="many", env="UV_EXCLUDE",
    env_style="words", display_env="", help="Leave out the packages that the given files name [env: `UV_EXCLUDE`=]",
    long_help="Leave out the packages that the given files name [env: `UV_EXCLUDE`=]\n\nThe files look like "
    "`requirements.txt`. The packages are left out wherever something depends on them, and what only they need too; "
    "versions and markers in the files do not matter.",
)  # fmt: skip
BUILD_CONSTRAINTS = own(
    "build_constraints", flag="--build-constraints", short="b", aliases=("--build-constraint",),
    value_name="BUILD_CONSTRAINTS", kind="many", env="UV_BUILD_CONSTRAINT", env_style="words", display_env="",
    help="Limit the versions of what builds need, as the given files say [env: `UV_BUILD_CONSTRAINT`=]",
    long_help="Limit the versions of what builds need, as the given files say [env: `UV_BUILD_CONSTRAINT`=]\n\nThe "
    "files look like `requirements.txt`. What they name is not installed for that reason alone.",
)  # fmt: skip
EDITABLE = own(
    "editable", flag="--editable", short="e", value_name="EDITABLE", kind="many",
    help="Install the project in a local directory so that changes to it take effect at once",
)  # fmt: skip
NO_EDITABLE = (
    own(
        "no_editable", flag="--no-editable", env="UV_NO_EDITABLE",
        help="Install editable requirements like any other",
    ),
    own(
        "no_editable_package", flag="--no-editable-package", value_name="NO_EDITABLE_PACKAGE", kind="many",
        help="Install one editable requirement like any other",
    ),
)  # fmt: skip
_FILES = (
    "The formats are `requirements.txt`, `.py` files with inline metadata, `pylock.toml`, `pyproject.toml`, `setup.py` "
    "and `setup.cfg`; of the last three the project's requirements are taken. `-` is standard input."
)


def requirements(help_text: str) -> Option:
    """Return the `--requirements` row with the given help."""
    return own(
        "requirements", flag="--requirements", short="r", aliases=("--requirement",), value_name="REQUIREMENTS",
        kind="many", help=help_text, long_help=f"{help_text}.\n\n{_FILES}",
    )  # fmt: skip


OUTPUT_FORMAT = own(
    "output_format", flag="--output-format", value_name="OUTPUT_FORMAT", default="text", shown_default="text",
    choices={"text": "", "json": ""}, help="How the result is written",
)  # fmt: skip
DRY_RUN = own("dry_run", flag="--dry-run", help="Show what would be done, and do nothing")
CHECK = own(
    "check", flag="--check", conflicts=("--dry-run",), help="Tell whether anything would be done, and do nothing"
)
USER = own("user", flag="--user", help="")

DESTINATION = (*SYSTEM, *BREAK, *PLACES)
_PIP_TOOLS = "--client-cert", "--config", "--pip-args"
# Options of pip-tools that are accepted so that they can be refused with a better word.
PIP_TOOLS = (
    *(own(flag[2:].replace("-", "_"), flag=flag, value_name=flag[2:].upper(), hidden=True) for flag in _PIP_TOOLS),
)
SRC_FILE = own(
    "src_file", value_name="SRC_FILE", kind="many", help="Take the requirements that the given files list",
    long_help=f"Take the requirements that the given files list.\n\n{_FILES}",
)  # fmt: skip
EXCLUDE = own(
    "exclude", flag="--exclude", value_name="EXCLUDE", kind="many", parse=values.package_name,
    help="Leave out the given package",
)  # fmt: skip
EXCLUDE_EDITABLE = own("exclude_editable", flag="--exclude-editable", help="Leave out editable packages")
CERTIFICATE = CERT
