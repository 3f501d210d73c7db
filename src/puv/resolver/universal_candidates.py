"""Which version to try in a fork: what a lock or an earlier fork chose, then what the index has."""

from __future__ import annotations

from puv.resolver.candidates import Candidates
from puv.resolver.distributions import Rejection
from puv.standards.urls import without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.resolver.candidates import Choice
    from puv.resolver.manifest import Manifest, ResolveOptions
    from puv.resolver.scope import Scope
    from puv.resolver.universal_files import UniversalDistributions
    from puv.resolver.universe import Universe
    from puv.standards.names import PackageName
    from puv.standards.version import Version


class Kept:
    """A version to keep where it can be: where it was chosen (a marker), from which index, and by which solve."""

    __slots__ = ("_positions", "index", "marker", "own", "version")

    index: str
    marker: int
    own: bool
    version: Version

    def __init__(self, version: Version, marker: int, index: str, *, own: bool) -> None:
        self.version, self.marker, self.own = version, marker, own
        self._positions: dict[Universe, int] = {}
        self.index = without_credentials(index).rstrip("/")

    def position(self, universe: Universe) -> int:
        """Return the position of the version, or -1; every fork asks again."""
        found = self._positions.get(universe)
        if found is None:
            found = self._positions[universe] = universe.position_of(self.version)
        return found


class UniversalCandidates(Candidates):
    """Chooses for the fork `scope`. `kept` grows with every fork that is solved."""

    def __init__(
        self,
        manifest: Manifest,
        options: ResolveOptions,
        distributions: UniversalDistributions,
        explicit: frozenset[PackageName],
        direct: frozenset[PackageName],
        scope: Scope,
    ) -> None:
        super().__init__(manifest.replace(preferences=()), options, distributions, explicit, direct)
        self.scope = scope
        self.kept: dict[PackageName, list[Kept]] = {}
        for preference in manifest.preferences:
            markers = [scope.algebra.from_marker(marker) for marker in preference.markers] or [0]
            for marker in markers:
                self.keep(preference.name, Kept(preference.version, marker, preference.index, own=False))

    def keep(self, name: PackageName, kept: Kept) -> None:
        """Prefer a version from now on; what several forks chose is kept once, for all of them."""
        for known in self.kept.setdefault(name, []):
            if known.own and kept.own and known.version == kept.version and known.index == kept.index:
                known.marker = self.scope.algebra.or_(known.marker, kept.marker)
                return
        self.kept[name].append(kept)

    def choose(self, universe: Universe, mask: int) -> Choice | None:
        """Return the version to try among `mask`, or None when there is none at all."""
        kept = self.kept.get(universe.name)
        if kept is not None:
            found = self._preferred(universe, mask, kept)
            if found is not None:
                return found
        return super().choose(universe, mask)

    def _preferred(self, universe: Universe, mask: int, kept: list[Kept]) -> Choice | None:
        allowed = self._options.prerelease_of(universe.name) != "disallow"
        marker, algebra = self.scope.marker, self.scope.algebra
        order = kept
        if len(kept) > 1:
            order = sorted(kept, key=lambda one: one.version.key, reverse=not self._lowest(universe.name))
            order.sort(key=lambda one: algebra.is_disjoint(one.marker, marker))
        for one in order:
            position = one.position(universe)
            if position < 0 or not mask >> (2 * position + 2) & 1:
                continue
            if universe.pinned and one.index and one.index != without_credentials(universe.index).rstrip("/"):
                continue
            if one.version.is_prerelease and (one.own or not allowed):
                continue
            found = self._distributions.of(universe, position)
            if found is not None and not isinstance(found, Rejection):
                return position, found
        return None
