"""The solver against an exhaustive search on small random worlds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from support.toy_world import World, brute_force, consistent, run


@st.composite
def worlds(draw: st.DrawFn) -> World:
    counts = [1, *draw(st.lists(st.integers(0, 4), min_size=1, max_size=5))]
    return [
        [
            {
                dependency: {v for v in range(counts[dependency]) if draw(st.booleans())}
                for dependency in draw(st.sets(st.integers(1, len(counts) - 1), max_size=3))
            }
            for _ in range(count)
        ]
        for count in counts
    ]


@given(worlds())
@settings(max_examples=400, deadline=None)
def test_the_solver_finds_a_consistent_choice_exactly_when_one_exists(world: World) -> None:
    choice, _ = run(world)
    if choice is None:
        assert not brute_force(world)
    else:
        assert consistent(world, choice)


@given(worlds())
@settings(max_examples=50, deadline=None)
def test_the_same_world_has_the_same_answer(world: World) -> None:
    first, one = run(world)
    second, two = run(world)
    assert (first, one.tries) == (second, two.tries)
