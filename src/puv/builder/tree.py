"""`SourceTree`: a directory that can be built, and what it tells about itself without a build."""

from __future__ import annotations

import os

from puv.builder.errors import NotAProjectError
from puv.errors import BuildError, ParseError
from puv.frozen import Frozen
from puv.standards.metadata import Metadata, parse_metadata
from puv.standards.pyproject import BuildSystem, parse_pyproject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.pyproject import ProjectTable

#: Fields that the resolver reads: where one of them is dynamic, a build has to tell it.
_READ = frozenset(("version", "dependencies", "optional-dependencies", "requires-python"))
_READ_HEADERS = frozenset(("version", "requires-dist", "requires-python", "provides-extra"))
_STATIC_SINCE = (2, 2)  # the version of core metadata that brought `Dynamic`


class SourceTree(Frozen):
    """A source tree at the absolute `path`, `shown` in errors. `static` is its metadata, where it is written down."""

    path: str
    shown: str
    build_system: BuildSystem
    static: Metadata | None = None
    editable: bool = False


def read_tree(path: str, *, shown: str = "", is_sdist: bool = False, editable: bool = False) -> SourceTree:
    """Read what a source tree says: `[build-system]`, and metadata that no build could change.

    That is a `[project]` table without dynamic fields (PEP 621) and, in a source distribution, a `PKG-INFO` of
    metadata 2.2 or later that says so (PEP 643).

    Raises:
        NotAProjectError: there is nothing to build.
        BuildError: `pyproject.toml` is invalid.
    """
    shown = shown or path
    text = _text(os.path.join(path, "pyproject.toml"))
    if text is None:
        if not os.path.isfile(os.path.join(path, "setup.py")):
            raise NotAProjectError(shown)
        static = _from_pkg_info(path) if is_sdist else None
        return SourceTree(path=path, shown=shown, build_system=BuildSystem(), static=static, editable=editable)
    import tomllib  # only what is built has to be read

    try:
        document = tomllib.loads(text)
        found = parse_pyproject({key: document[key] for key in ("build-system", "project") if key in document})
    except (ParseError, ValueError) as error:
        raise BuildError(f"Invalid `pyproject.toml`: {os.path.join(shown, 'pyproject.toml')}") from (
            error if isinstance(error, ParseError) else BuildError(str(error))
        )
    static = _from_pkg_info(path) if is_sdist else None
    if static is None and found.project is not None:
        static = _from_project(found.project)
    system = found.build_system or BuildSystem()
    return SourceTree(path=path, shown=shown, build_system=system, static=static, editable=editable)


def _from_project(project: ProjectTable) -> Metadata | None:
    if project.version is None or not _READ.isdisjoint(project.dynamic):
        return None
    lines = ["Metadata-Version: 2.2", f"Name: {project.name}", f"Version: {project.version}"]
    if project.requires_python:
        lines.append(f"Requires-Python: {project.requires_python}")
    lines += [f"Requires-Dist: {_on_one_line(text)}" for text in project.dependencies]
    for extra, texts in project.optional_dependencies.items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f"Requires-Dist: {_with_extra(_on_one_line(text), extra)}" for text in texts]
    metadata = parse_metadata("\n".join((*lines, "", "")).encode())
    metadata.validate()
    return metadata


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _with_extra(text: str, extra: str) -> str:
    # A `;` within an address belongs to a marker only behind a space (PEP 508).
    separator = " ;" if "@" in text else ";"
    requirement, found, marker = text.partition(separator)
    condition = f"({marker.strip()}) and extra == '{extra}'" if found else f"extra == '{extra}'"
    return f"{requirement.strip()} ; {condition}"


def _from_pkg_info(path: str) -> Metadata | None:
    text = _text(os.path.join(path, "PKG-INFO"))
    if text is None:
        return None
    try:
        metadata = parse_metadata(text.encode())
        numbers = tuple(int(number) for number in metadata.metadata_version.split("."))
        if numbers < _STATIC_SINCE or not _READ_HEADERS.isdisjoint(metadata.dynamic):
            return None
        metadata.validate()
    except (ParseError, ValueError):
        return None  # the build may know better
    return metadata


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as stream:
            return stream.read()
    except OSError:
        return None
