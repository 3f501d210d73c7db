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
    from puv.standards.listing import File
    from puv.standards.names import PackageName
    from puv.standards.version import Version

# Why a version has no usable file, from the least telling to the most.
NO_FILES, NO_SOURCE, NO_WHEEL, YANKED, PYTHON, PYTHON_TAG, ABI_TAG, PLATFORM_TAG = range(8)
_NO_BUILD_TAG = (-1, "")
_TAIL_PARTS = 4  # name with version and build tag, Python tag, ABI tag, platform tag


class Rejection:
    """Why a version cannot be chosen: one of the constants above, and what it is about (`detail`, maybe empty)."""

    __slots__ = ("detail", "kind")

    def __init__(self, kind: int, detail: str = "") -> None:
        self.kind = kind
        self.detail = detail


class Distributions:
    """Chooses files for one target. Remembers what it found: the same version is asked about again and again."""

    __slots__ = ("_admitted", "_memo", "_tag_pairs", "_tag_ranks", "hashes", "options", "target", "yanked_allowed")

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
        self._tag_pairs: set[tuple[str, str]] | None = None
        self._tag_ranks: dict[tuple[str, str, str], int | Rejection] = {}

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
        source_rejection: Rejection | None = None
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
            if rejection is None:
                continue
            if not file.is_wheel:
                source_rejection = rejection
            elif worst is None or rejection.kind > worst.kind:
                worst = rejection
        if best_wheel is not None or source is not None:
            return best_wheel or source
        # That the source must not be used tells more than why each wheel does not fit.
        worst = source_rejection or worst
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
                return Rejection(YANKED, file.yanked)
        if file.requires_python and not self.admits_python(file.requires_python):
            return Rejection(PYTHON, file.requires_python)
        return None

    def _rank(self, file: File, wanted: frozenset[str] | None) -> tuple[bool, int, tuple[int, str]] | Rejection:
        """Return how good a wheel is (bigger is better), or that its tags do not fit."""
        # The name was validated when the listing was made; few tag sets occur over and over, so they are remembered.
        parts = file.filename[:-4].rsplit("-", 3)
        if len(parts) != _TAIL_PARTS:
            return Rejection(NO_FILES)
        rank = self._tag_ranks.get((parts[1], parts[2], parts[3]))
        if rank is None:
            rank = self._rank_of(parts[1].split("."), parts[2].split("."), parts[3].split("."))
            self._tag_ranks[(parts[1], parts[2], parts[3])] = rank
        if isinstance(rank, Rejection):
            return rank
        matched = wanted is None or not wanted.isdisjoint(file.hashes)
        build = parse_wheel_name(file.filename).build if parts[0].count("-") > 1 else None
        return matched, -rank, build or _NO_BUILD_TAG

    def _rank_of(self, pythons: list[str], abis: list[str], platforms: list[str]) -> int | Rejection:
        """Return the best rank of a set of tags, or which part of it does not fit."""
        ranks = self.target.tags
        best = -1
        for python in pythons:
            for abi in abis:
                for platform in platforms:
                    rank = ranks.get(f"{python}-{abi}-{platform}", -1)
                    if rank >= 0 and (best < 0 or rank < best):
                        best = rank
        if best >= 0:
            return best
        pairs = self._tag_pairs
        if pairs is None:
            pairs = self._tag_pairs = {(p[0], p[1]) for p in (tag.split("-") for tag in ranks)}
        if not any(python in pythons for python, _ in pairs):
            return Rejection(PYTHON_TAG)
        fitting = any((python, abi) in pairs for python in pythons for abi in abis)
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
