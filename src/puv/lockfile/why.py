"""A lock as a `RequirementGraph`: who needs whom in it, and why."""

from __future__ import annotations

from puv.lockfile.asked import ExtrasAsked, GroupsAsked, roots_of
from puv.lockfile.select import applies
from puv.lockfile.tree import EXTRA, GROUP, Reached, TreeStyle
from puv.model.graph import GraphEdge, GraphNode, RequirementGraph
from puv.standards.markers import parse_marker
from puv.standards.markers.tree import FALSE, TRUE, MarkerAlgebra
from puv.standards.ranges import Ranges

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Lock, PackageId
    from puv.lockfile.tree import Need
    from puv.standards.requirement import Requirement

    #: What packages say that they need, where that is known: a lock says it of projects only.
    Requires = Mapping[PackageId, tuple[Requirement, ...]]


def every_root(lock: Lock) -> tuple[Root, ...]:
    """Return all projects of a lock with every extra and group, and what its manifest names."""
    members = lock.manifest.members or tuple(package.name for package in lock.packages if package.source.is_tree)
    return roots_of(lock, members, ExtrasAsked(every=True), GroupsAsked(every=True), manifest=True)


def lock_graph(
    lock: Lock,
    roots: Iterable[Root] | None = None,
    environment: Mapping[str, str] | None = None,
    requires: Requires | None = None,
) -> RequirementGraph:
    """Return what the roots reach (default: everything): on every platform, or in one environment.

    A lock does not keep what packages of an index require of each other; with `requires` that is told too.
    """
    begin = every_root(lock) if roots is None else tuple(roots)
    reached = Reached(lock, begin, TreeStyle(environment=environment))
    projects = {root.package.id for root in begin if root.package is not None}
    order = sorted(reached.needs, key=lambda package: (package not in projects, package.sort_key()))
    nodes = [GraphNode(name="requirements", kind="input")] if reached.first else []
    places = {package: at for at, package in enumerate(order, len(nodes))}
    nodes += [
        GraphNode(
            name=str(package.name), version="" if package.version is None else str(package.version),
            kind="project" if package in projects else "package",
        )
        for package in order
    ]  # fmt: skip
    described = _Described(lock, requires or {}, environment)
    edges = [
        edge
        for need in (*reached.first, *(need for package in order for need in reached.needs[package]))
        for edge in described.edges(0 if need.parent is None else places[need.parent], places[need.child], need)
    ]
    return RequirementGraph(nodes=tuple(nodes), edges=tuple(dict.fromkeys(edges)))


class _Described:
    """Finds the words of requirements: those that the lock has kept, and those that packages say."""

    def __init__(self, lock: Lock, requires: Requires, environment: Mapping[str, str] | None) -> None:
        self._lock = lock
        self._packages = lock.by_id()
        self._requires = requires
        self._environment = environment
        self._algebra = MarkerAlgebra()
        self._python = Ranges.from_specifiers(lock.requires_python)

    def edges(self, parent: int, child: int, need: Need) -> Iterator[GraphEdge]:
        """Yield an edge for each condition under which other versions are required."""
        kind, part = need.part
        found: dict[int, dict[str, None]] = {}
        for specifiers, marker in self._said(need):
            holds = self._holds(marker, need)
            if holds != FALSE:
                found.setdefault(holds, {}).update(dict.fromkeys(filter(None, specifiers.split(","))))
        known = found or {self._marker(need.marker): {}}
        extras = f"[{','.join(need.extras)}]" if need.extras else ""
        for holds, clauses in known.items():
            yield GraphEdge(
                parent=parent, child=child, requirement=f"{need.child.name}{extras}{','.join(clauses)}",
                marker=self._algebra.to_text(holds), extra=part if kind == EXTRA else "",
                group=part if kind == GROUP else "",
            )  # fmt: skip

    def _marker(self, text: str) -> int:
        return self._algebra.from_marker(parse_marker(text)) if text else TRUE

    def _holds(self, text: str, need: Need) -> int:
        """Return where a requirement counts that is under this marker, FALSE where it is of another part."""
        algebra = self._algebra
        marker = self._marker(text)
        if self._environment is not None and not applies(text, self._environment, frozenset(need.part[1:])):
            return FALSE
        named = [extra for extra in algebra.extras(marker) if not extra.startswith(("extra-", "group-", "project-"))]
        kind, part = need.part
        without = algebra.assume_extras(marker, (), named)
        if kind == EXTRA:
            others = [extra for extra in named if extra != part]
            marker = algebra.and_(algebra.assume_extras(marker, (part,), others), algebra.not_(without))
        else:
            marker = without
        whole = algebra.complexify_python(algebra.and_(marker, self._marker(need.marker)), self._python)
        return algebra.simplify_python(whole, self._python) if whole != FALSE else FALSE

    def _said(self, need: Need) -> Iterator[tuple[str, str]]:
        """Yield the versions and the marker of each requirement of the needing package on the needed one."""
        kind, part = need.part
        name = need.child.name
        package = None if need.parent is None else self._packages[need.parent]
        if package is not None and package.metadata is None:
            for requirement in self._requires.get(package.id, ()):
                if requirement.name == name:
                    yield str(requirement.specifiers), "" if requirement.marker is None else str(requirement.marker)
            return
        if package is None or package.metadata is None:
            groups, own = self._lock.manifest.dependency_groups, self._lock.manifest.requirements
        else:
            groups, own = package.metadata.requires_dev, package.metadata.requires_dist
        entries = groups.get(part, ()) if kind == GROUP else own  # type: ignore[call-overload]  # a name of a group
        for entry in entries:
            if entry.name == name:
                yield entry.specifier, entry.marker
