"""`InstallSettings`: how wheels reach an environment."""

from __future__ import annotations

from puv.settings import values
from puv.settings.option import Group, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.policy import LinkMode

_HEADING = "Installer options"


class InstallSettings(Group, group="install"):
    """How wheels reach an environment. `link_mode` is None when the best one for the file system is wanted."""

    reinstall: bool = option(
        default=False, flag="--reinstall", negative="--no-reinstall", aliases=("--force-reinstall",), key="reinstall",
        pip_key="reinstall", env="UV_REINSTALL", env_style="switch", display_env="", heading=_HEADING,
        help="Install every package anew, even where it is installed. Implies `--refresh`",
    )  # fmt: skip
    reinstall_package: tuple[str, ...] = option(
        default=(), flag="--reinstall-package", key="reinstall-package", pip_key="reinstall-package",
        parse=values.package_name, merge="concat", heading=_HEADING,
        help="Install one package anew, even where it is installed. Implies `--refresh-package`",
    )  # fmt: skip
    link_mode: LinkMode | None = option(
        default=None, flag="--link-mode", env="UV_LINK_MODE", key="link-mode", pip_key="link-mode", heading=_HEADING,
        help="How files get from the cache into an environment", hidden_choices=("reflink",),
        choices={
            "clone": "Clone them (copy on write)",
            "copy": "Copy them",
            "hardlink": "Link them (hard links)",
            "symlink": "Link to them (symbolic links)",
        },
        long_help="How files get from the cache into an environment.\n\nBy default the cheapest way that the file "
        "system offers.\n\nWARNING: with `symlink`, clearing the cache (`puv cache clean`) breaks every environment "
        "that was installed so.",
    )  # fmt: skip
    compile_bytecode: bool = option(
        default=False, flag="--compile-bytecode", negative="--no-compile-bytecode", aliases=("--compile",),
        negative_aliases=("--no-compile",), env="UV_COMPILE_BYTECODE", key="compile-bytecode",
        pip_key="compile-bytecode", heading=_HEADING, help="Compile modules to bytecode once they are installed",
        long_help="Compile modules to bytecode once they are installed.\n\nOtherwise Python compiles each module when "
        "it is first imported. Useful for images and command-line tools, where start-up counts.",
    )  # fmt: skip
    no_installer_metadata: bool = option(
        default=False, flag="--no-installer-metadata", hidden=True, heading="Global options",
        env="UV_NO_INSTALLER_METADATA", env_style="switch", display_env="",
    )  # fmt: skip
    concurrent_installs: int | None = option(
        default=None, env="UV_CONCURRENT_INSTALLS", env_style="switch", parse=values.positive,
        key="concurrent-installs", help="How many packages are installed at the same time",
    )  # fmt: skip
