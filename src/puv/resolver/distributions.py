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
NO_FILES, NO_SOURCE, NO_WHEEL, YANKED, PYTHON, PYTHON_TAG, ABI_TAG, PLATFORM_TAG, NO_PLATFORM, VERSION_TAG = range(10)
_NO_BUILD_TAG = (-1, "")
_TAIL_PARTS = 4  # name with version and build tag, Python tag, ABI tag, platform tag


class Rejection:
    """Why a version cannot be chosen: one of the constants above, and what it is about (`detail`, maybe empty)."""

    __slots__ = ("detail", "kind")

    detail: str
    kind: int

    def __init__(self, kind: int, detail: str = "") -> None:
        self.kind = kind
        self.detail = detail


class Distributions:
    """Chooses files for one target. Remembers what it found: the same version is asked about again and again."""

    __slots__ = ("_admitted", "_memo", "_tag_pairs", "_tag_ranks", "hashes", "options", "target", "yanked_allowed")

    hashes: dict[PackageName, frozenset[str]]
    options: ResolveOptions
    target: Target
    yanked_allowed: dict[PackageName, set[Version]]

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
        self._tag_ranks: dict[tuple[str, str, str], int] = {}

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
        best: File | None = None
        best_rank: tuple[bool, int, tuple[int, str]] | None = None
        source: File | None = None
        wanted = self.hashes.get(universe.name)
        for file in files:
            if self._rejects(universe, position, file) is not None:
                continue
            if not file.is_wheel:
                source = file if source is None or file.filename.endswith(".tar.gz") else source
                continue
            rank = self._rank(file, wanted)
            if rank is None and not file.index and self._may_be_installed(file):
                return file  # whether it fits this machine is told when it comes to installing it
            if rank is not None and (best_rank is None or rank > best_rank):
                best, best_rank = file, rank
        # Why files do not fit is worked out only where none does.
        return best or source or self._rejection(universe, position, files)

    def _may_be_installed(self, file: File) -> bool:
        """Tell whether a wheel may fit some Python from the target's on; the platform does not count."""
        try:
            wheel = parse_wheel_name(file.filename)
        except ParseError:
            return False
        release = self.target.python_version.release[:2]
        return any(_admits(python, abi, release) for python in wheel.python_tags for abi in wheel.abi_tags)

    def _rejection(self, universe: Universe, position: int, files: tuple[File, ...]) -> Rejection | None:
        """Say why none of the files fits; None when there are none."""
        worst: Rejection | None = None
        source: Rejection | None = None
        for file in files:
            found = self._rejects(universe, position, file)
            if not file.is_wheel:
                source = found or source
                continue
            found = found or (self._tag_rejection(file) if file.index else Rejection(VERSION_TAG))
            if worst is None or found.kind > worst.kind:
                worst = found
        # That the source must not be used tells more than why each wheel does not fit.
        return source or worst

    def _rejects(self, universe: Universe, position: int, file: File) -> Rejection | None:
        """Say why a file must not be used, whatever its tags are."""
        options = self.options
        # Nor is that somebody gives the address of a wheel and forbids wheels; installing it is refused.
        if file.is_wheel and file.index and options.binary_forbidden(universe.name):
            return Rejection(NO_SOURCE)
        # What a direct address holds is nobody's choice here: building it is refused when it comes to that.
        if not file.is_wheel and file.index and options.source_forbidden(universe.name):
            return Rejection(NO_WHEEL)
        if file.yanked is not None:
            allowed = self.yanked_allowed.get(universe.name)
            if not allowed or universe.version(position) not in allowed:
                return Rejection(YANKED, file.yanked)
        return self._rejects_python(file)

    def _rejects_python(self, file: File) -> Rejection | None:
        if file.requires_python and not self.admits_python(file.requires_python):
            return Rejection(PYTHON, file.requires_python)
        return None

    def _rank(self, file: File, wanted: frozenset[str] | None) -> tuple[bool, int, tuple[int, str]] | None:
        """Return how good a wheel is (bigger is better), or None when its tags do not fit."""
        # The name was validated when the listing was made; few tag sets occur over and over, so they are remembered.
        parts = file.filename[:-4].rsplit("-", 3)
        if len(parts) != _TAIL_PARTS:
            return None
        tags = (parts[1], parts[2], parts[3])
        rank = self._tag_ranks.get(tags)
        if rank is None:
            rank = self._tag_ranks[tags] = self._rank_of(tags)
        if rank < 0:
            return None
        matched = wanted is None or not wanted.isdisjoint(file.hashes)
        build = parse_wheel_name(file.filename).build if parts[0].count("-") > 1 else None
        return matched, -rank, build or _NO_BUILD_TAG

    def _rank_of(self, tags: tuple[str, str, str]) -> int:
        """Return the best rank of a set of tags, -1 when none fits."""
        ranks = self.target.tags
        pythons, abis, platforms = tags
        best = -1
        for python in pythons.split("."):
            for abi in abis.split("."):
                for platform in platforms.split("."):
                    rank = ranks.get(f"{python}-{abi}-{platform}", -1)
                    if rank >= 0 and (best < 0 or rank < best):
                        best = rank
        return best

    def _tag_rejection(self, file: File) -> Rejection:
        """Say which part of a wheel's tags does not fit."""
        parts = file.filename[:-4].rsplit("-", 3)
        if len(parts) != _TAIL_PARTS:
            return Rejection(NO_FILES)
        pythons, abis = parts[1].split("."), parts[2].split(".")
        pairs = self._tag_pairs
        if pairs is None:
            pairs = self._tag_pairs = {(p[0], p[1]) for p in (tag.split("-") for tag in self.target.tags)}
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


def _admits(python: str, abi: str, release: tuple[int, ...]) -> bool:
    """Tell whether tags fit some Python from the release on: `py3-none` always does, `cp39-cp39` not from 3.10 on."""
    if python.lstrip("abcdefghijklmnopqrstuvwxyz").startswith("2"):
        return False
    if abi in ("none", "abi3"):
        return True
    digits = abi.lstrip("abcdefghijklmnopqrstuvwxyz")
    digits = digits[: len(digits) - len(digits.lstrip("0123456789"))]
    return len(digits) < 2 or (int(digits[0]), int(digits[1:])) >= release  # noqa: PLR2004 - `39` is 3.9


def lower_bound(requires_python: str) -> CutKey | None:
    """Return where the Python versions that a `Requires-Python` admits begin, or None when it cannot be read.

    `>=3.9,!=3.9.0` begins after 3.9.0, hence a cut and not a version.
    """
    try:
        admitted = Ranges.from_specifiers(parse_specifiers(requires_python, lenient=True))
    except ParseError:
        return None
    return admitted.keys[0] if admitted.keys else None
