"""Rows that commands on Pythons share."""

from __future__ import annotations

from puv.settings.groups.python import PythonSettings
from puv.settings.option import own, rows

LIST = rows(PythonSettings, "python_downloads_json_url", heading="Options")
MIRRORS = rows(
    PythonSettings, "python_install_mirror", "pypy_install_mirror", "graalpy_install_mirror", "pyodide_install_mirror",
    heading="Options",
)  # fmt: skip
DIRECTORY = own(
    "install_dir", flag="--install-dir", short="i", value_name="INSTALL_DIR", env="UV_PYTHON_INSTALL_DIR",
    help="Where Python installations are",
    long_help="Where Python installations are.\n\nOther commands find them there when `UV_PYTHON_INSTALL_DIR` says so. "
    "`puv python dir` shows the usual place.",
)  # fmt: skip
COMPILE = own(
    "compile_bytecode", flag="--compile-bytecode", negative="--no-compile-bytecode", aliases=("--compile",),
    negative_aliases=("--no-compile",), env="UV_COMPILE_BYTECODE",
    help="Compile Python's standard library to bytecode once it is installed",
    long_help="Compile Python's standard library to bytecode once it is installed.\n\nOtherwise each module is "
    "compiled when it is first imported.",
)  # fmt: skip
REQUESTS = "\n\n`puv help python` tells which forms a request may have."
