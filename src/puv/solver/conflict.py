"""Conflict resolution: from a clause that holds to the learned clause that prevents it, and back to where it acts."""

from __future__ import annotations

from puv.solver.state import DECISION, DERIVED, ROOT, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.solver.state import State


class Unsolvable(Exception):  # noqa: N818 - an answer, not a fault; the caller turns it into an error with a text
    """The clauses allow no solution; `clause` is the number of the derived clause that says so."""

    def __init__(self, clause: int) -> None:
        super().__init__(clause)
        self.clause = clause


def learn(state: State, conflict: int, steps: list[tuple[int, int]]) -> tuple[int, int]:
    """Derive the root cause of a clause that holds, watch it, and go back to the level where it starts to act.

    Returns the package about which the learned clause now says something, and the clause; the same pair, and
    before it one for each step of the derivation, is appended to `steps` (reprioritising counts them).

    Raises:
        Unsolvable: the conflict does not depend on any decision.
    """
    full = state.full
    terms = {package: mask for package, mask in state.terms[conflict] if mask != full[package]}
    holds_since = {package: state.first_within(package, mask) for package, mask in terms.items()}
    levels = state.trail_level
    current = conflict
    while True:
        if not terms or (len(terms) == 1 and ROOT in terms):
            raise Unsolvable(current)
        pivot = max(holds_since, key=holds_since.__getitem__)
        position = holds_since[pivot]
        cause = state.trail_cause[position]
        # A package counts as in play only since its first assignment, even where nothing of it mattered before:
        # so a choice forced by one dependency is blamed on the one who forced it.
        previous = max(1, levels[state.history[pivot][0]])
        for package, since in holds_since.items():
            if package != pivot and levels[since] > previous:
                previous = levels[since]
        rest, since = 0, -1
        if cause != DECISION:
            rest = terms[pivot] | _mask_of(state, cause, pivot)
            since = state.first_within(pivot, rest)
            if since >= 0 and levels[since] > previous:
                previous = levels[since]
        if cause == DECISION or previous < levels[position]:
            if current != conflict:
                for package in terms:
                    state.watch[package].append(current)
            state.backtrack(previous)
            steps.append((pivot, current))
            return pivot, current
        _resolve(state, terms, holds_since, (pivot, cause, rest, since))
        step = Step(current, state.terms[current], cause, state.terms[cause], pivot)
        current = state.store(tuple(terms.items()), DERIVED, step)
        steps.append((pivot, current))


def _mask_of(state: State, clause: int, package: int) -> int:
    for other, mask in state.terms[clause]:
        if other == package:
            return mask
    return 0


def _resolve(state: State, terms: dict[int, int], holds_since: dict[int, int], step: tuple[int, int, int, int]) -> None:
    """Replace `terms` by the resolvent with the clause that made the pivot's term hold."""
    pivot, cause, rest, since = step
    if since < 0:
        del terms[pivot], holds_since[pivot]
    else:
        terms[pivot] = rest
        holds_since[pivot] = since
    for package, mask in state.terms[cause]:
        if package == pivot:
            continue
        both = terms.get(package, -1) & mask
        if terms.get(package) != both:
            terms[package] = both
            holds_since[package] = state.first_within(package, both)
