"""The proof of a failure with real version ranges: `Leaf` and `Node`, built from the solver's derivation."""

from __future__ import annotations

from bisect import bisect_left

from puv.errors import ParseError
from puv.resolver import reasons
from puv.solver.derivation import derivation
from puv.solver.state import ROOT
from puv.standards import cuts
from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.resolver.provider import Provider
    from puv.resolver.reasons import Reason
    from puv.resolver.universe import Universe
    from puv.solver.derivation import Derivation
    from puv.standards.version import Version

    Tree = "Leaf | Node"

PYTHON = -2  # the number that stands for the Python version in a tree


class Leaf:
    """A fact: `package` in `versions` needs `other` in `allowed`, does not exist, or cannot be used (`reason`).

    `written` are the allowed versions as the requirement has them; what is `tacit` goes without saying.
    """

    __slots__ = ("allowed", "other", "package", "reason", "tacit", "versions", "written")

    allowed: Ranges | None
    other: int
    package: int
    reason: Reason
    tacit: bool
    versions: Ranges
    written: Ranges | None

    def __init__(
        self, package: int, versions: Ranges, reason: Reason, other: int = -1, allowed: Ranges | None = None
    ) -> None:
        self.package = package
        self.versions = versions
        self.reason = reason
        self.other = other
        self.allowed = self.written = allowed
        self.tacit = False

    def term(self, package: int) -> tuple[bool, Ranges]:
        """Return what the fact excludes of a package: (whether "not selected" is excluded too, versions)."""
        if package == self.package:
            return False, self.versions
        return True, (self.allowed or Ranges.full()).complement()


class Node:
    """A conclusion from two parts. `terms` maps packages to (negative, versions): must not all hold.

    A negative term has the versions that are *not* allowed to be missing: `not package in versions`. With
    `restated`, the right part only names the versions that exist.
    """

    __slots__ = ("left", "pivot", "restated", "right", "shared", "terms")

    left: Leaf | Node
    pivot: int
    restated: bool
    right: Leaf | Node
    shared: bool
    terms: dict[int, tuple[bool, Ranges]]

    def __init__(
        self, left: Leaf | Node, right: Leaf | Node, terms: dict[int, tuple[bool, Ranges]], pivot: int, *, shared: bool
    ) -> None:
        self.left = left
        self.right = right
        self.terms = terms
        self.pivot = pivot
        self.shared = shared
        self.restated = False

    def term(self, package: int) -> tuple[bool, Ranges]:
        """Return the term of a package as (whether "not selected" belongs to it, versions)."""
        negative, versions = self.terms.get(package, (False, Ranges.empty()))
        return (True, versions.complement()) if negative else (False, versions)


class Builder:
    """Builds the tree of one provider's failure."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._known: dict[int, list[Version]] = {}
        self._subjects: frozenset[str] = frozenset()
        self._gaps: dict[int, tuple[Ranges, int]] = {}
        self._kept: list[Leaf] = []  # keeps the keys of `_gaps` alive

    def build(self, clause: int) -> Leaf | Node:
        """Return the proof of a clause."""
        top = derivation(self.provider.state, clause)
        self._subjects = self._subjects_of(top)
        made: dict[int, Leaf | Node] = {}
        pending = [top]
        while pending:
            item = pending[-1]
            if id(item) in made:
                pending.pop()
                continue
            if item.causes is None:
                made[id(item)] = self._leaf(item)
                pending.pop()
                continue
            waiting = [cause for cause in item.causes if id(cause) not in made]
            if waiting:
                pending += reversed(waiting)
                continue
            left, right = (made[id(cause)] for cause in item.causes)
            made[id(item)] = self._node(item, left, right)
            pending.pop()
        return made[id(top)]

    def _subjects_of(self, top: Derivation) -> frozenset[str]:
        """Return the names about which a fact says something, apart from being needed."""
        found: set[str] = set()
        pending, seen = [top], {id(top)}
        while pending:
            item = pending.pop()
            if item.causes is None:
                if self.provider.reasons.rows[item.kind].kind != reasons.TIE:
                    found.add(self._name(item.terms[0][0]))
                continue
            for cause in item.causes:
                if id(cause) not in seen:
                    seen.add(id(cause))
                    pending.append(cause)
        return frozenset(found)

    def _name(self, package: int) -> str:
        found = self.provider.packages[package]
        return "" if found is None else found.name

    # --- leaves -------------------------------------------------------------------------------------------------

    def _leaf(self, item: Derivation) -> Leaf | Node:
        reason = self.provider.reasons.rows[item.kind]
        package, mask = item.terms[0]
        if package == ROOT:
            versions = Ranges.full()
        elif reason.kind == reasons.NO_VERSIONS:
            leaf = Leaf(package, self._missing(item, package, mask), reason)
            leaf.tacit = self.provider.is_project(package)
            self._gaps[id(leaf)] = (ranges_of(self._universe(package), mask), item.clause)
            self._kept.append(leaf)
            return leaf
        elif reason.kind == reasons.NOT_FOUND:
            versions = Ranges.full()
        elif reason.kind == reasons.TIE:
            versions = self._allowed(reason, package, self._universe(package).everything & ~mask)
        else:
            versions = hull(ranges_of(self._universe(package), mask), self.known(package))
        if len(item.terms) > 1:
            other, excluded = item.terms[1]
            allowed = self._allowed(reason, other, excluded)
            leaf = Leaf(package, versions, reason, other, allowed)
            if package == ROOT or (reason.kind == reasons.NEEDS and self._name(other) in self._subjects):
                leaf.allowed = self._simplified(other, allowed)
            leaf.tacit = package == ROOT and self.provider.is_project(other)
            return leaf
        if reason.kind == reasons.PYTHON and reason.detail:
            # Of a package with one version, that one is meant; of others, the stretch around it.
            single = len(self.known(package)) == 1
            return self._python(Leaf(package, self._narrow(package, versions) if single else versions, reason))
        if package != ROOT and reason.kind not in (reasons.NOT_FOUND, reasons.ITSELF):
            versions = self._narrow(package, versions)
        return Leaf(package, versions, reason)

    def _allowed(self, reason: Reason, other: int, excluded: int) -> Ranges:
        """Return the dependency's versions: as its requirement writes them, where it does."""
        universe = self._universe(other)
        if reason.kind == reasons.NEEDS or reason.subject:
            if reason.subject.startswith(" @ "):
                return Ranges.full()
            try:
                return Ranges.from_specifiers(parse_specifiers(reason.subject))
            except ParseError:
                pass  # cannot be: it was made from specifiers
        return ranges_of(universe, universe.everything & ~excluded)

    def _simplified(self, package: int, versions: Ranges) -> Ranges:
        """Return what the user requires in terms of versions that exist."""
        known = self.known(package)
        single = versions.as_singleton()
        if single is not None:
            return (
                versions
                if any(version != single and versions.contains(version) for version in known)
                else (Ranges.singleton(single))
            )
        simple = versions.simplify(known) if known else versions
        if simple.is_full and len(known) == 1 and not versions.is_full:
            return Ranges.singleton(known[0])
        return versions if simple.is_empty else simple

    def _missing(self, item: Derivation, package: int, mask: int) -> Ranges:
        """Return the versions that were looked for in vain, as exactly as the requirements say."""
        found = ranges_of(self._universe(package), mask)
        for cause in self.provider.looked_for.get(item.clause, ()):
            reason_number = self.provider.state.kinds[cause]
            terms = self.provider.state.terms[cause]
            if reason_number >= 0 and len(terms) > 1 and terms[1][0] == package:
                reason = self.provider.reasons.rows[reason_number]
                found = found.intersection(self._allowed(reason, package, terms[1][1]))
        return found

    def _python(self, leaf: Leaf) -> Node:
        """Say in two facts that a version's index entry asks for another Python."""
        wanted = Ranges.from_specifiers(parse_specifiers(leaf.reason.subject, lenient=True))
        needs = Leaf(leaf.package, leaf.versions, leaf.reason, PYTHON, wanted)
        python = Leaf(PYTHON, wanted, leaf.reason)
        return Node(python, needs, {leaf.package: (False, leaf.versions)}, PYTHON, shared=False)

    def _narrow(self, package: int, versions: Ranges) -> Ranges:
        """Return the known versions in a set; a single one as itself, several as intervals."""
        known = self.known(package)
        inside = [version for version in known if versions.contains(version)]
        return Ranges.singleton(inside[0]) if len(inside) == 1 else hull(versions, known)

    # --- nodes --------------------------------------------------------------------------------------------------

    def _node(self, item: Derivation, left: Leaf | Node, right: Leaf | Node) -> Leaf | Node:
        """Join two parts, leaving out facts about proxies, and naming what does not exist where it matters."""
        left, right = self._tightest(right, left), self._tightest(left, right)
        left, right = self._sought(left, right, item.pivot), self._sought(right, left, item.pivot)
        full = self.provider.state.full
        terms: dict[int, tuple[bool, Ranges]] = {}
        for package, mask in item.terms:
            if package != ROOT and mask != full[package]:
                terms[package] = self._term(package, left, right, item.pivot)
        tied = _is_tie(left) or _is_tie(right)
        if item.pivot != ROOT and not tied:
            left, right = self._restate(item.pivot, left, right, terms)
        if any(package == ROOT for package, _ in item.terms):
            terms[ROOT] = (False, Ranges.full())
        node = Node(left, right, terms, item.pivot, shared=item.shared)
        told = plain(node)
        if isinstance(told, Node):
            told.shared = told.shared or item.shared
        return node

    def _tightest(self, missing: Leaf | Node, part: Leaf | Node) -> Leaf | Node:
        """Return the requirement to name beside versions that do not exist: the tightest of the same dependent."""
        if not (isinstance(missing, Leaf) and isinstance(part, Leaf)) or part.reason.kind != reasons.NEEDS:
            return part
        state = self.provider.state
        _, clause = self._gaps.get(id(missing), (None, -1))
        for other in self.provider.looked_for.get(clause, ()):
            (dependent, _), (needed, excluded) = state.terms[other]
            if (dependent, needed) != (part.package, part.other):
                continue
            reason = self.provider.reasons.rows[state.kinds[other]]
            allowed = self._allowed(reason, needed, excluded)
            if part.written is not None and allowed != part.written and allowed.is_subset(part.written):
                part = Leaf(dependent, part.versions, reason, needed, allowed)
        return part

    def _sought(self, part: Leaf | Node, beside: Leaf | Node, pivot: int) -> Leaf | Node:
        """Say of versions that do not exist which ones the conclusion beside asks for.

        The solver knows only between which versions they would be, and reuses what it found out about that gap.
        """
        if not isinstance(part, Leaf) or part.reason.kind != reasons.NO_VERSIONS or part.package != pivot:
            return part
        absent, others = beside.term(pivot)
        gap, _ = self._gaps.get(id(part), (part.versions, -1))
        sought = gap.intersection(others.complement())
        if not absent or sought.is_empty:
            return part
        found = Leaf(part.package, sought, part.reason)
        found.tacit = part.tacit
        return found

    def _term(self, package: int, left: Leaf | Node, right: Leaf | Node, pivot: int) -> tuple[bool, Ranges]:
        parts = [part.term(package) for part in (left, right) if _speaks_of(part, package)]
        if not parts:
            return False, Ranges.empty()
        absent, versions = parts[0]
        for other_absent, other in parts[1:]:
            if package == pivot:
                absent, versions = absent or other_absent, versions.union(other)
            else:
                absent, versions = absent and other_absent, versions.intersection(other)
        if absent:
            return True, versions.complement()
        return False, hull(versions, self.known(package))

    def _restate(
        self, pivot: int, left: Leaf | Node, right: Leaf | Node, terms: dict[int, tuple[bool, Ranges]]
    ) -> tuple[Leaf | Node, Leaf | Node]:
        """Say which versions exist where the parts, narrowed to versions that exist, do not say it all.

        It is said beside the part with the lower versions, and only of packages that cannot be used.
        """
        if not (_speaks_of(plain(left), pivot) and _speaks_of(plain(right), pivot)):
            return left, right
        (left_absent, ours), (right_absent, theirs) = left.term(pivot), right.term(pivot)
        left_alone = not left_absent and len(_terms_of(left)) == 1
        right_alone = not right_absent and len(_terms_of(right)) == 1
        if not (left_alone or right_alone) or not (left_alone or left_absent) or not (right_alone or right_absent):
            return left, right
        negative, wanted = terms.get(pivot, (False, Ranges.full()))
        rest = (wanted.complement() if negative else wanted).difference(ours.union(theirs))
        if rest.is_empty:
            return left, right
        if left_alone and (not right_alone or _lowest(ours) <= _lowest(theirs)):
            return self._with_rest(pivot, left, ours, rest), right
        return left, self._with_rest(pivot, right, theirs, rest)

    @staticmethod
    def _with_rest(pivot: int, part: Leaf | Node, said: Ranges, rest: Ranges) -> Node:
        missing = Leaf(pivot, rest, reasons.Reason(reasons.NO_VERSIONS))
        node = Node(part, missing, {pivot: (False, said.union(rest))}, pivot, shared=False)
        node.restated = True
        return node

    # --- the packages -------------------------------------------------------------------------------------------

    def _universe(self, package: int) -> Universe:
        found = self.provider.packages[package]
        assert found is not None  # noqa: S101 - the root has no versions and is never asked about
        return found.universe

    def known(self, package: int) -> list[Version]:
        """Return the versions that exist, ascending."""
        if package in (ROOT, PYTHON):
            return []
        found = self._known.get(package)
        if found is None:
            universe = self._universe(package)
            found = self._known[package] = [universe.version(at) for at in range(len(universe.versions))]
        return found


def _lowest(versions: Ranges) -> cuts.CutKey:
    return versions.keys[0] if versions.keys else cuts.TOP


def _terms_of(part: Leaf | Node) -> dict[int, tuple[bool, Ranges]]:
    if isinstance(part, Node):
        return part.terms
    leaf = part
    terms = {leaf.package: (False, leaf.versions)}
    if leaf.other != -1:
        terms[leaf.other] = (True, leaf.allowed or Ranges.full())
    return terms


def plain(part: Leaf | Node) -> Leaf | Node:
    """Return what is told of a part: that a proxy and its package have the same version goes without saying."""
    while isinstance(part, Node):
        if _is_tie(part.left):
            part = part.right
        elif _is_tie(part.right):
            part = part.left
        else:
            break
    return part


def _is_tie(part: Leaf | Node) -> bool:
    return isinstance(part, Leaf) and (part.reason.kind == reasons.TIE or part.tacit)


def _speaks_of(part: Leaf | Node, package: int) -> bool:
    return package in part.terms if isinstance(part, Node) else package in (part.package, part.other)


def ranges_of(universe: Universe, mask: int) -> Ranges:
    """Return the versions of a mask; a gap reaches from the version before it to the one after it."""
    keys: list[cuts.CutKey] = []
    faces: list[tuple[Version, bool] | None] = []
    last = 2 * len(universe.versions) + 1
    bit, mask = 0, mask & universe.everything
    while mask >> bit:
        bit += ((mask >> bit) & -(mask >> bit)).bit_length() - 1
        end = bit
        while mask >> end & 1:
            end += 1
        for at, closes in ((bit, False), (end - 1, True)):
            if at == (last if closes else 1) and at % 2:
                keys.append(cuts.TOP if closes else cuts.BOTTOM)
                faces.append(None)
                continue
            # The edge of a gap is the neighbouring version, on its far side.
            position = at // 2 - 1 if at % 2 == 0 else (at // 2 if closes else at // 2 - 1)
            version = universe.version(position)
            after = closes if at % 2 == 0 else not closes
            keys.append(cuts.after(version) if after else cuts.before(version))
            faces.append((version, after))
        bit = end
    return Ranges(tuple(keys), tuple(faces))


def hull(versions: Ranges, known: list[Version]) -> Ranges:
    """Return a set with its bounds moved to the known versions inside; at the first and last they fall away."""
    keys: list[cuts.CutKey] = []
    faces: list[tuple[Version, bool] | None] = []
    end = -1
    for at in range(0, len(versions.keys), 2):
        first = bisect_left(known, versions.keys[at], key=_key)
        after = bisect_left(known, versions.keys[at + 1], key=_key)
        if first == after:
            continue
        if first == end:  # nothing known lies between this interval and the one before
            del keys[-1], faces[-1]
        else:
            keys.append(cuts.before(known[first]) if first else cuts.BOTTOM)
            faces.append((known[first], False) if first else None)
        end = after
        last = after == len(known)
        keys.append(cuts.TOP if last else cuts.after(known[after - 1]))
        faces.append(None if last else (known[after - 1], True))
    return Ranges(tuple(keys), tuple(faces)) if keys else versions


def _key(version: Version) -> cuts.CutKey:
    return version.key
