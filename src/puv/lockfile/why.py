"""A lock as a `RequirementGraph`: who needs whom in it, and why."""

from __future__ import annotations

from puv.lockfile.asked import ExtrasAsked, GroupsAsked, roots_of
from puv.lockfile.tree import EXTRA, GROUP, Reached, TreeStyle
from puv.model.graph import GraphEdge, GraphNode, RequirementGraph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Lock, LockedRequirement, PackageId
    from puv.lockfile.tree import Need, Part
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
    described = _Described(lock, requires or {})
    edges = [
        described.edge(0 if need.parent is None else places[need.parent], places[need.child], need)
        for need in (*reached.first, *(need for package in order for need in reached.needs[package]))
    ]
    return RequirementGraph(nodes=tuple(nodes), edges=tuple(dict.fromkeys(edges)))


class _Described:
    """Finds the words of requirements: those that the lock has kept, and those that packages say."""

    def __init__(self, lock: Lock, requires: Requires) -> None:
        self._lock = lock
        self._packages = lock.by_id()
        self._requires = requires

    def edge(self, parent: int, child: int, need: Need) -> GraphEdge:
        kind, name = need.part
        return GraphEdge(
            parent=parent, child=child, requirement=self._words(need), marker=need.marker,
            extra=name if kind == EXTRA else "", group=name if kind == GROUP else "",
        )  # fmt: skip

    def _words(self, need: Need) -> str:
        extras = f"[{','.join(need.extras)}]" if need.extras else ""
        specifiers = dict.fromkeys(clause for text in self._specifiers(need) for clause in text.split(",") if clause)
        return f"{need.child.name}{extras}{','.join(specifiers)}"

    def _specifiers(self, need: Need) -> Iterator[str]:
        if need.parent is None:
            yield from (entry.specifier for entry in self._asked(need.part) if entry.name == need.child.name)
            return
        package = self._packages[need.parent]
        if package.metadata is not None:
            kind, name = need.part
            groups = package.metadata.requires_dev
            known = groups.get(name, ()) if kind == GROUP else package.metadata.requires_dist  # type: ignore[call-overload]  # a name of its own
            yield from (
                entry.specifier
                for entry in known
                if entry.name == need.child.name and (kind == GROUP or _is_of(entry.marker, need.part))
            )
            return
        for requirement in self._requires.get(need.parent, ()):
            marker = "" if requirement.marker is None else str(requirement.marker)
            if requirement.name == need.child.name and _is_of(marker, need.part):
                yield str(requirement.specifiers)

    def _asked(self, part: Part) -> tuple[LockedRequirement, ...]:
        manifest = self._lock.manifest
        kind, name = part
        return manifest.dependency_groups.get(name, ()) if kind == GROUP else manifest.requirements  # type: ignore[call-overload]  # likewise


def _is_of(marker: str, part: Part) -> bool:
    """Tell whether a requirement under a marker belongs to a package itself, or to an extra of it."""
    kind, name = part
    return f"'{name}'" in marker.replace('"', "'") if kind == EXTRA else "extra ==" not in marker
