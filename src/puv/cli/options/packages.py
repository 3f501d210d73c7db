"""Rows that commands outside the pip interface share: how packages are chosen, found, installed and built."""

from __future__ import annotations

from puv.settings.groups.build import BuildSettings
from puv.settings.groups.index import IndexSettings
from puv.settings.groups.install import InstallSettings
from puv.settings.groups.pip import PipSettings
from puv.settings.groups.resolve import ResolveSettings
from puv.settings.option import own, rows

_BUILD = "Build options"

INDEX = rows(
    IndexSettings, "index", "default_index", "index_url", "extra_index_url", "find_links", "no_index",
    "index_strategy", "keyring_provider",
)  # fmt: skip
UPGRADE = rows(ResolveSettings, "upgrade", "upgrade_package", "upgrade_group")
CHOICE = rows(
    ResolveSettings, "resolution", "prerelease", "prerelease_package", "pre", "fork_strategy", "exclude_newer",
    "exclude_newer_package", "no_sources", "no_sources_package",
)  # fmt: skip
RESOLVER = (*UPGRADE, *CHOICE)
INSTALLER = rows(InstallSettings, "reinstall", "reinstall_package", "link_mode", "compile_bytecode")
_TABLE = BuildSettings.__options__
BUILD = (
    *rows(
        BuildSettings, "config_settings", "config_settings_package", "no_build_isolation",
        "no_build_isolation_package", heading=_BUILD,
    ),
    _TABLE["no_build"].change(
        heading=_BUILD, env="UV_NO_BUILD", conflicts=(),
        long_help="Build no source distribution.\n\nWheels that were built before may be used.",
    ),
    _TABLE["no_build_package"].change(
        flag="--no-build-package", value_name="NO_BUILD_PACKAGE", heading=_BUILD, display_env="",
        help="Do not build the source distributions of one package [env: `UV_NO_BUILD_PACKAGE`=]",
    ),
    _TABLE["no_binary_all"],
    _TABLE["no_binary_package"].change(
        flag="--no-binary-package", value_name="NO_BINARY_PACKAGE", heading=_BUILD, display_env="",
        help="Use no wheels of one package [env: `UV_NO_BINARY_PACKAGE`=]",
    ),
    _TABLE["require_build_hashes"].change(heading=_BUILD, negative_shown=True),
)  # fmt: skip
PYTHON_PLATFORM = rows(PipSettings, "python_platform")
TORCH = rows(PipSettings, "torch_backend")
LFS = own("lfs", flag="--lfs", help="Fetch what Git LFS keeps for a repository")
