"""What a project requires, as inputs of the pip interface: its dependencies, extras and groups. Pure."""

from __future__ import annotations

from puv.errors import InputError, ParseError
from puv.frozen import Frozen
from puv.model.requirement import Dependency, SourcedRequirement
from puv.project.errors import DependencyGroupsError, ExtraNotFoundError, GroupNotFoundError, ProjectFileError
from puv.project.groups import conjunction, project_groups
from puv.project.pyproject import read_project
from puv.standards.markers.tree import FALSE, MarkerAlgebra
from puv.standards.requirement import Requirement, parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from puv.project.model import ProjectFile
    from puv.standards.markers import Marker
    from puv.standards.metadata import Metadata
    from puv.standards.names import ExtraName, GroupName

    #: Says where a requirement comes from: the requirement, the extra or None, the group or None.
    Lower = Callable[[Requirement, ExtraName | None, GroupName | None], Iterable[Requirement]]

_DYNAMIC = ("dependencies", "optional-dependencies")


class UnbuiltProject(Frozen):
    """A project whose requirements only a build tells. `label` is its file as given, `url` its directory's address."""

    label: str
    url: str


class ProjectInputs(Frozen):
    """The projects among the inputs: what is required of them, and what is not known yet.

    `extras` are those asked for, `known` those of the projects that were read.
    """

    requirements: tuple[tuple[Dependency, ...], ...] = ()
    unbuilt: tuple[UnbuiltProject, ...] = ()
    extras: frozenset[ExtraName] = frozenset()
    without: frozenset[ExtraName] = frozenset()
    all_extras: bool = False
    known: frozenset[ExtraName] = frozenset()

    def with_metadata(self, project: UnbuiltProject, metadata: Metadata) -> ProjectInputs:
        """Return the same with the requirements that a build has told of a project."""
        chosen = [
            extra for extra in metadata.provides_extras
            if (self.all_extras or extra in self.extras) and extra not in self.without
        ]  # fmt: skip
        origin = f"{metadata.name} ({project.label})"
        found = tuple(
            dependency_of(_without_extra(requirement), origin)
            for requirement in metadata.requires_dist
            if _is_of(requirement.marker, chosen)
        )
        return self.replace(
            requirements=(*self.requirements, found), known=self.known | frozenset(metadata.provides_extras)
        )  # fmt: skip

    def refuse_unknown(self) -> None:
        """Check that every extra asked for is one of some project.

        Raises:
            ExtraNotFoundError: it is not.
        """
        missing = sorted(self.extras - self.known)
        if missing:
            raise ExtraNotFoundError(tuple(missing))


def _is_of(marker: Marker | None, extras: list[ExtraName]) -> bool:
    """Tell whether a requirement counts somewhere with these extras."""
    if marker is None or not marker.extras():
        return True
    algebra = MarkerAlgebra()
    names = marker.extras()
    active = [extra for extra in extras if extra in names]
    inactive = [name for name in names if name not in active]
    return algebra.assume_extras(algebra.from_marker(marker), active, inactive) != FALSE


def _without_extra(requirement: Requirement) -> Requirement:
    """Return a requirement whose extra has been chosen."""
    marker = requirement.marker
    if marker is None or not marker.extras():
        return requirement
    algebra = MarkerAlgebra()
    left = algebra.to_marker(algebra.without_extras(algebra.from_marker(marker)))
    if isinstance(requirement, SourcedRequirement):
        return SourcedRequirement(
            requirement.name, requirement.extras, requirement.specifiers, requirement.url, left, requirement.index,
            requirement.tree,
        )  # fmt: skip
    return Requirement(requirement.name, requirement.extras, requirement.specifiers, requirement.url, left)


class ProjectRequirements(Frozen):
    """What one project requires.

    `name` is empty without a `[project]` table. `extras` are the names of all its extras. `needs_build` tells that
    the requirements are only known after a build: there is no table, or it calls them dynamic. `requires_python` is
    the specifier text, or empty.
    """

    name: str
    requirements: tuple[Dependency, ...]
    extras: tuple[ExtraName, ...]
    needs_build: bool
    requires_python: str = ""


def as_written(
    requirement: Requirement,
    extra: ExtraName | None,  # noqa: ARG001 - the shape of `Lower`
    group: GroupName | None,  # noqa: ARG001 - likewise
) -> Iterable[Requirement]:
    """Lower nothing: every requirement comes from where it says itself."""
    return (requirement,)


def project_requirements(
    file: ProjectFile, *, extras: Collection[ExtraName] = (), all_extras: bool = False,
    without: Collection[ExtraName] = (), lower: Lower = as_written,
) -> ProjectRequirements:  # fmt: skip
    """Return the requirements of a project and of the given extras (`without` some).

    Unknown extras are for `refuse_unknown_extras`.

    The label of the file stands in the origins: `name (pyproject.toml)`. Extras of the project itself that it requires
    (`name[extra]`) are replaced by what they hold.

    Raises:
        ProjectFileError: a requirement is none.
        SourceEntryError: a requirement cannot be had from where the project says.
    """
    project = file.project
    if project is None:
        return ProjectRequirements(name="", requirements=(), extras=(), needs_build=True)
    optional = project.optional_dependencies
    chosen = [extra for extra in optional if (all_extras or extra in extras) and extra not in without]
    reader = _Reader(file, lower)
    found = [*reader.read(project.dependencies)]
    for extra in chosen:
        found += reader.read(optional[extra], extra, seen=frozenset((extra,)))
    origin = f"{project.name} ({file.label})"
    return ProjectRequirements(
        name=project.name,
        requirements=tuple(dependency_of(requirement, origin) for requirement in found),
        extras=tuple(optional),
        needs_build=any(field in project.dynamic for field in _DYNAMIC),
        requires_python=project.requires_python,
    )


def dependency_of(requirement: Requirement, origin: str) -> Dependency:
    """Return a lowered requirement as one of the user's."""
    editable = isinstance(requirement, SourcedRequirement) and requirement.tree == "editable"
    return Dependency(requirement, origin=origin, editable=editable)


def refuse_unknown_extras(requested: Iterable[ExtraName], projects: Iterable[ProjectRequirements]) -> None:
    """Check that every extra asked for is one of some project.

    Raises:
        ExtraNotFoundError: it is not.
    """
    known = {extra for project in projects for extra in project.extras}
    missing = sorted(set(requested) - known)
    if missing:
        raise ExtraNotFoundError(tuple(missing))


def group_requirements(
    text: str, label: str, groups: Iterable[GroupName], *, path: str = "",
    lowered: Callable[[ProjectFile], Lower] = lambda _file: as_written,
) -> tuple[Dependency, ...]:  # fmt: skip
    """Return the requirements of groups of one `pyproject.toml`, the groups in the order given.

    `label` is the file's path as shown in origins, `name (pyproject.toml:group)`; `path` as shown in errors (default:
    the same). Requirements of included groups count as those of the group that was asked for.

    Raises:
        DependencyGroupsError: the groups are not valid.
        GroupNotFoundError: there is no such group.
    """
    try:
        file = read_project(text, label)
        found = project_groups(file, label)
    except InputError as error:
        raise DependencyGroupsError(path or label) from error
    name = file.project.name if file.project is not None else ""
    lower = lowered(file)
    dependencies: list[Dependency] = []
    for group in groups:
        if group not in found:
            raise GroupNotFoundError(group, path=label)
        origin = f"{name} ({label}:{group})" if name else f"({label}:{group})"
        dependencies += [
            dependency_of(one, origin) for requirement in found[group] for one in lower(requirement, None, group)
        ]
    return tuple(dependencies)


class _Reader:
    """Parses requirements, following those on the project's own extras."""

    def __init__(self, file: ProjectFile, lower: Lower) -> None:
        assert file.project is not None  # noqa: S101 - made for a project only
        self._label, self._lower = file.label, lower
        self._name, self._optional = file.project.name, file.project.optional_dependencies

    def read(
        self, texts: Iterable[str], extra: ExtraName | None = None, marker: Marker | None = None,
        seen: frozenset[ExtraName] = frozenset(),
    ) -> Iterator[Requirement]:  # fmt: skip
        for text in texts:
            try:
                requirement = parse_requirement(text)
            except ParseError as error:
                raise ProjectFileError(f"Failed to parse: `{text}`", path=self._label) from error
            both = conjunction(marker, requirement.marker)
            if requirement.name == self._name and requirement.extras:
                for wanted in requirement.extras:
                    if wanted not in seen:
                        yield from self.read(self._optional.get(wanted, ()), wanted, both, seen | {wanted})
            else:
                bare = Requirement(requirement.name, requirement.extras, requirement.specifiers, requirement.url, both)
                yield from self._lower(bare, extra, None)
