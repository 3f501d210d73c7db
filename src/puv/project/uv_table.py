"""Read `[tool.uv]` of a parsed `pyproject.toml` as far as it describes the project. Pure."""

from __future__ import annotations

from puv.model.universal import ConflictItem
from puv.project.model import UvTable, WorkspaceTable
from puv.project.source_table import parse_sources
from puv.project.typed import boolean, checked, sequence, string, strings, table
from puv.standards.markers import parse_marker
from puv.standards.names import normalize, parse_extra_name, parse_group_name, parse_package_name
from puv.standards.pyproject import PyprojectError
from puv.standards.requirement import parse_requirement
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal

    from puv.standards.markers import Marker
    from puv.standards.names import GroupName
    from puv.standards.pyproject import KeyPath
    from puv.standards.requirement import Requirement

_ROOT = ("tool", "uv")


def parse_uv_table(document: Mapping[str, Any]) -> UvTable:
    """Read `[tool.uv]`; keys that only settings know are not looked at.

    Raises:
        PyprojectError: a key has the wrong type or value.
        SourcesError: the sources of a package contradict each other.
    """
    tool = document.get("tool", {})
    found = tool.get("uv") if isinstance(tool, dict) else None
    if found is None:
        return UvTable()
    uv = table(found, _ROOT, "struct ToolUvSourcesOnlyWire")
    package = uv.get("package")
    return UvTable(
        sources=parse_sources(uv["sources"], (*_ROOT, "sources")) if "sources" in uv else {},
        workspace=_workspace(uv["workspace"]) if "workspace" in uv else None,
        managed=boolean(uv.get("managed", True), (*_ROOT, "managed")),
        package=None if package is None else boolean(package, (*_ROOT, "package")),
        default_groups=_default_groups(uv["default-groups"]) if "default-groups" in uv else None,
        group_requires_python=_group_requires_python(uv.get("dependency-groups", {})),
        dev_dependencies=_requirements(uv, "dev-dependencies") if "dev-dependencies" in uv else None,
        conflicts=_conflicts(uv.get("conflicts", [])),
        environments=_markers(uv, "environments"),
        required_environments=_markers(uv, "required-environments"),
        constraint_dependencies=_requirements(uv, "constraint-dependencies"),
        override_dependencies=_requirements(uv, "override-dependencies"),
        exclude_dependencies=tuple(map(normalize, strings(uv, "exclude-dependencies", _ROOT))),
        build_constraint_dependencies=_requirements(uv, "build-constraint-dependencies"),
        dependency_metadata=_tables(uv, "dependency-metadata"),
        indexes=_tables(uv, "index"),
    )


def _requirements(uv: Mapping[str, Any], key: str) -> tuple[Requirement, ...]:
    path = (*_ROOT, key)
    texts = strings(uv, key, _ROOT)
    return tuple(checked(parse_requirement, text, (*path, at)) for at, text in enumerate(texts))


def _tables(uv: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    path = (*_ROOT, key)
    return tuple(table(entry, (*path, at), "a map") for at, entry in enumerate(sequence(uv.get(key, []), path)))


def _markers(uv: Mapping[str, Any], key: str) -> tuple[Marker, ...]:
    path: KeyPath = (*_ROOT, key)
    value = uv.get(key, [])
    if isinstance(value, str):
        return (checked(parse_marker, value, path),)
    # uv points at the whole list.
    return tuple(checked(parse_marker, string(text, path), path) for text in sequence(value, path))


def _workspace(value: object) -> WorkspaceTable:
    path = (*_ROOT, "workspace")
    found = table(value, path, "struct ToolUvWorkspace")
    for key in found:
        if key not in ("members", "exclude"):
            message = f"unknown field `{key}`, expected `members` or `exclude`"
            raise PyprojectError(message, path=(*path, key), part="key")
    return WorkspaceTable(members=_patterns(found, "members", path), exclude=_patterns(found, "exclude", path))


def _patterns(found: Mapping[str, Any], key: str, path: KeyPath) -> tuple[str, ...]:
    patterns = []
    for at, pattern in enumerate(strings(found, key, path)):
        problem = _pattern_problem(pattern)
        if problem:
            raise PyprojectError(problem, path=(*path, key, at))
        parts = [part for part in pattern.replace("\\", "/").split("/") if part not in ("", ".")]
        patterns.append("/".join(parts) or ".")
    return tuple(patterns)


def _pattern_problem(pattern: str) -> str:
    """Return what is wrong with a glob pattern, in uv's words; empty for nothing."""
    at = 0
    while (at := pattern.find("[", at)) >= 0:
        end = pattern.find("]", at + 3 if pattern.startswith("[!", at) else at + 2)
        if end < 0:
            return f"Pattern syntax error near position {at}: invalid range pattern"
        at = end + 1
    at = pattern.find("***")
    if at >= 0:
        kind = "wildcards are either regular `*` or recursive `**`"
        return f"Pattern syntax error near position {at + 2}: {kind}"
    for number, part in enumerate(parts := pattern.split("/")):
        if "**" in part and part != "**":
            at = sum(len(one) + 1 for one in parts[:number]) + part.index("**")
            kind = "recursive wildcards must form a single path component"
            return f"Pattern syntax error near position {at}: {kind}"
    return ""


def _default_groups(value: object) -> tuple[GroupName, ...] | Literal["all"]:
    path = (*_ROOT, "default-groups")
    if value == "all":
        return "all"
    if not isinstance(value, list):
        raise PyprojectError('default-groups must be "all" or a ["list", "of", "groups"]', path=path)
    return tuple(checked(parse_group_name, string(name, (*path, at)), (*path, at)) for at, name in enumerate(value))


def _group_requires_python(value: object) -> dict[GroupName, str]:
    path = (*_ROOT, "dependency-groups")
    found: dict[GroupName, str] = {}
    for key, settings in table(value, path, "a map").items():
        name = checked(parse_group_name, key, (*path, key), part="key")
        entry = table(settings, (*path, key), "struct DependencyGroupSettings")
        if "requires-python" in entry:
            place = (*path, key, "requires-python")
            text = string(entry["requires-python"], place)
            checked(parse_specifiers, text, place)
            found[name] = text
    return found


def _conflicts(value: object) -> tuple[tuple[ConflictItem, ...], ...]:
    path = (*_ROOT, "conflicts")
    sets = []
    for at, entries in enumerate(sequence(value, path)):
        place = (*path, at)
        items = [_conflict(entry, (*place, position), place) for position, entry in enumerate(sequence(entries, place))]
        if len(items) < 2:  # noqa: PLR2004 - nothing excludes itself
            count = "only one" if items else "none"
            message = f"Each set of conflicts must have at least two entries, but found {count}"
            raise PyprojectError(message, path=path)
        sets.append(tuple(items))
    return tuple(sets)


def _conflict(value: object, path: KeyPath, around: KeyPath) -> ConflictItem:
    entry = table(value, path, "struct ConflictItemWire")
    for key in entry:
        if key not in ("package", "extra", "group"):
            message = f"unknown field `{key}`, expected one of `package`, `extra`, `group`"
            raise PyprojectError(message, path=(*path, key), part="key")
    texts = {key: string(text, (*path, key)) for key, text in entry.items()}
    if "extra" in texts and "group" in texts:
        raise PyprojectError("Expected one of `extra` or `group` in conflicting entry, but found both", path=around)
    if not texts:
        raise PyprojectError("Expected `package`, `extra` or `group` field in conflicting entry", path=around)
    package, extra, group = texts.get("package"), texts.get("extra"), texts.get("group")
    return ConflictItem(
        package=normalize("") if package is None else checked(parse_package_name, package, (*path, "package")),
        extra=None if extra is None else checked(parse_extra_name, extra, (*path, "extra")),
        group=None if group is None else checked(parse_group_name, group, (*path, "group")),
    )
