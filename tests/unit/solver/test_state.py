from __future__ import annotations

from puv.solver.conflict import Unsolvable
from puv.solver.derivation import derivation
from puv.solver.propagate import propagate
from puv.solver.solve import Queue, solve
from puv.solver.state import DERIVED, State
from support.toy_world import ToyHost, run


def small_state() -> State:
    """The root and two packages of two versions each."""
    state = State()
    for size in (1, 2, 2):
        state.add_package(size)
    return state


def test_a_dependency_becomes_known_when_its_dependent_is_decided() -> None:
    state = small_state()
    state.add_dependency(0, 0b10, 1, 0b100, 7)
    state.decide(0, 1)
    propagate(state, 0)
    assert state.known[1] == 0b100
    assert state.choosable(1)
    assert not state.choosable(2)


def test_equal_dependencies_of_several_versions_are_one_clause() -> None:
    state = small_state()
    first = state.add_dependency(1, 0b10, 2, 0b10, 7)
    second = state.add_dependency(1, 0b100, 2, 0b10, 7)
    other = state.add_dependency(1, 0b100, 2, 0b10, 8)
    assert first == second != other
    assert state.terms[first][0] == (1, 0b110)


def test_undoing_decisions_restores_what_was_known() -> None:
    state = small_state()
    state.add_dependency(0, 0b10, 1, 0b110, 7)
    state.add_dependency(1, 0b100, 2, 0b10, 7)
    state.decide(0, 1)
    propagate(state, 0)
    before = (list(state.known), list(state.decided), state.level)
    state.decide(1, 2)
    propagate(state, 1)
    assert state.known[2] == 0b10
    state.backtrack(1)
    assert (state.known, state.decided, state.level) == before


def test_a_clause_that_is_contradicted_for_a_while_acts_again_afterwards() -> None:
    state = small_state()
    state.add_dependency(0, 0b10, 1, 0b110, 7)
    clause = state.add_dependency(1, 0b100, 2, 0b10, 7)
    state.decide(0, 1)
    propagate(state, 0)
    state.decide(1, 1)
    propagate(state, 1)
    assert clause not in state.watch[1]
    state.backtrack(1)
    assert clause in state.watch[1]
    state.decide(1, 2)
    propagate(state, 1)
    assert state.known[2] == 0b10


def test_a_clone_goes_its_own_way() -> None:
    state = small_state()
    state.add_dependency(0, 0b10, 1, 0b110, 7)
    state.decide(0, 1)
    propagate(state, 0)
    other = state.clone()
    other.decide(1, 2)
    other.add_clause(((1, 0b10),), 9)
    propagate(other, 1)
    assert state.decided[1] == 0
    assert len(state.terms) == 1
    assert state.known[1] == 0b110


def test_a_conflict_teaches_a_clause_and_goes_back_as_far_as_it_reaches() -> None:
    # Version 1 of package 1 leads to a version of package 4 that the root forbids; package 2 has no part in it.
    world = [[{1: {0, 1}, 2: {0}, 4: {0}}], [{}, {3: {0}}], [{}], [{4: {1}}], [{}, {}]]
    choice, host = run(world)
    assert choice == [0, 0, 0, -1, 0]
    assert host.tries == 6
    learned = [terms for terms, kind in zip(host.state.terms, host.state.kinds, strict=True) if kind == DERIVED]
    # What is learned leaves package 3 out: version 1 of package 1 and the root's choice of 4 exclude each other.
    assert ((1, 0b100), (4, 0b011)) in [tuple(sorted(terms)) for terms in learned]


def test_thousands_of_versions_with_one_dependency_each_are_walked_in_linear_steps() -> None:
    count = 1000
    root = [{1: set(range(count)), 3: {0}}]
    world = [root, [{2: {i}} for i in range(count)], [{3: {0} if i < 3 else {1}} for i in range(count)], [{}, {}]]
    choice, host = run(world)
    assert choice == [0, 2, 2, 0]
    assert host.tries <= 2 * count


def test_the_proof_of_a_failure_ends_in_clauses_of_the_caller() -> None:
    world = [[{1: {0, 1}, 2: {0}}], [{2: {1}}, {2: {1}}], [{}, {}]]
    state = State()
    host = ToyHost(world, state)
    try:
        solve(state, host, Queue())
    except Unsolvable as failure:
        top = derivation(state, failure.clause)
    assert top.causes is not None
    pending, leaves = [top], []
    while pending:
        node = pending.pop()
        if node.causes is None:
            leaves.append(node)
        else:
            pending += node.causes
    assert {leaf.kind for leaf in leaves} == {0}
    assert all(package == 0 for package, _ in top.terms)


def test_a_missing_dependency_of_the_root_is_a_failure_and_not_an_empty_answer() -> None:
    assert run([[{1: set()}], [{}]])[0] is None
