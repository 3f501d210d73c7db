"""Where packages come from in a universal resolution: universes by origin, and what the user declares of them."""

from __future__ import annotations

from puv.model.requirement import SourcedRequirement
from puv.model.universal import ConflictItem
from puv.resolver.sources import FixedListing, file_of
from puv.resolver.universe import Universe
from puv.standards.listing import File
from puv.standards.metadata import Metadata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.model.universal import SourceTree
    from puv.resolver.manifest import Manifest
    from puv.resolver.scope import Scope
    from puv.resolver.sources import Sources
    from puv.standards.markers.tree import MarkerAlgebra
    from puv.standards.names import PackageName
    from puv.standards.requirement import Requirement

    Origin = tuple[str, str]
    #: Where a requirement applies, the items of conflicts that it is part of, and what it says.
    Declared = tuple[int, tuple[ConflictItem, ...], Origin]

_ANYWHERE: tuple[str, str] = ("", "")


class Places:
    """The universe of each package and origin, made when first asked for, and what is known of projects' trees."""

    def __init__(self, manifest: Manifest, sources: Sources, algebra: MarkerAlgebra) -> None:
        self._sources = sources
        self._algebra = algebra
        self._universes: dict[tuple[PackageName, Origin], Universe] = {}
        self.trees: dict[PackageName, SourceTree] = {tree.name: tree for tree in (*manifest.trees, *manifest.members)}
        self._by_url = {tree.url: tree for tree in (*manifest.trees, *manifest.members)}
        self._metadata: dict[Universe, Metadata] = {}
        self._declared: dict[PackageName, list[Declared]] = {}
        for name, declared in self._first_party(manifest):
            self._declared.setdefault(name, []).append(declared)

    def _first_party(self, manifest: Manifest) -> Iterator[tuple[PackageName, Declared]]:
        for dependency in (*manifest.requirements, *manifest.constraints, *manifest.overrides):
            yield from self._of(dependency.requirement, ())
        for tree in (*manifest.members, *manifest.trees):
            if tree in manifest.members:
                yield tree.name, (0, (ConflictItem(package=tree.name),), (tree.url, ""))
            for requirement in tree.requires:
                extras = requirement.marker.extras() if requirement.marker is not None else ()
                # A marker has the names as plain text.
                items = tuple(ConflictItem(package=tree.name, extra=extra) for extra in extras)  # type: ignore[arg-type]
                yield from self._of(requirement, items)
            for group, requirements in tree.groups.items():
                for requirement in requirements:
                    yield from self._of(requirement, (ConflictItem(package=tree.name, group=group),))

    def _of(self, requirement: Requirement, items: tuple[ConflictItem, ...]) -> Iterator[tuple[PackageName, Declared]]:
        index = requirement.index if isinstance(requirement, SourcedRequirement) else ""
        if requirement.url is not None or index:
            marker = self._algebra.without_extras(self._algebra.from_marker(requirement.marker))
            yield requirement.name, (marker, items, (requirement.url or "", index))

    def declared_origin(self, name: PackageName, scope: Scope) -> Origin:
        """Return where first-party requirements that apply in a scope say that a package comes from."""
        for marker, items, origin in self._declared.get(name, ()):
            if scope.admits(marker) and (not items or any(map(scope.has_item, items))):
                return origin
        return _ANYWHERE

    def is_declared(self, name: PackageName, url: str) -> bool:
        """Tell whether a first-party requirement gives this address."""
        return any(origin[0] == url for _, _, origin in self._declared.get(name, ()))

    def universe(self, name: PackageName, origin: Origin) -> Universe:
        """Return the versions of a package from an origin; blocks until they are known."""
        key = (name, origin)
        found = self._universes.get(key)
        if found is None:
            found = self._universes[key] = self._make(name, origin)
        return found

    def _make(self, name: PackageName, origin: Origin) -> Universe:
        url, index = origin
        tree = self._by_url.get(url)
        if tree is None:
            universe = self._sources.of_address(name, url) if url else self._sources.of_index(name, index)
            universe.pinned = bool(index)
            return universe
        file = File(filename=file_of(url).filename, url=url)
        universe = Universe(name, (FixedListing(name, tree.version, (file,)),))
        self._metadata[universe] = Metadata(
            name=name,
            version=tree.version,
            requires=tree.requires,
            requires_python=tree.requires_python,
            provides_extras=tree.provides_extras,
        )
        return universe

    def tree_of(self, universe: Universe) -> Metadata | None:
        """Return the metadata of the project that a universe stands for, None for distributions."""
        return self._metadata.get(universe)

    def source_of(self, url: str) -> SourceTree | None:
        """Return the project at an address."""
        return self._by_url.get(url)
