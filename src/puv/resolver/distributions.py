"""Which file stands for a version: wheels by tag, Python, digest and yank, or the reason why none does."""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.filenames import parse_wheel_name
from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.target import Target
    from puv.resolver.manifest import ResolveOptions
    from puv.resolver.universe import Universe
    from puv.standards.cuts import CutKey
    from puv.standards.filenames import WheelName
    from puv.standards.listing import File
    from puv.standards.names import PackageName
    from puv.standards.version import Version

# Why a version has no usable file, from the least telling to the most.
NO_FILES, NO_SOURCE, NO_WHEEL, YANKED, PYTHON, PYTHON_TAG, ABI_TAG, PLATFORM_TAG = range(8)
_NO_BUILD_TAG = (-1, "")


class Rejection:
    """Why a version cannot be chosen: one of the constants above, and what it is about (`detail`, maybe empty)."""

    __slots__ = ("detail", "kind")

    def __init__(self, kind: int, detail: str = "") -> None:
        self.kind = kind
        self.detail = detail


class Distributions:
    """Chooses files for one target. Remembers what it found: the same version is asked about again and again."""

    __slots__ = ("_admitted", "_memo", "_tag_sets", "hashes", "options", "target", "yanked_allowed")

    def __init__(
        self,
        target: Target,
        options: ResolveOptions,
        hashes: dict[PackageName, frozenset[str]],
        yanked_allowed: dict[PackageName, set[Version]],
    ) -> None:
        self.target = target
        self.options = options
        self.hashes = hashes
        self.yanked_allowed = yanked_allowed
        self._memo: dict[tuple[str, int], File | Rejection | None] = {}
        self._admitted: dict[str, bool] = {}
        self._tag_sets: tuple[set[str], set[str], set[str]] | None = None

    def of(self, universe: Universe, position: int) -> File | Rejection | None:
        """Return the file for a version, why there is none, or None when it has no files at all (it is installed)."""
        key = (universe.name, position)
        if key not in self._memo:
            self._memo[key] = self._choose(universe, position)
        return self._memo[key]

    def _choose(self, universe: Universe, position: int) -> File | Rejection | None:
        best: Rejection | None = None
        for files in universe.files(position):
            found = self._best(universe, position, files)
            if not isinstance(found, Rejection):
                if found is not None:
                    return found
            elif best is None or found.kind > best.kind:
                best = found
        return best

    def _best(self, universe: Universe, position: int, files: tuple[File, ...]) -> File | Rejection | None:
        """Choose among the files of one index."""
        best_wheel: File | None = None
        best_rank: tuple[bool, int, tuple[int, str]] | None = None
        source: File | None = None
        worst: Rejection | None = None
        wanted = self.hashes.get(universe.name)
        for file in files:
            rejection = self._rejects(universe, position, file)
            if rejection is None and not file.is_wheel:
                source = file if source is None or file.filename.endswith(".tar.gz") else source
                continue
            if rejection is None:
                rank = self._rank(file, wanted)
                if isinstance(rank, Rejection):
                    rejection = rank
                elif best_rank is None or rank > best_rank:
                    best_wheel, best_rank = file, rank
                    continue
            if rejection is not None and (worst is None or rejection.kind > worst.kind):
                worst = rejection
        if best_wheel is not None or source is not None:
            return best_wheel or source
        return worst if worst is not None or not files else Rejection(NO_FILES)

    def _rejects(self, universe: Universe, position: int, file: File) -> Rejection | None:
        """Say why a file must not be used, whatever its tags are."""
        options = self.options
        if file.is_wheel and options.binary_forbidden(universe.name):
            return Rejection(NO_SOURCE)
        if not file.is_wheel and options.source_forbidden(universe.name):
            return Rejection(NO_WHEEL)
        if file.yanked is not None:
            allowed = self.yanked_allowed.get(universe.name)
            if not allowed or universe.version(position) not in allowed:
                return Rejection(YANKED, file.yanked.strip())
        if file.requires_python and not self.admits_python(file.requires_python):
            return Rejection(PYTHON, file.requires_python)
        return None

    def _rank(self, file: File, wanted: frozenset[str] | None) -> tuple[bool, int, tuple[int, str]] | Rejection:
        """Return how good a wheel is (bigger is better), or that its tags do not fit."""
        try:
            name = parse_wheel_name(file.filename)
        except ParseError:
            return Rejection(NO_FILES)
        ranks = self.target.tags
        best = min((ranks[tag] for tag in name.tags() if tag in ranks), default=-1)
        if best < 0:
            return self._tag_rejection(name)
        matched = wanted is None or not wanted.isdisjoint(file.hashes)
        return matched, -best, name.build or _NO_BUILD_TAG

    def _tag_rejection(self, name: WheelName) -> Rejection:
        """Say which part of a wheel's tags does not fit."""
        sets = self._tag_sets
        if sets is None:
            parts = [tag.split("-") for tag in self.target.tags]
            sets = self._tag_sets = ({p[0] for p in parts}, {p[1] for p in parts}, {p[2] for p in parts})
        pythons, abis, _ = sets
        if pythons.isdisjoint(name.python_tags):
            return Rejection(PYTHON_TAG)
        if abis.isdisjoint(name.abi_tags):
            return Rejection(ABI_TAG)
        fitting = any(
            python in tag.split("-")[0]
            for tag in self.target.tags
            for python in name.python_tags
            if tag.split("-")[1] in name.abi_tags
        )
        return Rejection(PLATFORM_TAG if fitting else ABI_TAG)

    def admits_python(self, requires_python: str) -> bool:
        """Tell whether the target's Python is at or above the lower bound; upper bounds do not count."""
        admitted = self._admitted.get(requires_python)
        if admitted is None:
            low = lower_bound(requires_python)
            admitted = self._admitted[requires_python] = low is None or self.target.python_version.key >= low
        return admitted


def lower_bound(requires_python: str) -> CutKey | None:
    """Return where the Python versions that a `Requires-Python` admits begin, or None when it cannot be read.

    `>=3.9,!=3.9.0` begins after 3.9.0, hence a cut and not a version.
    """
    try:
        admitted = Ranges.from_specifiers(parse_specifiers(requires_python, lenient=True))
    except ParseError:
        return None
    return admitted.keys[0] if admitted.keys else None
