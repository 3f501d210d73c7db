"""Universal resolutions of random worlds: every environment gets a consistent set, whatever the timing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from puv.model.requirement import Dependency
from puv.model.universal import Environments
from puv.resolver.errors import NoSolution
from puv.resolver.manifest import Manifest
from puv.resolver.universal import resolve_universal
from puv.standards.requirement import parse_requirement
from puv.standards.specifiers import parse_specifiers
from puv.standards.version import Version
from support.fake_port import Dist, FakePort

if TYPE_CHECKING:
    import random

    from puv.model.universal import UniversalResolution
    from support.fake_port import World

NAMES = ("a", "b", "c", "d")
VERSIONS = ("1", "2", "3")
PLATFORMS = ("linux", "win32", "darwin")
PYTHONS = ("3.9.0", "3.10.4", "3.12.1")
MARKERS = (
    "", "", "", "sys_platform == 'win32'", "sys_platform != 'win32'", "sys_platform == 'linux'",
    "python_version < '3.10'", "python_version >= '3.10'", "python_version >= '3.12' and sys_platform == 'linux'",
)  # fmt: skip
SPECIFIERS = ("", "", ">=2", "<2", "<3", "==2", "!=2")

needs = st.builds(
    lambda name, specifier, marker: f"{name}{specifier}" + (f" ; {marker}" if marker else ""),
    st.sampled_from(NAMES), st.sampled_from(SPECIFIERS), st.sampled_from(MARKERS),
)  # fmt: skip
dists = st.builds(
    lambda wanted, python: Dist(wanted, python=python),
    st.lists(needs, max_size=3), st.sampled_from(("", "", "", ">=3.10", ">=3.12")),
)  # fmt: skip
worlds = st.fixed_dictionaries({name: st.dictionaries(st.sampled_from(VERSIONS), dists, min_size=1) for name in NAMES})


def resolved(world: World, asked: list[str], *, shuffled: random.Random | None = None) -> UniversalResolution | None:
    port = FakePort(world)
    if shuffled is not None:
        hint = port.prefetch
        port.prefetch = lambda names: hint(shuffled.sample(list(names), len(list(names))))  # type: ignore[method-assign, assignment]
    requirements = tuple(Dependency(parse_requirement(text)) for text in asked)
    environments = Environments(requires_python=parse_specifiers(">=3.9"))
    try:
        return resolve_universal(Manifest(requirements=requirements), environments, port)
    except NoSolution:
        return None


def selected(found: UniversalResolution, environment: dict[str, str]) -> dict[str, Version]:
    """What an installer would take in an environment: what the edges lead to from what was asked."""
    reached, pending = {0}, [0]
    while pending:
        parent = pending.pop()
        for edge in found.edges:
            if edge.parent == parent and edge.child not in reached and found.algebra.evaluate(edge.marker, environment):
                reached.add(edge.child)
                pending.append(edge.child)
    chosen: dict[str, Version] = {}
    for position in reached - {0}:
        package = found.packages[found.nodes[position].package]
        assert package.name not in chosen
        chosen[package.name] = package.version
    return chosen


@given(worlds, st.lists(needs, min_size=1, max_size=3))
def test_every_environment_gets_a_consistent_set(world: World, asked: list[str]) -> None:
    found = resolved(world, asked)
    if found is None:
        return
    for platform in PLATFORMS:
        for python in PYTHONS:
            environment = {"sys_platform": platform, "python_full_version": python}
            chosen = selected(found, environment)
            required = list(asked)
            for name, version in chosen.items():
                dist = world[name][str(version)]
                assert isinstance(dist, Dist)
                required += dist.needs
                assert not dist.python or parse_specifiers(dist.python).contains(Version.parse(python))
            for text in required:
                requirement = parse_requirement(text)
                if requirement.marker is None or requirement.marker.evaluate(environment):
                    assert requirement.specifiers.contains(chosen[requirement.name]), (text, environment)


@given(worlds, st.lists(needs, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_hints_changes_nothing(world: World, asked: list[str], shuffled: random.Random) -> None:
    first, second = resolved(world, asked), resolved(world, asked, shuffled=shuffled)
    assert (first is None) is (second is None)
    if first is not None and second is not None:
        assert list(map(str, first.packages)) == list(map(str, second.packages))
        texts = [[found.algebra.to_text(edge.marker) for edge in found.edges] for found in (first, second)]
        assert texts[0] == texts[1]
