"""Sets of versions with their Boolean algebra, as unions of intervals: for explanations and for bit masks.

A `Ranges` is a sorted run of cuts (see `puv.standards.cuts`), entering and leaving the set by turns. Beside each
cut stands its face, the version and bound it is printed with; faces take no part in comparisons.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from puv.standards import cuts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeAlias

    from puv.standards.cuts import CutKey
    from puv.standards.specifiers import Specifier, Specifiers
    from puv.standards.version import Version

    #: The version a cut is printed with, and whether the cut lies after it; None at both ends of everything.
    Face: TypeAlias = tuple[Version, bool] | None


class Ranges:
    """An immutable set of versions. Hot, hence slotted by hand. Equal when it holds the same versions.

    `str()` is what uv shows in messages: `>=1.0,<2.0`, `==1.0`, `>=1,<2 | >=3`, and `*` for everything.
    """

    __slots__ = ("faces", "keys")

    keys: tuple[CutKey, ...]
    faces: tuple[Face, ...]

    def __init__(self, keys: tuple[CutKey, ...], faces: tuple[Face, ...]) -> None:
        """Take strictly ascending cuts, even in number, and their faces; prefer the class methods."""
        self.keys = keys
        self.faces = faces

    @classmethod
    def full(cls) -> Ranges:
        """Return the set of all versions."""
        return _FULL

    @classmethod
    def empty(cls) -> Ranges:
        """Return the set without versions."""
        return _EMPTY

    @classmethod
    def singleton(cls, version: Version) -> Ranges:
        """Return the set of this one version, without its local versions."""
        return cls((cuts.before(version), cuts.after(version)), ((version, False), (version, True)))

    @classmethod
    def from_specifier(cls, specifier: Specifier) -> Ranges:
        """Return the versions that the clause admits."""
        low, high = specifier.interval()
        if high <= _LOWEST:
            return _EMPTY
        found = cls((low, high), _faces(specifier))
        return found.complement() if specifier.negated else found

    @classmethod
    def from_specifiers(cls, specifiers: Specifiers | Iterable[Specifier]) -> Ranges:
        """Return the versions that every clause admits."""
        found = _FULL
        for specifier in specifiers:
            found = found.intersection(cls.from_specifier(specifier))
        return found

    @property
    def is_full(self) -> bool:
        """Tell whether this holds every version."""
        return self.keys == _FULL.keys

    @property
    def is_empty(self) -> bool:
        """Tell whether this holds no version."""
        return not self.keys

    def contains(self, version: Version) -> bool:
        """Tell whether the version belongs to the set."""
        return bisect_right(self.keys, version.key) % 2 == 1

    def complement(self) -> Ranges:
        """Return all other versions."""
        keys, faces = self.keys, self.faces
        if keys[:1] == (cuts.BOTTOM,):
            keys, faces = keys[1:], faces[1:]
        else:
            keys, faces = (cuts.BOTTOM, *keys), (None, *faces)
        if keys[-1:] == (cuts.TOP,):
            keys, faces = keys[:-1], faces[:-1]
        else:
            keys, faces = (*keys, cuts.TOP), (*faces, None)
        return Ranges(keys, faces)

    def intersection(self, other: Ranges) -> Ranges:
        """Return the versions in both."""
        if self is _FULL or not other.keys:
            return other
        if other is _FULL or not self.keys:
            return self
        if len(self.keys) == len(other.keys) == 2:  # noqa: PLR2004 - one interval each, by far the commonest
            return self._overlap(other)
        return self._combine(other, 2)

    def union(self, other: Ranges) -> Ranges:
        """Return the versions in either."""
        return self._combine(other, 1)

    def difference(self, other: Ranges) -> Ranges:
        """Return the versions of this that are not in the other."""
        return self.intersection(other.complement())

    def is_disjoint(self, other: Ranges) -> bool:
        """Tell whether no version is in both."""
        return not self.intersection(other).keys

    def is_subset(self, other: Ranges) -> bool:
        """Tell whether the other holds every version of this."""
        return self.intersection(other).keys == self.keys

    def _overlap(self, other: Ranges) -> Ranges:
        higher = self if self.keys[0] >= other.keys[0] else other
        lower = self if self.keys[1] <= other.keys[1] else other
        low, high = higher.keys[0], lower.keys[1]
        return Ranges((low, high), (higher.faces[0], lower.faces[1])) if low < high else _EMPTY

    def _combine(self, other: Ranges, wanted: int) -> Ranges:
        """Sweep both runs of cuts, keeping those at which the number of sets inside reaches or leaves `wanted`."""
        ours, theirs = self.keys, other.keys
        at_ours = at_theirs = 0
        keys: list[CutKey] = []
        faces: list[Face] = []
        while at_ours < len(ours) or at_theirs < len(theirs):
            take_ours = at_theirs == len(theirs) or (at_ours < len(ours) and ours[at_ours] <= theirs[at_theirs])
            take_theirs = at_ours == len(ours) or (at_theirs < len(theirs) and theirs[at_theirs] <= ours[at_ours])
            key = ours[at_ours] if take_ours else theirs[at_theirs]
            face = self.faces[at_ours] if take_ours else other.faces[at_theirs]
            at_ours += take_ours
            at_theirs += take_theirs
            if ((at_ours & 1) + (at_theirs & 1) >= wanted) != (len(keys) & 1):
                keys.append(key)
                faces.append(face)
        return Ranges(tuple(keys), tuple(faces))

    def segments(self) -> tuple[Ranges, ...]:
        """Return the intervals one by one, ascending."""
        pairs = range(0, len(self.keys), 2)
        return tuple(Ranges(self.keys[at : at + 2], self.faces[at : at + 2]) for at in pairs)

    def bounds(self) -> tuple[Version | None, Version | None]:
        """Return the versions printed with the lowest and highest bounds, None where there is none."""
        low = self.faces[0] if self.faces else None
        high = self.faces[-1] if self.faces else None
        return low and low[0], high and high[0]

    def as_singleton(self) -> Version | None:
        """Return the version if the set prints as one (`==1.0`, with or without its local versions), or None."""
        if len(self.keys) != 2:  # noqa: PLR2004 - one interval
            return None
        low, high = self.faces
        if low is None or high is None or low[1] or not high[1] or low[0] != high[0]:
            return None
        return low[0] if self.keys[1] <= cuts.after_locals(low[0]) else None

    def simplify(self, versions: Sequence[Version]) -> Ranges:
        """Return a set of as few intervals as possible that agrees with this on the ascending `versions`.

        It is unbounded below when the first version belongs to it, above when the last does: full when all belong,
        empty when none does.
        """
        if not versions:
            return self
        inside = [bisect_right(self.keys, version.key) for version in versions]
        keys: list[CutKey] = []
        faces: list[Face] = []
        previous = 0
        for at in inside:
            if at % 2 != len(keys) % 2:
                # Entering: the cut below the version. Leaving: the one above the last version inside.
                cut = at - 1 if at % 2 else previous
                keys.append(self.keys[cut])
                faces.append(self.faces[cut])
            if at % 2:
                previous = at
        if keys and inside[0] % 2:
            keys[0], faces[0] = cuts.BOTTOM, None
        if len(keys) % 2:
            keys.append(cuts.TOP)
            faces.append(None)
        return Ranges(tuple(keys), tuple(faces))

    def mask(self, version_at: Callable[[int], Version], count: int) -> int:
        """Return the bits of the positions in an ascending list of `count` versions that belong to the set.

        Looks at O(log count) versions for each cut.
        """
        mask = start = 0
        positions = range(count)
        for key in self.keys:
            if key == cuts.TOP:
                start = count
            elif key:
                start = bisect_left(positions, key, start, count, key=lambda position: version_at(position).key)
            mask ^= (1 << start) - 1
        return mask

    def texts(self) -> tuple[str, ...]:
        """Return the text of each interval, ascending; `*` for the one that holds everything."""
        pairs = range(0, len(self.faces), 2)
        return tuple(_interval_text(self.faces[at], self.faces[at + 1]) for at in pairs)

    def __str__(self) -> str:
        """Join the texts of the intervals; `∅` without any."""
        return " | ".join(self.texts()) or "∅"

    def __repr__(self) -> str:
        """Show the text."""
        return f"Ranges({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        """Tell whether both hold the same versions."""
        return isinstance(other, Ranges) and self.keys == other.keys

    def __hash__(self) -> int:
        """Hash the cuts."""
        return hash(self.keys)


#: Where `0.dev0` begins: no version is lower.
_LOWEST: CutKey = (0, (), (-1, 0, -1, 0, ()))
_EMPTY = Ranges((), ())
_FULL = Ranges((cuts.BOTTOM, cuts.TOP), (None, None))


def _faces(specifier: Specifier) -> tuple[Face, Face]:  # noqa: PLR0911 - one for each operator
    """Return what the ends of the clause's interval are printed with."""
    version, operator = specifier.version, specifier.operator
    if specifier.wildcard:
        return (_dev0(version), False), (_dev0(version.bump(len(version.release) - 1)), False)
    match operator:
        case ">=":
            return (version, False), None
        case "<":
            return None, (_dev0(version) if version.is_post and not version.is_prerelease else version, False)
        case "<=":
            return None, (version, True)
        case ">":
            if version.is_dev:
                return (_with_dev(version, (version.dev or 0) + 1), False), None
            return (version, True), None
        case "~=":
            return (version, False), (_dev0(version.bump(len(version.release) - 2)), False)
        case _:
            return (version, False), (version, True)


def _dev0(version: Version) -> Version:
    return _with_dev(version, 0)


def _with_dev(version: Version, dev: int) -> Version:
    return type(version)(version.release, (version.epoch, version.pre, version.post, dev, ()))


def _interval_text(low: Face, high: Face) -> str:
    if low is None:
        return "*" if high is None else f"{'<=' if high[1] else '<'}{high[0]}"
    if high is None:
        return f"{'>' if low[1] else '>='}{low[0]}"
    if not low[1] and high[1] and low[0] == high[0]:
        return f"=={low[0]}"
    series = _series(low, high)
    if series:
        return f"=={series}.*"
    return f"{'>' if low[1] else '>='}{low[0]},{'<=' if high[1] else '<'}{high[0]}"


def _series(low: tuple[Version, bool], high: tuple[Version, bool]) -> Version | None:
    """Return the release that `==release.*` would name for the interval, or None."""
    (first, after_first), (last, after_last) = low, high
    if after_first or after_last or first.dev != 0 or last.dev != 0:
        return None
    release = first.only_release()
    if (
        release == _dev_free(first)
        and _dev_free(last) == release.bump(len(release.release) - 1)
        and len(first.release) == len(last.release)
    ):
        return release
    return None


def _dev_free(version: Version) -> Version:
    return type(version)(version.release, (version.epoch, version.pre, version.post, None, ()))
