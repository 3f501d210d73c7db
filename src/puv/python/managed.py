"""Installations that uv or puv keep in a directory of their own; read only."""

from __future__ import annotations

import os

from puv.python.request import parse_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from puv.python.request import PythonRequest

_NAMES = {"cpython": "python", "pypy": "pypy", "graalpy": "graalpy"}


def managed_directory(environ: Mapping[str, str], *, os_name: str) -> str:
    r"""Return where managed installations lie, empty when the environment does not tell.

    `PUV_PYTHON_INSTALL_DIR` and `UV_PYTHON_INSTALL_DIR` win, then uv's data directory: `$XDG_DATA_HOME/uv/python` or
    `~/.local/share/uv/python`; on Windows `%APPDATA%\uv\python`.
    """
    for variable in ("PUV_PYTHON_INSTALL_DIR", "UV_PYTHON_INSTALL_DIR"):
        chosen = environ.get(variable)
        if chosen:
            return os.path.abspath(chosen)
    if os_name == "nt":
        roaming = environ.get("APPDATA")
        return os.path.join(roaming, "uv", "data", "python") if roaming else ""
    data = environ.get("XDG_DATA_HOME", "")
    if not data.startswith("/"):
        home = environ.get("HOME")
        data = os.path.join(home, ".local", "share") if home else ""
    return os.path.join(data, "uv", "python") if data else ""


def managed_installations(environ: Mapping[str, str], request: PythonRequest, *, os_name: str) -> Iterator[str]:
    """Yield the executables of the installations that may match, newest first."""
    root = managed_directory(environ, os_name=os_name)
    try:
        names = os.listdir(root) if root else []
    except OSError:
        return
    keyed = []
    for name in names:
        key = parse_key(name)
        # A key of two numbers is uv's link to the newest patch release, which is listed itself.
        if key is None or key.version is None or (len(key.version.release) < 3 and not key.version.pre):  # noqa: PLR2004 - M.m.p
            continue
        if request.implementation and key.implementation != request.implementation:
            continue
        keyed.append((key.implementation == "cpython", key.version.release, key.version.pre, name, key))
    for _cpython, _release, _pre, name, key in sorted(keyed, key=lambda row: row[:4], reverse=True):
        version = key.version
        if version is None or (request.version is not None and not request.version.covers(*version.release[:2])):
            continue
        yield _executable(os.path.join(root, name), key, os_name)


def _executable(prefix: str, key: PythonRequest, os_name: str) -> str:
    if os_name == "nt":
        return os.path.join(prefix, "python.exe")
    version = key.version
    release = ".".join(map(str, version.release[:2])) if version else "3"
    variant = "t" if version and version.freethreaded else ""
    return os.path.join(prefix, "bin", f"{_NAMES.get(key.implementation, 'python')}{release}{variant}")
