"""Markers made simpler under an assumption: other markers, extras, or a range of Python versions."""

from __future__ import annotations

from bisect import bisect_right

from puv.standards import cuts as version_cuts
from puv.standards.markers.clauses import EXTRA, FALSE, TRUE, VERSIONS, pack, unpack
from puv.standards.ranges import Ranges
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from puv.standards.markers.clauses import Cut, Variable
    from puv.standards.markers.tree import MarkerAlgebra
    from puv.standards.ranges import Face

_PYTHON: Variable = (VERSIONS["python_full_version"], "")
_END = float("inf")  # sorts after every cut, as minus infinity sorts before


def restrict(algebra: MarkerAlgebra, marker: int, assumption: int) -> int:
    """Return a marker that is simpler, if possible, and agrees with `marker` wherever `assumption` holds.

    The `restrict` operator of Coudert and Madre: what the assumption says of variables that the marker does not test
    is ignored. Every interval that it rules out gets, as in uv, what the first one has that it does not rule out.
    """
    memo: dict[tuple[int, int], int] = {}

    def visit(current: int, assumed: int) -> int:
        if current <= 1 or assumed <= 1:
            return current
        if current >> 1 == assumed >> 1:
            return TRUE if current == assumed else FALSE
        key = (current, assumed)
        known = memo.get(key)
        if known is None:
            variable, other = algebra.variable(current), algebra.variable(assumed)
            if variable > other:
                known = visit(current, _any(algebra, algebra.edges(assumed)[1]))
            elif variable < other:
                cuts, children = algebra.edges(current)
                known = algebra.node(variable, cuts, [visit(child, assumed) for child in children])
            else:
                _, cuts, pairs = algebra.split(current, assumed)
                rest = next(visit(*pair) for pair in pairs if pair[1] != FALSE)
                known = algebra.node(variable, cuts, [rest if pair[1] == FALSE else visit(*pair) for pair in pairs])
            memo[key] = known
        return known

    return visit(marker, assumption)


def project(algebra: MarkerAlgebra, marker: int, drop: Callable[[int], bool]) -> int:
    """Return where the marker holds for some value of the variables of the ranks to drop."""

    def visit(variable: Variable, cuts: tuple[Cut, ...], children: list[int]) -> int:
        return _any(algebra, children) if drop(variable[0]) else algebra.node(variable, cuts, children)

    return _rebuild(algebra, marker, visit)


def assume_extras(algebra: MarkerAlgebra, marker: int, active: Collection[str], inactive: Collection[str]) -> int:
    """Return the marker with the answers to `extra == …` for the given extras filled in."""

    def visit(variable: Variable, cuts: tuple[Cut, ...], children: list[int]) -> int:
        rank, name = variable
        if rank == EXTRA and (name in active or name in inactive):
            return children[name in active]
        return algebra.node(variable, cuts, children)

    return _rebuild(algebra, marker, visit)


def extras(algebra: MarkerAlgebra, marker: int) -> tuple[str, ...]:
    """Return the extras that the marker depends on, sorted."""
    found: set[str] = set()

    def visit(variable: Variable, cuts: tuple[Cut, ...], children: list[int]) -> int:
        if variable[0] == EXTRA:
            found.add(variable[1])
        return algebra.node(variable, cuts, children)

    _rebuild(algebra, marker, visit)
    return tuple(sorted(found))


def python_marker(algebra: MarkerAlgebra, requires: Ranges) -> int:
    """Return the marker that holds for the Pythons between the bounds of a set of versions."""
    low, high = _bounds(requires)
    cuts = tuple(cut for cut in (low, high) if cut is not None)
    inside = [FALSE] * (low is not None) + [TRUE] + [FALSE] * (high is not None)
    return algebra.node(_PYTHON, cuts, inside)


def simplify_python(algebra: MarkerAlgebra, marker: int, requires: Ranges) -> int:
    """Return the marker without the intervals of Python versions outside the bounds, the outermost stretched."""
    low, high = _bounds(requires)
    if low is None and high is None:
        return marker

    def visit(variable: Variable, cuts: tuple[Cut, ...], children: list[int]) -> int:
        if variable == _PYTHON:
            first = 0 if low is None else bisect_right(cuts, low)
            last = len(cuts) if high is None else bisect_right(cuts, high - 1)
            cuts, children = cuts[first:last], children[first : last + 1]
        return algebra.node(variable, cuts, children)

    return _rebuild(algebra, marker, visit)


def python_bounds(algebra: MarkerAlgebra, marker: int) -> Ranges:
    """Return the smallest interval of Python versions outside of which the marker never holds."""
    memo: dict[int, tuple[float, float]] = {TRUE: (-_END, _END), FALSE: (_END, -_END)}

    def visit(current: int) -> tuple[float, float]:
        known = memo.get(current)
        if known is None:
            cuts, children = algebra.edges(current)
            hulls = [visit(child) for child in children]
            if algebra.variable(current) == _PYTHON:
                ends = (-_END, *cuts, _END)
                hulls = [(ends[at], ends[at + 1]) for at, child in enumerate(children) if child != FALSE]
            known = memo[current] = (min(low for low, _ in hulls), max(high for _, high in hulls))
        return known

    low, high = visit(marker)
    if low > high:
        return Ranges.empty()
    (first, first_face), (last, last_face) = _end(low, version_cuts.BOTTOM), _end(high, version_cuts.TOP)
    return Ranges((first, last), (first_face, last_face))


def _end(cut: float, otherwise: version_cuts.CutKey) -> tuple[version_cuts.CutKey, Face]:
    if cut in (-_END, _END):
        return otherwise, None
    version = Version(unpack(int(cut) >> 1))
    after = bool(int(cut) & 1)
    return (version_cuts.after_locals(version) if after else version_cuts.before(version)), (version, after)


def _bounds(requires: Ranges) -> tuple[int | None, int | None]:
    """Return the outer bounds as cuts on the axis of python_full_version, None where there is none."""
    low, high = (requires.faces[0], requires.faces[-1]) if requires.faces else (None, None)
    return _cut(low), _cut(high)


def _cut(face: Face) -> int | None:
    if face is None:
        return None
    version, after = face
    return (2 * pack(version.release) + after) or None  # nothing comes before version 0


def _rebuild(
    algebra: MarkerAlgebra,
    marker: int,
    visit: Callable[[Variable, tuple[Cut, ...], list[int]], int],
) -> int:
    """Replace every node, children first, by what `visit` makes of it."""
    memo: dict[int, int] = {}

    def rebuild(current: int) -> int:
        if current <= 1:
            return current
        known = memo.get(current)
        if known is None:
            cuts, children = algebra.edges(current)
            children = [rebuild(child) for child in children]
            known = memo[current] = visit(algebra.variable(current), cuts, children)
        return known

    return rebuild(marker)


def _any(algebra: MarkerAlgebra, markers: list[int]) -> int:
    result = FALSE
    for marker in markers:
        result = algebra.or_(result, marker)
    return result


def refine(
    left: tuple[tuple[Cut, ...], list[int]],
    right: tuple[tuple[Cut, ...], list[int]],
) -> tuple[list[Cut], list[tuple[int, int]]]:
    """Cut one axis by the cuts of both sides; return the cuts and the pairs of children between them."""
    cuts = sorted({*left[0], *right[0]})
    pairs = [(left[1][0], right[1][0])]
    pairs += [(left[1][bisect_right(left[0], cut)], right[1][bisect_right(right[0], cut)]) for cut in cuts]
    return cuts, pairs
