"""Where the nodes of a graph are drawn: in columns, each to the right of what needs it, with few crossings."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.model.graph import RequirementGraph

_SWEEPS = 6


def layout(graph: RequirementGraph) -> list[tuple[int, int]]:
    """Return the column and the row of each node; columns begin with the roots.

    Edges of cycles that lead back do not count. The answer depends on nothing but the graph.
    """
    below = _forward(graph)
    columns = _columns(graph, below)
    above: list[list[int]] = [[] for _ in graph.nodes]
    for parent, children in enumerate(below):
        for child in children:
            above[child].append(parent)
    rows: dict[int, list[int]] = {}
    for node, column in enumerate(columns):
        rows.setdefault(column, []).append(node)
    place = {node: float(at) for nodes in rows.values() for at, node in enumerate(nodes)}
    for sweep in range(_SWEEPS):
        downward = sweep % 2 == 0
        for column in sorted(rows, reverse=not downward):
            neighbours = above if downward else below
            rows[column].sort(key=lambda node: (_middle(neighbours[node], place, node), node))
            place.update((node, float(at)) for at, node in enumerate(rows[column]))
    return [(column, int(place[node])) for node, column in enumerate(columns)]


def _middle(neighbours: Iterable[int], place: dict[int, float], node: int) -> float:
    found = [place[other] for other in neighbours]
    return sum(found) / len(found) if found else place[node]


def _forward(graph: RequirementGraph) -> list[list[int]]:
    """Return what each node needs, without the edges that lead back to one from which it is reached."""
    needs: list[list[int]] = [[] for _ in graph.nodes]
    for edge in graph.edges:
        if edge.child not in needs[edge.parent]:
            needs[edge.parent].append(edge.child)
    kept: list[list[int]] = [[] for _ in graph.nodes]
    begun, done = set(), set()
    for start in (*graph.roots(), *range(len(graph.nodes))):
        if start in begun:
            continue
        begun.add(start)
        stack = [(start, iter(needs[start]))]
        while stack:
            node, children = stack[-1]
            child = next(children, None)
            if child is None:
                done.add(node)
                stack.pop()
            elif child in done:
                kept[node].append(child)
            elif child not in begun:
                kept[node].append(child)
                begun.add(child)
                stack.append((child, iter(needs[child])))
    return kept


def _columns(graph: RequirementGraph, below: list[list[int]]) -> list[int]:
    """Return the length of the longest way to each node."""
    waiting = [0] * len(graph.nodes)
    for children in below:
        for child in children:
            waiting[child] += 1
    columns = [0] * len(graph.nodes)
    queue = [node for node, count in enumerate(waiting) if not count]
    for node in queue:
        for child in below[node]:
            columns[child] = max(columns[child], columns[node] + 1)
            waiting[child] -= 1
            if not waiting[child]:
                queue.append(child)
    return columns
