"""Let the running process import from directories."""

from __future__ import annotations

import importlib
import os
import site
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

# Windows stops searching a directory when what `add_dll_directory` returned is closed, which garbage collection does
# not do: nothing needs to be kept.


def activate(directories: Iterable[str], system: ModuleType) -> tuple[str, ...]:
    """Add directories to the path of a `sys` module, and return what was added, `.pth` files' words included."""
    before = list(system.path)
    for directory in directories:
        if system is sys:
            site.addsitedir(directory)
        elif directory not in system.path:
            system.path.append(directory)
        _add_libraries(directory)
    importlib.invalidate_caches()
    return tuple(path for path in system.path if path not in before)


def _add_libraries(directory: str) -> None:
    """Let Windows find the libraries that wheels bundle (`numpy.libs`)."""
    add = getattr(os, "add_dll_directory", None)
    if add is None or not os.path.isdir(directory):
        return
    for name in sorted(os.listdir(directory)):
        if name.endswith(".libs"):
            add(os.path.join(directory, name))
