"""What an export holds: the packages that the roots reach on any platform, each with the marker under which they do."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.asked import items_of, items_reached
from puv.standards.markers import parse_marker
from puv.standards.markers.tree import FALSE, TRUE, MarkerAlgebra
from puv.standards.ranges import Ranges

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Edge, Lock, LockedRequirement, Package, PackageId
    from puv.standards.names import ExtraName, PackageName

_NOBODY: frozenset[PackageName] = frozenset()


class Emitted(Frozen):
    """Which of the packages are written.

    Not those that are named, members of the workspace, or local; with `only_*` just those. `project` and `members` are
    the names that the words `project` and `workspace` mean.
    """

    project: PackageName | None = None
    members: frozenset[PackageName] = _NOBODY
    no_project: bool = False
    no_workspace: bool = False
    no_local: bool = False
    no_packages: frozenset[PackageName] = _NOBODY
    only_project: bool = False
    only_workspace: bool = False
    only_local: bool = False
    only_packages: frozenset[PackageName] = _NOBODY

    def includes(self, package: Package) -> bool:
        """Tell whether a package is written."""
        name, is_local = package.name, package.source.is_local
        is_project, is_member = name == self.project, name in self.members
        if self.only_project or self.only_workspace or self.only_local or self.only_packages:
            wanted = (self.only_project and is_project) or (self.only_workspace and is_member)
            return wanted or (self.only_local and is_local) or name in self.only_packages
        unwanted = (self.no_project and is_project) or (self.no_workspace and is_member)
        return not (unwanted or (self.no_local and is_local) or name in self.no_packages)


class Exported:
    """One package of an export. Treat as frozen.

    `marker` is the text of the condition, empty where it is always needed. `via` are the names of the packages that
    need it, but for groups, sorted. `is_root` tells that it was asked for itself.
    """

    __slots__ = ("is_root", "marker", "package", "via")

    is_root: bool
    marker: str
    package: Package
    via: tuple[PackageName, ...]

    def __init__(
        self, package: Package, marker: str, via: tuple[PackageName, ...] = (), *, is_root: bool = False
    ) -> None:
        self.package, self.marker, self.via, self.is_root = package, marker, via, is_root

    def __repr__(self) -> str:
        """Show package and marker."""
        return f"Exported({str(self.package.id)!r}, {self.marker!r})"


def exported(lock: Lock, roots: Iterable[Root], prune: frozenset[PackageName] = _NOBODY) -> tuple[Exported, ...]:
    """Return the packages that the roots reach, in the order of the lock; not through those of the names to prune."""
    walk = _Walk(lock, tuple(roots), prune)
    walk.go()
    return tuple(walk.result())


class _Walk:
    """Carries markers along the edges until nothing grows; the nodes are packages and extras of packages."""

    def __init__(self, lock: Lock, roots: tuple[Root, ...], prune: frozenset[PackageName]) -> None:
        self._lock, self._roots, self._prune = lock, roots, prune
        self._algebra = MarkerAlgebra()
        self._packages = lock.by_id()
        self._markers: dict[str, int] = {"": TRUE}
        self._reach: dict[tuple[PackageId, ExtraName | None], int] = {}
        self._pending: list[tuple[PackageId, ExtraName | None]] = []
        self._via: dict[PackageId, set[PackageId]] = {}
        self._active: frozenset[str] = frozenset()
        self._inactive: frozenset[str] = frozenset()

    def go(self) -> None:
        """Follow the edges; again if conflict items turn out to be active that were not taken to be."""
        declared = frozenset(item.encoded for items in self._lock.conflicts for item in items)
        self._active = frozenset(item for root in self._roots for item in items_of(root)) & declared
        while True:
            self._inactive = declared - self._active
            self._follow_all()
            reached = self._active | (frozenset(self._items()) & declared)
            if reached == self._active:
                return
            self._active = reached
            self._markers = {"": TRUE}

    def _items(self) -> Iterator[str]:
        for package, extra in self._reach:
            name = package.name
            part = f"project-{len(name)}-{name}" if extra is None else f"extra-{len(name)}-{name}-{extra}"
            yield part

    def _follow_all(self) -> None:
        self._reach, self._via = {}, {}
        start = self._start()
        for root in self._roots:
            package = root.package
            if package is not None and root.own:
                self._grow(package.id, None, start)
                for extra in root.extras:
                    self._grow(package.id, extra, start)
            for _, group, edge in root.edges():
                if group is not None:  # what the root itself needs is followed from it
                    self._follow(edge, start, None)
            for _, needed in root.needs:
                self._require(needed, start)
        while self._pending:
            node = self._pending.pop()
            package = self._packages[node[0]]
            edges = package.dependencies if node[1] is None else package.optional_dependencies.get(node[1], ())
            reach = self._reach[node]
            for edge in edges:
                self._follow(edge, reach, node[0])

    def _start(self) -> int:
        """Return where anything is needed at all: in the environments that the project supports."""
        markers = self._lock.supported_markers or self._lock.fork_markers
        if not markers:
            return TRUE
        union = FALSE
        for text in markers:
            union = self._algebra.or_(union, self._marker(text))
        return self._simplified(union)

    def _simplified(self, marker: int) -> int:
        return self._algebra.simplify_python(marker, Ranges.from_specifiers(self._lock.requires_python))

    def _edge_marker(self, edge: Edge) -> int:
        """Return where an edge may be followed; what it leads to counts as active."""
        own = items_reached(edge, self._inactive) if edge.extras and self._inactive else None
        if not own:
            return self._marker(edge.marker)
        marker = self._algebra.from_marker(parse_marker(edge.marker))
        return self._algebra.assume_extras(marker, self._active | own, self._inactive - own)

    def _marker(self, text: str) -> int:
        known = self._markers.get(text)
        if known is None:
            known = self._algebra.from_marker(parse_marker(text))
            if self._active or self._inactive:
                known = self._algebra.assume_extras(known, self._active, self._inactive)
            self._markers[text] = known
        return known

    def _follow(self, edge: Edge, reach: int, parent: PackageId | None) -> None:
        target = edge.package
        if target.name in self._prune:
            return
        marker = self._algebra.and_(reach, self._edge_marker(edge)) if edge.marker else reach
        if marker == FALSE:
            return
        parents = self._via.setdefault(target, set())
        if parent is not None:
            parents.add(parent)
        self._grow(target, None, marker)
        for extra in edge.extras:
            self._grow(target, extra, marker)

    def _require(self, needed: LockedRequirement, start: int) -> None:
        """Follow a requirement of the manifest to the packages of that name, each where its forks are."""
        own = self._algebra.and_(start, self._marker(needed.marker))
        for package in self._lock.packages:
            if package.name != needed.name or package.name in self._prune:
                continue
            forks = FALSE if package.fork_markers else TRUE
            for text in package.fork_markers:
                forks = self._algebra.or_(forks, self._marker(text))
            marker = self._algebra.and_(own, forks)
            if marker != FALSE:
                self._via.setdefault(package.id, set())
                self._grow(package.id, None, marker)
                for extra in needed.extras:
                    self._grow(package.id, extra, marker)

    def _grow(self, package: PackageId, extra: ExtraName | None, marker: int) -> None:
        node = (package, extra)
        known = self._reach.get(node, FALSE)
        grown = self._algebra.or_(known, marker)
        if grown != known:
            self._reach[node] = grown
            self._pending.append(node)

    def result(self) -> Iterator[Exported]:
        """Yield what was reached, in the order of the lock."""
        roots = {root.package.id for root in self._roots if root.package is not None and root.own}
        for package in self._lock.packages:
            reach = self._reach.get((package.id, None))
            if reach is None:
                continue
            yield Exported(
                package,
                self._algebra.to_text(self._simplified(reach)),
                via=tuple(sorted({parent.name for parent in self._via.get(package.id, ())})),
                is_root=package.id in roots,
            )
