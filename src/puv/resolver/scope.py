"""`Scope`: the part of the world that one fork of a universal resolution is for."""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.markers.clauses import EXTRA, FALSE, TRUE, pack
from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.universal import ConflictItem, Environments
    from puv.standards.markers.tree import MarkerAlgebra


class Scope:
    """A marker, an interval of Pythons, and which items of declared conflicts are in or out. Immutable.

    `marker` says how the fork came about and does not repeat what the project requires of Python; `python` is the
    interval that is left of it, `lowest` where that begins, and `within` its marker. `include` and `exclude` are
    items of conflicts. Ids are those of `algebra`.
    """

    __slots__ = ("_lows", "algebra", "exclude", "include", "lowest", "marker", "python", "within")

    algebra: MarkerAlgebra
    exclude: frozenset[ConflictItem]
    include: frozenset[ConflictItem]
    lowest: int
    marker: int
    python: Ranges
    within: int

    def __init__(
        self,
        algebra: MarkerAlgebra,
        marker: int,
        python: Ranges,
        include: frozenset[ConflictItem] = frozenset(),
        exclude: frozenset[ConflictItem] = frozenset(),
        lows: dict[int, int] | None = None,
    ) -> None:
        self.algebra, self.marker, self.python = algebra, marker, python
        self.include, self.exclude = include, exclude
        self.within = algebra.python(python)
        self.lowest = lowest(python)
        self._lows: dict[int, int] = {} if lows is None else lows

    @classmethod
    def whole(cls, algebra: MarkerAlgebra, environments: Environments) -> Scope:
        """Return the scope of everything that the project is for, supported environments aside."""
        return cls(algebra, TRUE, hull(Ranges.from_specifiers(environments.requires_python)))

    def admits(self, marker: int) -> bool:
        """Tell whether the marker holds somewhere in here."""
        algebra = self.algebra
        return not algebra.is_disjoint(marker, self.within) and not algebra.is_disjoint(marker, self.marker)

    def narrow(self, marker: int) -> Scope:
        """Return the part in which the marker holds, Pythons narrowed to those it leaves."""
        algebra = self.algebra
        together = algebra.and_(self.marker, marker)
        bounds = algebra.python_bounds(together)
        return Scope(algebra, together, self.python.intersection(bounds), self.include, self.exclude, self._lows)

    def with_items(self, include: frozenset[ConflictItem], exclude: frozenset[ConflictItem]) -> Scope | None:
        """Return the part with these items in and out, or None where that contradicts what is known of them."""
        if include & self.exclude or exclude & self.include:
            return None
        part = Scope(self.algebra, self.marker, self.python, self.include | include, self.exclude | exclude, self._lows)
        return None if part.universal == FALSE else part  # the forks of an earlier lock speak of items themselves

    def has_item(self, item: ConflictItem) -> bool:
        """Tell whether an item may be active in here. Excluding a project leaves out its extras that are not wanted."""
        if item in self.exclude:
            return False
        if item in self.include or (item.extra is None and item.group is None):
            return True
        return item.extra is None or type(item)(package=item.package) not in self.exclude

    def raises_python(self, marker: int) -> bool:
        """Tell whether a marker holds only for Pythons above the lowest in here."""
        low = self._lows.get(marker)
        if low is None:
            low = self._lows[marker] = lowest(self.algebra.python_bounds(marker))
        return low > self.lowest

    @property
    def own_lowest(self) -> int:
        """Return where the Pythons of the marker begin, whatever the project requires."""
        return lowest(self.algebra.python_bounds(self.marker))

    @property
    def universal(self) -> int:
        """Return the marker with the items of conflicts as extras."""
        algebra, marker = self.algebra, self.marker
        for item in self.exclude:
            marker = algebra.and_(marker, algebra.not_(item_marker(algebra, item)))
        for item in self.include:
            marker = algebra.and_(marker, item_marker(algebra, item))
        return marker

    def split_python(self, at: Ranges) -> list[Scope]:
        """Return the parts below and from where a set of versions begins, those that are not empty."""
        start = Ranges((at.keys[0], Ranges.full().keys[1]), (at.faces[0], None))
        parts = (self.python.intersection(start.complement()), self.python.intersection(start))
        scopes = [self.narrow(self.algebra.python(part)) for part in parts if part.keys]
        return [scope for scope in scopes if scope.marker != FALSE and scope.python.keys]

    def split_text(self) -> str:
        """Return what tells this fork from others as messages show it."""
        parts = []
        text = self.algebra.to_text(self.marker)
        if text:
            parts.append(f"markers: {text}")
        for word, items in (("included", self.include), ("excluded", self.exclude)):
            if items:
                shown = ", ".join(str(item) for item in sorted(items, key=lambda item: item.sort_key()))
                parts.append(f"{word}: {shown}")
        return "; ".join(parts)


def item_marker(algebra: MarkerAlgebra, item: ConflictItem) -> int:
    """Return the marker that an item is active."""
    return algebra.clause(((EXTRA, item.encoded), (1,), (False, True)))


def hull(versions: Ranges) -> Ranges:
    """Return the smallest interval around a set."""
    if len(versions.keys) <= 2:  # noqa: PLR2004 - one interval already
        return versions
    ends = (versions.keys[0], versions.keys[-1]), (versions.faces[0], versions.faces[-1])
    return Ranges(*ends)


def lowest(versions: Ranges) -> int:
    """Return where a set of Pythons begins, as a place on the axis of markers: only the release counts."""
    face = versions.faces[0] if versions.faces else None
    return 0 if face is None else 2 * pack(face[0].release) + face[1]


def python_range(requires_python: str) -> Ranges | None:
    """Return the Pythons that a `Requires-Python` admits, or None when it cannot be read, or admits none."""
    try:
        admitted = Ranges.from_specifiers(parse_specifiers(requires_python, lenient=True))
    except ParseError:
        return None
    return admitted if admitted.keys else None
