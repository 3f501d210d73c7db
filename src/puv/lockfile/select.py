"""Which packages of a lock one environment needs."""

from __future__ import annotations

from puv.lockfile.asked import (
    ExtrasAsked,
    GroupsAsked,
    check_conflicts,
    check_defined,
    items_of,
    items_reached,
    roots_of,
    shown_item,
)
from puv.lockfile.errors import ConflictsEnabledError
from puv.standards.markers import parse_marker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Edge, Lock, LockedRequirement, Package, PackageId
    from puv.standards.names import ExtraName, PackageName

_NO_EXTRAS, _NO_GROUPS = ExtrasAsked(), GroupsAsked()


class Selected:
    """A package that is needed, with the extras of it that are. Treat as frozen.

    `needs` are the packages that it needs in turn, in order. `is_root` tells that it was asked for itself.
    """

    __slots__ = ("extras", "is_root", "needs", "package")

    extras: tuple[ExtraName, ...]
    is_root: bool
    needs: tuple[PackageId, ...]
    package: Package

    def __init__(
        self, package: Package, extras: tuple[ExtraName, ...], needs: tuple[PackageId, ...], *, is_root: bool = False
    ) -> None:
        self.package, self.extras, self.needs, self.is_root = package, extras, needs, is_root

    def __repr__(self) -> str:
        """Show package and extras."""
        return f"Selected({str(self.package.id)!r}, {self.extras!r})"


def select(lock: Lock, roots: Iterable[Root], environment: Mapping[str, str]) -> tuple[Selected, ...]:
    """Return what the roots need in an environment, in the order of the lock; each name occurs once.

    `environment` maps the variables of PEP 508 to texts. It must be one that the lock is for: its Python within
    `requires_python`, its platform within `supported_markers`.

    Raises:
        ConflictsEnabledError: the roots lead to two things that the lock declares as conflicting.
    """
    roots = tuple(roots)
    active = frozenset(item for root in roots for item in items_of(root))
    declared = frozenset(item.encoded for items in lock.conflicts for item in items)
    while True:
        walk = _Walk(lock, environment, active, declared)
        walk.go(roots)
        reached = active | (walk.reached & declared)
        if reached == active:
            break
        active = reached  # an extra that is reached may switch edges, also of packages seen before
    _refuse_conflicts(lock, active)
    return walk.result()


def selected(
    lock: Lock,
    environment: Mapping[str, str],
    *,
    members: Iterable[PackageName] = (),
    extras: ExtrasAsked = _NO_EXTRAS,
    groups: GroupsAsked = _NO_GROUPS,
) -> tuple[Selected, ...]:
    """Return what some members of a lock need, with extras and groups of theirs; for `environment` see `select`.

    Without `members` it is the project in the lock's own directory, or every member where there is none.

    Raises:
        UndefinedExtraError: an extra does not exist.
        UndefinedGroupError: a group does not exist.
        ConflictsRequestedError: two things that exclude each other are asked for.
        ConflictsEnabledError: what is asked for leads to two things that exclude each other.
    """
    chosen = tuple(members)
    root = lock.root()
    if not chosen:
        chosen = lock.manifest.members if root is None else (root.name,)
    check_defined(lock, chosen, extras, groups)
    roots = roots_of(lock, chosen, extras, groups, manifest=root is None)
    check_conflicts(lock, roots)
    return select(lock, roots, environment)


def applies(marker: str, environment: Mapping[str, str], active: frozenset[str] = frozenset()) -> bool:
    """Tell whether the text of a marker holds where these conflict items are active."""
    return not marker or parse_marker(marker).evaluate(environment, active)


def _refuse_conflicts(lock: Lock, active: frozenset[str]) -> None:
    for items in lock.conflicts:
        together = [item for item in items if item.encoded in active]
        if len(together) > 1:
            raise ConflictsEnabledError(shown_item(together[0]), shown_item(together[1]))


class _Walk:
    """One walk over the graph with a fixed set of active conflict items."""

    def __init__(
        self, lock: Lock, environment: Mapping[str, str], active: frozenset[str], declared: frozenset[str]
    ) -> None:
        self._lock = lock
        self._declared = declared
        self._environment = environment
        self._active = active
        self._packages = lock.by_id()
        self._known: dict[str, bool] = {"": True}
        self._extras: dict[PackageId, set[ExtraName]] = {}
        self._needs: dict[PackageId, list[PackageId]] = {}
        self._roots: set[PackageId] = set()
        self._pending: list[tuple[PackageId, ExtraName | None]] = []
        self.reached: set[str] = set()

    def go(self, roots: Iterable[Root]) -> None:
        """Follow every edge that applies."""
        for root in roots:
            package = root.package
            if package is not None and root.own:
                self._roots.add(package.id)
                self._extras.setdefault(package.id, set()).update(root.extras)
                self._needs.setdefault(package.id, [])
            for _, _, edge in root.edges():
                self._follow(edge, package.id if package is not None and root.own else None)
            for _, needed in root.needs:
                self._require(needed)
        while self._pending:
            current, extra = self._pending.pop()
            package = self._packages[current]
            for edge in package.dependencies if extra is None else package.optional_dependencies.get(extra, ()):
                self._follow(edge, current)

    def _holds(self, marker: str) -> bool:
        known = self._known.get(marker)
        if known is None:
            known = self._known[marker] = applies(marker, self._environment, self._active)
        return known

    def _follow(self, edge: Edge, parent: PackageId | None) -> None:
        own = items_reached(edge, self._declared) if edge.extras and self._declared else None
        if not (applies(edge.marker, self._environment, self._active | own) if own else self._holds(edge.marker)):
            return
        target = edge.package
        if parent is not None and target not in self._needs[parent]:
            self._needs[parent].append(target)
        self._reach(target, edge.extras)

    def _require(self, needed: LockedRequirement) -> None:
        """Follow a requirement of the manifest to the package that this environment's fork chose."""
        if not self._holds(needed.marker):
            return
        for package in self._lock.packages:
            chosen = not package.fork_markers or any(map(self._holds, package.fork_markers))
            if package.name == needed.name and chosen:
                self._reach(package.id, needed.extras)

    def _reach(self, target: PackageId, extras: tuple[ExtraName, ...]) -> None:
        have = self._extras.get(target)
        if have is None:
            have = self._extras[target] = set()
            self._needs[target] = []
            self._pending.append((target, None))
            self.reached.add(f"project-{len(target.name)}-{target.name}")
        for extra in extras:
            if extra not in have:
                have.add(extra)
                self._pending.append((target, extra))
                self.reached.add(f"extra-{len(target.name)}-{target.name}-{extra}")

    def result(self) -> tuple[Selected, ...]:
        """Return what was reached, in the order of the lock."""
        return tuple(
            Selected(
                package,
                tuple(sorted(self._extras[package.id])),
                tuple(self._needs[package.id]),
                is_root=package.id in self._roots,
            )
            for package in self._lock.packages
            if package.id in self._extras
        )
