"""`Universe`: the versions of one package as bits, and specifiers as masks over them.

With n versions, ascending: bit 0 says "not selected" (the solver's), bit `2 * i + 2` is version i, bit `2 * i + 1` the
gap before it and bit `2 * n + 1` the gap after the last. Gaps stand for versions that nobody published: a
requirement that only such a version could meet is not empty, and fails when a version is to be chosen, not before.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.availability import Missing
    from puv.standards.cuts import CutKey
    from puv.standards.listing import File, Listing
    from puv.standards.names import PackageName
    from puv.standards.specifiers import Specifier, Specifiers
    from puv.standards.version import Version


class Universe:
    """The known versions of one package, from one index or merged from several. Hot, hence slotted by hand.

    `published` is the mask of all version bits, `everything` that of versions and gaps. `missing` says why there is
    no listing. `index` is the URL of the (first) index; `pinned` tells that no other may be asked.
    """

    __slots__ = (
        "_masks", "_origins", "_parsed", "_singletons", "everything", "index", "listings", "missing", "name",
        "pinned", "published", "unfiltered", "versions",
    )  # fmt: skip

    everything: int
    index: str
    listings: tuple[Listing, ...]
    missing: Missing | None
    name: PackageName
    pinned: bool
    published: int
    unfiltered: tuple[Listing, ...]
    versions: list[str]

    def __init__(
        self,
        name: PackageName,
        listings: tuple[Listing, ...],
        missing: Missing | None = None,
        unfiltered: tuple[Listing, ...] = (),
    ) -> None:
        """Take the listings that count; `unfiltered` are all there are, for hints."""
        self.name = name
        self.listings = listings
        self.missing = missing
        self.unfiltered = unfiltered or listings
        self.index = listings[0].index if listings else ""
        self.pinned = False
        self._origins: list[list[tuple[int, int]]] | None = None
        self._parsed: list[Version] | None = None
        if len(listings) == 1:
            self.versions = listings[0].versions
        else:
            self.versions = self._merge()
        size = len(self.versions)
        # 0b...10100: every second bit from bit 2 on.
        self.published = ((1 << (2 * size)) - 1) // 3 << 2
        self.everything = (1 << (2 * size + 2)) - 2
        self._masks: dict[str, int] = {}
        self._singletons: dict[str, int] = {}

    def _merge(self) -> list[str]:
        """Join the versions of several listings; equal ones become one."""
        rows = [
            (listing.version(position), number, position)
            for number, listing in enumerate(self.listings)
            for position in range(len(listing.versions))
        ]
        rows.sort(key=lambda row: (row[0].key, row[1]))
        origins: list[list[tuple[int, int]]] = []
        parsed: list[Version] = []
        for version, number, position in rows:
            if parsed and parsed[-1] == version:
                origins[-1].append((number, position))
            else:
                parsed.append(version)
                origins.append([(number, position)])
        self._origins, self._parsed = origins, parsed
        return [str(version) for version in parsed]

    @property
    def size(self) -> int:
        """Return the number of bits, without bit 0."""
        return 2 * len(self.versions) + 1

    def version(self, position: int) -> Version:
        """Return the version at `position`."""
        return self._parsed[position] if self._parsed is not None else self.listings[0].version(position)

    def files(self, position: int) -> list[tuple[File, ...]]:
        """Return the files of a version, one tuple per index that has it, in index order."""
        if self._origins is None:
            return [self.listings[0].files(position)]
        return [self.listings[number].files(place) for number, place in self._origins[position]]

    def listed_by(self, number: int) -> int:
        """Return the mask of the versions that one of several listings has."""
        if self._origins is None:
            return self.published
        rows = enumerate(self._origins)
        return sum(1 << (2 * position + 2) for position, origins in rows if any(n == number for n, _ in origins))

    def position_of(self, version: Version) -> int:
        """Return the position of a version, or -1."""
        position = self._count_below(version.key)
        if position < len(self.versions) and self.version(position) == version:
            return position
        return -1

    def around(self, bit: int) -> int:
        """Return the mask of a version's bit and the gaps on both sides."""
        return 7 << (bit - 1)

    def mask(self, specifiers: Specifiers) -> int:
        """Return the mask of what the specifiers admit; 0 when they exclude each other."""
        if not specifiers.clauses:
            return self.everything
        text = str(specifiers)
        mask = self._masks.get(text)
        if mask is None:
            mask = self.everything
            for clause in specifiers.clauses:
                mask &= self._clause_mask(clause)
            self._masks[text] = mask
        return mask

    def _clause_mask(self, clause: Specifier) -> int:
        text = str(clause)
        mask = self._singletons.get(text)
        if mask is None:
            low, high = clause.interval()
            mask = self._outside(low, high) if clause.negated else self._between(low, high)
            self._singletons[text] = mask
        return mask

    def _between(self, low: CutKey, high: CutKey) -> int:
        """Return the mask of the interval between two cuts."""
        first = self._count_below(low)
        last = self._count_below(high)
        size = len(self.versions)
        # The gap before `first` is inside unless the interval begins exactly at that version.
        start = 2 * first + (1 if first == size or low != self.version(first).key else 2)
        # The gap after the last version inside is inside if the interval reaches beyond that version's own locals.
        end = 2 * last + (1 if last == first or not self._ends_with(last - 1, high) else 0)
        return (1 << (end + 1)) - (1 << start) if end >= start else 0

    def _outside(self, low: CutKey, high: CutKey) -> int:
        """Return the mask of what is not in an interval; the gaps at its ends are partly outside."""
        first = self._count_below(low)
        last = self._count_below(high)
        return self.everything ^ ((1 << (2 * last + 1)) - (1 << (2 * first + 2))) if last > first else self.everything

    def _ends_with(self, position: int, high: CutKey) -> bool:
        """Tell whether a cut is the end of a version: nothing but local versions of it lies between."""
        epoch, release, (phase, number, post, dev, _) = self.version(position).key
        return high[:2] == (epoch, release) and len(high) > 2 and high[2][:4] == (phase, number, post, dev)  # noqa: PLR2004 - a key is epoch, release, suffix

    def _count_below(self, cut: CutKey) -> int:
        """Count the versions before a cut (bisection, so that few versions are parsed)."""
        low, high = 0, len(self.versions)
        while low < high:
            middle = (low + high) >> 1
            if self.version(middle).key < cut:
                low = middle + 1
            else:
                high = middle
        return low
