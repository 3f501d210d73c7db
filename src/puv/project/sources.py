"""Lowering: requirements as written, and `tool.uv.sources`, to requirements that say where their packages come from."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.model.requirement import SourcedRequirement
from puv.model.universal import ConflictItem
from puv.project.errors import SourceEntryError
from puv.standards.filenames import SOURCE_EXTENSIONS
from puv.standards.git_url import GitUrl
from puv.standards.markers.tree import FALSE, TRUE, MarkerAlgebra
from puv.standards.requirement import Requirement
from puv.standards.urls import file_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal

    from puv.model.requirement import TreeKind
    from puv.project.discover import Files
    from puv.project.model import ProjectFile, Source
    from puv.project.workspace import Member, Workspace
    from puv.standards.markers import Marker
    from puv.standards.names import ExtraName, GroupName, PackageName

_ARCHIVES = (".whl", *SOURCE_EXTENSIONS)


class MissingSourceTargetError(InputError):
    """A source applies to an extra or group that does not exist, or in which its package is not required."""

    code = "missing-source-target"


class Lowering:
    """Says where the requirements of one project come from.

    `file` is the project's and `directory` its place; `workspace` the one it belongs to, None for a project that is on
    its own. `indexes` maps the names of indexes to their URLs. `ignored` are packages whose sources do not count, or
    True for all. Only its own sources and those of the workspace's root are heeded, its own first. `given` maps the
    addresses of paths to the paths as written.
    """

    def __init__(
        self, file: ProjectFile, directory: str, workspace: Workspace | None, files: Files,
        indexes: Mapping[str, str], *, ignored: frozenset[PackageName] | Literal[True] = frozenset(),
    ) -> None:  # fmt: skip
        self._file, self._directory, self._workspace, self._files = file, directory, workspace, files
        self._indexes, self._ignored = indexes, ignored
        self._algebra = MarkerAlgebra()
        self.given: dict[str, str] = {}

    def check(self, extras: Mapping[ExtraName, tuple[Requirement, ...]],
              groups: Mapping[GroupName, tuple[Requirement, ...]]) -> None:  # fmt: skip
        """Check that every extra and group that a source names has the package.

        Raises:
            MissingSourceTargetError: one has not.
        """
        if self._ignored is True:
            return
        for name, sources in self._file.uv.sources.items():
            if name in self._ignored:
                continue
            for source in sources:
                if source.extra is not None:
                    _check_target(name, "extra", source.extra, extras.get(source.extra))
                if source.group is not None:
                    _check_target(name, "group", source.group, groups.get(source.group))

    def lower(
        self, requirement: Requirement, extra: ExtraName | None = None, group: GroupName | None = None
    ) -> tuple[Requirement, ...]:
        """Return the requirements that one of an extra, of a group, or of the project itself stands for.

        Raises:
            SourceEntryError: the source cannot be used; the cause says why.
        """
        try:
            return tuple(self._lower(requirement, extra, group))
        except InputError as error:
            raise SourceEntryError(str(requirement.name), group or "") from error

    def _lower(
        self, requirement: Requirement, extra: ExtraName | None, group: GroupName | None
    ) -> Iterator[Requirement]:
        name = requirement.name
        if self._ignored is True or name in self._ignored:
            yield requirement
            return
        sources, directory = self._sources_of(name)
        is_member = self._workspace is not None and name in self._workspace.members
        own = self._file.project.name if self._file.project is not None else None
        if is_member and name != own and not any(source.kind == "workspace" for source in sources):
            example = f"(e.g., `{name} = {{ workspace = true }}`)"
            entry = "is included as a workspace member, but is missing an entry in `tool.uv.sources`"
            raise InputError(f"`{name}` {entry} {example}")
        applying = [
            source for source in sources
            if (source.extra is None or source.extra == extra) and (source.group is None or source.group == group)
        ]  # fmt: skip
        yield from self._divided(requirement, applying, directory)

    def _sources_of(self, name: PackageName) -> tuple[tuple[Source, ...], str]:
        """Return the sources of a package and the directory that their paths are relative to."""
        own = self._file.uv.sources.get(name)
        if own is not None or self._workspace is None:
            return own or (), self._directory
        return self._workspace.file.uv.sources.get(name, ()), self._workspace.root

    def _divided(self, requirement: Requirement, sources: list[Source], directory: str) -> Iterator[Requirement]:
        """Divide a requirement among sources with markers; what no marker covers comes from the index."""
        algebra = self._algebra
        wanted = algebra.from_marker(requirement.marker)
        rest = TRUE
        for source in sources:
            there = algebra.from_marker(source.marker)
            rest = algebra.and_(rest, algebra.not_(there))
            marker = requirement.marker
            if source.marker is not None:
                marker = algebra.to_marker(algebra.and_(wanted, there))
            yield self._sourced(requirement, source, directory, marker)
        if rest == TRUE:
            yield requirement
        elif rest != FALSE:
            marker = algebra.to_marker(algebra.and_(wanted, rest))
            yield Requirement(requirement.name, requirement.extras, requirement.specifiers, requirement.url, marker)

    def _sourced(
        self, requirement: Requirement, source: Source, directory: str, marker: Marker | None
    ) -> SourcedRequirement:
        url: str | None = None
        index, tree, specifiers = "", None, requirement.specifiers
        match source.kind:
            case "git":
                url = _git(source)
            case "url":
                url = source.location + (f"#subdirectory={source.subdirectory}" if source.subdirectory else "")
            case "path":
                url, tree = self._path(source, directory)
            case "index":
                index = self._index(requirement.name, source.location)
            case _:
                url, tree = self._in_workspace(requirement.name, source)
        if url is not None:
            specifiers = Requirement(requirement.name).specifiers  # an address is what it is
        item = None
        own = self._file.project.name if self._file.project is not None else None
        if index and own is not None and (source.extra or source.group):
            item = ConflictItem(package=own, extra=source.extra, group=source.group)
        return SourcedRequirement(requirement.name, requirement.extras, specifiers, url, marker, index, tree, item)

    def _index(self, name: PackageName, index: str) -> str:
        found = self._indexes.get(index)
        if found is None:
            raise InputError(f"Package `{name}` references an undeclared index: `{index}`")
        return found

    def _in_workspace(self, name: PackageName, source: Source) -> tuple[str, TreeKind]:
        if not source.in_workspace:
            raise InputError("`workspace = false` is not yet supported")
        member = self._workspace.members.get(name) if self._workspace is not None else None
        if member is None or self._workspace is None:
            example = f"(e.g., `{name} = {{ workspace = true }}`)"
            raise InputError(
                f"`{name}` references a workspace in `tool.uv.sources` {example}, but is not a workspace member"
            )
        return _address(member.directory), member_tree(member, self._workspace, editable=source.editable)

    def _path(self, source: Source, directory: str) -> tuple[str, TreeKind | None]:
        path = os.path.normpath(os.path.join(directory, os.path.expanduser(source.location)))
        url = _address(path)
        self.given[url] = source.location
        is_archive = source.location.endswith(_ARCHIVES)
        if os.path.isfile(path) or (is_archive and not os.path.isdir(path)):
            if source.editable:
                raise InputError(f"Source with `editable = true` must refer to a local directory, not a file: {url}")
            _check_archive(source.location)
            return url, None
        if source.editable:
            return url, "editable"
        package = source.package
        if package is None:
            file = self._files.at(path)
            package = file is None or file.uv.package is not False
        return url, "directory" if package else "virtual"


def member_tree(member: Member, workspace: Workspace, *, editable: bool | None = None) -> TreeKind:
    """Return how a member is taken: editable unless the source says otherwise, and not at all if it is no package."""
    if not workspace.is_package(member):
        return "virtual"
    return "directory" if editable is False else "editable"


def _address(path: str) -> str:
    return file_url(path.replace(os.sep, "/"))


def _check_archive(path: str) -> None:
    if not path.endswith(_ARCHIVES):
        named = f"`{'`, `'.join(_ARCHIVES[:-1])}`, or `{_ARCHIVES[-1]}`"
        raise InputError(f"Expected path (`{path}`) to end in a supported file extension: {named}")


def _git(source: Source) -> str:
    kind, reference = source.reference or ("", "")
    if source.archive:
        _check_archive(source.archive)
    return GitUrl(
        repository=source.location.removeprefix("git+"), reference=reference, kind=kind or "default",
        subdirectory="" if source.archive else source.subdirectory, path=source.archive, lfs=bool(source.lfs),
    ).carried()  # fmt: skip


def _check_target(
    name: PackageName, kind: Literal["extra", "group"], target: str, required: tuple[Requirement, ...] | None
) -> None:
    if required is not None and any(requirement.name == name for requirement in required):
        return
    title = "extra" if kind == "extra" else "dependency group"
    article = "an" if kind == "extra" else "a"
    section = "project.optional-dependencies" if kind == "extra" else "dependency-groups"
    problem = (
        f"the `{target}` {kind} does not exist" if required is None
        else f"`{name}` was not found under the `{section}` section for that {kind}"
    )  # fmt: skip
    raise MissingSourceTargetError(
        f"Source entry for `{name}` only applies to {title} `{target}`, but {problem}. When {article} {kind} is "
        f'present on a source (e.g., `{kind} = "{target}"`), the relevant package must be included in the `{section}` '
        f'section for that extra (e.g., `{section} = {{ "{target}" = ["{name}"] }}`).'
    )
