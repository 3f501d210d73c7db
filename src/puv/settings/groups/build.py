"""`BuildSettings`: what may be built, and how."""

from __future__ import annotations

from puv.settings import values
from puv.settings.option import Group, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADING = "Build options"


class BuildSettings(Group, group="build"):
    """What may be built, and how. Package lists hold names, `:all:` or `:none:`; later ones win over earlier."""

    no_build: bool = option(
        default=False, flag="--no-build", negative="--build", key="no-build", pip_key="no-build",
        conflicts=("--no-binary", "--only-binary"), help="Build no source distribution",
        long_help="Build no source distribution.\n\nWheels that were built before may be used. Short for "
        "`--only-binary :all:`.",
    )  # fmt: skip
    no_build_package: tuple[str, ...] = option(
        default=(), env="UV_NO_BUILD_PACKAGE", env_style="words", key="no-build-package", merge="concat",
        parse=values.package_name,
    )  # fmt: skip
    no_binary: tuple[str, ...] = option(
        default=(), flag="--no-binary", split=",", key="no-binary", pip_key="no-binary", parse=values.package_or_all,
        merge="concat", conflicts=("--build",), help="Use no wheels of these packages",
        long_help="Use no wheels of these packages.\n\nThey are built from source. `:all:` means every package, "
        "`:none:` forgets what was said before. May be repeated.",
    )  # fmt: skip
    no_binary_all: bool = option(
        default=False, flag="--no-binary", negative="--binary", env="UV_NO_BINARY", heading=_HEADING,
        help="Use no wheels", long_help="Use no wheels.\n\nEverything is built from source.",
    )  # fmt: skip
    no_binary_package: tuple[str, ...] = option(
        default=(), env="UV_NO_BINARY_PACKAGE", env_style="words", key="no-binary-package", merge="concat",
        parse=values.package_name,
    )  # fmt: skip
    only_binary: tuple[str, ...] = option(
        default=(), flag="--only-binary", split=",", pip_key="only-binary", parse=values.package_or_all,
        merge="concat", conflicts=("--build",), help="Use only wheels of these packages",
        long_help="Use only wheels of these packages.\n\nTheir source distributions are not built. `:all:` means "
        "every package, `:none:` forgets what was said before. May be repeated.",
    )  # fmt: skip
    config_settings: tuple[str, ...] = option(
        default=(), flag="--config-setting", short="C", aliases=("--config-settings",), key="config-settings",
        pip_key="config-settings", parse=values.key_value, merge="concat", heading=_HEADING,
        help="A setting for the build backend (PEP 517), as `KEY=VALUE`",
    )  # fmt: skip
    config_settings_package: tuple[str, ...] = option(
        default=(), flag="--config-settings-package", key="config-settings-package",
        pip_key="config-settings-package", parse=values.package_key_value, merge="concat", heading=_HEADING,
        help="A setting for the build backend (PEP 517) of one package, as `PACKAGE:KEY=VALUE`",
    )  # fmt: skip
    no_build_isolation: bool = option(
        default=False, flag="--no-build-isolation", negative="--build-isolation", env="UV_NO_BUILD_ISOLATION",
        key="no-build-isolation", pip_key="no-build-isolation", heading=_HEADING,
        help="Build in the present environment instead of a fresh one",
        long_help="Build in the present environment instead of a fresh one.\n\nWhat the build needs (PEP 518) must be "
        "installed there.",
    )  # fmt: skip
    no_build_isolation_package: tuple[str, ...] = option(
        default=(), flag="--no-build-isolation-package", key="no-build-isolation-package",
        pip_key="no-build-isolation-package", parse=values.package_name, merge="concat", heading=_HEADING,
        help="Build one package in the present environment instead of a fresh one",
        long_help="Build one package in the present environment instead of a fresh one.\n\nWhat its build needs "
        "(PEP 518) must be installed there.",
    )  # fmt: skip
    dependency_metadata: tuple[Mapping[str, object], ...] = option(
        default=(), key="dependency-metadata", pip_key="dependency-metadata", merge="concat",
        help="What packages state of themselves, for those that would have to be built to tell",
    )  # fmt: skip
    require_build_hashes: bool = option(
        default=False, flag="--require-build-hashes", negative="--no-require-build-hashes",
        key="require-build-hashes", pip_key="require-build-hashes",
        help="Require hashes of everything that builds need",
        long_help="Require hashes of everything that builds need.\n\nThe hashes stand in the files of "
        "`--build-constraints`. What is installed is not concerned; see `--require-hashes`.",
    )  # fmt: skip
    extra_build_dependencies: tuple[tuple[str, str, bool], ...] = option(
        default=(), key="extra-build-dependencies", pip_key="extra-build-dependencies", merge="concat",
        help="What the builds of single packages need beyond what they declare: package, requirement, and whether the "
        "version is that of the environment",
    )  # fmt: skip
    extra_build_variables: tuple[tuple[str, str, str], ...] = option(
        default=(), key="extra-build-variables", pip_key="extra-build-variables", merge="concat",
        help="Environment variables for the builds of single packages: package, name, text",
    )  # fmt: skip
    concurrent_builds: int | None = option(
        default=None, env="UV_CONCURRENT_BUILDS", env_style="switch", parse=values.positive,
        key="concurrent-builds", help="How many builds run at the same time",
    )  # fmt: skip
