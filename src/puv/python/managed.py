"""Installations that uv or puv keep in a directory of their own; read only."""

from __future__ import annotations

import os

from puv.python.downloads import wants_patch
from puv.python.installation import installations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from puv.python.request import PythonRequest


def managed_directory(environ: Mapping[str, str], *, os_name: str, absolute: bool = True) -> str:
    r"""Return where managed installations lie, empty when the environment does not tell.

    `PUV_PYTHON_INSTALL_DIR` and `UV_PYTHON_INSTALL_DIR` win, then uv's data directory: `$XDG_DATA_HOME/uv/python` or
    `~/.local/share/uv/python`; on Windows `%APPDATA%\uv\python`. What a variable says is made absolute unless
    `absolute` is off.
    """
    for variable in ("PUV_PYTHON_INSTALL_DIR", "UV_PYTHON_INSTALL_DIR"):
        chosen = environ.get(variable)
        if chosen:
            return os.path.abspath(chosen) if absolute else chosen
    if os_name == "nt":
        roaming = environ.get("APPDATA")
        return os.path.join(roaming, "uv", "data", "python") if roaming else ""
    data = environ.get("XDG_DATA_HOME", "")
    if not data.startswith("/"):
        home = environ.get("HOME")
        data = os.path.join(home, ".local", "share") if home else ""
    return os.path.join(data, "uv", "python") if data else ""


def is_managed(prefix: str, environ: Mapping[str, str], *, os_name: str) -> bool:
    """Whether an interpreter's own prefix is that of a managed installation."""
    root = managed_directory(environ, os_name=os_name)
    return bool(root) and (prefix.startswith(root + os.sep) or os.path.realpath(prefix).startswith(root + os.sep))


def managed_installations(environ: Mapping[str, str], request: PythonRequest, *, os_name: str) -> Iterator[str]:
    """Yield the executables of the installations that may match, newest first.

    A request for no certain patch release gets the path through the link of the series, which stays good when the
    series is upgraded.
    """
    root = managed_directory(environ, os_name=os_name)
    whole = wants_patch(request.version)
    for entry in installations(root, os_name=os_name) if root else ():
        version = entry.request.version
        if request.implementation and entry.implementation != request.implementation:
            continue
        if version is None or (request.version is not None and not request.version.accepts_version(entry.version)):
            continue
        yield entry.program(through_link=not whole and entry.is_linked())
