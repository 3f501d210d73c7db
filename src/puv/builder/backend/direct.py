"""Which projects our own backend may build without an environment, and what it would put into their archives."""

from __future__ import annotations

import os

from puv.builder.backend.sdist import included
from puv.builder.backend.wheel import wheel_files
from puv.builder.tree import OWN_BACKENDS
from puv.errors import ParseError
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.builder.backend.project import BackendProject
    from puv.standards.pyproject import BuildSystem
    from puv.standards.version import Version


def incompatible(system: BuildSystem, version: Version) -> str:
    """Return why our own backend, as that of uv's `version`, must not build a project; empty when it may."""
    backend = system.build_backend
    if backend not in OWN_BACKENDS:
        if not system.is_declared:
            return "the `[build-system]` table is missing"
        return f"`build_system.build-backend` is not `uv_build`, but `{backend}`"
    try:
        (text,) = system.requires
        wanted = parse_requirement(text)
    except (ParseError, ValueError):
        return f"`build_system.requires` is not one requirement on `{OWN_BACKENDS[backend]}`"
    if wanted.name != OWN_BACKENDS[backend] or wanted.url is not None:
        return f"`build_system.requires` is not one requirement on `{OWN_BACKENDS[backend]}`"
    fits = backend != "uv_build" or wanted.specifiers.contains(version)
    return "" if fits else f"`build_system.requires` `{wanted}` does not admit the present version {version}"


def bound_warning(system: BuildSystem) -> str:
    """Return the warning about a requirement on `uv_build` without an upper bound, empty for none."""
    wanted = parse_requirement(system.requires[0])
    bounded = any(clause.operator in ("<", "<=", "==", "~=", "===") for clause in wanted.specifiers.clauses)
    if wanted.name != "uv-build" or bounded:
        return ""
    return (
        f'`build_system.requires = ["{system.requires[0]}"]` is missing an upper bound on the `uv_build` version such '
        "as `<0.14`. Without bounding the `uv_build` version, the source distribution will break when a future, "
        "breaking version of `uv_build` is released."
    )


def listed_sdist(project: BackendProject) -> str:
    """Return the lines about what the source distribution would hold."""
    stem = project.distribution.stem
    rows = ["PKG-INFO (generated)", "pyproject.toml (generated)", "pyproject.toml.orig (pyproject.toml)"]
    rows += [f"{path} ({path})" for path in included(project)]
    head = f"Building {stem}.tar.gz will include the following files:\n"
    return head + "".join(f"{stem}/{row}\n" for row in rows)


def listed_wheel(project: BackendProject) -> str:
    """Return the lines about what the wheel would hold."""
    stem = project.distribution.stem
    rows = []
    for path, place in wheel_files(project):
        source = os.path.relpath(place, project.root).replace(os.sep, "/") if place else "generated"
        rows.append(f"{path} ({source})\n")
    return f"Building {stem}-py3-none-any.whl will include the following files:\n" + "".join(rows)
