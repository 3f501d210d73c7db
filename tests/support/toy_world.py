# ruff: noqa: ARG002 - the host answers questions it has no use for
"""A world of numbered packages and versions for solver tests: `ToyHost` and an exhaustive reference solver."""

from __future__ import annotations

from itertools import product

from puv.solver.conflict import Unsolvable
from puv.solver.solve import Queue, solve
from puv.solver.state import ROOT, State

# world[package][version] = {dependency: set of allowed versions}; package 0 has the one version 0 (what is asked).
World = list[list[dict[int, set[int]]]]


def mask_of(versions: set[int]) -> int:
    return sum(2 << version for version in versions)


class ToyHost:
    """Highest version first, packages in order of number. Counts the choices made."""

    def __init__(self, world: World, state: State) -> None:
        self.world, self.state, self.tries, self.conflicts = world, state, 0, 0
        for versions in world:
            state.add_package(len(versions))

    def learned(self, package: int, steps: list[tuple[int, int]]) -> None:
        self.conflicts += len(steps)

    def priority(self, package: int) -> int:
        return package

    def visit(self) -> int:
        return -1

    def choose(self, package: int, mask: int) -> int:
        self.tries += 1
        return mask.bit_length() - 1

    def expand(self, package: int, bit: int) -> list[int] | None:
        clauses = []
        for dependency, allowed in self.world[package][bit - 1].items():
            if dependency == package:
                if bit - 1 not in allowed:
                    self.state.forbid(package, 1 << bit, 0)
                    return None
                continue
            clauses.append(self.state.add_dependency(package, 1 << bit, dependency, mask_of(allowed), 0))
        return clauses

    def rejected(self, package: int, clause: int) -> None:
        self.conflicts += 1


def run(world: World) -> tuple[list[int] | None, ToyHost]:
    """Return the chosen version per package (-1 for "not selected"), or None, and the host."""
    state = State()
    host = ToyHost(world, state)
    try:
        solve(state, host, Queue())
    except Unsolvable:
        return None, host
    return [bit - 1 for bit in state.decided], host


def consistent(world: World, choice: list[int]) -> bool:
    return choice[ROOT] == 0 and all(
        choice[dependency] in allowed
        for package, version in enumerate(choice)
        if version >= 0
        for dependency, allowed in world[package][version].items()
    )


def brute_force(world: World) -> bool:
    """Tell whether any choice is consistent."""
    rows = [range(-1, len(versions)) for versions in world[1:]]
    return any(consistent(world, [0, *rest]) for rest in product(*rows))
