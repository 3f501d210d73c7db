"""`first_unsatisfied`: does an environment meet the requirements already, without any resolution? Pure.

This is the warm path of `pip install`: no index is asked and nothing is solved.
"""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import Protocol

    from puv.model.installed import InstalledDist
    from puv.standards.names import ExtraName, PackageName
    from puv.standards.requirement import Requirement

    class InstalledFacts(Protocol):
        """What the caller reads of installed distributions, when asked."""

        def requires(self, dist: InstalledDist) -> Iterable[Requirement] | None:
            """Return its `Requires-Dist`, None when its metadata cannot be read."""

        def is_from(self, dist: InstalledDist, url: str) -> bool:
            """Tell whether it was installed from this URL or path, which has not changed since."""


class Wanted(Frozen):
    """What an environment is held against.

    `constraints` limit what is there; `overrides` replace every requirement of their name, the user's too. `markers`
    is the environment for markers. `excludes` are the packages that nobody shall need. `follow` is False with
    `--no-deps`.
    """

    requirements: Sequence[Requirement]
    markers: Mapping[str, str]
    constraints: Sequence[Requirement] = ()
    overrides: Sequence[Requirement] = ()
    excludes: AbstractSet[PackageName] = frozenset()
    follow: bool = True


def first_unsatisfied(
    wanted: Wanted,
    installed: Callable[[PackageName], Sequence[InstalledDist]],
    facts: InstalledFacts,
) -> Requirement | None:
    """Return a requirement that the environment does not meet, or None when it meets them all.

    `installed` gives the distributions of a name. Dependencies are followed through the extras that are asked for;
    a name that is installed twice, or whose metadata cannot be read, is not met.
    """
    check = _Check(wanted, facts)
    check.push(wanted.requirements, ())
    while check.stack:
        requirement = check.stack.pop()
        dists = installed(requirement.name)
        if len(dists) != 1 or not check.accepts(requirement, dists[0]):
            return requirement
        if wanted.follow:
            requires = facts.requires(dists[0])
            if requires is None:
                return requirement
            check.push(requires, requirement.extras)
    return None


class _Check:
    """The requirements still to be looked at, each once."""

    __slots__ = ("constraints", "facts", "overrides", "seen", "stack", "wanted")

    def __init__(self, wanted: Wanted, facts: InstalledFacts) -> None:
        self.wanted, self.facts = wanted, facts
        self.stack: list[Requirement] = []
        self.seen: set[Requirement] = set()
        self.constraints = _by_name(self.active(wanted.constraints, ()))
        self.overrides = _by_name(wanted.overrides)

    def active(self, requirements: Iterable[Requirement], extras: Sequence[ExtraName]) -> Iterable[Requirement]:
        markers = self.wanted.markers
        return (one for one in requirements if one.marker is None or one.marker.evaluate(markers, extras))

    def push(self, requirements: Iterable[Requirement], extras: Sequence[ExtraName]) -> None:
        for requirement in self.active(requirements, extras):
            if requirement.name in self.wanted.excludes:
                continue
            replaced = self.overrides.get(requirement.name)
            for one in (requirement,) if replaced is None else self.active(replaced, extras):
                if one not in self.seen:
                    self.seen.add(one)
                    self.stack.append(one)

    def accepts(self, requirement: Requirement, dist: InstalledDist) -> bool:
        limits = (requirement, *self.constraints.get(requirement.name, ()))
        return all(
            limit.specifiers.contains(dist.version) if limit.url is None else self.facts.is_from(dist, limit.url)
            for limit in limits
        )


def _by_name(requirements: Iterable[Requirement]) -> dict[PackageName, list[Requirement]]:
    found: dict[PackageName, list[Requirement]] = {}
    for requirement in requirements:
        found.setdefault(requirement.name, []).append(requirement)
    return found
