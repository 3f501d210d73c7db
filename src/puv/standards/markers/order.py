"""The order of markers in a lock: by what they test first, then by where that leads; not by their text."""

from __future__ import annotations

from puv.standards.markers.clauses import CONTAINS, EXTRA, FALSE, IN, LISTS, STRINGS, TRUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from puv.standards.markers.clauses import Cut
    from puv.standards.markers.tree import MarkerAlgebra

    #: Compares with other keys only.
    OrderKey: TypeAlias = tuple[Any, ...]

_TRUE, _FALSE, _VERSION, _STRING, _IN, _CONTAINS, _LIST, _EXTRA = range(8)


def order_key(algebra: MarkerAlgebra, marker: int, memo: dict[int, OrderKey]) -> OrderKey:
    """Return the key by which uv orders markers. `memo` is the caller's, for one algebra."""
    known = memo.get(marker)
    if known is None:
        known = memo[marker] = _key(algebra, marker, memo)
    return known


def _key(algebra: MarkerAlgebra, marker: int, memo: dict[int, OrderKey]) -> OrderKey:
    if marker in (TRUE, FALSE):
        return (_FALSE if marker == FALSE else _TRUE,)
    rank, value = algebra.variable(marker)
    cuts, children = algebra.edges(marker)
    kind = _kind(rank)
    if kind >= _IN:
        # What follows when the test holds comes first.
        return kind, rank, value, tuple(order_key(algebra, child, memo) for child in reversed(children))
    ends = (None, *cuts, None)
    regions: dict[int, list[OrderKey]] = {}
    for position, child in enumerate(children):
        regions.setdefault(child, []).append(_segment(ends[position], ends[position + 1]))
    edges = tuple((tuple(segments), order_key(algebra, child, memo)) for child, segments in regions.items())
    return kind, rank, value, edges


def _kind(rank: int) -> int:
    if rank < len(STRINGS):
        return _STRING
    if rank < IN:
        return _VERSION
    if rank < CONTAINS:
        return _IN
    if rank < EXTRA:
        return _CONTAINS
    return _LIST if rank in LISTS.values() else _EXTRA


def _segment(low: Cut, high: Cut) -> OrderKey:
    """Return the key of an interval: open ends lie before and after all others."""
    return (0,) if low is None else (1, low), (1,) if high is None else (0, high)
