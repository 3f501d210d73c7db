"""Where the drawing of a graph begins, cycles or not. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def roots(count: int, edges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return the nodes of 0 … `count` - 1 to which no edge leads, once edges that close cycles are taken away.

    Those edges are the ones that lead backwards in an order by Eades, Lin and Smyth ("A fast and effective heuristic
    for the feedback arc set problem", 1993). uv takes them away by their first numbers although each time the last
    edge moves into the gap, so that with several of them others may go in their place; so does this, to show the
    same packages. Where nodes are equal in this order uv's choice follows hashes of paths; here the later node wins.
    """
    rank = _Order(count, edges).ranks()
    left = list(edges)
    for at in [at for at, (source, target) in enumerate(edges) if rank[source] >= rank[target]]:
        if at < len(left):
            left[at] = left[-1]
            left.pop()
    reached = {target for _, target in left}
    return tuple(node for node in range(count) if node not in reached)


class _Order:
    """Takes nodes away one by one: sinks to the back, sources to the front, else the one with most edges out to spare.

    Of equals the one goes first whose edges changed last.
    """

    __slots__ = ("_buckets", "_into", "_out_of", "_place", "_sinks", "_sources", "_spare")

    def __init__(self, count: int, edges: Sequence[tuple[int, int]]) -> None:
        self._out_of: list[list[int]] = [[] for _ in range(count)]
        self._into: list[list[int]] = [[] for _ in range(count)]
        for source, target in edges:
            self._out_of[source].append(target)
            self._into[target].append(source)
        self._spare = [[len(self._out_of[node]), len(self._into[node])] for node in range(count)]
        # Dictionaries as stacks from which any element can be removed.
        self._sinks: dict[int, None] = {}
        self._sources: dict[int, None] = {}
        self._buckets: dict[int, dict[int, None]] = {}
        self._place: dict[int, dict[int, None]] = {}
        for node in dict.fromkeys(node for edge in edges for node in edge):
            self._put(node)

    def ranks(self) -> dict[int, int]:
        """Return each node's place in the order; nodes without edges have none."""
        front: list[int] = []
        back: list[int] = []
        while self._place:
            while self._sinks:
                back.append(self._take(self._sinks))
            while self._sources:
                front.append(self._take(self._sources))
            richest = max((spare for spare, bucket in self._buckets.items() if bucket), default=None)
            if richest is not None:
                front.append(self._take(self._buckets[richest]))
        return {node: at for at, node in enumerate([*front, *reversed(back)])}

    def _put(self, node: int) -> None:
        out, into = self._spare[node]
        if not out:
            place = self._sinks
        elif not into:
            place = self._sources
        else:
            place = self._buckets.setdefault(out - into, {})
        place[node] = None
        self._place[node] = place

    def _take(self, bucket: dict[int, None]) -> int:
        node, _ = bucket.popitem()
        del self._place[node]
        for neighbours, side in ((self._out_of[node], 1), (self._into[node], 0)):
            for other in neighbours:
                if other in self._place:
                    del self._place[other][other]
                    self._spare[other][side] -= 1
                    self._put(other)
        return node
