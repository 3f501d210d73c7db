"""`UniversalResolution`: a resolution for every platform, as a graph whose edges carry markers; and its inputs.

Markers are ids of one `MarkerAlgebra`, which travels with them. Membership in declared conflicts is part of a marker:
the item `demo[a]` is the extra `extra-4-demo-a` (see `ConflictItem.encoded`).
"""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias

    from puv.model.requirement import TreeKind
    from puv.standards.listing import File
    from puv.standards.markers import Marker
    from puv.standards.markers.tree import MarkerAlgebra
    from puv.standards.metadata import Metadata
    from puv.standards.names import ExtraName, GroupName, PackageName
    from puv.standards.requirement import Requirement
    from puv.standards.specifiers import Specifiers
    from puv.standards.version import Version

    ForkStrategy: TypeAlias = Literal["requires-python", "fewest"]


class ConflictItem(Frozen):
    """One thing that must not be active together with others: an extra, a group, or a package as a whole."""

    package: PackageName
    extra: ExtraName | None = None
    group: GroupName | None = None

    @property
    def encoded(self) -> str:
        """Return the name of the extra that stands for the item in markers, as uv.lock spells it."""
        kind, own = "project", ""
        if self.extra is not None:
            kind, own = "extra", f"-{self.extra}"
        elif self.group is not None:
            kind, own = "group", f"-{self.group}"
        return f"{kind}-{len(self.package)}-{self.package}{own}"

    def __str__(self) -> str:
        """Render as messages do: `demo[extra]`, `demo:group` or `demo`."""
        if self.extra is not None:
            return f"{self.package}[{self.extra}]"
        return f"{self.package}:{self.group}" if self.group is not None else self.package

    def sort_key(self) -> tuple[str, int, str]:
        """Return the key by which the items of a set are ordered."""
        kind = 2 if self.extra is None and self.group is None else self.group is not None
        return self.package, int(kind), self.extra or self.group or ""


class SourceTree(Frozen):
    """A project on disk that takes part in a resolution: a workspace member, or a path dependency.

    `url` is its `file:` address, `kind` how it is taken. `requires` are its requirements with extras in their markers,
    as `Requires-Dist` has them, and `groups` its dependency groups with includes resolved, all of them with their
    sources (`SourcedRequirement`). `dynamic` tells that `version` is not written down, and is not to be locked. Of a
    member `default_groups` are those that it names itself (None for none of its word), and `group_requires_python` are
    the specifiers of the groups that have some.
    """

    name: PackageName
    version: Version
    url: str
    kind: TreeKind
    requires: tuple[Requirement, ...] = ()
    groups: Mapping[GroupName, tuple[Requirement, ...]] = {}
    provides_extras: tuple[ExtraName, ...] = ()
    requires_python: str = ""
    dynamic: bool = False
    default_groups: tuple[GroupName, ...] | Literal["all"] | None = None
    group_requires_python: Mapping[GroupName, str] = {}


class Environments(Frozen):
    """For which Pythons and platforms a resolution must hold, and where it may differ.

    `requires_python` is what the project asks for (of a workspace: what all members admit). `supported` are the
    markers of `tool.uv.environments` (empty: everything), `required` those of `tool.uv.required-environments`.
    `conflicts` are the declared sets of items. `forks` are the resolution markers of an earlier lock, to begin with.
    `current` are the marker variables of the environment that all this happens in, to give hints about; they change
    nothing else.
    """

    requires_python: Specifiers
    supported: tuple[Marker, ...] = ()
    required: tuple[Marker, ...] = ()
    conflicts: tuple[tuple[ConflictItem, ...], ...] = ()
    fork_strategy: ForkStrategy = "requires-python"
    forks: tuple[Marker, ...] = ()
    current: Mapping[str, str] = {}


class UniversalPackage:
    """One version of a package in the graph. Treat as frozen.

    `index` is the URL of the index it came from, empty for an address; `url` is the address of a direct requirement
    (without its digests), empty otherwise; `tree` is how a source tree at `url` is taken. `files` are those to lock,
    in file-name order: of a direct address the archive, of a tree none. `metadata` is its core metadata. `marker` is
    where anything needs it. `forks` are the markers of the forks that chose this version, in the order of solving.
    `source` is the member or path dependency it is, None for a distribution.
    """

    __slots__ = ("files", "forks", "index", "marker", "metadata", "name", "source", "tree", "url", "version")

    files: tuple[File, ...]
    forks: tuple[int, ...]
    index: str
    marker: int
    metadata: Metadata | None
    name: PackageName
    source: SourceTree | None
    url: str
    version: Version

    def __init__(  # noqa: PLR0913 - the fields of one node of the graph
        self,
        *,
        name: PackageName,
        version: Version,
        index: str = "",
        url: str = "",
        tree: TreeKind | None = None,
        files: tuple[File, ...] = (),
        metadata: Metadata | None = None,
        source: SourceTree | None = None,
        marker: int = 0,
        forks: tuple[int, ...] = (),
    ) -> None:
        self.name, self.version = name, version
        self.index, self.url, self.tree = index, url, tree
        self.files, self.metadata, self.source = files, metadata, source
        self.marker, self.forks = marker, forks

    def __repr__(self) -> str:
        """Show name and version."""
        return f"UniversalPackage({self.name}=={self.version})"


class UniversalNode:
    """A part of a package: the package itself, what one of its extras adds, or one of its groups. Treat as frozen.

    `package` is a position in `UniversalResolution.packages`, -1 for what was asked for; at most one of `extra` and
    `group` is set. `marker` is where anything needs it.
    """

    __slots__ = ("extra", "group", "marker", "package")

    extra: ExtraName | None
    group: GroupName | None
    marker: int
    package: int

    def __init__(
        self, package: int, extra: ExtraName | None = None, group: GroupName | None = None, marker: int = 0
    ) -> None:
        self.package, self.extra, self.group, self.marker = package, extra, group, marker

    def __repr__(self) -> str:
        """Show package and part."""
        return f"UniversalNode({self.package}[{self.extra or self.group or ''}])"


class UniversalEdge:
    """The node at `parent` needs that at `child` where `marker` holds. Treat as frozen.

    An extra of a package is needed beside the package itself, so it is two edges. `origins` are what the input says
    of a requirement of the user's (`Dependency.origin`).
    """

    __slots__ = ("child", "marker", "origins", "parent")

    child: int
    marker: int
    origins: tuple[str, ...]
    parent: int

    def __init__(self, parent: int, child: int, marker: int, origins: tuple[str, ...] = ()) -> None:
        self.parent, self.child, self.marker, self.origins = parent, child, marker, origins

    def __repr__(self) -> str:
        """Show the ends."""
        return f"UniversalEdge({self.parent} -> {self.child})"


class UniversalResolution(Frozen):
    """What holds on every platform.

    `packages` are sorted by name, version and source; several may share a name. `nodes` are sorted by package, extra
    and group, the first being what was asked for; `edges` by their ends, one for each pair. `forks` are the markers of
    the parts that were solved on their own, in the order of solving; empty when there is one that is everything.
    `environments` are what was asked for.
    """

    algebra: MarkerAlgebra
    packages: tuple[UniversalPackage, ...]
    nodes: tuple[UniversalNode, ...]
    edges: tuple[UniversalEdge, ...]
    forks: tuple[int, ...]
    environments: Environments
    warnings: tuple[str, ...] = ()
