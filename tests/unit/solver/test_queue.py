from __future__ import annotations

from puv.solver.solve import Queue
from puv.solver.state import State


class Ranks:
    """A host that only knows priorities."""

    def __init__(self, ranks: dict[int, int]) -> None:
        self.ranks = ranks

    def priority(self, package: int) -> int:
        return self.ranks[package]


def choosable_state() -> State:
    state = State()
    for _ in range(4):
        state.add_package(2)
    for package in (1, 2, 3):
        state.assign(package, 0b110, 0)
    return state


def test_the_smallest_priority_comes_first_and_stays_at_the_head() -> None:
    state, queue, host = choosable_state(), Queue(), Ranks({1: 30, 2: 10, 3: 20})
    assert queue.head(state, host) == 2  # type: ignore[arg-type]
    assert queue.head(state, host) == 2  # type: ignore[arg-type]


def test_a_new_priority_counts_only_when_something_new_is_known() -> None:
    state, queue, host = choosable_state(), Queue(), Ranks({1: 30, 2: 10, 3: 20})
    queue.head(state, host)  # type: ignore[arg-type]
    host.ranks[1] = 0
    assert queue.head(state, host) == 2  # type: ignore[arg-type]
    state.assign(1, 0b100, 0)
    assert queue.head(state, host) == 1  # type: ignore[arg-type]


def test_a_decided_package_leaves_the_queue_and_returns_when_undone() -> None:
    state, queue, host = choosable_state(), Queue(), Ranks({1: 30, 2: 10, 3: 20})
    queue.head(state, host)  # type: ignore[arg-type]
    state.decide(2, 1)
    assert queue.head(state, host) == 3  # type: ignore[arg-type]
    state.backtrack(0)
    assert queue.head(state, host) == 2  # type: ignore[arg-type]


def test_an_empty_queue_says_so() -> None:
    state = State()
    state.add_package(1)
    assert Queue().head(state, Ranks({})) == -1  # type: ignore[arg-type]
