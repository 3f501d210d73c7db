"""From the solutions of all forks to one graph: nodes, edges with markers, and where each node is needed at all."""

from __future__ import annotations

from puv.model.universal import ConflictItem, UniversalEdge, UniversalNode, UniversalPackage, UniversalResolution
from puv.resolver.conflicts import impossible, widened, without_foregone
from puv.resolver.needs import bounded_below
from puv.resolver.provider import BASE, EXTRA, GROUP, GROUPED, MARKED, PROXY
from puv.solver.state import ROOT
from puv.standards.listing import File
from puv.standards.markers.clauses import FALSE, TRUE
from puv.standards.metadata import Metadata
from puv.standards.names import ExtraName, GroupName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from puv.model.universal import Environments
    from puv.resolver.needs import Need
    from puv.resolver.scope import Scope
    from puv.resolver.universal_provider import Origin, Shared, UniversalProvider
    from puv.resolver.universe import Universe
    from puv.standards.markers.tree import MarkerAlgebra
    from puv.standards.names import PackageName

    #: A package and its part (a kind and a name), or None for what was asked.
    Key = tuple[Universe, int, int, str] | None


class Solution:
    """What one fork came to.

    `chosen` are the versions, `origins` where they come from if not from just any index, `edges` are
    (parent, child, marker, origins of the requirement). `bounded` and `open_ended` are the names that versions need
    with and without a lower bound.
    """

    __slots__ = ("bounded", "chosen", "edges", "files", "metadata", "nodes", "open_ended", "origins", "scope")

    scope: Scope

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.chosen: dict[PackageName, tuple[Universe, int]] = {}
        self.origins: dict[PackageName, Origin] = {}
        self.files: dict[PackageName, File] = {}
        self.metadata: dict[PackageName, Metadata] = {}
        self.bounded: set[PackageName] = set()
        self.open_ended: set[PackageName] = set()
        self.nodes: list[Key] = [None]
        self.edges: list[tuple[Key, Key, int, tuple[str, ...]]] = []


def solution(provider: UniversalProvider) -> Solution:
    """Read the answer of a fork off its provider, whose solver has finished."""
    state = provider.state
    done = Solution(provider.scope)
    parts: list[tuple[Key, list[Need]]] = [(None, provider.needs_of[(ROOT, 1)])]
    for number, package in enumerate(provider.packages):
        bit = state.decided[number]
        if package is None or not bit or package.kind in (PROXY, MARKED, GROUPED):
            continue
        position = bit // 2 - 1
        key: Key = (package.universe, position, package.kind, package.extra or "")
        parts.append((key, provider.needs_of.get((number, bit), [])))
        if package.kind != BASE:
            continue
        name = package.name
        done.chosen[name] = package.universe, position
        done.origins[name] = provider.origin_of(name)
        source = provider.chosen.get((name, position))
        if isinstance(source, File):
            done.files[name] = source
        metadata = provider.metadata(package.universe, position)
        if isinstance(metadata, Metadata):
            done.metadata[name] = metadata
    done.nodes = [key for key, _ in parts]
    for key, needs in parts:
        for need in needs:
            if key is not None:
                (done.bounded if need.url or bounded_below(need.specifiers) else done.open_ended).add(need.name)
            universe, position = done.chosen[need.name]
            done.edges.append((key, (universe, position, BASE, ""), need.marker, need.origins))
            done.edges += [
                (key, (universe, position, kind, part), need.marker, need.origins)
                for kind, wanted in ((EXTRA, need.extras), (GROUP, need.groups))
                for part in wanted
            ]
    return done


class _Joined:
    """The union of the solutions, by key."""

    def __init__(self, algebra: MarkerAlgebra) -> None:
        self.algebra = algebra
        self.edges: dict[tuple[Key, Key], int] = {}
        self.origins: dict[tuple[Key, Key], tuple[str, ...]] = {}
        self.packages: dict[tuple[Universe, int], list[Solution]] = {}
        self.keys: dict[Key, None] = {None: None}

    def add(self, done: Solution) -> None:
        """Add the nodes and edges of a fork, limited to it."""
        algebra, limit = self.algebra, done.scope.universal
        for place in done.chosen.values():
            self.packages.setdefault(place, []).append(done)
        self.keys.update(dict.fromkeys(done.nodes))
        for parent, child, marker, origins in done.edges:
            together = algebra.and_(marker, limit)
            pair = (parent, child)
            self.edges[pair] = algebra.or_(self.edges.get(pair, FALSE), together)
            self.origins[pair] = tuple(dict.fromkeys((*self.origins.get(pair, ()), *origins)))


def graph(
    algebra: MarkerAlgebra,
    environments: Environments,
    shared: Shared,
    solutions: list[Solution],
) -> UniversalResolution:
    """Join the solutions of the forks."""
    joined = _Joined(algebra)
    for done in solutions:
        joined.add(done)
    forks = [done.scope.universal for done in solutions]
    start = FALSE
    for marker in forks:
        start = algebra.or_(start, marker)
    if environments.conflicts:
        joined.edges = without_foregone(
            algebra, environments.conflicts, joined.edges, _item_of, lambda key: key[0].name if key else "", None
        )
        start = algebra.or_(start, impossible(algebra, environments.conflicts))
    reached = reachability(algebra, joined.edges, start)
    if environments.conflicts:
        reached = {key: widened(algebra, environments.conflicts, marker) for key, marker in reached.items()}
    places = [place for place in joined.packages if reached.get((*place, BASE, ""), FALSE) != FALSE]
    places.sort(key=lambda place: _order(place, joined.packages[place][0]))
    numbers = {place: number for number, place in enumerate(places)}
    keys = sorted(
        (key for key in joined.keys if key is None or reached.get(key, FALSE) != FALSE),
        key=lambda key: (-1, 0, "") if key is None else (numbers[key[:2]], key[2], key[3]),
    )
    at = {key: position for position, key in enumerate(keys)}
    packages = tuple(_package(place, joined.packages[place], reached, shared) for place in places)
    nodes = tuple(_node(key, numbers, reached, start) for key in keys)
    return UniversalResolution(
        algebra=algebra,
        packages=packages,
        nodes=nodes,
        edges=tuple(
            UniversalEdge(at[parent], at[child], marker, joined.origins[(parent, child)])
            for (parent, child), marker in sorted(
                ((pair, marker) for pair, marker in joined.edges.items() if pair[0] in at and pair[1] in at),
                key=lambda entry: (at[entry[0][0]], at[entry[0][1]]),
            )
        ),
        forks=tuple(forks) if len(forks) > 1 or forks[0] != TRUE else (),
        environments=environments,
        warnings=tuple(_warnings(packages, nodes)),
    )


def _warnings(packages: tuple[UniversalPackage, ...], nodes: tuple[UniversalNode, ...]) -> Iterator[str]:
    """Tell of versions that were withdrawn, and of extras that are not there."""
    extras: dict[int, list[ExtraName]] = {}
    for node in nodes:
        if node.extra is not None:
            extras.setdefault(node.package, []).append(node.extra)
    for at, package in enumerate(packages):
        reasons = [file.yanked for file in package.files if file.yanked is not None]
        if reasons:
            why = reasons[0].strip()
            reason = f' (reason: "{why}")' if why else ""
            yield f"`{package.name}=={package.version}` is yanked{reason}"
        provided = package.metadata.provides_extras if package.metadata is not None else ()
        for extra in extras.get(at, ()):
            if extra not in provided:
                yield f"The package `{package.name}=={package.version}` does not have an extra named `{extra}`"


def reachability(algebra: MarkerAlgebra, edges: dict[tuple[Key, Key], int], start: int) -> dict[Key, int]:
    """Return, for every node, the union of the conditions of all ways to it."""
    outgoing: dict[Key, list[tuple[Key, int]]] = {}
    for (parent, child), marker in edges.items():
        outgoing.setdefault(parent, []).append((child, marker))
    reached: dict[Key, int] = {None: start}
    pending: list[Key] = [None]
    while pending:
        parent = pending.pop()
        condition = reached[parent]
        for child, marker in outgoing.get(parent, ()):
            before = reached.get(child, FALSE)
            after = algebra.or_(before, algebra.and_(condition, marker))
            if after != before or child not in reached:
                reached[child] = after
                pending.append(child)
    return reached


def _item_of(key: Key) -> ConflictItem | None:
    """Return the extra or group that a way through a node activates; from projects uv concludes nothing."""
    if key is None or key[2] == BASE:
        return None
    universe, _, kind, part = key
    extra = ExtraName(part) if kind == EXTRA else None
    return ConflictItem(package=universe.name, extra=extra, group=GroupName(part) if kind == GROUP else None)


def _order(place: tuple[Universe, int], done: Solution) -> tuple[object, ...]:
    universe, position = place
    return universe.name, universe.version(position).key, done.origins[universe.name]


def _node(key: Key, numbers: dict[tuple[Universe, int], int], reached: dict[Key, int], start: int) -> UniversalNode:
    if key is None:
        return UniversalNode(-1, marker=start)
    universe, position, kind, part = key
    extra, group = ExtraName(part) if kind == EXTRA else None, GroupName(part) if kind == GROUP else None
    return UniversalNode(numbers[(universe, position)], extra, group, reached[key])


def _package(
    place: tuple[Universe, int], solutions: list[Solution], reached: dict[Key, int], shared: Shared
) -> UniversalPackage:
    universe, position = place
    name = universe.name
    url, index = solutions[0].origins[name]
    source = shared.places.source_of(url)
    file = solutions[0].files.get(name)
    marker = reached[(*place, BASE, "")]
    forks = [done.scope.universal for done in solutions]
    return UniversalPackage(
        name=name,
        version=universe.version(position),
        index=file.index if file is not None and not url else index,
        url=url,
        tree=source.kind if source is not None else None,
        files=_files(universe, position, file) if source is None else (),
        metadata=solutions[0].metadata.get(name),
        source=source,
        marker=marker,
        forks=tuple(fork for fork in forks if not solutions[0].scope.algebra.is_disjoint(fork, marker)),
    )


def _files(universe: Universe, position: int, file: File | None) -> tuple[File, ...]:
    rows: Iterable[tuple[File, ...]] = universe.files(position)
    return tuple(entry for row in rows for entry in row if file is None or entry.index == file.index)
