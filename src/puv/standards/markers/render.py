"""The text of a marker of the algebra: alternatives of conjunctions, as uv prints them."""

from __future__ import annotations

from puv.standards.markers.clauses import CONTAINS, EXTRA, FALSE, IN, LISTS, STRINGS, TRUE, VERSIONS, unpack
from puv.standards.markers.syntax import Marker, render_comparison

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from puv.standards.markers.clauses import Cut, Variable
    from puv.standards.markers.syntax import Comparison, Node
    from puv.standards.markers.tree import MarkerAlgebra

    #: One interval of an axis. An open end is None, which the untyped `Cut` includes.
    Interval: TypeAlias = tuple[Cut, Cut]
    #: Comparisons that must hold together.
    Conjunction: TypeAlias = list[Comparison]
    Cube: TypeAlias = tuple[Comparison, ...]

_NEVER: Comparison = ("python_version", "<", "0")
_LIST_NAMES = {rank: name for name, rank in LISTS.items()}
# The order of comparisons in the text: versions, strings (by name), lists, extras.
_POSITIONS = {
    name: position
    for position, name in enumerate(
        ("implementation_version", "python_full_version", *sorted(STRINGS), "extras", "dependency_groups", "extra"),
    )
}
# The release of Darwin, a version, has a name of its own until it is printed: its terms are not those of the string.
_DARWIN = "platform_release (Darwin)"
_POSITIONS[_DARWIN] = _POSITIONS["platform_release"]
_PRINTED = {_DARWIN: "platform_release"}
_VERSION_NAMES = {rank: _DARWIN if name == "platform_release" else name for name, rank in VERSIONS.items()}
_MEMBERSHIP = {"in": 1, "not in": 1, "contains": 2, "not contains": 2}


def to_marker(algebra: MarkerAlgebra, marker: int) -> Marker | None:
    """Return the syntax tree of uv's text of a marker; None for TRUE, which has no text."""
    if marker == TRUE:
        return None
    alternatives = dnf(algebra, marker)
    nodes: list[Node] = [terms[0] if len(terms) == 1 else ("and", tuple(terms)) for terms in alternatives]
    return Marker(nodes[0] if len(nodes) == 1 else ("or", tuple(nodes)))


def to_text(algebra: MarkerAlgebra, marker: int) -> str:
    """Return uv's text of a marker: empty for TRUE, `python_version < '0'` for FALSE."""
    if marker == TRUE:
        return ""
    texts = []
    alternatives = dnf(algebra, marker)
    for terms in alternatives:
        text = " and ".join(render_comparison(*term) for term in terms)
        texts.append(f"({text})" if len(terms) > 1 and len(alternatives) > 1 else text)
    return " or ".join(texts)


def dnf(algebra: MarkerAlgebra, marker: int) -> list[Conjunction]:
    """Return the disjunctive normal form that uv prints; `[[]]` for TRUE."""
    if marker == FALSE:
        return [[_NEVER]]
    cubes, _ = _Cover(algebra).cover(marker, marker)
    alternatives = [sorted(cube, key=_term_key) for cube in cubes]
    alternatives.sort(key=lambda terms: [_POSITIONS[name] for name, _, _ in terms])
    return [[(_PRINTED.get(name, name), operator, value) for name, operator, value in terms] for terms in alternatives]


def _term_key(term: Comparison) -> tuple[int, int]:
    return _POSITIONS[term[0]], _MEMBERSHIP.get(term[1], 0)


class _Cover:
    """An irredundant sum of products, by Minato's algorithm (1993), on tests of many values."""

    def __init__(self, algebra: MarkerAlgebra) -> None:
        self._algebra = algebra
        self._known: dict[tuple[int, int], tuple[tuple[Cube, ...], int]] = {}

    def cover(self, least: int, most: int) -> tuple[tuple[Cube, ...], int]:
        """Return conjunctions whose union holds where `least` does and only where `most` does, and that union."""
        if least == FALSE:
            return (), FALSE
        if most == TRUE:
            return ((),), TRUE
        key = (least, most)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._split(least, most)
        return known

    def _split(self, least: int, most: int) -> tuple[tuple[Cube, ...], int]:
        algebra = self._algebra
        variable, cuts, edges = algebra.split(least, most)
        common = TRUE
        for _, upper in edges:
            common = algebra.and_(common, upper)
        # First what needs a word about this variable, edge by edge; then, without one, what is left.
        parts = [self.cover(algebra.and_(lower, common ^ 1), upper) for lower, upper in edges]
        rest = FALSE
        for (lower, _), (_, union) in zip(edges, parts, strict=True):
            rest = algebra.or_(rest, algebra.and_(lower, union ^ 1))
        cubes = [
            terms + cube for terms, found in _branches(variable, cuts, [found for found, _ in parts]) for cube in found
        ]
        shared, union = self.cover(rest, common)
        covered = algebra.node(variable, cuts, [union for _, union in parts])
        return (*cubes, *shared), algebra.or_(covered, union)


def _branches(
    variable: Variable,
    cuts: tuple[Cut, ...],
    covers: list[tuple[Cube, ...]],
) -> list[tuple[Cube, tuple[Cube, ...]]]:
    """Return, for each cover, the terms of the intervals that have it; one entry for each piece to be named."""
    if variable[0] >= IN:
        positive, negative = _flag_terms(variable)
        return [((negative,), covers[0]), ((positive,), covers[1])]
    ends = (None, *cuts, None)
    regions: dict[tuple[Cube, ...], list[Interval]] = {}
    for position, cover in enumerate(covers):
        pieces = regions.setdefault(cover, [])
        if pieces and pieces[-1][1] == ends[position]:
            pieces[-1] = (pieces[-1][0], ends[position + 1])
        else:
            pieces.append((ends[position], ends[position + 1]))
    describe = _string_terms if variable[0] < len(STRINGS) else _version_terms
    return [
        (tuple(terms), cover) for cover, pieces in regions.items() if cover for terms in describe(variable[0], pieces)
    ]


def _flag_terms(variable: Variable) -> tuple[Comparison, Comparison]:
    rank, value = variable
    if rank == EXTRA:
        return ("extra", "==", value), ("extra", "!=", value)
    if rank in _LIST_NAMES:
        return (_LIST_NAMES[rank], "contains", value), (_LIST_NAMES[rank], "not contains", value)
    if rank >= CONTAINS:
        return (STRINGS[rank - CONTAINS], "contains", value), (STRINGS[rank - CONTAINS], "not contains", value)
    return (STRINGS[rank - IN], "in", value), (STRINGS[rank - IN], "not in", value)


def _string_terms(rank: int, intervals: list[Interval]) -> list[Conjunction]:
    """Describe a part of a string's axis; one conjunction for each piece that needs its own."""
    name = STRINGS[rank]
    gaps = _gaps(intervals)
    if gaps and all(low[0] == high[0] for low, high in gaps):
        return [[(name, "!=", low[0]) for low, _ in gaps]]
    return [_string_interval(name, low, high) for low, high in intervals]


def _string_interval(name: str, low: Cut, high: Cut) -> Conjunction:
    terms: Conjunction = []
    if low is not None and high is not None and low[0] == high[0]:
        return [(name, "==", low[0])]
    if low is not None:
        terms.append((name, ">" if low[1] else ">=", low[0]))
    if high is not None:
        terms.append((name, "<=" if high[1] else "<", high[0]))
    return terms


def _gaps(intervals: list[Interval]) -> list[Interval]:
    """Return what lies between the intervals if they reach from end to end, else nothing."""
    if intervals[0][0] is not None or intervals[-1][1] is not None:
        return []
    return [(intervals[at][1], intervals[at + 1][0]) for at in range(len(intervals) - 1)]


def _version_terms(rank: int, intervals: list[Interval]) -> list[Conjunction]:
    """Describe a part of a version's axis; one conjunction for each piece that needs its own."""
    name = _VERSION_NAMES[rank]
    gaps = _gaps(intervals) if name != _DARWIN else []
    if gaps and all(high == low + 1 and not low & 1 for low, high in gaps):
        return [[(name, "!=", _release(low)) for low, _ in gaps]]
    if len(gaps) == 1:
        star = _star(*gaps[0])
        if star:
            return [[(name, "!=", star)]]
    return [_version_interval(name, low, high) for low, high in intervals]


def _version_interval(name: str, low: Cut, high: Cut) -> Conjunction:
    terms: Conjunction = []
    if low is not None and high is not None:
        if high == low + 1 and not low & 1:
            return [(name, "==", _release(low))]
        star = _star(low, high)
        if star and name != _DARWIN:
            return [(name, "==", star)]
    if low is not None:
        terms.append((name, ">" if low & 1 else ">=", _release(low)))
    if high is not None:
        terms.append((name, "<=" if high & 1 else "<", _release(high)))
    return terms


def _release(cut: Cut) -> str:
    return ".".join(map(str, unpack(cut >> 1)))


def _star(low: Cut, high: Cut) -> str:
    """Return `3.8.*` for the interval of one minor version, else nothing."""
    if low & 1 or high & 1:
        return ""
    first, last = (*unpack(low >> 1), 0), (*unpack(high >> 1), 0)
    if len(first) > 3 or len(last) > 3 or first[0] != last[0] or first[1] + 1 != last[1]:  # noqa: PLR2004 - major, minor, the 0
        return ""
    return f"{first[0]}.{first[1]}.*"
