"""`SourceTree`: a directory that can be built, and what it tells about itself without a build."""

from __future__ import annotations

import os

from puv.builder.errors import BuildTableError, BuiltMetadataError, NotAProjectError
from puv.errors import BuildError, ParseError
from puv.frozen import Frozen
from puv.settings.errors import TomlError
from puv.settings.toml import parsed, wrong
from puv.standards.metadata import Metadata, parse_metadata
from puv.standards.pyproject import BuildSystem, PyprojectError, parse_pyproject
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.pyproject import ProjectTable

_PYPROJECT = "pyproject.toml"
_NO_METADATA = "Failed to parse metadata from built wheel"
_SCHEMA = (
    "`pyproject.toml` does not match the required schema. When the `[project]` table is present, `project.name` must "
    "be present and non-empty."
)

#: Fields that the resolver reads: where one of them is dynamic, a build has to tell it.
_READ = frozenset(("version", "dependencies", "optional-dependencies", "requires-python"))
_READ_HEADERS = frozenset(("version", "requires-dist", "requires-python", "provides-extra"))
_STATIC_SINCE = (2, 2)  # the version of core metadata that brought `Dynamic`
# What our own backend may stand for, and the package that each is of.
OWN_BACKENDS = {"uv_build": "uv-build", "puv.builder.backend": "puv"}


class SourceTree(Frozen):
    """A source tree at the absolute `path`, `shown` in errors. `static` is its metadata, where it is written down.

    `pyproject` is the text of `pyproject.toml`, None where there is none.
    """

    path: str
    shown: str
    pyproject: str | None = None
    static: Metadata | None = None
    editable: bool = False


def bare_tree(path: str) -> SourceTree:
    """Return a source tree without looking for metadata in it.

    Raises:
        NotAProjectError: there is nothing to build.
    """
    text = _text(os.path.join(path, _PYPROJECT))
    if text is None and not os.path.isfile(os.path.join(path, "setup.py")):
        raise NotAProjectError(path)
    return SourceTree(path=path, shown=path, pyproject=text)


def read_tree(path: str, *, shown: str = "", is_sdist: bool = False, editable: bool = False) -> SourceTree:
    """Read what a source tree says: metadata that no build could change, where it has such.

    That is a `[project]` table without dynamic fields (PEP 621) and, in a source distribution, a `PKG-INFO` of
    metadata 2.2 or later that says so (PEP 643).

    Raises:
        NotAProjectError: there is nothing to build.
        BuildError: `pyproject.toml` is invalid.
    """
    bare, shown = bare_tree(path), shown or path
    static = _from_pkg_info(path) if is_sdist else None
    if static is None and bare.pyproject is not None:
        static = _from_pyproject(bare.pyproject, shown)
    return bare.replace(shown=shown, static=static, editable=editable)


def build_system(tree: SourceTree) -> BuildSystem:
    """Return how a tree wants to be built: `[build-system]`, or through `setup.py` where it says nothing.

    Raises:
        BuildTableError: the table is wrong.
    """
    if tree.pyproject is None:
        return BuildSystem()
    try:
        document = parsed(tree.pyproject)
        found = parse_pyproject({key: document[key] for key in ("build-system",) if key in document}).build_system
        system = found or BuildSystem()
        for at, text in enumerate(system.requires):
            _check_requirement(text, ("build-system", "requires", at))
    except TomlError as error:
        raise BuildTableError(_SCHEMA) from error
    except PyprojectError as error:
        raise BuildTableError(_SCHEMA) from _located(error, tree.pyproject)
    return system


def _check_requirement(text: str, path: tuple[str | int, ...]) -> None:
    try:
        url = parse_requirement(text).url
        if url is not None:
            _check_place(text, url)
    except ParseError as error:
        carets = " " * error.start + "^" * max(1, error.end - error.start)
        raise PyprojectError(f"{error}\n{text}\n{carets}", path=path) from None


def _check_place(text: str, url: str) -> None:
    if "://" not in url and not url.startswith(("/", "file:")):
        start = text.index(url)
        raise ParseError(f"relative path without a working directory: {url}", start=start, end=start + len(url))


def _located(error: PyprojectError, text: str) -> TomlError:
    """Return the error with its place in the text."""
    return wrong(text, error.path, str(error), at_key=error.part == "key")


def _from_pyproject(text: str, shown: str) -> Metadata | None:
    """Return the metadata that a `[project]` table tells completely.

    Raises:
        BuildError: the file or the table is wrong.
    """
    try:
        document = parsed(text)
    except TomlError as error:
        invalid = BuildError("Invalid `pyproject.toml`")
        invalid.__cause__ = error
        raise BuiltMetadataError(_NO_METADATA) from invalid
    try:
        project = parse_pyproject({"project": document["project"]}).project if "project" in document else None
    except PyprojectError as error:
        located = _located(error, text)
        if error.part == "table":
            raise BuildError(f"Failed to parse: {os.path.join(shown, _PYPROJECT)}") from located
        raise BuiltMetadataError(_NO_METADATA) from located
    if project is None:
        return None
    try:
        return _from_project(project)
    except ParseError:
        return None  # the build may know better


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
