"""`State`: the clauses and the partial solution of one solve, as parallel lists of integers.

A *package* is a number. Its universe is a row of bits: bit 0 says "not selected", bit `i` (from 1) is the i-th
thing that can be selected, in ascending order of preference for nobody in particular. A *term* is a package and a
mask over its universe; it holds when the selection is among the mask's bits. `dep in S` is the mask S, `not dep in
S` is the universe without S (bit 0 included). A *clause* (incompatibility) is a tuple of terms that must not all
hold. What is known of a package is one mask, `known`, that only shrinks along the trail.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Terms = tuple[tuple[int, int], ...]

ROOT = 0  # the package that stands for what was asked
DERIVED = -1  # the kind of a learned clause
DECISION = -1  # the cause of an assignment that is a decision


class Step:
    """How a clause was derived: from `left` and `right`, whose terms on `pivot` cannot both fail.

    The terms are kept as they were, for an external clause may grow later.
    """

    __slots__ = ("left", "left_terms", "pivot", "right", "right_terms")

    left: int
    left_terms: Terms
    pivot: int
    right: int
    right_terms: Terms

    def __init__(self, left: int, left_terms: Terms, right: int, right_terms: Terms, pivot: int) -> None:
        self.left, self.left_terms = left, left_terms
        self.right, self.right_terms = right, right_terms
        self.pivot = pivot


class State:
    """Everything one solve knows. Cloneable; changed only by the functions of this package and its own methods.

    Per package: `full` universe, `known` mask, `decided` bit number or 0, `history` trail positions, `watch` clauses
    that may act on it. Per trail entry: `trail_package`, `trail_mask` (known afterwards), `trail_level`,
    `trail_cause` (clause, or `DECISION`). Per clause: `terms`, `kinds` (the caller's number, or `DERIVED`), `causes`
    (None, or the `Step` that derived it). `fresh` collects packages of which more or less is known than before;
    whoever keeps the queue drains it. `backtracked` tells whether a decision was ever undone.
    """

    __slots__ = (
        "backtracked",
        "causes",
        "decided",
        "fresh",
        "full",
        "history",
        "kinds",
        "known",
        "level_start",
        "merged",
        "parked",
        "parked_at",
        "terms",
        "trail_cause",
        "trail_level",
        "trail_mask",
        "trail_package",
        "watch",
    )

    backtracked: bool

    def __init__(self) -> None:
        self.full: list[int] = []
        self.known: list[int] = []
        self.decided: list[int] = []
        self.history: list[list[int]] = []
        self.watch: list[list[int]] = []
        self.trail_package: list[int] = []
        self.trail_mask: list[int] = []
        self.trail_level: list[int] = []
        self.trail_cause: list[int] = []
        self.level_start: list[int] = [0]
        self.terms: list[Terms] = []
        self.kinds: list[int] = []
        self.causes: list[Step | None] = []
        self.merged: dict[tuple[int, int, int, int], int] = {}
        # Clauses that are contradicted from some level on are no use until that level is undone.
        self.parked: list[list[tuple[int, int]]] = [[]]
        self.parked_at: dict[tuple[int, int], int] = {}
        self.fresh: list[int] = []
        self.backtracked = False

    def add_package(self, size: int) -> int:
        """Add a package with `size` selectable things and return its number. The first one is the root."""
        number = len(self.full)
        mask = (2 << size) - 1
        self.full.append(mask)
        self.known.append(mask)
        self.decided.append(0)
        self.history.append([])
        self.watch.append([])
        return number

    @property
    def level(self) -> int:
        """Return the number of decisions taken."""
        return len(self.level_start) - 1

    def add_clause(self, terms: Terms, kind: int) -> int:
        """Add an external clause over distinct packages; the caller propagates one of them afterwards."""
        number = self.store(terms, kind, None)
        for package, _ in terms:
            self.watch[package].append(number)
        return number

    def store(self, terms: Terms, kind: int, causes: Step | None) -> int:
        """Keep a clause without watching it (a step of a derivation)."""
        number = len(self.terms)
        self.terms.append(terms)
        self.kinds.append(kind)
        self.causes.append(causes)
        return number

    def add_dependency(self, package: int, versions: int, dependency: int, allowed: int, kind: int) -> int:
        """Say that `package` in `versions` needs `dependency` in `allowed` (both masks without bit 0).

        Dependencies of one kind with the same answer are one clause: this keeps the clauses of a package with
        thousands of equal versions few, and its explanation short.
        """
        key = (package, dependency, allowed, kind)
        found = self.merged.get(key)
        if found is None:
            terms = ((package, versions), (dependency, self.full[dependency] ^ allowed))
            found = self.merged[key] = self.add_clause(terms, kind)
            return found
        (_, before), second = self.terms[found]
        if before | versions != before:
            self.terms[found] = ((package, before | versions), second)
            self._unpark(found)
        else:
            self._refresh(found)
        return found

    def _refresh(self, clause: int) -> None:
        """Count a clause that is said again among the newest, which propagation looks at first."""
        for package, _ in self.terms[clause]:
            watch = self.watch[package]
            if clause in watch and watch[-1] != clause:
                watch.remove(clause)
                watch.append(clause)

    def forbid(self, package: int, versions: int, kind: int) -> int:
        """Say that `package` must not be any of `versions` (mask without bit 0)."""
        key = (package, -1, 0, kind)
        found = self.merged.get(key)
        if found is None:
            found = self.merged[key] = self.add_clause(((package, versions),), kind)
            return found
        before = self.terms[found][0][1]
        if before | versions != before:
            self.terms[found] = ((package, before | versions),)
            self._unpark(found)
        return found

    def _unpark(self, clause: int) -> None:
        """Watch a clause again whose terms have grown."""
        for package, _ in self.terms[clause]:
            if self.parked_at.pop((package, clause), None) is not None:
                self.watch[package].append(clause)

    def decide(self, package: int, bit: int) -> None:
        """Select bit number `bit` of a package, on a new level."""
        self.level_start.append(len(self.trail_package))
        self.parked.append([])
        self.decided[package] = bit
        self.assign(package, 1 << bit, DECISION)

    def assign(self, package: int, mask: int, cause: int) -> None:
        """Narrow what is known of a package to `mask`."""
        if not mask & 1:
            self.fresh.append(package)
        self.history[package].append(len(self.trail_package))
        self.trail_package.append(package)
        self.trail_mask.append(mask)
        self.trail_level.append(len(self.level_start) - 1)
        self.trail_cause.append(cause)
        self.known[package] = mask

    def backtrack(self, level: int) -> None:
        """Undo every assignment above `level`."""
        if level >= self.level:
            return
        self.backtracked = True
        start = self.level_start[level + 1]
        for position in range(len(self.trail_package) - 1, start - 1, -1):
            package = self.trail_package[position]
            history = self.history[package]
            history.pop()
            self.known[package] = self.trail_mask[history[-1]] if history else self.full[package]
            if self.trail_cause[position] == DECISION:
                self.decided[package] = 0
            if history:
                self.fresh.append(package)
        del self.trail_package[start:], self.trail_mask[start:], self.trail_level[start:], self.trail_cause[start:]
        del self.level_start[level + 1 :]
        self._restore(level)

    def _restore(self, level: int) -> None:
        """Watch the clauses again that were parked above `level`."""
        touched: set[int] = set()
        for above in range(level + 1, len(self.parked)):
            for package, clause in self.parked[above]:
                if self.parked_at.get((package, clause)) == above:
                    del self.parked_at[(package, clause)]
                    self.watch[package].append(clause)
                    touched.add(package)
        del self.parked[level + 1 :]
        for package in touched:
            self.watch[package].sort()

    def park(self, package: int, clause: int, level: int) -> None:
        """Remember that a clause, just taken from a package's watch list, is contradicted from `level` on."""
        self.parked[level].append((package, clause))
        self.parked_at[(package, clause)] = level

    def choosable(self, package: int) -> bool:
        """Tell whether a package must be selected and is not yet."""
        return not self.known[package] & 1 and not self.decided[package]

    def violates(self, package: int, clauses: list[int]) -> int:
        """Return the first of the clauses whose terms hold for every package but `package`, or -1."""
        known = self.known
        for clause in clauses:
            for other, mask in self.terms[clause]:
                if other != package and known[other] & mask != known[other]:
                    break
            else:
                return clause
        return -1

    def first_within(self, package: int, mask: int) -> int:
        """Return the first trail position after which a package is known to be within `mask`; -1 for "always".

        The package must be within it now.
        """
        if self.full[package] & mask == self.full[package]:
            return -1
        history, masks = self.history[package], self.trail_mask
        low, high = 0, len(history) - 1
        while low < high:
            middle = (low + high) >> 1
            known = masks[history[middle]]
            if known & mask == known:
                high = middle
            else:
                low = middle + 1
        return history[low]

    def level_within(self, package: int, mask: int) -> int:
        """Return the level from which a package, now within `mask`, has been so."""
        position = self.first_within(package, mask)
        return self.trail_level[position] if position >= 0 else 0

    def clone(self) -> State:
        """Return an independent copy (the start of a fork)."""
        other = State()
        other.backtracked = self.backtracked
        for name in (
            "full",
            "known",
            "decided",
            "trail_package",
            "trail_mask",
            "trail_level",
            "trail_cause",
            "level_start",
            "terms",
            "kinds",
            "causes",
            "merged",
            "parked_at",
            "fresh",
        ):
            setattr(other, name, getattr(self, name).copy())
        other.history = [entry.copy() for entry in self.history]
        other.watch = [entry.copy() for entry in self.watch]
        other.parked = [entry.copy() for entry in self.parked]
        return other
