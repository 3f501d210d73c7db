"""Where a universal resolution divides: requirements on one name under markers that exclude each other, conflicts."""

from __future__ import annotations

from puv.model.universal import ConflictItem
from puv.resolver.needs import Need
from puv.standards.markers.clauses import FALSE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.resolver.scope import Scope

    Conflicts = tuple[tuple[ConflictItem, ...], ...]

_UPPER = frozenset(("<", "<=", "==", "===", "~="))


class Branch:
    """One way on: a scope, and the needs that apply in it, or the choice (package and bit) to go on with."""

    __slots__ = ("choice", "needs", "scope")

    choice: tuple[int, int] | None
    needs: list[Need]
    scope: Scope

    def __init__(self, scope: Scope, needs: list[Need], choice: tuple[int, int] | None = None) -> None:
        self.scope = scope
        self.needs = needs
        self.choice = choice

    def narrowed(self, scope: Scope) -> Branch:
        """Return the branch for a part of its scope, without the needs that do not apply there."""
        return Branch(scope, kept(scope, self.needs))


def branches(scope: Scope, needs: Iterable[Need], conflicts: Conflicts) -> list[Branch]:
    """Divide a scope by what is needed in it. One branch, or none without needs, means that it stays whole."""
    groups: dict[str, list[Need]] = {}
    for need in needs:
        groups.setdefault(need.name, []).append(need)
    found = [Branch(scope, [])]
    for name in sorted(groups):
        found = _divided(scope, found, groups[name])
    for items in conflicts:
        found = [part for branch in found for part in _separated(branch, items, conflicts)]
    return found


def _divided(scope: Scope, found: list[Branch], group: list[Need]) -> list[Branch]:
    """Let the needs on one name divide the branches, and add them where they apply."""
    markers = {need.marker for need in group}
    if len(markers) == 1 and not scope.raises_python(group[0].marker):
        marker = group[0].marker
        for branch in found:
            if branch.scope.admits(marker):
                branch.needs += group
        return found
    for need in group:
        found = _split_by(scope, found, need)
    return found


def _split_by(scope: Scope, found: list[Branch], need: Need) -> list[Branch]:
    algebra = scope.algebra
    if not scope.admits(need.marker):
        return found
    if not need.marker:
        for branch in found:
            branch.needs.append(need)
        return found
    remaining = need.marker
    divided: list[Branch] = []
    for branch in found:
        if remaining == FALSE or algebra.is_disjoint(branch.scope.marker, remaining):
            divided.append(branch)
            continue
        others = algebra.not_(remaining)
        parts = [] if algebra.is_disjoint(branch.scope.marker, others) else [branch.scope.narrow(others)]
        parts.append(branch.scope.narrow(remaining))
        remaining = algebra.and_(remaining, algebra.not_(branch.scope.marker))
        for part in parts:
            new = branch.narrowed(part)
            if not algebra.is_disjoint(part.marker, need.marker):
                new.needs.append(need)
            if not algebra.is_disjoint(part.marker, scope.within):
                divided.append(new)
    return divided


def _separated(branch: Branch, items: tuple[ConflictItem, ...], conflicts: Conflicts) -> list[Branch]:
    """Divide a branch in which an item of a conflict is wanted: one without any, and one for each item alone."""
    wanted = {item for need in branch.needs for item in items_of(need)}
    if wanted.isdisjoint(items):
        return [branch]
    open_items = [item for item in items if branch.scope.has_item(item)]
    if len(open_items) < 2 and not any(  # noqa: PLR2004 - a conflict takes two
        other is not items and item in other for item in open_items for other in conflicts
    ):
        return [branch]
    everything = frozenset(items)
    ordered = sorted(items, key=ConflictItem.sort_key)
    chosen: list[frozenset[ConflictItem]] = [frozenset(), *(frozenset((item,)) for item in ordered)]
    parts = [branch.scope.with_items(item, everything - item) for item in chosen]
    return [Branch(part, kept(part, branch.needs)) for part in parts if part is not None]


def items_of(need: Need) -> list[ConflictItem]:
    """Return what could be an item of a conflict in a need."""
    found = [ConflictItem(package=need.name, extra=extra) for extra in need.extras]
    found += [ConflictItem(package=need.name, group=group) for group in need.groups]
    return [*found, ConflictItem(package=need.name)]


def kept(scope: Scope, needs: Iterable[Need]) -> list[Need]:
    """Return the needs that apply in a scope, without the items of conflicts that are out."""
    found: list[Need] = []
    for need in needs:
        if not scope.admits(need.marker):
            continue
        if not scope.exclude:
            found.append(need)
            continue
        name = need.name
        extras = tuple(e for e in need.extras if scope.has_item(ConflictItem(package=name, extra=e)))
        groups = tuple(g for g in need.groups if scope.has_item(ConflictItem(package=name, group=g)))
        if not (extras or groups or scope.has_item(ConflictItem(package=name))):
            continue
        if len(extras) != len(need.extras) or len(groups) != len(need.groups):
            need = Need(  # noqa: PLW2901 - the part of it that is in
                name, need.specifiers, extras, need.url, need.origins, need.marker, need.index, groups,
                need.limit,
            )  # fmt: skip
        found.append(need)
    return found


def by_order_of_solving(found: list[Branch], *, lowest_first: bool) -> list[Branch]:
    """Sort branches so that the last one is to be solved first: that of the highest Pythons, or of the lowest.

    Among equals, the one with more requirements that have an upper bound goes first, then the one made last.
    """
    sign = -1 if lowest_first else 1
    return sorted(found, key=lambda branch: (sign * branch.scope.own_lowest, _bounded(branch)))


def _bounded(branch: Branch) -> int:
    return sum(any(clause.operator in _UPPER for clause in need.specifiers) for need in branch.needs)
