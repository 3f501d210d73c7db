"""Dependency groups (PEP 735): `--group name` and `--group path/pyproject.toml:name`. Pure."""

from __future__ import annotations

from puv.errors import InputError, ParseError
from puv.model.requirement import Dependency
from puv.project.errors import DependencyGroupsError, GroupNotFoundError, ProjectFileError
from puv.project.pyproject import project_name
from puv.project.toml_document import parse_document, problem_at
from puv.standards.names import GroupName, normalize, parse_group_name
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from puv.standards.requirement import Requirement


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


def group_requirements(text: str, label: str, groups: Iterable[GroupName], *, path: str = "") -> tuple[Dependency, ...]:
    """Return the requirements of groups of one `pyproject.toml`, the groups in the order given.

    `label` is the file's path as shown in origins, `name (pyproject.toml:group)`; `path` as shown in errors (default:
    the same). Requirements of included groups count as those of the group that was asked for.

    Raises:
        DependencyGroupsError: the groups are not valid.
        GroupNotFoundError: there is no such group.
    """
    try:
        document = _parse(text, label)
        name = project_name(document["project"], text) if "project" in document else ""
        tables = _tables(document, text, label)
    except InputError as error:
        raise DependencyGroupsError(path or label) from error
    found = []
    for group in groups:
        if group not in tables:
            raise GroupNotFoundError(group, path=label)
        try:
            requirements = _resolve(group, tables, ())
        except InputError as error:
            where = f"Project `{name}`" if name else f"Project at `{label}`"
            problem = InputError(f"{where} has malformed dependency groups")
            problem.__cause__ = error
            raise DependencyGroupsError(path or label) from problem
        origin = f"{name} ({label}:{group})" if name else f"({label}:{group})"
        found += [Dependency(requirement, origin=origin) for requirement in requirements]
    return tuple(found)


def _parse(text: str, label: str) -> dict[str, Any]:
    try:
        return parse_document(text)
    except InputError as error:
        raise ProjectFileError(f"Failed to parse: {label}", path=label) from error


def _tables(document: Mapping[str, object], text: str, label: str) -> dict[GroupName, list[object]]:
    groups = document.get("dependency-groups", {})
    tables: dict[GroupName, list[object]] = {}
    try:
        if not isinstance(groups, dict):
            raise problem_at(text, "dependency-groups", "invalid type, expected a table")
        for name, entries in groups.items():
            group = GroupName(normalize(name))
            if group in tables:
                raise problem_at(text, "[dependency-groups]", f"duplicate dependency group: `{group}`")
            if not isinstance(entries, list):
                shown = f'"{entries}"' if isinstance(entries, str) else str(entries)
                kind = "string " if isinstance(entries, str) else ""
                raise problem_at(text, shown, f"invalid type: {kind}{shown}, expected a sequence")
            tables[group] = entries
            _check_entries(entries, text)
    except InputError as error:
        raise ProjectFileError(f"Failed to parse: {label}", path=label) from error
    return tables


def _check_entries(entries: list[object], text: str) -> None:
    for entry in entries:
        if not isinstance(entry, str | dict):
            expected = "expected a string or a map with the `include-group` key"
            raise problem_at(text, str(entry), f"invalid type: integer `{entry}`, {expected}")


def _resolve(
    group: GroupName, tables: Mapping[GroupName, list[object]], parents: tuple[GroupName, ...]
) -> list[Requirement]:
    if group in parents:
        cycle = [*parents[parents.index(group) :], group]
        raise InputError(f"Detected a cycle in `dependency-groups`: {' -> '.join(f'`{name}`' for name in cycle)}")
    found: list[Requirement] = []
    for entry in tables[group]:
        if isinstance(entry, str):
            try:
                found.append(parse_requirement(entry))
            except ParseError as error:
                raise InputError(f"Failed to parse entry in group `{group}`: `{entry}`") from error
            continue
        included = entry.get("include-group") if isinstance(entry, dict) and len(entry) == 1 else None
        if not isinstance(included, str):
            import json  # only for the message

            raise InputError(f"Group `{group}` contains an unknown dependency object specifier: {json.dumps(entry)}")
        name = GroupName(normalize(included))
        if name not in tables:
            raise InputError(f"Failed to find group `{name}` included by `{group}`")
        found += _resolve(name, tables, (*parents, group))
    return found
