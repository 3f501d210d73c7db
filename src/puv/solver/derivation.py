"""`Derivation`: why there is no solution, as a graph of clauses for whoever can name them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.solver.state import State, Terms


class Derivation:
    """One clause of a proof. `causes` is None for an external clause, whose `kind` is the caller's number.

    `pivot` is the package on which the causes were resolved. `shared` tells that more than one derivation uses it.
    Derived nodes are shared, not repeated: the graph has no cycles.
    """

    __slots__ = ("causes", "clause", "kind", "pivot", "shared", "terms")

    clause: int
    kind: int
    pivot: int
    shared: bool
    terms: Terms

    def __init__(self, clause: int, kind: int, terms: Terms) -> None:
        self.clause, self.kind, self.terms = clause, kind, terms
        self.causes: tuple[Derivation, Derivation] | None = None
        self.pivot = -1
        self.shared = False


def derivation(state: State, clause: int) -> Derivation:
    """Return the proof of a clause, usually that of `Unsolvable.clause`."""
    nodes: dict[tuple[int, Terms], Derivation] = {}
    top = Derivation(clause, state.kinds[clause], state.terms[clause])
    nodes[(clause, top.terms)] = top
    pending = [top]
    while pending:
        node = pending.pop()
        step = state.causes[node.clause]
        if step is None:
            continue
        causes: list[Derivation] = []
        for number, terms in ((step.left, step.left_terms), (step.right, step.right_terms)):
            found = nodes.get((number, terms))
            if found is None:
                found = nodes[(number, terms)] = Derivation(number, state.kinds[number], terms)
                pending.append(found)
            else:
                found.shared = True
            causes.append(found)
        node.causes = (causes[0], causes[1])
        node.pivot = step.pivot
    return top
