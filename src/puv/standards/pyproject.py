"""Standard tables of `pyproject.toml`: `[project]`, `[build-system]`, `[dependency-groups]` (PEP 621, 518, 735).

The input is a parsed TOML document, so errors carry the path of the key at fault; whoever has the text finds the line.
Requirements stay texts until they are asked for: uv reports a bad one when it is used, not when the file is read.
"""

from __future__ import annotations

from puv.errors import ParseError
from puv.frozen import Frozen
from puv.standards.names import ExtraName, GroupName, parse_group_name, parse_package_name
from puv.standards.requirement import parse_requirement
from puv.standards.specifiers import parse_specifiers
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Literal, TypeAlias, TypeVar

    from puv.standards.names import PackageName
    from puv.standards.requirement import Requirement

    T = TypeVar("T")
    #: Keys and positions from the root of the document.
    KeyPath: TypeAlias = tuple[str | int, ...]

_DEFAULT_REQUIRES = ("setuptools >= 40.8.0",)
_DEFAULT_BACKEND = "setuptools.build_meta:__legacy__"


class PyprojectError(ParseError):
    """A standard table is invalid. `path` leads to the place; `part` tells what is wrong there."""

    path: KeyPath

    code = "pyproject"

    def __init__(self, message: str, *, path: KeyPath, part: Literal["key", "value", "table"] = "value") -> None:
        super().__init__(message)
        self.path, self.part = path, part


class DependencyGroupError(ParseError):
    """Dependency groups include each other in a circle, name unknown groups, or hold a bad requirement."""

    code = "dependency-groups"


class BuildSystem(Frozen):
    """`[build-system]`. `requires` are PEP 508 texts; `backend_path` is relative to the project.

    `is_declared` tells whether the project has the table; the others are built through `setup.py`.
    """

    requires: tuple[str, ...] = _DEFAULT_REQUIRES
    build_backend: str = _DEFAULT_BACKEND
    backend_path: tuple[str, ...] = ()
    is_declared: bool = False


class ProjectTable(Frozen):
    """`[project]`. `version` is None when dynamic; `requires_python` is empty when not given.

    `dependencies` and the values of `optional_dependencies` are PEP 508 texts as written; names are normalised.
    """

    name: PackageName
    version: Version | None = None
    requires_python: str = ""
    dependencies: tuple[str, ...] = ()
    optional_dependencies: Mapping[ExtraName, tuple[str, ...]] = {}
    dynamic: tuple[str, ...] = ()
    scripts: Mapping[str, str] = {}
    gui_scripts: Mapping[str, str] = {}

    def requirements(self) -> tuple[Requirement, ...]:
        """Parse `dependencies`.

        Raises:
            ParseError: one is malformed.
        """
        return tuple(map(parse_requirement, self.dependencies))

    def optional_requirements(self, extra: ExtraName) -> tuple[Requirement, ...]:
        """Parse the dependencies of an extra; an extra that the project lacks has none.

        Raises:
            ParseError: one is malformed.
        """
        return tuple(map(parse_requirement, self.optional_dependencies.get(extra, ())))


class Include(Frozen):
    """`{ include-group = "name" }` in a dependency group, or a table of unknown meaning (`table`, when not empty)."""

    group: GroupName = GroupName("")
    table: Mapping[str, str] = {}


class Pyproject(Frozen):
    """The standard tables. `dependency_groups` are as written, names normalised; see `expand_groups`."""

    project: ProjectTable | None = None
    build_system: BuildSystem | None = None
    dependency_groups: Mapping[GroupName, tuple[str | Include, ...]] = {}


def parse_pyproject(document: Mapping[str, object]) -> Pyproject:
    """Read the standard tables of a parsed `pyproject.toml`; other tables are not looked at.

    Raises:
        PyprojectError: a key has the wrong type or value.
    """
    project, build_system = document.get("project"), document.get("build-system")
    return Pyproject(
        project=None if project is None else _project(_table(project, ("project",))),
        build_system=None if build_system is None else _build_system(_table(build_system, ("build-system",))),
        dependency_groups=parse_dependency_groups(document),
    )


def _project(table: Mapping[str, object]) -> ProjectTable:
    using = "`pyproject.toml` is using the `[project]` table, but the required"
    if "name" not in table:
        raise PyprojectError(f"{using} `project.name` field is not set", path=("project",), part="table")
    name = _checked(parse_package_name, _string(table["name"], ("project", "name")), ("project", "name"))
    dynamic = _strings(table.get("dynamic", []), ("project", "dynamic"))
    if "version" not in table and "version" not in dynamic:
        message = f"{using} `project.version` field is neither set nor present in the `project.dynamic` list"
        raise PyprojectError(message, path=("project",), part="table")
    version = None
    if "version" in table:
        path = ("project", "version")
        version = _checked(Version.parse, _string(table["version"], path), path)
    return ProjectTable(
        name=name,
        version=version,
        requires_python=_requires_python(table),
        dependencies=_strings(table.get("dependencies", []), ("project", "dependencies")),
        optional_dependencies=_optional_dependencies(table),
        dynamic=dynamic,
        scripts=_string_table(table.get("scripts", {}), ("project", "scripts")),
        gui_scripts=_string_table(table.get("gui-scripts", {}), ("project", "gui-scripts")),
    )


def _requires_python(table: Mapping[str, object]) -> str:
    if "requires-python" not in table:
        return ""
    path = ("project", "requires-python")
    text = _string(table["requires-python"], path)
    try:
        parse_specifiers(text)
    except ParseError as error:
        carets = " " * error.start + "^" * max(1, error.end - error.start)
        raise PyprojectError(f"Failed to parse version: {error}:\n{text}\n{carets}\n", path=path) from error
    return text


def _optional_dependencies(table: Mapping[str, object]) -> dict[ExtraName, tuple[str, ...]]:
    path = ("project", "optional-dependencies")
    found: dict[ExtraName, tuple[str, ...]] = {}
    for key, value in _table(table.get("optional-dependencies", {}), path).items():
        extra = ExtraName(_checked(parse_package_name, key, (*path, key), part="key"))  # whose words uv uses here
        if extra in found:
            raise PyprojectError(f"duplicate normalized extra name `{extra}`", path=path, part="table")
        found[extra] = _strings(value, (*path, key))
    return found


def _build_system(table: Mapping[str, object]) -> BuildSystem:
    path = ("build-system",)
    if "requires" not in table:
        raise PyprojectError("missing field `requires`", path=path, part="table")
    backend = table.get("build-backend", _DEFAULT_BACKEND)
    return BuildSystem(
        requires=_strings(table["requires"], (*path, "requires")),
        build_backend=_string(backend, (*path, "build-backend")),
        backend_path=_strings(table.get("backend-path", []), (*path, "backend-path")),
        is_declared=True,
    )


def parse_dependency_groups(document: Mapping[str, object]) -> dict[GroupName, tuple[str | Include, ...]]:
    """Read `[dependency-groups]`, in the order of the file.

    Raises:
        PyprojectError: a name or an entry is invalid.
    """
    root = ("dependency-groups",)
    groups: dict[GroupName, tuple[str | Include, ...]] = {}
    for key, value in _table(document.get(root[0], {}), root).items():
        name = _checked(parse_group_name, key, (*root, key), part="key")
        if name in groups:
            raise PyprojectError(f"duplicate dependency group: `{name}`", path=root, part="table")
        entries = _sequence(value, (*root, key))
        groups[name] = tuple(_group_entry(entry, (*root, key, at)) for at, entry in enumerate(entries))
    return groups


def _group_entry(entry: object, path: KeyPath) -> str | Include:
    if isinstance(entry, str):
        return entry
    if not isinstance(entry, dict):
        raise mistyped(entry, "a string or a map with the `include-group` key", path)
    if not entry:
        raise PyprojectError("missing field `include-group`", path=path)
    table = _string_table(entry, path)
    if set(table) != {"include-group"}:
        return Include(table=table)
    return Include(group=_checked(parse_group_name, table["include-group"], path))


def expand_groups(
    groups: Mapping[GroupName, tuple[str | Include, ...]],
) -> dict[GroupName, tuple[Requirement, ...]]:
    """Resolve the includes of dependency groups (PEP 735), all of them, each include in its place.

    Raises:
        DependencyGroupError: an include is circular or leads nowhere, or an entry is malformed.
    """
    expanded: dict[GroupName, tuple[Requirement, ...]] = {}
    for name in sorted(groups):
        _expand(name, groups, expanded, ())
    return expanded


def _expand(
    name: GroupName,
    groups: Mapping[GroupName, tuple[str | Include, ...]],
    expanded: dict[GroupName, tuple[Requirement, ...]],
    parents: tuple[GroupName, ...],
) -> tuple[Requirement, ...]:
    if name in expanded:
        return expanded[name]
    if name in parents:
        circle = " -> ".join(f"`{group}`" for group in (*parents[parents.index(name) :], name))
        raise DependencyGroupError(f"Detected a cycle in `dependency-groups`: {circle}")
    found: list[Requirement] = []
    for entry in groups[name]:
        if isinstance(entry, str):
            found.append(_group_requirement(entry, name))
        elif entry.table:
            shown = ", ".join(f'"{key}": "{value}"' for key, value in sorted(entry.table.items()))
            message = f"Group `{name}` contains an unknown dependency object specifier: {{{shown}}}"
            raise DependencyGroupError(message)
        elif entry.group not in groups:
            raise DependencyGroupError(f"Failed to find group `{entry.group}` included by `{name}`")
        else:
            found += _expand(entry.group, groups, expanded, (*parents, name))
    expanded[name] = tuple(found)
    return expanded[name]


def _group_requirement(text: str, group: GroupName) -> Requirement:
    try:
        return parse_requirement(text)
    except ParseError as error:
        raise DependencyGroupError(f"Failed to parse entry in group `{group}`: `{text}`") from error


# --- types ---------------------------------------------------------------------------------------------------------


def _checked(parse: Callable[[str], T], text: str, path: KeyPath, part: Literal["key", "value"] = "value") -> T:
    try:
        return parse(text)
    except ParseError as error:
        raise PyprojectError(str(error), path=path, part=part) from error


def _table(value: object, path: KeyPath) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise mistyped(value, "a map", path)
    return value


def _sequence(value: object, path: KeyPath) -> Sequence[object]:
    if not isinstance(value, list):
        raise mistyped(value, "a sequence", path)
    return value


def _string(value: object, path: KeyPath) -> str:
    if not isinstance(value, str):
        raise mistyped(value, "a string", path)
    return value


def _strings(value: object, path: KeyPath) -> tuple[str, ...]:
    return tuple(_string(item, (*path, at)) for at, item in enumerate(_sequence(value, path)))


def _string_table(value: object, path: KeyPath) -> dict[str, str]:
    return {key: _string(item, (*path, key)) for key, item in _table(value, path).items()}


def mistyped(value: object, expected: str, path: KeyPath) -> PyprojectError:
    """Return the error for a value of the wrong type, in the words of TOML's readers."""
    match value:
        case bool():
            found = f"boolean `{str(value).lower()}`"
        case int():
            found = f"integer `{value}`"
        case float():
            found = f"floating point `{value}`"
        case str():
            found = f'string "{value}"'
        case list():
            found = "sequence"
        case _:
            found = "map"
    return PyprojectError(f"invalid type: {found}, expected {expected}", path=path)
