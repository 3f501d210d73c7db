"""Requirements that a `pyproject.toml` states: dependencies, extras (PEP 621) and groups (PEP 735). Pure."""

from __future__ import annotations

from puv.errors import InputError, ParseError
from puv.frozen import Frozen
from puv.model.requirement import Dependency
from puv.project.errors import ExtraNotFoundError, ProjectFileError
from puv.project.toml_document import list_of_strings, parse_document, problem_at
from puv.standards.markers import parse_marker
from puv.standards.names import is_name, normalize, parse_package_name
from puv.standards.requirement import Requirement, parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from puv.standards.markers import Marker
    from puv.standards.names import ExtraName, PackageName

_DYNAMIC = ("dependencies", "optional-dependencies")


class ProjectRequirements(Frozen):
    """What one `pyproject.toml` requires.

    `name` is empty without a `[project]` table. `extras` are the names of all its extras. `needs_build` tells that
    the requirements are only known after a build: there is no table, or it calls them dynamic. `requires_python` is
    the specifier text, or empty.
    """

    name: str
    requirements: tuple[Dependency, ...]
    extras: tuple[ExtraName, ...]
    needs_build: bool
    requires_python: str = ""


def project_requirements(
    text: str, label: str, *, extras: Collection[ExtraName] = (), all_extras: bool = False
) -> ProjectRequirements:
    """Return the requirements of a project and of the given extras; unknown extras are for `refuse_unknown_extras`.

    `label` is the file's path as the user gave it; it stands in the origins: `name (pyproject.toml)`. Extras of the
    project itself that it requires (`name[extra]`) are replaced by what they hold.

    Raises:
        ProjectFileError: the file is no valid `pyproject.toml`.
    """
    try:
        document = parse_document(text)
        table = document.get("project")
        if table is None:
            return ProjectRequirements(name="", requirements=(), extras=(), needs_build=True)
        name = project_name(table, text)
        optional = _optional(table, text)
        dependencies = list_of_strings(table.get("dependencies", []), "dependencies", text)
    except InputError as error:
        raise ProjectFileError(f"Failed to parse: {label}", path=label) from error
    dynamic = table.get("dynamic", [])
    chosen = list(optional) if all_extras else [extra for extra in optional if extra in extras]
    reader = _Reader(name, label, optional)
    found = [*reader.read(dependencies)]
    for extra in chosen:
        found += reader.read(optional[extra], seen=frozenset((extra,)))
    return ProjectRequirements(
        name=name,
        requirements=tuple(Dependency(requirement, origin=f"{name} ({label})") for requirement in found),
        extras=tuple(optional),
        needs_build=any(field in dynamic for field in _DYNAMIC),
        requires_python=str(table.get("requires-python", "")),
    )


def refuse_unknown_extras(requested: Iterable[ExtraName], projects: Iterable[ProjectRequirements]) -> None:
    """Check that every extra asked for is one of some project.

    Raises:
        ExtraNotFoundError: it is not.
    """
    known = {extra for project in projects for extra in project.extras}
    missing = sorted(set(requested) - known)
    if missing:
        raise ExtraNotFoundError(tuple(missing))


def project_name(table: Mapping[str, object], text: str) -> PackageName:
    """Return the name of a `[project]` table, which must be complete.

    Raises:
        InputError: the table has no valid name, or neither has nor promises a version.
    """
    name = table.get("name")
    using = "`pyproject.toml` is using the `[project]` table, but the required"
    if name is None:
        raise problem_at(text, "[project]", f"{using} `project.name` field is not set")
    dynamic = table.get("dynamic", [])
    if "version" not in table and not (isinstance(dynamic, list) and "version" in dynamic):
        raise problem_at(
            text,
            "[project]",
            f"{using} `project.version` field is neither set nor present in the `project.dynamic` list",
        )
    try:
        return parse_package_name(str(name))
    except ParseError as error:
        raise problem_at(text, f'"{name}"', str(error)) from None


def _optional(table: Mapping[str, object], text: str) -> dict[ExtraName, list[str]]:
    optional = table.get("optional-dependencies", {})
    if not isinstance(optional, dict):
        raise problem_at(text, "optional-dependencies", "invalid type, expected a map")
    found: dict[ExtraName, list[str]] = {}
    for extra, entries in optional.items():
        if not is_name(extra):
            raise problem_at(text, extra, f'Not a valid package or extra name: "{extra}"')
        found[normalize(extra)] = list_of_strings(entries, extra, text)  # type: ignore[index]  # normal form of an extra
    return found


class _Reader:
    """Parses requirements, following those on the project's own extras."""

    def __init__(self, name: PackageName, label: str, optional: Mapping[ExtraName, list[str]]) -> None:
        self._name, self._label, self._optional = name, label, optional

    def read(
        self, texts: Iterable[str], marker: Marker | None = None, seen: frozenset[ExtraName] = frozenset()
    ) -> Iterator[Requirement]:
        for text in texts:
            try:
                requirement = parse_requirement(text)
            except ParseError as error:
                raise ProjectFileError(f"Failed to parse: `{text}`", path=self._label) from error
            both = _conjunction(marker, requirement.marker)
            if requirement.name == self._name and requirement.extras:
                for extra in requirement.extras:
                    if extra not in seen:
                        yield from self.read(self._optional.get(extra, ()), both, seen | {extra})
            else:
                yield Requirement(requirement.name, requirement.extras, requirement.specifiers, requirement.url, both)


def _conjunction(first: Marker | None, second: Marker | None) -> Marker | None:
    if first is None or second is None:
        return first or second
    return parse_marker(f"({first}) and ({second})")
