"""What a version needs anywhere: like `needs`, but with the markers kept for the forks to ask."""

from __future__ import annotations

from puv.model.requirement import SourcedRequirement
from puv.resolver.needs import Need
from puv.standards.markers.clauses import FALSE, TRUE
from puv.standards.requirement import Requirement
from puv.standards.specifiers import Specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from puv.model.requirement import Dependency
    from puv.model.universal import SourceTree
    from puv.resolver.manifest import Manifest
    from puv.standards.markers.tree import MarkerAlgebra
    from puv.standards.names import ExtraName, PackageName

_ANY = Specifiers()


class UniversalNeeds:
    """Turns requirements into needs with markers, whatever the fork."""

    __slots__ = ("_algebra", "_constraints", "_excludes", "_no_deps", "_overrides")

    def __init__(self, manifest: Manifest, algebra: MarkerAlgebra) -> None:
        self._algebra = algebra
        self._constraints = self._by_name(manifest.constraints)
        self._overrides = self._by_name(manifest.overrides)
        self._excludes = manifest.excludes
        self._no_deps = manifest.no_deps

    def _by_name(self, dependencies: Iterable[Dependency]) -> dict[PackageName, list[tuple[Dependency, int]]]:
        found: dict[PackageName, list[tuple[Dependency, int]]] = {}
        for dependency in dependencies:
            requirement = dependency.requirement
            found.setdefault(requirement.name, []).append((dependency, self._algebra.from_marker(requirement.marker)))
        return found

    def of_root(self, manifest: Manifest) -> list[Need]:
        """Return what was asked for: the members with all that they offer, and the user's requirements."""
        needs = [
            Need(tree.name, _ANY, tuple(sorted(tree.provides_extras)), tree.url, groups=tuple(sorted(tree.groups)))
            for tree in manifest.members
        ]
        for dependency in manifest.requirements:
            requirement = dependency.requirement
            marker = self._algebra.from_marker(requirement.marker)
            needs += self._one(requirement, self._plain(marker), marker, dependency.origin)
        return needs

    def of_version(self, name: PackageName, requirements: Iterable[Requirement]) -> list[Need]:
        """Return what a version asks for when no extra of it is wanted; extras that it wants of itself count in."""
        if self._no_deps:
            return []
        requirements = tuple(requirements)
        found: list[Need] = []
        for requirement in requirements:
            whole = self._algebra.from_marker(requirement.marker)
            marker = self._plain(whole)
            if marker == FALSE:
                continue
            if requirement.name != name or not requirement.extras or requirement.url is not None:
                found += self._one(requirement, marker, whole, "")
                continue
            for extra in requirement.extras:
                found += self._limited(self.of_extra(name, requirements, extra), marker)
            if requirement.specifiers.clauses:
                bare = Requirement(name, specifiers=requirement.specifiers)
                found += self._constrained(bare, marker, ())
        return found

    def of_extra(self, name: PackageName, requirements: tuple[Requirement, ...], extra: ExtraName) -> list[Need]:
        """Return what an extra adds. Extras that name further extras of the package are followed."""
        if self._no_deps:
            return []
        algebra = self._algebra
        found: list[Need] = []
        wanted, position = [(extra, TRUE)], 0
        while position < len(wanted):
            active, condition = wanted[position]
            position += 1
            for requirement in requirements:
                if requirement.marker is None:
                    continue
                whole = algebra.from_marker(requirement.marker)
                marker = self._with_extra(whole, active)
                if marker == FALSE:
                    continue
                marker = algebra.and_(marker, condition)
                if requirement.name == name and requirement.url is None:
                    wanted += [(e, marker) for e in requirement.extras if (e, marker) not in wanted]
                    if not requirement.specifiers.clauses:
                        continue
                found += self._one(requirement, marker, whole, "", active)
        return found

    def of_group(self, tree: SourceTree, group: str) -> list[Need]:
        """Return what a dependency group of a member asks for."""
        found: list[Need] = []
        for name, requirements in tree.groups.items():
            for requirement in requirements if name == group else ():
                marker = self._algebra.from_marker(requirement.marker)
                found += self._one(requirement, self._plain(marker), marker, "")
        return found

    def _plain(self, marker: int) -> int:
        """Return the marker when no extra is active."""
        algebra = self._algebra
        names = algebra.extras(marker) if marker > 1 else ()
        return algebra.assume_extras(marker, (), names) if names else marker

    def _with_extra(self, marker: int, extra: ExtraName) -> int:
        """Return where the marker holds because of an extra, and not without it."""
        algebra = self._algebra
        names = algebra.extras(marker)
        if extra not in names:
            return FALSE
        others = [name for name in names if name != extra]
        return algebra.and_(
            algebra.assume_extras(marker, (extra,), others), algebra.not_(algebra.assume_extras(marker, (), names))
        )

    def _limited(self, needs: Iterable[Need], marker: int) -> Iterator[Need]:
        for need in needs:
            together = self._algebra.and_(need.marker, marker)
            if together != FALSE:
                yield Need(
                    need.name, need.specifiers, need.extras, need.url, need.origins, together, need.index, need.groups,
                    need.limit,
                )  # fmt: skip

    def _one(
        self, requirement: Requirement, marker: int, whole: int, origin: str, extra: ExtraName | None = None
    ) -> Iterator[Need]:
        """Yield what one requirement comes to: itself or its overrides, and the constraints on its name."""
        name = requirement.name
        if name in self._excludes or marker == FALSE:
            return
        overrides = self._overrides.get(name)
        if overrides is None:
            yield from self._constrained(requirement, marker, (origin,))
            return
        # An override drops the marker of what it replaces, except that an extra must still be wanted.
        algebra = self._algebra
        asked = algebra.only_extras(whole)
        for override, limit in overrides:
            together = algebra.and_(limit, asked)
            here = self._plain(together) if extra is None else self._with_extra(together, extra)
            if here != FALSE:
                yield from self._constrained(override.requirement, here, (origin, override.origin))

    def _constrained(self, requirement: Requirement, marker: int, origins: tuple[str, ...]) -> Iterator[Need]:
        name = requirement.name
        algebra = self._algebra
        constraints = [
            (constraint, together)
            for constraint, limit in self._constraints.get(name, ())
            if (together := algebra.and_(limit, marker)) != FALSE
        ]
        shown = (
            *origins, *(c.origin for c, _ in constraints if c.requirement.specifiers.clauses or c.requirement.url)
        )  # fmt: skip
        own = tuple(origin for origin in shown if origin)
        index = requirement.index if isinstance(requirement, SourcedRequirement) else ""
        yield Need(name, requirement.specifiers, requirement.extras, requirement.url, own, marker, index)
        for constraint, together in constraints:
            other = constraint.requirement
            yield Need(name, other.specifiers, (), other.url, (), together, limit=constraint.origin)
