"""Which package is decided next: classes of packages, the order of first sight, and conflicts that change it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.names import PackageName

# Smaller goes first.
DIRECT_URL, SINGLETON, CONFLICT_EARLY, CONFLICT_LATE, UNSPECIFIED = range(5)
CONFLICT_THRESHOLD = 5
_CLASS_SHIFT = 32


class Priorities:
    """The class and rank of each package name. Every virtual package of a name shares them."""

    __slots__ = ("_classes", "_ranks")

    def __init__(self) -> None:
        self._classes: dict[PackageName, int] = {}
        self._ranks: dict[PackageName, int] = {}

    def key(self, name: PackageName) -> int:
        """Return the place in the queue; the smallest goes first."""
        return (self._classes[name] << _CLASS_SHIFT) | self._ranks[name]

    def see(self, name: PackageName, *, url: bool = False, singleton: bool = False) -> None:
        """Hear of a requirement on a name. Addresses and `==` pins go first for good."""
        wanted = DIRECT_URL if url else SINGLETON if singleton else UNSPECIFIED
        known = self._classes.get(name)
        if known is None:
            self._classes[name] = wanted
            self._ranks[name] = len(self._ranks)
        elif wanted < known and wanted <= SINGLETON:
            self._classes[name] = wanted

    def prefer(self, name: PackageName) -> bool:
        """Decide a package earlier, for it suffered from many conflicts; tell whether that changed anything."""
        return self._move(name, CONFLICT_EARLY)

    def defer(self, name: PackageName) -> bool:
        """Decide a package later, for it caused many conflicts; tell whether that changed anything."""
        if self._classes.get(name) in (SINGLETON, CONFLICT_LATE, UNSPECIFIED):
            self._classes[name] = CONFLICT_LATE
            return True
        return False

    def _move(self, name: PackageName, wanted: int) -> bool:
        if self._classes.get(name) == UNSPECIFIED:
            self._classes[name] = wanted
            return True
        return False

    def clone(self) -> Priorities:
        """Return an independent copy."""
        other = Priorities()
        other._classes = self._classes.copy()
        other._ranks = self._ranks.copy()
        return other


class Conflicts:
    """Counts, per package number, how often it suffered from or caused a conflict."""

    __slots__ = ("_affected", "_culprits", "newly_affected", "newly_culprit")

    def __init__(self) -> None:
        self._affected: dict[int, int] = {}
        self._culprits: dict[int, int] = {}
        self.newly_affected: list[int] = []
        self.newly_culprit: list[int] = []

    def record(self, affected: int, culprits: list[int]) -> None:
        """Count one conflict. Who reaches the threshold is noted once."""
        count = self._affected[affected] = self._affected.get(affected, 0) + 1
        if count == CONFLICT_THRESHOLD:
            self.newly_affected.append(affected)
        for culprit in culprits:
            count = self._culprits[culprit] = self._culprits.get(culprit, 0) + 1
            if count == CONFLICT_THRESHOLD:
                self.newly_culprit.append(culprit)

    def clone(self) -> Conflicts:
        """Return an independent copy."""
        other = Conflicts()
        other._affected = self._affected.copy()
        other._culprits = self._culprits.copy()
        other.newly_affected = self.newly_affected.copy()
        other.newly_culprit = self.newly_culprit.copy()
        return other
