"""`MarkerAlgebra`: markers as canonical decision diagrams, so that equal meaning is equal identity.

A diagram is reduced, ordered and hash-consed, with complement edges: an id is twice the position of a node, plus
one when the node is to be read negated, so negation is free and `a == b` decides equivalence. A node tests one
variable: ascending cuts divide its axis into intervals, and each interval has a child. The order of the variables
is uv's, because the text of a marker follows from it.

Some platforms exclude each other (`os_name == 'nt'` never meets `sys_platform == 'linux'`). As in uv, a conjunction
that can hold on no known platform is FALSE; inside a larger marker such a part stays as it is.

References: Bryant 1986; Brace, Rudell, Bryant 1990 (complement edges).
"""

from __future__ import annotations

from bisect import bisect_right

from puv.standards.markers import render, simplify
from puv.standards.markers.clauses import EXTRA, FALSE, RANKS, TRUE, interpret
from puv.standards.markers.evaluate import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from puv.standards.markers.clauses import Clause, Cut, Variable
    from puv.standards.markers.syntax import Comparison, Marker, Node
    from puv.standards.ranges import Ranges

__all__ = ["FALSE", "TRUE", "MarkerAlgebra"]


_OS_NAME, _SYS_PLATFORM, _SYSTEM = RANKS["os_name"], RANKS["sys_platform"], RANKS["platform_system"]
# What os_name and platform_system say about sys_platform: (variable, its values, platforms they never meet).
_KNOWN = ("aix", "android", "cygwin", "darwin", "emscripten", "ios", "linux", "wasi", "win32")
_EXCLUSIONS = (
    (_OS_NAME, ("nt",), ("darwin", "ios", "linux")),
    (_OS_NAME, ("posix",), ("win32",)),
    (_SYSTEM, ("FreeBSD", "NetBSD", "OpenBSD", "SunOS"), _KNOWN),
    (_SYSTEM, ("iOS", "iPadOS"), tuple(name for name in _KNOWN if name != "ios")),
)


# Two of these with the first among them make a number above it.
_SYS_PLATFORM_BIT = 4
_PLATFORM_BITS = {_SYS_PLATFORM: _SYS_PLATFORM_BIT, _OS_NAME: 1, _SYSTEM: 2}


class MarkerAlgebra:
    """Owner of the nodes of a computation. Ids of different algebras must not be mixed. Not for several threads.

    Ids are integers: `TRUE` is 0, `FALSE` is 1. Operations are memoised for the lifetime of the algebra.
    """

    def __init__(self) -> None:
        # One row per node; row 0 is the terminal. The three lists and the table hold the same facts.
        self._variables: list[Variable] = [(1 << 30, "")]
        self._cuts: list[tuple[Cut, ...]] = [()]
        self._children: list[tuple[int, ...]] = [()]
        # Which of the variables that know of each other (bits of `_PLATFORM_BITS`) each node depends on.
        self._platforms: list[int] = [0]
        self._table: dict[tuple[Variable, tuple[Cut, ...], tuple[int, ...]], int] = {}
        self._conjunctions: dict[tuple[int, int], int] = {}
        self._disjoint: dict[tuple[int, int], bool] = {}
        self._markers: dict[Node, int] = {}
        self._texts: dict[int, str] = {}
        self._world: int | None = None

    def __len__(self) -> int:
        """Count the nodes made so far, the terminal included."""
        return len(self._variables)

    # --- building ------------------------------------------------------------------------------------------------

    def from_marker(self, marker: Marker | None) -> int:
        """Return the id of a parsed marker; None is TRUE."""
        return TRUE if marker is None else self._from_node(marker.node) or TRUE

    def _from_node(self, node: Node) -> int | None:
        """Return the id, or None where the node has no meaning and is to be left out."""
        known = self._markers.get(node)
        if known is not None:
            return known
        if len(node) == 3:  # noqa: PLR2004 - a comparison is a triple, see `syntax.Node`
            result = self._from_comparison(node)
        else:
            combine = self.and_ if node[0] == "and" else self.or_
            result = None
            for part in node[1]:
                operand = self._from_node(part)
                if operand is not None:
                    result = operand if result is None else combine(result, operand)
        if result is not None:
            self._markers[node] = result
        return result

    def _from_comparison(self, comparison: Comparison) -> int | None:
        meaning = interpret(*comparison)
        if meaning is None:
            return None
        result = FALSE
        for clauses in meaning:
            together = TRUE
            for clause in clauses:
                together = self.and_(together, self.clause(clause))
            result = self.or_(result, together)
        return result

    def clause(self, clause: Clause) -> int:
        """Return the id of a test of one variable."""
        variable, cuts, inside = clause
        return self.node(variable, cuts, [TRUE if held else FALSE for held in inside])

    def node(self, variable: Variable, cuts: tuple[Cut, ...], children: list[int]) -> int:
        """Return the id of a test with the given children, which must test later variables only."""
        kept, merged, last = [], [children[0]], children[0]
        for cut, child in zip(cuts, children[1:], strict=True):
            if child != last:
                kept.append(cut)
                merged.append(child)
                last = child
        return self._intern(variable, tuple(kept), merged)

    def _intern(self, variable: Variable, cuts: tuple[Cut, ...], children: list[int]) -> int:
        """Find or make a node; no two neighbouring children are the same."""
        if not cuts:
            return children[0]
        flip = children[0] & 1  # the first child of a stored node is never complemented
        if flip:
            children = [child ^ 1 for child in children]
        key = (variable, cuts, tuple(children))
        found = self._table.get(key)
        if found is None:
            found = self._table[key] = 2 * len(self._variables)
            self._variables.append(variable)
            self._cuts.append(cuts)
            self._children.append(key[2])
            platforms = _PLATFORM_BITS.get(variable[0], 0)
            for child in children:
                platforms |= self._platforms[child >> 1]
            self._platforms.append(platforms)
        return found ^ flip

    # --- looking -------------------------------------------------------------------------------------------------

    def variable(self, marker: int) -> Variable:
        """Return the variable that the top node tests; that of TRUE and FALSE sorts after all others."""
        return self._variables[marker >> 1]

    def edges(self, marker: int) -> tuple[tuple[Cut, ...], list[int]]:
        """Return the cuts and the children (one more) of the top node."""
        negated = marker & 1
        return self._cuts[marker >> 1], [child ^ negated for child in self._children[marker >> 1]]

    def split(self, left: int, right: int) -> tuple[Variable, tuple[Cut, ...], list[tuple[int, int]]]:
        """Return the first variable of two markers, its cuts in either, and the pairs of children between them."""
        variable = min(self._variables[left >> 1], self._variables[right >> 1])
        sides = [self.edges(side) if self._variables[side >> 1] == variable else ((), [side]) for side in (left, right)]
        cuts, pairs = simplify.refine(*sides)
        return variable, tuple(cuts), pairs

    def evaluate(
        self,
        marker: int,
        environment: Mapping[str, str],
        extras: Collection[str] = (),
        groups: Collection[str] = (),
    ) -> bool:
        """Tell whether the marker holds; see `Marker.evaluate`. An unreadable version reads as below all others."""
        while marker > 1:
            row = marker >> 1
            point = locate(self._variables[row], environment, extras, groups)
            position = 0 if point is None else bisect_right(self._cuts[row], point)
            marker = self._children[row][position] ^ (marker & 1)
        return marker == TRUE

    # --- Boolean operations --------------------------------------------------------------------------------------

    def not_(self, marker: int) -> int:
        """Return the complement."""
        return marker ^ 1

    def or_(self, left: int, right: int) -> int:
        """Return the disjunction."""
        return self.and_(left ^ 1, right ^ 1) ^ 1

    def implies(self, left: int, right: int) -> bool:
        """Tell whether every environment of `left` is one of `right`."""
        return self.is_disjoint(left, right ^ 1)

    def and_(self, left: int, right: int) -> int:
        """Return the conjunction, FALSE also where it holds on no known platform."""
        if left > right:
            left, right = right, left
        if left <= 1:
            return FALSE if left else right
        if left >> 1 == right >> 1:
            return left if left == right else FALSE
        key = (left, right)
        known = self._conjunctions.get(key)
        if known is None:
            variable = self._variables[left >> 1]
            other = self._variables[right >> 1]
            if variable == other:
                known = self._merge(left, right, self.and_)
            elif variable < other:
                known = self._descend(left, right)
            else:
                known = self._descend(right, left)
            if self._platforms[known >> 1] > _SYS_PLATFORM_BIT and not self._possible(known):
                known = FALSE
            self._conjunctions[key] = known
        return known

    def _descend(self, upper: int, lower: int) -> int:
        """Conjoin `lower` with every child of `upper`."""
        row, negated = upper >> 1, upper & 1
        children = [self.and_(child ^ negated, lower) for child in self._children[row]]
        return self.node(self._variables[row], self._cuts[row], children)

    def _merge(self, left: int, right: int, combine: Callable[[int, int], int]) -> int:
        """Combine two tests of the same variable, interval by interval."""
        cuts_left, children_left = self.edges(left)
        cuts_right, children_right = self.edges(right)
        at_left = at_right = 0
        last = combine(children_left[0], children_right[0])
        cuts: list[Cut] = []
        children = [last]
        while at_left < len(cuts_left) or at_right < len(cuts_right):
            if at_right == len(cuts_right):
                cut, step = cuts_left[at_left], -1
            elif at_left == len(cuts_left):
                cut, step = cuts_right[at_right], 1
            else:
                cut, other = cuts_left[at_left], cuts_right[at_right]
                step = 0 if cut == other else -1 if cut < other else 1
                cut = other if step > 0 else cut
            at_left += step <= 0
            at_right += step >= 0
            child = combine(children_left[at_left], children_right[at_right])
            if child != last:
                cuts.append(cut)
                children.append(child)
                last = child
        return self._intern(self._variables[left >> 1], tuple(cuts), children)

    def is_disjoint(self, left: int, right: int) -> bool:
        """Tell whether no environment satisfies both, without building the conjunction where that can be helped."""
        if left > right:
            left, right = right, left
        if left <= 1:
            return bool(left) or right == FALSE
        if left >> 1 == right >> 1:
            return left != right
        key = (left, right)
        known = self._disjoint.get(key)
        if known is None:
            known = self._disjoint[key] = self._find_disjoint(left, right)
        return known

    def _find_disjoint(self, left: int, right: int) -> bool:
        variable, other = self._variables[left >> 1], self._variables[right >> 1]
        if (self._platforms[left >> 1] | self._platforms[right >> 1]) > _SYS_PLATFORM_BIT:
            return self.and_(left, right) == FALSE  # platforms may exclude each other
        if variable == other:
            return self._merge(left, right, self._overlap) == FALSE
        if variable > other:
            left, right = right, left
        negated = left & 1
        return all(self.is_disjoint(child ^ negated, right) for child in self._children[left >> 1])

    def _overlap(self, left: int, right: int) -> int:
        return FALSE if self.is_disjoint(left, right) else TRUE

    def _possible(self, marker: int) -> bool:
        """Tell whether the marker holds on some known platform."""
        if self._world is None:
            self._world = TRUE  # while it is being made
            self._world = self._make_world()
            self._conjunctions.clear()
            self._disjoint.clear()
        return self._world == TRUE or self._meets(marker, self._world)

    def _meets(self, left: int, right: int) -> bool:
        """Tell whether two markers overlap, known platforms aside."""
        if left <= 1 or right <= 1:
            return FALSE not in (left, right)
        if left >> 1 == right >> 1:
            return left == right
        variable, other = self._variables[left >> 1], self._variables[right >> 1]
        if variable == other:
            return self._merge(left, right, lambda one, two: TRUE if self._meets(one, two) else FALSE) != FALSE
        if variable > other:
            left, right = right, left
        return any(self._meets(child, right) for child in self.edges(left)[1])

    def _make_world(self) -> int:
        world = TRUE
        for rank, values, platforms in _EXCLUSIONS:
            excluded = self.and_(self._one_of(rank, values), self._one_of(_SYS_PLATFORM, platforms))
            world = self.and_(world, excluded ^ 1)
        return world

    def _one_of(self, rank: int, values: tuple[str, ...]) -> int:
        cuts = tuple((value, end) for value in sorted(values) for end in (0, 1))
        return self.node((rank, ""), cuts, [FALSE, *(TRUE, FALSE) * len(values)])

    # --- simplification and text: see `simplify` and `render` ----------------------------------------------------

    def restrict(self, marker: int, assumption: int) -> int:
        """Return a marker that is simpler, if possible, and agrees with `marker` wherever `assumption` holds."""
        return simplify.restrict(self, marker, assumption)

    def without_extras(self, marker: int) -> int:
        """Return where the marker holds for some choice of extras, extras themselves gone."""
        return simplify.project(self, marker, lambda rank: rank == EXTRA)

    def only_extras(self, marker: int) -> int:
        """Return for which extras the marker holds in some environment, all else gone."""
        return simplify.project(self, marker, lambda rank: rank != EXTRA)

    def assume_extras(self, marker: int, active: Collection[str], inactive: Collection[str] = ()) -> int:
        """Return the marker with the answers to `extra == …` for the given extras (normalised) filled in."""
        return simplify.assume_extras(self, marker, active, inactive)

    def extras(self, marker: int) -> tuple[str, ...]:
        """Return the extras that the marker depends on, sorted."""
        return simplify.extras(self, marker)

    def python(self, requires: Ranges) -> int:
        """Return the marker that holds for the Pythons between the bounds of a set of versions (holes aside)."""
        return simplify.python_marker(self, requires)

    def simplify_python(self, marker: int, requires: Ranges) -> int:
        """Return the marker as it needs to be written where only Pythons between those bounds occur."""
        return simplify.simplify_python(self, marker, requires)

    def complexify_python(self, marker: int, requires: Ranges) -> int:
        """Undo `simplify_python`: return the marker limited to the Pythons between those bounds."""
        return self.and_(marker, simplify.python_marker(self, requires))

    def python_bounds(self, marker: int) -> Ranges:
        """Return the smallest interval of Python versions outside of which the marker never holds."""
        return simplify.python_bounds(self, marker)

    def to_marker(self, marker: int) -> Marker | None:
        """Return the syntax tree of the marker as uv prints it; None for TRUE, which has no text."""
        return render.to_marker(self, marker)

    def to_text(self, marker: int) -> str:
        """Return the text of the marker as uv prints it: empty for TRUE, `python_version < '0'` for FALSE."""
        text = self._texts.get(marker)
        if text is None:
            text = self._texts[marker] = render.to_text(self, marker)
        return text
