"""Rows that many commands share, in the order in which helps show them."""

from __future__ import annotations

from puv.cli.parse import HELP
from puv.settings.groups.cache import CacheSettings
from puv.settings.groups.install import InstallSettings
from puv.settings.groups.network import NetworkSettings
from puv.settings.groups.output import OutputSettings
from puv.settings.groups.python import PythonSettings
from puv.settings.option import own, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings.option import Option

CACHE = rows(CacheSettings, "no_cache", "cache_dir")
REFRESH = rows(CacheSettings, "refresh", "refresh_package")
INSTALLATIONS = rows(PythonSettings, "managed_python", "no_managed_python", "no_python_downloads")
_HIDDEN = (
    *rows(PythonSettings, "python_preference", "allow_python_downloads", "python_downloads"),
    *rows(InstallSettings, "no_installer_metadata"),
    *rows(OutputSettings, "no_color", "isolated", "show_settings", "preview", "preview_features"),
)
GLOBAL = (
    *rows(OutputSettings, "quiet", "verbose", "color"),
    *rows(NetworkSettings, "system_certs", "native_tls", "offline", "allow_insecure_host"),
    *rows(OutputSettings, "no_progress", "directory", "project", "config_file", "no_config"),
    HELP,
    *_HIDDEN,
)
# pip-tools has a `--no-config` of its own, so that commands like its show none.
GLOBAL_HIDING_CONFIG = tuple(row.change(hidden=True) if row.name == "no_config" else row for row in GLOBAL)
CERT = rows(NetworkSettings, "cert")
SYSTEM = rows(PythonSettings, "system")
PLACES = rows(PythonSettings, "target", "prefix")
BREAK = rows(PythonSettings, "break_system_packages")
VERSION_CHECK = (own("disable_pip_version_check", flag="--disable-pip-version-check", hidden=True),)


def python(what: str) -> tuple[Option, ...]:
    """Return the `Python options` section, `--python` first; `what` completes its help."""
    text = f"The Python interpreter {what}."
    long = f"{text}\n\nA version (`3.12`), an implementation (`pypy`), a path or the name of a command."
    return (*rows(PythonSettings, "python", help=text, long_help=long), *INSTALLATIONS)


EVERYWHERE = (*CACHE, *INSTALLATIONS, *GLOBAL)
FAMILY = {"pip": CERT}
ROOT = (
    *CACHE, *INSTALLATIONS, *GLOBAL,
    own("version", flag="--version", short="V", heading="Global options", help="Show the version of puv"),
)  # fmt: skip
