"""`PythonSettings`: which interpreters are considered."""

from __future__ import annotations

from puv.settings import values
from puv.settings.option import Group, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.policy import PythonPreference

_HEADING = "Python options"


class PythonSettings(Group, group="python"):
    """Which interpreters are considered. `python` is a request as written (version, path, name)."""

    python: str | None = option(
        default=None, flag="--python", short="p", env="UV_PYTHON", pip_key="python", heading=_HEADING,
        help="The Python interpreter to use.",
        long_help="The Python interpreter to use.\n\nA version (`3.12`), an implementation (`pypy`), a path or the "
        "name of a command.",
    )  # fmt: skip
    managed_python: bool = option(
        default=False, flag="--managed-python", env="UV_MANAGED_PYTHON", env_style="switch", heading=_HEADING,
        help="Use only the Python versions that puv manages",
        long_help="Use only the Python versions that puv manages.\n\nWithout it they are preferred, and those of the "
        "system are used where there are none.",
    )  # fmt: skip
    no_managed_python: bool = option(
        default=False, flag="--no-managed-python", env="UV_NO_MANAGED_PYTHON", env_style="switch", heading=_HEADING,
        help="Use no Python version that puv manages",
        long_help="Use no Python version that puv manages.\n\nOnly those of the system are searched.",
    )  # fmt: skip
    no_python_downloads: bool = option(
        default=False, flag="--no-python-downloads", heading=_HEADING,
        help='Never download a Python. [env: "UV_PYTHON_DOWNLOADS=never"]',
    )  # fmt: skip
    allow_python_downloads: bool = option(
        default=False, flag="--allow-python-downloads", hidden=True, heading=_HEADING,
    )  # fmt: skip
    python_downloads: str = option(
        default="auto", flag="--python-fetch", hidden=True, key="python-downloads", heading=_HEADING,
        env="UV_PYTHON_DOWNLOADS", env_style="switch", parse=values.python_downloads,
        choices={"automatic": "", "manual": "", "never": ""}, hidden_choices=("auto",),
    )  # fmt: skip
    python_preference: PythonPreference = option(
        default="managed", flag="--python-preference", env="UV_PYTHON_PREFERENCE", hidden=True,
        key="python-preference", heading=_HEADING,
        choices={"only-managed": "", "managed": "", "system": "", "only-system": ""},
    )  # fmt: skip
    python_install_mirror: str | None = option(
        default=None, flag="--mirror", env="UV_PYTHON_INSTALL_MIRROR", env_style="switch", display_env="",
        key="python-install-mirror", value_name="MIRROR", help="Where to download Python from",
        long_help="Where to download Python from.\n\nIt stands for "
        "`https://github.com/astral-sh/python-build-standalone/releases/download` in addresses; `file://` names a "
        "directory.",
    )  # fmt: skip
    pypy_install_mirror: str | None = option(
        default=None, flag="--pypy-mirror", env="UV_PYPY_INSTALL_MIRROR", env_style="switch", display_env="",
        key="pypy-install-mirror", help="Where to download PyPy from",
        long_help="Where to download PyPy from.\n\nIt stands for `https://downloads.python.org/pypy` in addresses; "
        "`file://` names a directory.",
    )  # fmt: skip
    graalpy_install_mirror: str | None = option(
        default=None, flag="--graalpy-mirror", env="UV_GRAALPY_INSTALL_MIRROR", env_style="switch", display_env="",
        key="graalpy-install-mirror", help="Where to download GraalPy from",
        long_help="Where to download GraalPy from.\n\nIt stands for "
        "`https://github.com/oracle/graalpython/releases/download` in addresses; `file://` names a directory.",
    )  # fmt: skip
    pyodide_install_mirror: str | None = option(
        default=None, flag="--pyodide-mirror", env="UV_PYODIDE_INSTALL_MIRROR", env_style="switch", display_env="",
        key="pyodide-install-mirror", help="Where to download Pyodide from",
        long_help="Where to download Pyodide from.\n\nIt stands for "
        "`https://github.com/pyodide/pyodide/releases/download` in addresses; `file://` names a directory.",
    )  # fmt: skip
    python_downloads_json_url: str | None = option(
        default=None, flag="--python-downloads-json-url", env="UV_PYTHON_DOWNLOADS_JSON_URL", env_style="switch",
        display_env="", key="python-downloads-json-url", help="The list (JSON) of the Pythons that can be downloaded",
    )  # fmt: skip
    system: bool = option(
        default=False, flag="--system", negative="--no-system", env="UV_SYSTEM_PYTHON", pip_key="system",
        help="Use the Python of the system",
        long_help="Use the Python of the system.\n\nOtherwise the virtual environment of the working directory or of a "
        "parent is used; with this the first Python in the `PATH`.\n\nWARNING: meant for continuous integration. It "
        "may change the system's installation.",
    )  # fmt: skip
    break_system_packages: bool = option(
        default=False, flag="--break-system-packages", negative="--no-break-system-packages", negative_shown=True,
        env="UV_BREAK_SYSTEM_PACKAGES", pip_key="break-system-packages",
        help="Change a Python that is marked as `EXTERNALLY-MANAGED`",
        long_help="Change a Python that is marked as `EXTERNALLY-MANAGED`.\n\nWARNING: meant for continuous "
        "integration in systems whose package manager owns the Python; it may break other programs.",
    )  # fmt: skip
    target: str | None = option(
        default=None, flag="--target", short="t", parse=values.path, pip_key="target", conflicts=("--prefix",),
        help="Use this directory in place of an environment, with the packages at its top",
        long_help="Use this directory in place of an environment, with the packages at its top.\n\nNo environment is "
        "looked for then, only an interpreter.",
    )  # fmt: skip
    prefix: str | None = option(
        default=None, flag="--prefix", parse=values.path, pip_key="prefix",
        help="Use the `lib`, `bin` and other directories under this one as if it were a virtual environment",
        long_help="Use the `lib`, `bin` and other directories under this one as if it were a virtual environment.\n\n"
        "Scripts name the interpreter that installs them. No environment is looked for then, only an interpreter.",
    )  # fmt: skip
