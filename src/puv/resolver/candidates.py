"""Which version to try: preferences, what is installed, then the index from its newest (or oldest) version on."""

from __future__ import annotations

from puv.resolver.distributions import Rejection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.resolver.distributions import Distributions
    from puv.resolver.manifest import Installed, Manifest, Preference, ResolveOptions
    from puv.resolver.universe import Universe
    from puv.standards.listing import File
    from puv.standards.names import PackageName

    Choice = tuple[int, File | Installed | Rejection]


class Candidates:
    """Chooses a version (its position in the universe) and what stands for it. Pure but for the files' memo."""

    __slots__ = ("_direct", "_distributions", "_explicit", "_installed", "_options", "_preferences")

    def __init__(
        self,
        manifest: Manifest,
        options: ResolveOptions,
        distributions: Distributions,
        explicit: frozenset[PackageName],
        direct: frozenset[PackageName],
    ) -> None:
        """Take the rules; `explicit` are the names that a first-party requirement gives a pre-release of.

        `direct` are the names that are required directly on this target.
        """
        self._options = options
        self._distributions = distributions
        self._explicit = explicit
        self._installed = manifest.installed
        self._direct = direct
        self._preferences: dict[PackageName, list[Preference]] = {}
        for preference in manifest.preferences:
            self._preferences.setdefault(preference.name, []).append(preference)
        if manifest.reinstall is True:
            self._installed = {}
        elif manifest.reinstall:
            self._installed = {n: dist for n, dist in manifest.installed.items() if n not in manifest.reinstall}

    def choose(self, universe: Universe, mask: int) -> Choice | None:
        """Return the version to try among `mask`, or None when there is none at all."""
        name = universe.name
        if name in self._preferences or name in self._installed:
            kept = self._kept(universe, mask)
            if kept is not None:
                return kept
        if self._options.index_strategy == "unsafe-first-match" and len(universe.listings) > 1:
            for number in range(len(universe.listings)):
                found = self._from_index(universe, mask & universe.listed_by(number))
                if found is not None:
                    return found
            return None
        return self._from_index(universe, mask & universe.published)

    def _kept(self, universe: Universe, mask: int) -> Choice | None:
        """Return a preferred or installed version within the mask."""
        name = universe.name
        installed = self._installed.get(name)
        preferences = self._preferences.get(name, ())
        allowed = self._options.prerelease_of(name) != "disallow"
        order = sorted(preferences, key=lambda preference: preference.version.key, reverse=not self._lowest(name))
        for preference in order:
            position = universe.position_of(preference.version)
            if position < 0 or not mask >> (2 * position + 2) & 1:
                continue
            if preference.version.is_prerelease and not allowed:
                continue
            if installed is not None and installed.version == preference.version:
                return position, installed
            found = self._distributions.of(universe, position)
            if found is not None and not isinstance(found, Rejection):
                return position, found
        if installed is not None:
            position = universe.position_of(installed.version)
            if position >= 0 and mask >> (2 * position + 2) & 1:
                return position, installed
        return None

    def _lowest(self, name: PackageName) -> bool:
        mode = self._options.mode
        return mode == "lowest" or (mode == "lowest-direct" and name in self._direct)

    def _from_index(self, universe: Universe, mask: int) -> Choice | None:
        name = universe.name
        mode = self._options.prerelease_of(name)
        lowest = self._lowest(name)
        if mode == "allow":
            return self._first(universe, _bits(mask, lowest=lowest))
        stable = self._first(universe, self._of_kind(universe, mask, lowest=lowest, prerelease=False))
        if stable is not None or not self.admits_prereleases(name):
            return stable
        return self._first(universe, self._of_kind(universe, mask, lowest=lowest, prerelease=True))

    def admits_prereleases(self, name: PackageName) -> bool:
        """Tell whether pre-releases of a package may be chosen at all."""
        mode = self._options.prerelease_of(name)
        return mode != "disallow" and (mode != "explicit" or name in self._explicit)

    @staticmethod
    def _of_kind(universe: Universe, mask: int, *, lowest: bool, prerelease: bool) -> Iterator[int]:
        for position in _bits(mask, lowest=lowest):
            if universe.version(position).is_prerelease is prerelease:
                yield position

    def _first(self, universe: Universe, positions: Iterator[int]) -> Choice | None:
        """Return the first version that exists, usable or not."""
        for position in positions:
            found = self._distributions.of(universe, position)
            if found is not None:
                return position, found
        return None

    def following(self, universe: Universe, mask: int, count: int) -> list[File]:
        """Return the files of the next versions that would be tried; pre-releases are left out."""
        files: list[File] = []
        for position in self._of_kind(
            universe, mask & universe.published, lowest=self._lowest(universe.name), prerelease=False
        ):
            if len(files) >= count:
                break
            found = self._distributions.of(universe, position)
            if found is not None and not isinstance(found, Rejection):
                files.append(found)
        return files


def _bits(mask: int, *, lowest: bool) -> Iterator[int]:
    """Yield the positions of the version bits of a mask, in the order of trying."""
    while mask:
        bit = (mask & -mask).bit_length() - 1 if lowest else mask.bit_length() - 1
        mask ^= 1 << bit
        yield bit // 2 - 1
