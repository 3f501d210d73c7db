"""What of a lock a command asks for: projects, extras and groups; and the roots that follow."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.errors import ConflictsRequestedError, UndefinedExtraError, UndefinedGroupError
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from puv.lockfile.lock import Edge, Lock, LockedRequirement, Package
    from puv.model.universal import ConflictItem
    from puv.standards.names import ExtraName, GroupName, PackageName

DEV = normalize("dev")


class ExtrasAsked(Frozen):
    """`--extra`, `--all-extras` and `--no-extra`."""

    names: tuple[ExtraName, ...] = ()
    every: bool = False
    without: tuple[ExtraName, ...] = ()

    def __contains__(self, extra: object) -> bool:
        """Tell whether the extra is asked for."""
        return (self.every or extra in self.names) and extra not in self.without


class GroupsAsked(Frozen):
    """`--group`, `--only-group`, `--all-groups`, `--no-group`, `--no-default-groups` and the defaults of the project.

    `defaults` are `tool.uv.default-groups`, already empty with `--no-default-groups` or `--only-group`. `--dev` is
    `--group dev`, except that the group need not be there: then `lenient` holds it; so with the other forms.
    """

    names: tuple[GroupName, ...] = ()
    only: tuple[GroupName, ...] = ()
    every: bool = False
    without: tuple[GroupName, ...] = ()
    defaults: tuple[GroupName, ...] | Literal["all"] = ()
    lenient: tuple[GroupName, ...] = (DEV,)  # type: ignore[assignment]  # one grammar for all names

    @property
    def with_projects(self) -> bool:
        """Whether the projects themselves and what they need belong to what is asked."""
        return not self.only

    def __contains__(self, group: object) -> bool:
        """Tell whether the group is asked for."""
        if group in self.without:
            return False
        defaults = self.defaults == "all" or group in self.defaults
        return self.every or defaults or group in self.names or group in self.only


class Root(Frozen):
    """Where a selection begins: a package with some extras and groups, or what the manifest itself names.

    `package` is None for requirements of a script or of a workspace without a project; then `needs` are they.
    Without `own` only the groups count, and the package is not selected.
    """

    package: Package | None = None
    own: bool = True
    extras: tuple[ExtraName, ...] = ()
    groups: tuple[GroupName, ...] = ()
    needs: tuple[tuple[GroupName | None, LockedRequirement], ...] = ()

    def edges(self) -> Iterable[tuple[ExtraName | None, GroupName | None, Edge]]:
        """Yield the edges of the package that count, each with the extra or group it belongs to."""
        package = self.package
        if package is None:
            return
        for extra, group, edge in package.edges():
            own = self.own and (extra is None or extra in self.extras)
            if own if group is None else group in self.groups:
                yield extra, group, edge


def roots_of(
    lock: Lock,
    members: Iterable[PackageName],
    extras: ExtrasAsked,
    groups: GroupsAsked,
    *,
    manifest: bool = False,
) -> tuple[Root, ...]:
    """Return the roots for some projects of the lock, in order of names; those that are not locked are left out.

    `manifest` adds what the lock's manifest names: the requirements of a script, and the groups of a workspace root
    without a project.
    """
    wanted = frozenset(members)
    found = [
        Root(
            package=package,
            own=groups.with_projects,
            extras=tuple(extra for extra in package.optional_dependencies if extra in extras),
            groups=tuple(group for group in package.dev_dependencies if group in groups),
        )
        for package in lock.packages
        if package.name in wanted and package.source.is_tree
    ]
    if manifest:
        needs: list[tuple[GroupName | None, LockedRequirement]] = []
        needs += [(None, entry) for entry in lock.manifest.requirements if groups.with_projects]
        for group, entries in lock.manifest.dependency_groups.items():
            needs += [(group, entry) for entry in entries if group in groups]
        found.append(Root(needs=tuple(needs), groups=tuple(g for g in lock.manifest.dependency_groups if g in groups)))
    return tuple(found)


def check_defined(
    lock: Lock,
    members: Iterable[PackageName],
    extras: ExtrasAsked,
    groups: GroupsAsked,
    *,
    workspace: bool = False,
) -> None:
    """Demand that every extra and group that is named exists in some of the projects (`workspace`: all of them).

    Raises:
        UndefinedExtraError: an extra does not exist.
        UndefinedGroupError: a group does not exist.
    """
    wanted = frozenset(members)
    packages = [package for package in lock.packages if package.name in wanted and package.source.is_tree]
    known_extras = {
        extra for package in packages if package.metadata is not None for extra in package.metadata.provides_extras
    }
    name = "" if workspace or len(packages) != 1 else packages[0].name
    for extra in (*extras.names, *extras.without):
        if extra not in known_extras:
            raise UndefinedExtraError(extra, project=name)
    known_groups = {
        group for package in packages if package.metadata is not None for group in package.metadata.requires_dev
    }
    if workspace:
        known_groups |= set(lock.manifest.dependency_groups)
    for group in (*groups.names, *groups.only, *groups.without):
        if group not in known_groups and group not in groups.lenient:
            raise UndefinedGroupError(group, workspace=workspace)


def check_conflicts(lock: Lock, roots: Iterable[Root]) -> None:
    """Refuse extras, groups and projects that the lock declares as conflicting.

    Raises:
        ConflictsRequestedError: two or more of one set are asked for.
    """
    if not lock.conflicts:
        return
    active = frozenset(item for root in roots for item in items_of(root))
    for items in lock.conflicts:
        together = [item for item in items if item.encoded in active]
        if len(together) > 1:
            raise ConflictsRequestedError(tuple(_words(item) for item in together), tuple(map(shown_item, items)))


def items_of(root: Root) -> list[str]:
    """Return the conflict items that a root makes active, as markers spell them."""
    package = root.package
    if package is None:
        return []
    size, name = len(package.name), package.name
    found = [f"project-{size}-{name}"] if root.own else []
    found += [f"extra-{size}-{name}-{extra}" for extra in root.extras if root.own]
    return found + [f"group-{size}-{name}-{group}" for group in root.groups]


def items_reached(edge: Edge, declared: frozenset[str]) -> frozenset[str]:
    """Return the declared conflict items that following an edge makes active: its own marker may ask about them."""
    name = edge.package.name
    return frozenset(f"extra-{len(name)}-{name}-{extra}" for extra in edge.extras) & declared


def shown_item(item: ConflictItem) -> str:
    """Return how messages show an item: `demo[extra]`, `demo:group` or `demo`."""
    if item.extra is not None:
        return f"`{item.package}[{item.extra}]`"
    return f"`{item.package}:{item.group}`" if item.group is not None else f"`{item.package}`"


def _words(item: ConflictItem) -> tuple[str, str]:
    if item.extra is not None:
        return "extra", item.extra
    return ("group", item.group) if item.group is not None else ("package", item.package)
