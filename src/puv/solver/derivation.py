"""`Derivation`: why there is no solution, as a graph of clauses for whoever can name them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.solver.state import State, Terms


class Derivation:
    """One clause of a proof. `causes` is None for an external clause, whose `kind` is the caller's number.

    `shared` tells that more than one derivation uses it. Nodes are shared, not repeated: the graph has no cycles.
    """

    __slots__ = ("causes", "clause", "kind", "shared", "terms")

    def __init__(self, clause: int, kind: int, terms: Terms) -> None:
        self.clause, self.kind, self.terms = clause, kind, terms
        self.causes: tuple[Derivation, Derivation] | None = None
        self.shared = False


def derivation(state: State, clause: int) -> Derivation:
    """Return the proof of a clause, usually that of `Unsolvable.clause`."""
    nodes: dict[int, Derivation] = {}
    pending = [clause]
    while pending:
        number = pending.pop()
        if number in nodes:
            continue
        nodes[number] = Derivation(number, state.kinds[number], state.terms[number])
        if state.causes[number][0] >= 0:
            pending += state.causes[number]
    uses: dict[int, int] = {}
    for number, node in nodes.items():
        first, second = state.causes[number]
        if first < 0:
            continue
        node.causes = (nodes[first], nodes[second])
        for cause in {first, second}:
            uses[cause] = uses.get(cause, 0) + 1
    for number, count in uses.items():
        nodes[number].shared = count > 1
    return nodes[clause]
