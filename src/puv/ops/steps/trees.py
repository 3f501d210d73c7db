"""Read the source trees of a resolution: the members of a workspace, and what they need by path."""

from __future__ import annotations

import os

from puv.errors import Bug, InputError, ParseError
from puv.fetcher.redact import file_path
from puv.model.availability import Unusable
from puv.model.requirement import SourcedRequirement
from puv.model.universal import SourceTree
from puv.ops.steps.given import MissingDistributionError
from puv.ops.steps.workspaces import FailedProjectError, address
from puv.project.groups import conjunction, declared_defaults, group_requires_python, project_groups
from puv.project.sources import MissingSourceTargetError, member_tree
from puv.resolver.sources import file_of
from puv.standards.markers import parse_marker
from puv.standards.requirement import Requirement
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.model.requirement import TreeKind
    from puv.ops.steps.provision import Provision
    from puv.ops.steps.workspaces import Lowerings
    from puv.project.discover import Files
    from puv.project.model import ProjectFile
    from puv.project.sources import Lowering
    from puv.project.workspace import Workspace
    from puv.standards.names import ExtraName, GroupName, PackageName

_READ = ("version", "dependencies", "optional-dependencies")


class Trees:
    """Reads source trees, each once. What only a build tells is asked of `port`.

    `names` are those of the trees met so far, by address, for whoever builds them. `has_built` tells that not all of
    them are told by what is written down.
    """

    has_built: bool

    def __init__(self, lowerings: Lowerings, files: Files, port: Provision) -> None:
        self._lowerings, self._files, self._port = lowerings, files, port
        self._known: dict[str, SourceTree] = {}
        self.names: dict[str, str] = {}
        self.has_built = False

    def of_workspace(self, workspace: Workspace) -> tuple[SourceTree, ...]:
        """Return the members, in the order of their names.

        Raises:
            FailedProjectError: what a member requires cannot be told.
            MalformedGroupsError: the groups of a member cannot be resolved.
        """
        found = [
            self._of(member.directory, member.name, member_tree(member, workspace), member.file).replace(
                default_groups=declared_defaults(member.file),
                group_requires_python=group_requires_python(member.file, member.directory),
            )
            for member in workspace.members.values()
        ]
        # A member may ask for another one to be taken otherwise.
        kinds = {url: kind for tree in found for url, _, kind in _wanted(_all(tree))}
        return tuple(tree.replace(kind=kinds.get(tree.url, tree.kind)) for tree in found)

    def needed_by(
        self, trees: Iterable[SourceTree], requirements: Iterable[Requirement] = ()
    ) -> tuple[SourceTree, ...]:
        """Return every other tree that trees or requirements need by path, in the order of their names.

        Raises:
            FailedProjectError: what one requires cannot be told.
            InputError: one is not there.
        """
        trees, requirements = tuple(trees), tuple(requirements)
        known = {tree.url for tree in trees}
        for requirement in (one for group in (*map(_all, trees), requirements) for one in group):
            if requirement.url is not None:
                self.names.setdefault(requirement.url, requirement.name)
        pending = [wanted for tree in trees for wanted in _wanted(_all(tree))]
        pending += _wanted(requirements)
        found: list[SourceTree] = []
        while pending:
            url, name, kind = pending.pop(0)
            if url in known:
                continue
            known.add(url)
            directory = file_path(url)
            if not os.path.isdir(directory):
                raise MissingDistributionError(url)
            tree = self._of(directory, name, kind, self._files.at(directory))
            found.append(tree)
            pending += _wanted(tree.requires)
        return tuple(sorted(found, key=lambda tree: (tree.name, tree.url)))

    def _of(self, directory: str, name: PackageName, kind: TreeKind, file: ProjectFile | None) -> SourceTree:
        url = address(directory)
        found = self._known.get(url)
        if found is None:
            found = self._known[url] = self._read(directory, url, name, kind, file)
        return found if found.kind == kind else found.replace(kind=kind)

    def _read(
        self, directory: str, url: str, name: PackageName, kind: TreeKind, file: ProjectFile | None
    ) -> SourceTree:
        if name:
            self.names[url] = name
        if file is None:
            return self._built(url, kind)
        groups = project_groups(file, directory)
        lowering = self._lowerings.of(file, directory)
        try:
            return self._described(url, name, kind, file, groups, lowering)
        except (InputError, MissingSourceTargetError) as error:
            raise FailedProjectError(name, directory) from error

    def _described(
        self, url: str, name: PackageName, kind: TreeKind, file: ProjectFile,
        groups: dict[GroupName, tuple[Requirement, ...]], lowering: Lowering,
    ) -> SourceTree:  # fmt: skip
        project = file.project
        static = _static(file, name)
        if project is None or static is None:
            tree = self._built(url, kind)
            requires = tuple(one for requirement in tree.requires for one in _lowered(requirement, lowering))
            extras = {extra: _of_extra(tree.requires, extra) for extra in tree.provides_extras}
            dynamic = project is None or "version" in project.dynamic
            tree = tree.replace(requires=requires, dynamic=dynamic)
        else:
            plain, extras = static
            found = [one for requirement in plain for one in lowering.lower(requirement)]
            for extra, entries in extras.items():
                found += (_marked(one, extra) for entry in entries for one in lowering.lower(entry, extra))
            tree = SourceTree(
                name=project.name,
                version=project.version or Version((0,)),
                url=url,
                kind=kind,
                requires=tuple(found),
                provides_extras=tuple(extras),
                requires_python=project.requires_python,
            )
        lowering.check(extras, groups)
        lowered = {
            group: tuple(one for entry in entries for one in lowering.lower(entry, None, group))
            for group, entries in groups.items()
        }
        return tree.replace(groups=lowered)

    def _built(self, url: str, kind: TreeKind) -> SourceTree:
        self.has_built = True
        metadata = self._port.metadata(file_of(url))
        if isinstance(metadata, Unusable):
            raise Bug(f"{url}: {metadata.detail}")  # builds raise
        return SourceTree(
            name=metadata.name,
            version=metadata.version,
            url=url,
            kind=kind,
            requires=tuple(metadata.requires_dist),
            provides_extras=tuple(metadata.provides_extras),
            requires_python=metadata.requires_python or "",
        )


def _static(
    file: ProjectFile, name: PackageName
) -> tuple[tuple[Requirement, ...], dict[ExtraName, tuple[Requirement, ...]]] | None:
    """Return the requirements and those of the extras where the file tells them; None where only a build can."""
    project = file.project
    if project is None or project.version is None or any(field in project.dynamic for field in _READ):
        return None
    if name and project.name != name:
        return None
    try:
        extras = {extra: project.optional_requirements(extra) for extra in project.optional_dependencies}
        return project.requirements(), extras
    except ParseError:
        return None  # a build says what is wrong


def _lowered(requirement: Requirement, lowering: Lowering) -> tuple[Requirement, ...]:
    extras = requirement.marker.extras() if requirement.marker is not None else ()
    return lowering.lower(requirement, extras[0] if extras else None)  # type: ignore[arg-type]  # a name of an extra


def _of_extra(requirements: Iterable[Requirement], extra: str) -> tuple[Requirement, ...]:
    return tuple(
        requirement
        for requirement in requirements
        if requirement.marker is not None and extra in requirement.marker.extras()
    )


def _marked(requirement: Requirement, extra: ExtraName) -> Requirement:
    """Return a requirement of an extra as `Requires-Dist` has it."""
    marker = conjunction(requirement.marker, parse_marker(f"extra == '{extra}'"))
    if isinstance(requirement, SourcedRequirement):
        return SourcedRequirement(
            requirement.name, requirement.extras, requirement.specifiers, requirement.url, marker, requirement.index,
            requirement.tree, requirement.item,
        )  # fmt: skip
    return Requirement(requirement.name, requirement.extras, requirement.specifiers, requirement.url, marker)


def _all(tree: SourceTree) -> Iterable[Requirement]:
    return (*tree.requires, *(requirement for entries in tree.groups.values() for requirement in entries))


def _wanted(requirements: Iterable[Requirement]) -> list[tuple[str, PackageName, TreeKind]]:
    """Return the address, name and kind of every source tree among requirements.

    Raises:
        MissingDistributionError: something else on this machine is asked for and not there.
    """
    found: list[tuple[str, PackageName, TreeKind]] = []
    for requirement in requirements:
        url = requirement.url
        if url is None or not url.startswith("file:"):
            continue
        if isinstance(requirement, SourcedRequirement) and requirement.tree is not None:
            found.append((url, requirement.name, requirement.tree))
        elif os.path.isdir(file_path(url)):
            found.append((url, requirement.name, "directory"))
        elif not os.path.exists(file_path(url)):
            raise MissingDistributionError(url)
    return found
