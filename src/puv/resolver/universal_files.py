"""Which files count when no platform is excluded: wheels for some admitted Python, whatever the platform."""

from __future__ import annotations

from puv.resolver.distributions import VERSION_TAG, Distributions, Rejection
from puv.resolver.scope import lowest, python_range
from puv.standards.wheel_pythons import WheelPythons

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.target import Target
    from puv.resolver.manifest import ResolveOptions
    from puv.resolver.scope import Scope
    from puv.resolver.universe import Universe
    from puv.standards.listing import File
    from puv.standards.names import PackageName
    from puv.standards.version import Version


class UniversalDistributions(Distributions):
    """Chooses a file to speak for a version. `scope` is the fork that is being solved."""

    def __init__(
        self,
        target: Target,
        options: ResolveOptions,
        hashes: dict[PackageName, frozenset[str]],
        yanked_allowed: dict[PackageName, set[Version]],
        scope: Scope,
    ) -> None:
        super().__init__(target, options, hashes, yanked_allowed)
        self.scope = scope
        self._python = scope.python
        self._chosen: dict[tuple[Universe, int], File | Rejection | None] = {}
        self._lows: dict[str, int] = {}
        self._fits = WheelPythons(scope.python).fits

    def of(self, universe: Universe, position: int) -> File | Rejection | None:
        """Return the file for a version, why there is none, or None when it has no files; Pythons do not count."""
        key = (universe, position)
        if key not in self._chosen:
            self._chosen[key] = self._choose(universe, position)
        return self._chosen[key]

    def admits_python(self, requires_python: str) -> bool:
        """Tell whether every Python of the fork is at or above the lower bound."""
        low = self._lows.get(requires_python)
        if low is None:
            admitted = python_range(requires_python)
            low = self._lows[requires_python] = 0 if admitted is None else lowest(admitted)
        return self.scope.lowest >= low

    def usable(self, universe: Universe, position: int) -> list[File]:
        """Return the files of a version that may be used on some platform."""
        return [
            file
            for files in universe.files(position)
            for file in files
            if self._rejects(universe, position, file) is None and (not file.is_wheel or self._fits(file.filename))
        ]

    def _rejects_python(self, file: File) -> Rejection | None:  # noqa: ARG002 - the signature of the base
        return None  # a matter of the fork, and asked there

    def _rank(self, file: File, wanted: frozenset[str] | None) -> tuple[bool, int, tuple[int, str]] | None:
        if not self._fits(file.filename):
            return None
        matched = wanted is None or not wanted.isdisjoint(file.hashes)
        return matched, 0, (-1, "")

    def _tag_rejection(self, file: File) -> Rejection:  # noqa: ARG002 - the signature of the base
        low, _ = self._python.bounds()
        return Rejection(VERSION_TAG, f"cp{''.join(map(str, low.release[:2]))}" if low is not None else "")
