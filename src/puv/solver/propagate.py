"""Unit propagation: draw every conclusion that a change forces, learning from each conflict on the way."""

from __future__ import annotations

from puv.solver.conflict import learn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.solver.state import State


def propagate(state: State, package: int) -> list[tuple[int, int]]:
    """Propagate from a package whose knowledge or clauses changed.

    Returns the steps of conflict resolution, as pairs of a package and the clause that came of it.

    Raises:
        Unsolvable: the clauses allow no solution.
    """
    steps: list[tuple[int, int]] = []
    changed = [package]
    while changed:
        conflict = _scan(state, changed.pop(), changed)
        if conflict < 0:
            continue
        pivot, clause = learn(state, conflict, steps)
        for other, mask in state.terms[clause]:
            if other == pivot:
                state.assign(pivot, state.known[pivot] & ~mask, clause)
        changed = [pivot]
    return steps


def _scan(state: State, package: int, changed: list[int]) -> int:
    """Look at a package's clauses, newest first; return a clause all of whose terms hold, or -1."""
    known = state.known
    terms = state.terms
    watch = state.watch[package]
    gone: set[int] = set()
    found = -1
    for index in range(len(watch) - 1, -1, -1):
        clause = watch[index]
        open_package = -1
        open_mask = 0
        for other, mask in terms[clause]:
            now = known[other]
            common = now & mask
            if common == now:
                continue
            if not common:
                # Contradicted: useless until the level that made it so is undone.
                state.park(package, clause, state.level_within(other, ~mask))
                gone.add(clause)
                break
            if open_package >= 0:
                break
            open_package = other
            open_mask = mask
        else:
            if open_package < 0:
                found = clause
                break
            state.assign(open_package, known[open_package] & ~open_mask, clause)
            if open_package not in changed:
                changed.append(open_package)
    if gone:
        state.watch[package] = [clause for clause in watch if clause not in gone]
    return found
