"""Universal resolutions of random worlds: every environment gets a consistent set, whatever the timing.

So does every selection of a lock, of a project with extras of which two exclude each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from puv.lockfile.asked import ExtrasAsked
from puv.lockfile.from_resolution import lock_of
from puv.lockfile.inputs import LockInputs
from puv.lockfile.read import read_lock
from puv.lockfile.select import selected as selected_of
from puv.lockfile.write import render_lock
from puv.model.requirement import Dependency
from puv.model.universal import ConflictItem, Environments, SourceTree
from puv.resolver.errors import NoSolution
from puv.resolver.manifest import Manifest
from puv.resolver.universal import resolve_universal
from puv.standards.names import ExtraName, normalize
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


EXTRAS: tuple[ExtraName, ...] = tuple(map(ExtraName, ("x", "y", "z")))
# `x` and `y` are declared to exclude each other.
CHOICES = ((), ("x",), ("y",), ("z",), ("x", "z"), ("y", "z"))
NAME = normalize("demo")

projects = st.fixed_dictionaries({part: st.lists(needs, max_size=2) for part in ("", *EXTRAS)})


def locked(world: World, project: dict[str, list[str]], *, shuffled: random.Random | None = None) -> str | None:
    """The text of the lock of a project, None where there is no solution."""
    port = FakePort(world)
    if shuffled is not None:
        hint = port.prefetch
        port.prefetch = lambda names: hint(shuffled.sample(list(names), len(list(names))))  # type: ignore[method-assign, assignment]
    tree = SourceTree(
        name=NAME,
        version=Version((1,)),
        url="file:///project",
        kind="virtual",
        requires=tuple(
            parse_requirement(text if not part else with_extra(text, part))
            for part, texts in project.items()
            for text in texts
        ),
        provides_extras=EXTRAS,
    )
    items = tuple(ConflictItem(package=NAME, extra=extra) for extra in EXTRAS[:2])
    environments = Environments(requires_python=parse_specifiers(">=3.9"), conflicts=(items,))
    try:
        found = resolve_universal(Manifest(requirements=(), members=(tree,)), environments, port)
    except NoSolution:
        return None
    return render_lock(lock_of(found, LockInputs(root="/project", environments=environments, members=(tree,))))


def with_extra(text: str, extra: str) -> str:
    name, _, marker = text.partition(" ; ")
    return f"{name} ; ({marker}) and extra == '{extra}'" if marker else f"{name} ; extra == '{extra}'"


@settings(max_examples=60)
@given(worlds, projects)
def test_every_selection_of_a_lock_is_consistent(world: World, project: dict[str, list[str]]) -> None:
    text = locked(world, project)
    if text is None:
        return
    lock = read_lock(text, "uv.lock")
    assert render_lock(lock) == text
    for platform in PLATFORMS:
        for python in PYTHONS:
            environment = {"sys_platform": platform, "python_full_version": python}
            for choice in CHOICES:
                asked = ExtrasAsked(names=tuple(map(ExtraName, choice)))
                chosen = {
                    entry.package.name: entry.package.version
                    for entry in selected_of(lock, environment, extras=asked)
                    if entry.package.name != NAME
                }
                check(world, chosen, [*project[""], *(text for part in choice for text in project[part])], environment)


def check(world: World, chosen: dict[str, Version | None], required: list[str], environment: dict[str, str]) -> None:
    """Demand that everything that is required, by whom ever, is there, and fits."""
    wanted = list(required)
    for name, version in chosen.items():
        dist = world[name][str(version)]
        assert isinstance(dist, Dist)
        wanted += dist.needs
    for text in wanted:
        requirement = parse_requirement(text)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            version = chosen[requirement.name]
            assert version is not None
            assert requirement.specifiers.contains(version), (text, environment)


@settings(max_examples=40)
@given(worlds, projects, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_no_byte(
    world: World, project: dict[str, list[str]], shuffled: random.Random
) -> None:
    assert locked(world, project) == locked(world, project, shuffled=shuffled)
