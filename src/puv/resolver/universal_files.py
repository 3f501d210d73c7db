"""Which files count when no platform is excluded: wheels for some admitted Python, whatever the platform."""

from __future__ import annotations

from puv.resolver.distributions import ABI_TAG, Distributions, Rejection, lower_bound
from puv.standards import cuts
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.target import Target
    from puv.resolver.manifest import ResolveOptions
    from puv.resolver.scope import Scope
    from puv.resolver.universe import Universe
    from puv.standards.cuts import CutKey
    from puv.standards.listing import File
    from puv.standards.names import PackageName
    from puv.standards.ranges import Ranges

_TAIL_PARTS = 4


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
        self._lows: dict[str, CutKey | None] = {}
        self._fits: dict[tuple[str, str], bool] = {}

    def of(self, universe: Universe, position: int) -> File | Rejection | None:
        """Return the file for a version, why there is none, or None when it has no files; Pythons do not count."""
        key = (universe, position)
        if key not in self._chosen:
            self._chosen[key] = self._choose(universe, position)
        return self._chosen[key]

    def admits_python(self, requires_python: str) -> bool:
        """Tell whether every Python of the fork is at or above the lower bound."""
        low = self._low(requires_python)
        return low is None or self.scope.lowest >= low

    def _low(self, requires_python: str) -> CutKey | None:
        if requires_python not in self._lows:
            self._lows[requires_python] = lower_bound(requires_python)
        return self._lows[requires_python]

    def _rejects_python(self, file: File) -> Rejection | None:  # noqa: ARG002 - the signature of the base
        return None  # a matter of the fork, and asked there

    def _rank(self, file: File, wanted: frozenset[str] | None) -> tuple[bool, int, tuple[int, str]] | None:
        if not self.fits_python(file.filename):
            return None
        matched = wanted is None or not wanted.isdisjoint(file.hashes)
        return matched, 0, (-1, "")

    def _tag_rejection(self, file: File) -> Rejection:
        return Rejection(ABI_TAG, "" if file.is_wheel else "source")

    def fits_python(self, filename: str) -> bool:
        """Tell whether the tags of a wheel fit any Python of the project."""
        parts = filename[:-4].rsplit("-", 3)
        if len(parts) != _TAIL_PARTS:
            return False
        pair = (parts[1], parts[2])
        found = self._fits.get(pair)
        if found is None:
            found = self._fits[pair] = fits(*pair, self._python)
        return found


def fits(pythons: str, abis: str, admitted: Ranges) -> bool:
    """Tell whether a wheel with these compressed tags can be used by any of the admitted Pythons."""
    return any(_abi_fits(abi, pythons, admitted) for abi in abis.split("."))


def _abi_fits(abi: str, pythons: str, admitted: Ranges) -> bool:
    if abi == "abi3":
        return True
    if abi == "none":
        return any(_python_fits(python, admitted) for python in pythons.split("."))
    for prefix in ("cp", "pypy", "pp", "graalpy"):
        if abi.startswith(prefix):
            minor = _minor(abi[len(prefix) :])
            return minor is None or _has_minor(admitted, *minor)
    return True


def _python_fits(python: str, admitted: Ranges) -> bool:
    for prefix in ("cp", "py", "pp"):
        if python.startswith(prefix):
            digits = python[len(prefix) :]
            if digits == "3":
                return True
            if digits.startswith("2"):
                return not admitted.keys or admitted.keys[0] < cuts.before(Version((3,)))
            minor = _minor(digits)
            if minor is None or prefix == "py":
                return True
            return _has_minor(admitted, *minor)
    return True


def _minor(text: str) -> tuple[int, int] | None:
    """Return the version that `312`, `37m` or `311_pp73` begins with."""
    digits = ""
    for character in text:
        if not character.isdigit():
            break
        digits += character
    if len(digits) < 2:  # noqa: PLR2004 - a major digit and a minor number
        return None
    return int(digits[0]), int(digits[1:])


def _has_minor(admitted: Ranges, major: int, minor: int) -> bool:
    """Tell whether an interval of Pythons holds any release of a minor version."""
    if not admitted.keys:
        return False
    return admitted.keys[0] < cuts.before(Version((major, minor + 1))) and admitted.keys[-1] > cuts.before(
        Version((major, minor))
    )
