"""The text of a marker of the algebra: alternatives of conjunctions, as uv prints them."""

from __future__ import annotations

from puv.standards.markers.clauses import CONTAINS, EXTRA, IN, LISTS, STRINGS, VERSIONS, unpack
from puv.standards.markers.syntax import Marker, render_comparison
from puv.standards.markers.tree import FALSE, TRUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from puv.standards.markers.clauses import Cut, Variable
    from puv.standards.markers.syntax import Comparison, Node
    from puv.standards.markers.tree import MarkerAlgebra

    #: One interval of an axis; None stands for an open end.
    Interval: TypeAlias = tuple[Cut | None, Cut | None]
    #: Comparisons that must hold together.
    Conjunction: TypeAlias = list[Comparison]

_NEVER: Comparison = ("python_version", "<", "0")
_VERSION_NAMES = {rank: name for name, rank in VERSIONS.items()}
_LIST_NAMES = {rank: name for name, rank in LISTS.items()}
_OPPOSITES = {
    "==": "!=", "<": ">=", "<=": ">", "in": "not in", "contains": "not contains",
    "!=": "==", ">=": "<", ">": "<=", "not in": "in", "not contains": "contains",
}  # fmt: skip
# The order of comparisons in the text: versions, strings (by name), lists, extras.
_POSITIONS = {
    name: position
    for position, name in enumerate(
        ("implementation_version", "python_full_version", *sorted(STRINGS), "extras", "dependency_groups", "extra"),
    )
}
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
    alternatives: list[Conjunction] = []
    _collect(algebra, marker, [], alternatives)
    alternatives = simplified(alternatives)
    for terms in alternatives:
        terms.sort(key=_term_key)
    alternatives.sort(key=lambda terms: [_term_key(term) for term in terms])
    return alternatives


def _term_key(term: Comparison) -> tuple[int, int]:
    return _POSITIONS[term[0]], _MEMBERSHIP.get(term[1], 0)


def _collect(algebra: MarkerAlgebra, marker: int, path: Conjunction, found: list[Conjunction]) -> None:
    """Add the terms of every path to TRUE."""
    if marker <= 1:
        if marker == TRUE:
            found.append(path)
        return
    variable = algebra.variable(marker)
    for terms, child in _branches(variable, *algebra.edges(marker)):
        _collect(algebra, child, path + terms, found)


def _branches(variable: Variable, cuts: tuple[Cut, ...], children: list[int]) -> list[tuple[Conjunction, int]]:
    """Return the ways out of a node: the terms that lead there, and the child."""
    if variable[0] >= IN:
        positive, negative = _flag_terms(variable)
        return [([positive], children[1]), ([negative], children[0])]
    ends = (None, *cuts, None)
    regions: dict[int, list[Interval]] = {}
    for position, child in enumerate(children):
        regions.setdefault(child, []).append((ends[position], ends[position + 1]))
    branches = []
    for child, intervals in regions.items():
        if child != FALSE:
            describe = _string_terms if variable[0] < len(STRINGS) else _version_terms
            branches += [(terms, child) for terms in describe(variable[0], intervals)]
    return branches


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
    if gaps and all(low[0] == high[0] for low, high in gaps):  # type: ignore[index]
        return [[(name, "!=", low[0]) for low, _ in gaps]]  # type: ignore[index, misc]
    return [_string_interval(name, low, high) for low, high in intervals]


def _string_interval(name: str, low: Cut | None, high: Cut | None) -> Conjunction:
    terms: Conjunction = []
    if low is not None and high is not None and low[0] == high[0]:  # type: ignore[index]
        return [(name, "==", low[0])]  # type: ignore[index, list-item]
    if low is not None:
        terms.append((name, ">" if low[1] else ">=", low[0]))  # type: ignore[index, arg-type]
    if high is not None:
        terms.append((name, "<=" if high[1] else "<", high[0]))  # type: ignore[index, arg-type]
    return terms


def _gaps(intervals: list[Interval]) -> list[Interval]:
    """Return what lies between the intervals if they reach from end to end, else nothing."""
    if intervals[0][0] is not None or intervals[-1][1] is not None:
        return []
    return [(left[1], right[0]) for left, right in zip(intervals, intervals[1:], strict=False)]


def _version_terms(rank: int, intervals: list[Interval]) -> list[Conjunction]:
    """Describe a part of a version's axis; one conjunction for each piece that needs its own."""
    name = _VERSION_NAMES[rank]
    gaps = _gaps(intervals)
    if gaps and all(high == low + 1 and not low & 1 for low, high in gaps):  # type: ignore[operator]
        return [[(name, "!=", _release(low)) for low, _ in gaps]]
    if len(gaps) == 1:
        star = _star(*gaps[0])
        if star:
            return [[(name, "!=", star)]]
    return [_version_interval(name, low, high) for low, high in intervals]


def _version_interval(name: str, low: Cut | None, high: Cut | None) -> Conjunction:
    terms: Conjunction = []
    if low is not None and high is not None:
        if high == low + 1 and not low & 1:  # type: ignore[operator]
            return [(name, "==", _release(low))]
        star = _star(low, high)
        if star:
            return [(name, "==", star)]
    if low is not None:
        terms.append((name, ">" if low & 1 else ">=", _release(low)))  # type: ignore[operator]
    if high is not None:
        terms.append((name, "<=" if high & 1 else "<", _release(high)))  # type: ignore[operator]
    return terms


def _release(cut: Cut | None) -> str:
    return ".".join(map(str, unpack(cut >> 1)))  # type: ignore[operator]


def _star(low: Cut | None, high: Cut | None) -> str:
    """Return `3.8.*` for the interval of one minor version, else nothing."""
    if low & 1 or high & 1:  # type: ignore[operator]
        return ""
    first, last = (*unpack(low >> 1), 0), (*unpack(high >> 1), 0)  # type: ignore[operator]
    if len(first) > 3 or len(last) > 3 or first[0] != last[0] or first[1] + 1 != last[1]:  # noqa: PLR2004
        return ""
    return f"{first[0]}.{first[1]}.*"


def simplified(alternatives: list[Conjunction]) -> list[Conjunction]:
    """Drop terms and alternatives that the others make superfluous."""
    sets = [set(terms) for terms in alternatives]
    for position, terms in enumerate(alternatives):
        for term in list(terms):
            opposite = (term[0], _OPPOSITES[term[1]], term[2])
            rest = sets[position] - {term}
            if any(
                opposite in other and other - {opposite} <= rest
                for number, other in enumerate(sets)
                if number != position
            ):
                terms.remove(term)
                sets[position] = rest
    kept: list[Conjunction] = []
    for position, terms in enumerate(alternatives):
        own = sets[position]
        if not any(
            (other < own or (other == own and number < position))
            for number, other in enumerate(sets)
            if number != position
        ):
            kept.append(terms)
    return kept
