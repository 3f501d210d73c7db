"""The resolver on small random worlds: sound, complete, and deaf to timing."""

from __future__ import annotations

import random
import time
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from puv.resolver.errors import NoSolution
from puv.standards.requirement import parse_requirement
from puv.standards.version import Version
from support.fake_port import Dist, FakePort, World
from support.resolving import answer, manifest, target

NAMES = ("a", "b", "c", "d")
SPECIFIERS = ("", "==1", "==2", ">1", "<3", "!=2", ">=2,<4", ">5")


@st.composite
def requirements(draw: st.DrawFn) -> str:
    extra = draw(st.sampled_from(("", "", "", "[x]")))
    return f"{draw(st.sampled_from(NAMES))}{extra}{draw(st.sampled_from(SPECIFIERS))}"


@st.composite
def worlds(draw: st.DrawFn) -> World:
    def dist() -> Dist:
        needs = draw(st.lists(requirements(), max_size=2))
        return Dist(needs, extras={"x": draw(st.lists(requirements(), max_size=1))} if draw(st.booleans()) else None)

    return {name: {v: dist() for v in draw(st.sets(st.sampled_from("123"), min_size=1))} for name in NAMES}


def consistent(world: World, asked: list[str], choice: dict[str, str]) -> bool:
    """Tell whether a choice of versions meets the requirements and, with the extras they name, each other."""
    pending = [(parse_requirement(text), "") for text in asked]
    seen = set()
    while pending:
        requirement, _ = pending.pop()
        version = choice.get(requirement.name)
        if version is None or not requirement.specifiers.contains(Version.parse(version)):
            return False
        for extra in ("", *requirement.extras):
            if (requirement.name, extra) in seen:
                continue
            seen.add((requirement.name, extra))
            dist = world[requirement.name][version]
            assert isinstance(dist, Dist)
            for text in dist.needs:
                need = parse_requirement(text)
                if (need.marker is None and not extra) or (need.marker is not None and extra == "x"):
                    pending.append((need, extra))
    return True


@given(worlds(), st.lists(requirements(), min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_an_answer_is_consistent_and_missing_only_when_there_is_none(world: World, asked: list[str]) -> None:
    try:
        found = {pin.name: str(pin.version) for pin in answer(world, asked)}
    except NoSolution as error:
        assert str(error)  # noqa: PT017 - both outcomes are right in their worlds
        rows = [(None, *world[name]) for name in NAMES]
        for versions in product(*rows):
            choice = {name: version for name, version in zip(NAMES, versions, strict=True) if version}
            assert not consistent(world, asked, choice)
    else:
        assert consistent(world, asked, found)


@given(worlds(), st.lists(requirements(), min_size=1, max_size=3), st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_an_answer_does_not_depend_on_when_the_port_answers(world: World, asked: list[str], seed: int) -> None:
    pick = random.Random(seed)  # noqa: S311 - only shuffles delays
    told = []
    for delay in (None, lambda: time.sleep(pick.random() / 2000)):
        try:
            found = answer(FakePort(world, delay=delay), manifest(asked), target())
            told.append([(pin.name, str(pin.version), pin.via) for pin in found])
        except NoSolution as error:
            told.append(str(error))
    assert told[0] == told[1]
