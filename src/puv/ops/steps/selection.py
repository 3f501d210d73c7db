"""Which members, extras and groups of a workspace a command is about, and the roots of the lock that follow."""

from __future__ import annotations

from puv.errors import InputError
from puv.lockfile.asked import ExtrasAsked, GroupsAsked, check_defined, roots_of
from puv.ops.steps.workspaces import member_named
from puv.project.groups import default_groups, project_groups
from puv.standards.names import normalize, parse_extra_name, parse_group_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Lock
    from puv.ops.project.requests import Selection
    from puv.project.model import ProjectFile
    from puv.project.workspace import Member, Workspace
    from puv.standards.names import GroupName


class UnknownDefaultGroupError(InputError):
    """`tool.uv.default-groups` names a group that does not exist."""

    code = "unknown-default-group"

    def __init__(self, group: GroupName) -> None:
        super().__init__(
            f"Default group `{group}` (from `tool.uv.default-groups`) is not defined in the project's "
            "`dependency-groups` table"
        )
        self.group = group


def targets(workspace: Workspace, selection: Selection) -> tuple[Member, ...]:
    """Return the members that are asked for; none stands for a root that is no project.

    Raises:
        UnknownMemberError: one does not exist.
    """
    if selection.all_packages:
        return tuple(workspace.members.values())
    if selection.package:
        return tuple(member_named(workspace, normalize(name)) for name in selection.package)
    if workspace.current is not None:
        return (workspace.current,)
    return tuple(workspace.members.values())


def described(workspace: Workspace, members: tuple[Member, ...]) -> list[tuple[ProjectFile, str]]:
    """Return the files whose groups count, each with its directory."""
    found = [(member.file, member.directory) for member in members]
    if workspace.file.project is None:
        found.append((workspace.file, workspace.root))
    return found


def check_default_groups(workspace: Workspace) -> None:
    """Demand that the default groups of every project of a workspace exist.

    Raises:
        UnknownDefaultGroupError: one does not exist.
        MalformedGroupsError: the groups of a project cannot be read.
    """
    for file, directory in described(workspace, tuple(workspace.members.values())):
        if file.uv.default_groups:
            _check_defaults(file, project_groups(file, directory))


def _check_defaults(file: ProjectFile, known: Iterable[GroupName]) -> None:
    for group in file.uv.default_groups or () if file.uv.default_groups != "all" else ():
        if group not in known:
            raise UnknownDefaultGroupError(group)


def wanted_groups(file: ProjectFile, directory: str, selection: Selection) -> tuple[GroupName, ...]:
    """Return the groups of a project that are asked for and exist.

    Raises:
        UnknownDefaultGroupError: a default group does not exist.
        MalformedGroupsError: the groups cannot be read.
    """
    known = project_groups(file, directory)
    _check_defaults(file, known)
    asked = groups_asked(selection, default_groups(file))
    return tuple(group for group in known if group in asked)


def groups_asked(selection: Selection, defaults: tuple[GroupName, ...] | Literal["all"]) -> GroupsAsked:
    """Return which groups are asked for."""
    dev = (parse_group_name("dev"),)
    only = tuple(map(parse_group_name, selection.only_group)) + (dev if selection.only_dev else ())
    without = tuple(map(parse_group_name, selection.no_group)) + (dev if selection.dev is False else ())
    return GroupsAsked(
        names=tuple(map(parse_group_name, selection.group)) + (dev if selection.dev else ()),
        only=only,
        every=selection.all_groups,
        without=without,
        defaults=() if only or selection.no_default_groups else defaults,
    )


def extras_asked(selection: Selection) -> ExtrasAsked:
    """Return which extras are asked for."""
    return ExtrasAsked(
        names=tuple(map(parse_extra_name, selection.extra)),
        every=selection.all_extras,
        without=tuple(map(parse_extra_name, selection.no_extra)),
    )


def _union(defaults: Iterable[tuple[GroupName, ...] | Literal["all"]]) -> tuple[GroupName, ...] | Literal["all"]:
    found: dict[GroupName, None] = {}
    for one in defaults:
        if one == "all":
            return "all"
        found.update(dict.fromkeys(one))
    return tuple(found)


def roots_asked(
    lock: Lock, workspace: Workspace, members: tuple[Member, ...], selection: Selection, *, check: bool = True
) -> tuple[Root, ...]:
    """Return where a selection of the lock begins. Without `check` extras and groups that do not exist are left out.

    Raises:
        InputError: an extra or a group does not exist.
    """
    is_root_virtual = workspace.file.project is None
    asked = [member.name for member in members]
    extras = extras_asked(selection)
    defaults = _union(default_groups(file) for file, _ in described(workspace, members))
    groups = groups_asked(selection, defaults)
    if check:
        check_defined(lock, asked, extras, groups, workspace=len(asked) != 1 or is_root_virtual)
    return roots_of(lock, asked, extras, groups, manifest=is_root_virtual and not selection.package)
