"""`Lock`: what `uv.lock` says, as values.

Texts stand as the file has them: markers are simplified for the Pythons that the lock is for (a marker means itself
where `requires_python` holds), paths are relative to the lock's directory with forward slashes, and membership in
declared conflicts is part of a marker, as an extra named like `extra-4-demo-cli` (`ConflictItem.encoded`).
"""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.artifacts import parse_artifact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal, TypeAlias

    from puv.lockfile.artifacts import Artifact
    from puv.lockfile.diff import LockDiff
    from puv.model.graph import RequirementGraph, Why
    from puv.model.policy import PrereleaseMode, ResolutionMode
    from puv.model.universal import ConflictItem, ForkStrategy
    from puv.standards.names import ExtraName, GroupName, PackageName
    from puv.standards.specifiers import Specifiers
    from puv.standards.version import Version

    SourceKind: TypeAlias = Literal["registry", "git", "url", "path", "directory", "editable", "virtual"]
    #: The moment before which files must have been uploaded: an RFC 3339 text; that and the ISO 8601 span it was
    #: made from; or False, where a package is exempt.
    Cutoff: TypeAlias = str | tuple[str, str] | Literal[False]

#: The schema that is read, and the revision of it that is written.
VERSION = 1
REVISION = 5

#: In the order in which uv sorts them.
SOURCE_KINDS: tuple[SourceKind, ...] = ("registry", "git", "url", "path", "directory", "editable", "virtual")
_RANKS = {kind: rank for rank, kind in enumerate(SOURCE_KINDS)}
_LOCAL = frozenset(("path", "directory", "editable", "virtual"))
_TREES = frozenset(("directory", "editable", "virtual"))


class Source:
    """Where a package comes from. Treat as frozen; equal when every field is.

    `place` is an index's URL or path (`registry`), a repository's address with `?rev=…#commit` (`git`), an archive's
    address (`url`), or a path. `subdirectory` stands beside `url` only; that of a git source is in its address.
    """

    __slots__ = ("_hash", "kind", "place", "subdirectory")

    place: str
    subdirectory: str

    def __init__(self, kind: SourceKind, place: str, subdirectory: str = "") -> None:
        self.kind, self.place, self.subdirectory = kind, place, subdirectory
        self._hash = hash((kind, place, subdirectory))

    @property
    def is_local(self) -> bool:
        """Tell whether the source is a file or a directory beside the project."""
        return self.kind in _LOCAL

    @property
    def is_tree(self) -> bool:
        """Tell whether the source is a directory, whose metadata may change while the lock does not."""
        return self.kind in _TREES

    @property
    def is_registry_path(self) -> bool:
        """Tell whether the source is an index on disk."""
        return self.kind == "registry" and "://" not in self.place

    def sort_key(self) -> tuple[int, bool, str, str]:
        """Return the key by which uv orders packages of one name and version."""
        return _RANKS[self.kind], self.is_registry_path, self.place, self.subdirectory

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return (
            isinstance(other, Source)
            and self.place == other.place
            and self.kind == other.kind
            and self.subdirectory == other.subdirectory
        )

    def __hash__(self) -> int:
        """Hash every field."""
        return self._hash

    def __repr__(self) -> str:
        """Show kind and place."""
        return f"Source({self.kind!r}, {self.place!r})"


class PackageId:
    """What tells locked packages apart: name, version (None where it is dynamic) and source. Treat as frozen."""

    __slots__ = ("_hash", "name", "source", "version")

    name: PackageName
    source: Source
    version: Version | None

    def __init__(self, name: PackageName, version: Version | None, source: Source) -> None:
        self.name, self.version, self.source = name, version, source
        self._hash = hash((name, source))

    def sort_key(self) -> tuple[object, ...]:
        """Return the key by which packages and edges are ordered: dynamic versions come first."""
        version = self.version
        return self.name, version is not None, version.key if version is not None else (), self.source.sort_key()

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return self is other or (
            isinstance(other, PackageId)
            and self.name == other.name
            and self.version == other.version
            and self.source == other.source
        )

    def __hash__(self) -> int:
        """Hash name and source."""
        return self._hash

    def __str__(self) -> str:
        """Render as messages do: `name==version @ kind+place`."""
        version = f"=={self.version}" if self.version is not None else ""
        return f"{self.name}{version} @ {self.source.kind}+{self.source.place}"

    def __repr__(self) -> str:
        """Show name, version and source."""
        return f"PackageId({str(self)!r})"


class Edge:
    """That a package needs another where a marker holds. Treat as frozen; equal when every field is.

    `extras` are those asked of the other that it has, sorted. `marker` is empty where it always holds.
    """

    __slots__ = ("extras", "marker", "package")

    extras: tuple[ExtraName, ...]
    marker: str
    package: PackageId

    def __init__(self, package: PackageId, extras: tuple[ExtraName, ...] = (), marker: str = "") -> None:
        self.package, self.extras, self.marker = package, extras, marker

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return (
            isinstance(other, Edge)
            and self.package == other.package
            and self.extras == other.extras
            and self.marker == other.marker
        )

    def __hash__(self) -> int:
        """Hash every field."""
        return hash((self.package, self.extras, self.marker))

    def __repr__(self) -> str:
        """Show package, extras and marker."""
        return f"Edge({self.package!r}, {self.extras!r}, {self.marker!r})"


class LockedRequirement(Frozen):
    """A requirement that went into the lock, to tell whether the lock is stale.

    `specifier` and `marker` are texts, empty without one. `source` is None where any index will do; a registry source
    names the only index; paths are relative to the lock. `conflict` is the item for which the index holds.
    """

    name: PackageName
    extras: tuple[ExtraName, ...] = ()
    groups: tuple[GroupName, ...] = ()
    marker: str = ""
    specifier: str = ""
    source: Source | None = None
    conflict: ConflictItem | None = None


class PackageMetadata(Frozen):
    """What a source tree said of itself when it was locked; groups may be empty. Extras in the order declared."""

    requires_dist: tuple[LockedRequirement, ...] = ()
    provides_extras: tuple[ExtraName, ...] = ()
    requires_dev: Mapping[GroupName, tuple[LockedRequirement, ...]] = {}


class Package:
    """One locked package. Treat as frozen; equal when every field is.

    `fork_markers` are the forks that chose it, where the name is locked more than once. `optional_dependencies` and
    `dev_dependencies` map extras and groups, sorted, to their edges; empty ones are not there. `metadata` is None
    but for source trees. `default_groups` and `group_requires_python` are what a member says of its groups.
    """

    __slots__ = (
        "_sdist", "_wheels", "default_groups", "dependencies", "dev_dependencies", "fork_markers",
        "group_requires_python", "id", "metadata", "optional_dependencies",
    )  # fmt: skip

    dependencies: tuple[Edge, ...]
    fork_markers: tuple[str, ...]
    id: PackageId
    metadata: PackageMetadata | None
    optional_dependencies: Mapping[ExtraName, tuple[Edge, ...]]
    dev_dependencies: Mapping[GroupName, tuple[Edge, ...]]
    group_requires_python: Mapping[GroupName, str]

    def __init__(  # noqa: PLR0913 - the fields of one table
        self,
        id: PackageId,  # noqa: A002 - what it is
        *,
        fork_markers: tuple[str, ...] = (),
        dependencies: tuple[Edge, ...] = (),
        optional_dependencies: Mapping[ExtraName, tuple[Edge, ...]] | None = None,
        dev_dependencies: Mapping[GroupName, tuple[Edge, ...]] | None = None,
        sdist: Artifact | str | None = None,
        wheels: tuple[Artifact, ...] | str = (),
        metadata: PackageMetadata | None = None,
        default_groups: tuple[GroupName, ...] | Literal["all"] | None = None,
        group_requires_python: Mapping[GroupName, str] | None = None,
    ) -> None:
        """Take the fields; files may still be what the lock says of them, and are read when asked for."""
        self.id = id
        self.fork_markers = fork_markers
        self.dependencies = dependencies
        self.optional_dependencies = optional_dependencies if optional_dependencies is not None else {}
        self.dev_dependencies = dev_dependencies if dev_dependencies is not None else {}
        self._sdist = sdist
        self._wheels = wheels
        self.metadata = metadata
        self.default_groups = default_groups
        self.group_requires_python = group_requires_python if group_requires_python is not None else {}

    @property
    def name(self) -> PackageName:
        """Return the name."""
        return self.id.name

    @property
    def version(self) -> Version | None:
        """Return the version, None where it is dynamic."""
        return self.id.version

    @property
    def source(self) -> Source:
        """Return the source."""
        return self.id.source

    @property
    def sdist(self) -> Artifact | None:
        """Return the source archive, if there is one.

        Raises:
            LockfileError: its entry cannot be read.
        """
        if isinstance(self._sdist, str):
            self._sdist = parse_artifact(self._sdist)
        return self._sdist

    @property
    def wheels(self) -> tuple[Artifact, ...]:
        """Return the wheels, in the order of their names.

        Raises:
            LockfileError: an entry cannot be read.
        """
        wheels = self._wheels
        if isinstance(wheels, str):
            self._wheels = wheels = tuple(parse_artifact(line[4:-1]) for line in wheels.split("\n"))
        return wheels

    def files_text(self) -> tuple[str, str]:
        """Return the inline table of the source archive and the indented lines of the wheels; either may be empty."""
        wheels = self._wheels
        if not isinstance(wheels, str):
            wheels = "\n".join(f"    {wheel}," for wheel in wheels)
        return str(self._sdist or ""), wheels

    def edges(self) -> Iterator[tuple[ExtraName | None, GroupName | None, Edge]]:
        """Yield every edge with the extra or the group that it belongs to: own ones first."""
        for edge in self.dependencies:
            yield None, None, edge
        for extra, edges in self.optional_dependencies.items():
            for edge in edges:
                yield extra, None, edge
        for group, edges in self.dev_dependencies.items():
            for edge in edges:
                yield None, group, edge

    def _key(self) -> tuple[object, ...]:
        return (
            self.id, self.fork_markers, self.dependencies, self.optional_dependencies, self.dev_dependencies,
            self.sdist, self.wheels, self.metadata, self.default_groups, self.group_requires_python,
        )  # fmt: skip

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return isinstance(other, Package) and self._key() == other._key()

    def __hash__(self) -> int:
        """Hash what tells packages apart."""
        return hash(self.id)

    def __repr__(self) -> str:
        """Show name, version and source."""
        return f"Package({str(self.id)!r})"


class LockOptions(Frozen):
    """The settings that a lock was made with; the defaults are those that are not written.

    `exclude_newer` is None without a cut-off; `exclude_newer_package` and `prerelease_package` map packages, sorted.
    """

    resolution_mode: ResolutionMode = "highest"
    prerelease_mode: PrereleaseMode = "if-necessary"
    fork_strategy: ForkStrategy = "requires-python"
    exclude_newer: str | tuple[str, str] | None = None
    exclude_newer_package: Mapping[PackageName, Cutoff] = {}
    prerelease_package: Mapping[PackageName, PrereleaseMode] = {}


class StaticMetadata(Frozen):
    """Metadata that the project declared for a package (`tool.uv.dependency-metadata`), as texts."""

    name: PackageName
    version: str | None = None
    requires_dist: tuple[str, ...] = ()
    requires_python: str | None = None
    provides_extras: tuple[ExtraName, ...] = ()


class ScopedOverride(Frozen):
    """Requirements that replace those of one package only; of one version of it, unless `version` is empty."""

    package: PackageName
    version: str = ""
    dependencies: tuple[LockedRequirement, ...] = ()


class ScopedExclude(Frozen):
    """Names that one package does not get to need; one version of it, unless `version` is empty."""

    package: PackageName
    version: str = ""
    dependencies: tuple[PackageName, ...] = ()


class LockManifest(Frozen):
    """What the lock was made for, besides the members' own metadata, to tell whether it is stale. All of it sorted.

    `members` is empty for a project alone. `requirements` are those of a script, `dependency_groups` those of a
    workspace without a project of its own, as are `default_groups` and `group_requires_python`.
    """

    members: tuple[PackageName, ...] = ()
    requirements: tuple[LockedRequirement, ...] = ()
    dependency_groups: Mapping[GroupName, tuple[LockedRequirement, ...]] = {}
    constraints: tuple[LockedRequirement, ...] = ()
    overrides: tuple[LockedRequirement | ScopedOverride, ...] = ()
    excludes: tuple[PackageName | ScopedExclude, ...] = ()
    build_constraints: tuple[LockedRequirement, ...] = ()
    dependency_metadata: tuple[StaticMetadata, ...] = ()
    default_groups: tuple[GroupName, ...] | Literal["all"] | None = None
    group_requires_python: Mapping[GroupName, str] = {}


class Lock(Frozen):
    """A whole lock. `packages` are sorted by `PackageId.sort_key`.

    `fork_markers` are the forks of the resolution in the order of solving, empty where there was just one;
    `supported_markers` and `required_markers` are the project's `environments` and `required-environments`.
    """

    requires_python: Specifiers
    packages: tuple[Package, ...]
    fork_markers: tuple[str, ...] = ()
    supported_markers: tuple[str, ...] = ()
    required_markers: tuple[str, ...] = ()
    conflicts: tuple[tuple[ConflictItem, ...], ...] = ()
    options: LockOptions = LockOptions()
    manifest: LockManifest = LockManifest()
    revision: int = REVISION

    def by_name(self) -> dict[PackageName, list[Package]]:
        """Return the packages of each name, in order."""
        found: dict[PackageName, list[Package]] = {}
        for package in self.packages:
            found.setdefault(package.id.name, []).append(package)
        return found

    def by_id(self) -> dict[PackageId, Package]:
        """Return each package under its id."""
        return {package.id: package for package in self.packages}

    def root(self) -> Package | None:
        """Return the project or workspace root: the source tree in the lock's own directory."""
        for package in self.packages:
            source = package.id.source
            if source.kind in _TREES and source.place == ".":
                return package
        return None

    def diff(self, old: Lock | None) -> LockDiff:
        """Return what changed from another lock, or from none, to this one."""
        from puv.lockfile.diff import diff

        return diff(old, self)

    @property
    def graph(self) -> RequirementGraph:
        """Return who needs whom on any platform, beginning with the projects, all their extras and groups included."""
        from puv.lockfile.why import lock_graph  # few ask why

        return lock_graph(self)

    def why(self, name: str) -> Why:
        """Return why a package is locked: the ways from the projects down to it.

        A lock keeps the words of requirements only for projects; `Session.why` also asks packages for theirs.

        Raises:
            ParseError: `name` is no name.
        """
        from puv.standards.names import parse_package_name  # likewise

        return self.graph.why(parse_package_name(name))
