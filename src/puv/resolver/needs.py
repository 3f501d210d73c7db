"""What a version needs here: its requirements after markers, extras, overrides, constraints and exclusions."""

from __future__ import annotations

from puv.standards.requirement import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from puv.model.requirement import Dependency
    from puv.resolver.manifest import Manifest
    from puv.standards.markers import Marker
    from puv.standards.metadata import Metadata
    from puv.standards.names import ExtraName, GroupName, PackageName
    from puv.standards.specifiers import Specifiers


class Need:
    """One requirement that applies. Hot, hence slotted by hand. `origins` are where the input says so.

    `limit` is the origin of the constraint that it is, None where it is none.
    In a universal resolution `marker` is the id of where it applies, `index` the only index to look at, and `groups`
    are what is asked of a member beside its extras.
    """

    __slots__ = ("extras", "groups", "index", "limit", "marker", "name", "origins", "specifiers", "url")

    extras: tuple[ExtraName, ...]
    groups: tuple[GroupName, ...]
    index: str
    limit: str | None
    marker: int
    name: PackageName
    origins: tuple[str, ...]
    specifiers: Specifiers
    url: str | None

    def __init__(  # noqa: PLR0913, PLR0917 - a requirement's parts
        self,
        name: PackageName,
        specifiers: Specifiers,
        extras: tuple[ExtraName, ...] = (),
        url: str | None = None,
        origins: tuple[str, ...] = (),
        marker: int = 0,
        index: str = "",
        groups: tuple[GroupName, ...] = (),
        limit: str | None = None,
    ) -> None:
        self.name = name
        self.limit = limit
        self.specifiers = specifiers
        self.extras = extras
        self.url = url
        self.origins = origins
        self.marker = marker
        self.index = index
        self.groups = groups

    @property
    def origin(self) -> str:
        """Where the requirement itself stands, and not a constraint on it; empty where nobody says so."""
        if self.limit is not None:
            return self.limit
        return next((origin for origin in self.origins if not origin.startswith("-c ")), "")


class Needs:
    """Turns requirements into needs, for one marker environment."""

    __slots__ = ("_constraints", "_environment", "_excludes", "_no_deps", "_overrides")

    def __init__(self, manifest: Manifest, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._constraints = _by_name(manifest.constraints)
        self._overrides = _by_name(manifest.overrides)
        self._excludes = manifest.excludes
        self._no_deps = manifest.no_deps

    def applies(self, marker: Marker | None, extras: tuple[str, ...] = ()) -> bool:
        """Tell whether a marker holds in the environment."""
        return marker is None or marker.evaluate(self._environment, extras)

    def of_root(self, dependencies: Iterable[Dependency]) -> list[Need]:
        """Return what the user's requirements ask for."""
        return [
            need for dependency in dependencies for need in self._one(dependency.requirement, (), dependency.origin)
        ]

    def of_version(self, name: PackageName, metadata: Metadata) -> list[Need]:
        """Return what a version asks for when no extra of it is wanted; extras that it wants of itself count in."""
        if self._no_deps:
            return []
        found: list[Need] = []
        for requirement in metadata.requirements_for():
            if requirement.name != name or not requirement.extras or requirement.url is not None:
                found += self._one(requirement, (), "")
            elif self.applies(requirement.marker):
                for extra in requirement.extras:
                    found += self.of_extra(name, metadata.requires_dist, extra)
                if requirement.specifiers.clauses:
                    found += self._constrained(Requirement(name, specifiers=requirement.specifiers), ())
        return found

    def of_extra(self, name: PackageName, requirements: tuple[Requirement, ...], extra: ExtraName) -> list[Need]:
        """Return what an extra adds. Extras that name further extras of the package are followed."""
        if self._no_deps:
            return []
        found: list[Need] = []
        wanted, position = [extra], 0
        while position < len(wanted):
            active = (wanted[position],)
            position += 1
            for requirement in requirements:
                if requirement.marker is None:
                    continue
                if self.applies(requirement.marker):
                    continue
                if requirement.name == name and requirement.url is None and self.applies(requirement.marker, active):
                    wanted += [e for e in requirement.extras if e not in wanted]
                    if not requirement.specifiers.clauses:
                        continue
                found += self._one(requirement, active, "")
        return found

    def _one(self, requirement: Requirement, extras: tuple[str, ...], origin: str) -> Iterator[Need]:
        """Yield what one requirement comes to: itself or its overrides, and the constraints on its name."""
        name = requirement.name
        if name in self._excludes:
            return
        overrides = self._overrides.get(name)
        if overrides is not None:
            # An override drops the marker of what it replaces, except that an extra must still be wanted.
            if _asks_for_extra(requirement.marker) and not self.applies(requirement.marker, extras):
                return
            for override in overrides:
                if self.applies(override.requirement.marker):
                    yield from self._constrained(override.requirement, (origin, override.origin))
            return
        if self.applies(requirement.marker, extras):
            yield from self._constrained(requirement, (origin,))

    def _constrained(self, requirement: Requirement, origins: tuple[str, ...]) -> Iterator[Need]:
        name = requirement.name
        constraints = [c for c in self._constraints.get(name, ()) if self.applies(c.requirement.marker)]
        shown = (*origins, *(c.origin for c in constraints if c.requirement.specifiers.clauses or c.requirement.url))
        own = tuple(origin for origin in shown if origin)
        yield Need(name, requirement.specifiers, requirement.extras, requirement.url, own)
        for constraint in constraints:
            yield Need(name, constraint.requirement.specifiers, (), constraint.requirement.url, limit=constraint.origin)


def _by_name(dependencies: Iterable[Dependency]) -> dict[PackageName, list[Dependency]]:
    found: dict[PackageName, list[Dependency]] = {}
    for dependency in dependencies:
        found.setdefault(dependency.requirement.name, []).append(dependency)
    return found


def _asks_for_extra(marker: Marker | None) -> bool:
    return marker is not None and bool(marker.extras())


def bounded_below(specifiers: Specifiers) -> bool:
    """Tell whether a requirement keeps old versions out."""
    return any(clause.operator in (">", ">=", "==", "===", "~=") for clause in specifiers)
