"""The loop: propagate, pick a package, choose a version, decide."""

from __future__ import annotations

from heapq import heappop, heappush

from puv.solver.propagate import propagate
from puv.solver.state import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from puv.solver.state import State

    class Host(Protocol):
        """What the solver asks of whoever knows the packages."""

        def learned(self, package: int, steps: list[tuple[int, int]]) -> None:
            """Hear of the steps of conflict resolution (package, clause) while propagating from `package`.

            May backtrack the state.
            """

        def priority(self, package: int) -> int:
            """Return a package's place in the queue; the smallest goes first."""

        def visit(self) -> int:
            """Prepare for the next choice; return a package about which a clause was added meanwhile, or -1."""

        def choose(self, package: int, mask: int) -> int:
            """Return the bit number to try among `mask`, or 0 after having added a clause that forbids some of it."""

        def expand(self, package: int, bit: int) -> list[int] | None:
            """Add the dependencies of a choice; return their clauses, or None after having forbidden it."""

        def rejected(self, package: int, clause: int) -> None:
            """Hear that a choice was not made because `clause`, one of its dependencies, would not hold."""


class Queue:
    """The packages that must be selected, by priority.

    A priority is asked for when something new is known of a package, and stands until then, even if the host has
    changed its mind meanwhile. Heap entries may be out of date; the head is checked when asked for. `expanded` are the
    choices whose dependencies are clauses already.
    """

    __slots__ = ("_current", "_heap", "expanded")

    def __init__(self) -> None:
        self._heap: list[tuple[int, int]] = []
        self._current: dict[int, int] = {}
        self.expanded: set[tuple[int, int]] = set()

    def head(self, state: State, host: Host) -> int:
        """Return the choosable package of smallest priority, or -1. It stays in the queue."""
        heap, current = self._heap, self._current
        if state.fresh:
            for package in dict.fromkeys(state.fresh):
                if state.choosable(package):
                    priority = host.priority(package)
                    if current.get(package) != priority:
                        current[package] = priority
                        heappush(heap, (priority, package))
            state.fresh.clear()
        while heap:
            priority, package = heap[0]
            if current.get(package) == priority:
                if state.choosable(package):
                    return package
                del current[package]
            heappop(heap)
        return -1

    def clone(self) -> Queue:
        """Return an independent copy."""
        other = Queue()
        other._heap = self._heap.copy()
        other._current = self._current.copy()
        other.expanded = self.expanded.copy()
        return other


def solve(state: State, host: Host, queue: Queue) -> None:
    """Decide every package that must be; the answer is `state.decided`. Package 0, bit 1 is what is asked.

    What the host raises ends it between two steps: it may be called again, on this state or on a clone of it.

    Raises:
        Unsolvable: there is no solution.
    """
    package = start = ROOT
    rejected = False
    expanded = queue.expanded
    if not state.decided[ROOT]:
        host.expand(ROOT, 1)
        state.decide(ROOT, 1)
    while True:
        steps = propagate(state, start)
        if steps or rejected:
            host.learned(package, steps)
            rejected = False
        start = host.visit()
        if start >= 0:
            continue
        found = queue.head(state, host)
        if found < 0:
            return
        package = start = found
        bit = host.choose(package, state.known[package])
        if not bit:
            continue
        if (package, bit) not in expanded:
            clauses = host.expand(package, bit)
            if clauses is None:
                continue
            expanded.add((package, bit))
            # Before the first conflict a choice is rarely wrong, and propagation finds out.
            broken = state.violates(package, clauses) if state.backtracked else -1
            if broken >= 0:
                host.rejected(package, broken)
                rejected = True
                continue
        state.decide(package, bit)
