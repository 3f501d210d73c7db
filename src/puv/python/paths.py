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
        plain = os.path.join(prefix, "bin", "python")
        versioned = plain + "3"  # the only name in the prefixes of some systems
        return versioned if os.path.exists(versioned) and not os.path.lexists(plain) else plain
    inner = os.path.join(prefix, "Scripts", "python.exe")
    return inner if os.path.exists(inner) else os.path.join(prefix, "python.exe")


def shown(path: str, cwd: str) -> str:
    """Return a path as messages show it: relative when it lies in the working directory, `.` for that itself."""
    if path == cwd:
        return "."
    return path.removeprefix(cwd if cwd.endswith(os.sep) else cwd + os.sep)
