"""What declared conflicts say about markers: items that exclude each other, and items that must be active."""

from __future__ import annotations

from puv.model.universal import ConflictItem
from puv.resolver.scope import item_marker
from puv.standards.markers.clauses import TRUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from puv.standards.markers.tree import MarkerAlgebra

    Key = TypeVar("Key")

    Conflicts = tuple[tuple[ConflictItem, ...], ...]
    Items = frozenset[ConflictItem]

# Ways to a node that differ in what they activate; beyond these nothing is concluded.
_MOST_WAYS = 64


def impossible(algebra: MarkerAlgebra, conflicts: Conflicts) -> int:
    """Return the marker that two items of one set are active, which is never the case."""
    found = algebra.not_(TRUE)
    for items in conflicts:
        markers = [item_marker(algebra, item) for item in sorted(items, key=ConflictItem.sort_key)]
        for at, first in enumerate(markers):
            for second in markers[at + 1 :]:
                found = algebra.or_(found, algebra.and_(first, second))
    return found


def without_foregone(
    algebra: MarkerAlgebra,
    conflicts: Conflicts,
    edges: Mapping[tuple[Key, Key], int],
    item_of: Callable[[Key], ConflictItem | None],
    name_of: Callable[[Key], str],
    root: Key,
) -> dict[tuple[Key, Key], int]:
    """Return the edges with conflicts made use of in their markers.

    What holds where two items of one conflict are active does not matter, so every marker may hold there. And where
    every way to a node activates items, an edge from it need not ask for them; unless there is a choice among several
    versions of the same package, where the markers stay as they are.
    """
    never = impossible(algebra, conflicts)
    wide = {pair: _widened(algebra, marker, never) for pair, marker in edges.items()}
    ways = _ways(edges, item_of, root, frozenset(item for items in conflicts for item in items))
    counts: dict[tuple[Key, str], int] = {}
    for parent, child in edges:
        place = (parent, name_of(child))
        counts[place] = counts.get(place, 0) + 1
    return {
        (parent, child): marker
        if counts[(parent, name_of(child))] > 1
        else _assumed(algebra, conflicts, marker, ways.get(parent))
        for (parent, child), marker in wide.items()
    }


def widened(algebra: MarkerAlgebra, conflicts: Conflicts, marker: int) -> int:
    """Return a marker without items where it need not ask about them, or the one that holds in impossible cases too."""
    never = impossible(algebra, conflicts)
    return _widened(algebra, algebra.and_(marker, algebra.not_(never)), never)


def _widened(algebra: MarkerAlgebra, marker: int, never: int) -> int:
    """Return the marker where it need not ask about items, or the one that holds in impossible cases too."""
    plain = algebra.without_extras(marker)
    possible = algebra.not_(never)
    if algebra.and_(plain, possible) == algebra.and_(marker, possible):
        return plain
    return algebra.or_(marker, never)


def _assumed(algebra: MarkerAlgebra, conflicts: Conflicts, marker: int, ways: set[Items] | None) -> int:
    """Return the marker given what all ways to its edge activate, if it comes to the same on all of them."""
    if not ways or len(ways) > _MOST_WAYS:
        return marker
    found = set()
    for way in ways:
        active = {item.encoded for item in way}
        inactive = {
            other.encoded for items in conflicts for item in items if item in way for other in items if other != item
        }
        found.add(algebra.assume_extras(marker, active, inactive - active))
    return found.pop() if len(found) == 1 else marker


def _ways(
    edges: Mapping[tuple[Key, Key], int], item_of: Callable[[Key], ConflictItem | None], root: Key, items: Items
) -> dict[Key, set[Items]]:
    """Return, for every node, the sets of items that the ways to it activate."""
    children: dict[Key, list[Key]] = {}
    for parent, child in edges:
        children.setdefault(parent, []).append(child)
    found: dict[Key, set[Items]] = {root: {frozenset()}}
    pending = [root]
    while pending:
        parent = pending.pop()
        for child in children.get(parent, ()):
            own = item_of(child)
            new = {way | {own} if own in items and own is not None else way for way in found[parent]}
            known = found.setdefault(child, set())
            if not new <= known and len(known) <= _MOST_WAYS:
                known |= new
                pending.append(child)
    return found
