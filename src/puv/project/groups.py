"""Dependency groups of projects (PEP 735), with what `[tool.uv]` adds to them. Pure."""

from __future__ import annotations

from puv.errors import InputError, ParseError
from puv.project.errors import MalformedGroupsError
from puv.standards.markers import parse_marker
from puv.standards.names import GroupName, parse_group_name
from puv.standards.pyproject import expand_groups
from puv.standards.requirement import Requirement
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal

    from puv.project.model import ProjectFile
    from puv.standards.markers import Marker

DEV = GroupName("dev")


def parse_group_option(value: str) -> tuple[str, GroupName]:
    """Split a `--group` value into the path of its file and the group's name; `pyproject.toml` is the default.

    Raises:
        InputError: the path is not that of a `pyproject.toml`.
        ParseError: the name is none.
    """
    path, colon, name = value.rpartition(":")
    if not colon:
        return "pyproject.toml", parse_group_name(value)
    if not path.endswith("pyproject.toml"):
        required = "The `--group` path is required to end in 'pyproject.toml' for compatibility with pip"
        raise InputError(f"{required}; got: {path}")
    return path, parse_group_name(name)


def project_groups(file: ProjectFile, directory: str) -> dict[GroupName, tuple[Requirement, ...]]:
    """Return the requirements of each group, includes resolved, by name.

    A group's own `requires-python` (`[tool.uv.dependency-groups]`) stands in the markers of its requirements, and the
    legacy `dev-dependencies` belong to `dev`. `directory` names a project without a name in errors.

    Raises:
        MalformedGroupsError: a group cannot be resolved; the cause says why.
    """
    limits = group_requires_python(file, directory)
    try:
        groups = expand_groups(file.groups)
    except ParseError as error:
        raise _malformed(file, directory) from error
    found = {
        name: tuple(_limited(requirement, limits[name]) if name in limits else requirement for requirement in entries)
        for name, entries in groups.items()
    }
    legacy = file.uv.dev_dependencies
    if legacy is not None:
        found[DEV] = (*legacy, *found.get(DEV, ()))
    return dict(sorted(found.items()))


def group_requires_python(file: ProjectFile, directory: str) -> dict[GroupName, str]:
    """Return the `requires-python` of the groups that have one, their own and those of the groups they include.

    Raises:
        MalformedGroupsError: a group has settings and does not exist.
    """
    own = file.uv.group_requires_python
    known = {*file.groups, *((DEV,) if file.uv.dev_dependencies is not None else ())}
    missing = next((name for name in own if name not in known), None)
    if missing is not None:
        problem = InputError(f"Failed to find group `{missing}` specified in `[tool.uv.dependency-groups]`")
        raise _malformed(file, directory) from problem
    if not own:
        return {}
    found = {name: ",".join(_limits(name, file, own, ())) for name in sorted(known)}
    return {name: _sorted(text) for name, text in found.items() if text}


def _sorted(text: str) -> str:
    clauses = sorted(parse_specifiers(text), key=lambda clause: clause.version.key)
    return ",".join(map(str, clauses))


def declared_defaults(file: ProjectFile) -> tuple[GroupName, ...] | Literal["all"] | None:
    """Return the default groups that a project names itself, sorted; None where it says nothing of them."""
    chosen = file.uv.default_groups
    return chosen if chosen is None or chosen == "all" else tuple(sorted(chosen))


def default_groups(file: ProjectFile) -> tuple[GroupName, ...] | Literal["all"]:
    """Return the groups that are synced without being asked for: `default-groups`, else `dev`."""
    chosen = file.uv.default_groups
    return (DEV,) if chosen is None else chosen


def _limits(
    name: GroupName, file: ProjectFile, own: Mapping[GroupName, str], parents: tuple[GroupName, ...]
) -> Iterable[str]:
    for entry in file.groups.get(name, ()):
        if not isinstance(entry, str) and entry.group and entry.group not in parents:
            yield from _limits(entry.group, file, own, (*parents, name))
    if name in own:
        yield own[name]


def _limited(requirement: Requirement, limit: str) -> Requirement:
    clauses = (f"python_full_version {clause.operator} '{_bare(str(clause), clause.operator)}'"
               for clause in parse_specifiers(limit))  # fmt: skip
    marker = conjunction(requirement.marker, parse_marker(" and ".join(clauses)))
    return Requirement(requirement.name, requirement.extras, requirement.specifiers, requirement.url, marker)


def _bare(clause: str, operator: str) -> str:
    return clause.removeprefix(operator)


def conjunction(first: Marker | None, second: Marker | None) -> Marker | None:
    """Return the marker that holds where both do; None is everywhere."""
    if first is None or second is None:
        return first or second
    return parse_marker(f"({first}) and ({second})")


def _malformed(file: ProjectFile, directory: str) -> MalformedGroupsError:
    name = file.project.name if file.project is not None else None
    return MalformedGroupsError(f"Project `{name}`" if name else f"Project at `{directory}`")
