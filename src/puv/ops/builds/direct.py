"""Trees that ask for nothing but a backend that puv carries, which are built without an environment."""

from __future__ import annotations

import os

from puv._version import UV_VERSION
from puv.builder.backend.direct import incompatible
from puv.builder.backend.project import read_project
from puv.builder.backend.wheel import write_wheel
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.builder.tree import SourceTree
    from puv.model.requirement import Dependency
    from puv.standards.pyproject import BuildSystem


def is_admitted(system: BuildSystem, constraints: Iterable[Dependency]) -> bool:
    """Tell whether our own backend may stand for the one that is asked for, under the build constraints."""
    version = Version.parse(UV_VERSION)
    entries = (entry.requirement for entry in constraints)
    fits = all(entry.specifiers.contains(version) for entry in entries if entry.name == "uv-build")
    return fits and not incompatible(system, version)


def write(tree: SourceTree, into: str) -> str:
    """Write the wheel of a tree into a directory; return its path (absolute, as the directory).

    Raises:
        BackendProjectError: the tree is not as the backend wants it.
    """
    return os.path.join(into, write_wheel(read_project(tree.path, tree.shown), into, editable=tree.editable))
