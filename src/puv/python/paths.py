"""Where things lie in an environment, and how messages show paths."""

from __future__ import annotations

import os


def scripts_directory(prefix: str, os_name: str) -> str:
    """Return the directory of the executables of an environment."""
    return os.path.join(prefix, "Scripts" if os_name == "nt" else "bin")


def environment_python(prefix: str, os_name: str) -> str:
    """Return the path of the interpreter of an environment or installation; it need not exist.

    On Windows environments keep it in `Scripts`, installations at the top.
    """
    if os_name != "nt":
        return os.path.join(prefix, "bin", "python")
    inner = os.path.join(prefix, "Scripts", "python.exe")
    return inner if os.path.exists(inner) else os.path.join(prefix, "python.exe")


def shown(path: str, cwd: str) -> str:
    """Return a path as messages show it: relative when it lies in the working directory, `.` for that itself."""
    if path == cwd:
        return "."
    inside = cwd if cwd.endswith(os.sep) else cwd + os.sep
    return path[len(inside) :] if path.startswith(inside) else path
