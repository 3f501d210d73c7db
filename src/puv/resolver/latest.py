"""`latest`: the newest usable version of a package, whatever anybody requires."""

from __future__ import annotations

from puv.resolver.distributions import Distributions
from puv.resolver.sources import Sources
from puv.standards.listing import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.events import Event
    from puv.model.target import Target
    from puv.resolver.manifest import ResolveOptions
    from puv.resolver.ports import MetadataPort
    from puv.standards.names import PackageName
    from puv.standards.version import Version


class Latest:
    """Looks up newest versions for one target, by the rules of a resolution (dates, tags, yanks, pre-releases)."""

    __slots__ = ("_distributions", "_options", "_sources")

    def __init__(
        self, target: Target, port: MetadataPort, options: ResolveOptions,
        observer: Callable[[Event], None] | None = None,
    ) -> None:  # fmt: skip
        self._distributions = Distributions(target, options, {}, {})
        self._options = options
        # uv names files without a time, and counts them all the same.
        self._sources = Sources(port, options.replace(keeps_undated=True), {}, {}, observer)

    def of(self, name: PackageName) -> tuple[Version, File] | None:
        """Return the newest version and its file, or None when there is nothing usable.

        Raises:
            FetchError: an index did not answer.
        """
        universe = self._sources.universe(name)
        prereleases = self._options.prerelease_of(name) == "allow"
        for position in range(len(universe.versions) - 1, -1, -1):
            version = universe.version(position)
            if version.is_prerelease and not prereleases:
                continue
            found = self._distributions.of(universe, position)
            if isinstance(found, File):
                return version, found
        return None
