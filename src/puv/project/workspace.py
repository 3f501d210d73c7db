"""`Workspace`: a project with its members, as found on disk. A project of its own is a workspace of one."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.frozen import Frozen
from puv.project.discover import find_project, upwards
from puv.project.errors import UnmanagedProjectError, WorkspaceError
from puv.project.patterns import expand, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from puv.model.universal import ConflictItem
    from puv.project.discover import Files
    from puv.project.model import ProjectFile, WorkspaceTable
    from puv.standards.names import PackageName


class Member(Frozen):
    """A project of a workspace. `directory` is absolute."""

    name: PackageName
    directory: str
    file: ProjectFile


class Workspace(Frozen):
    """A workspace. `root` is its absolute directory, `file` what is said there, maybe without a `[project]`.

    `members` are in the order of their names, the root among them if it is a project. `current` is the one whose
    directory the search began in, None for a root that is no project. `required` are the members that some other
    member takes from the workspace (`workspace = true`).
    """

    root: str
    file: ProjectFile
    members: Mapping[PackageName, Member]
    current: Member | None = None
    required: frozenset[PackageName] = frozenset()

    @property
    def directory(self) -> str:
        """The directory of the current project."""
        return self.current.directory if self.current is not None else self.root

    @property
    def current_file(self) -> ProjectFile:
        """What the `pyproject.toml` of the current project says."""
        return self.current.file if self.current is not None else self.file

    def is_package(self, member: Member) -> bool:
        """Whether a member is built and installed itself: it says so, has a build system, or another one needs it."""
        chosen = member.file.uv.package
        if chosen is not None:
            return chosen
        return member.file.has_build_system or member.name in self.required

    def conflicts(self) -> tuple[tuple[ConflictItem, ...], ...]:
        """Return the conflicts that the root and the members declare, every item with its package."""
        files = [(self.file, self.file.project.name if self.file.project is not None else None)]
        files += [(member.file, member.name) for member in self.members.values() if member.directory != self.root]
        return tuple(
            tuple(item if item.package or name is None else item.replace(package=name) for item in items)
            for file, name in files
            for items in file.uv.conflicts
        )


def find_workspace_root(directory: str, files: Files) -> str | None:
    """Return the root of the workspace that the nearest project belongs to, None when there is no project.

    Raises:
        ProjectFileError: a `pyproject.toml` on the way is wrong.
    """
    for candidate in upwards(directory):
        file = files.at(candidate)
        if file is not None:
            return _root(candidate, file, files)
    return None


def discover(directory: str, files: Files, *, look: Callable[[str], object] = str) -> Workspace:
    """Return the workspace of the nearest project at or above a directory (absolute).

    `look` is called with each directory that is searched for members.

    Raises:
        NoProjectError: there is no project.
        ProjectFileError: a `pyproject.toml` is wrong.
        WorkspaceError: the members do not make a workspace, or puv shall leave the project alone.
    """
    place, file = find_project(directory, files)
    if not file.uv.managed:
        raise UnmanagedProjectError(place)
    root = _root(place, file, files)
    root_file = files.at(root)
    assert root_file is not None  # noqa: S101 - it has been found
    members = _members(root, root_file, files, look)
    if file.project is not None and all(member.directory != place for member in members):
        members.append(Member(name=file.project.name, directory=place, file=file))
    by_name = _by_name(members)
    return Workspace(
        root=root,
        file=root_file,
        members=by_name,
        current=next((member for member in by_name.values() if member.directory == place), None),
        required=frozenset(_required(root_file, by_name)),
    )


def _root(place: str, file: ProjectFile, files: Files) -> str:
    """Return the directory of the workspace that a project belongs to; its own when it is on its own."""
    if file.uv.workspace is not None or file.project is None:
        return place
    for candidate in upwards(os.path.dirname(place)):
        above = files.at(candidate) if candidate != place else None
        if above is None:
            continue
        table = above.uv.workspace
        if table is not None and _is_member(candidate, table, place):
            return candidate
        break
    return place


def _is_member(root: str, table: WorkspaceTable, place: str) -> bool:
    if any(matches(root, pattern, place) for pattern in table.exclude):
        return False
    return any(matches(root, pattern, place) for pattern in table.members)


def _members(root: str, file: ProjectFile, files: Files, look: Callable[[str], object]) -> list[Member]:
    found = []
    if file.project is not None:
        found.append(Member(name=file.project.name, directory=root, file=file))
    table = file.uv.workspace
    seen = {root}
    for pattern in table.members if table is not None else ():
        for directory in expand(root, pattern, look):
            if directory in seen or any(matches(root, one, directory) for one in table.exclude):  # type: ignore[union-attr]  # it has members
                continue
            seen.add(directory)
            member = _member(directory, pattern, files)
            if member is not None:
                found.append(member)
    return found


def _member(directory: str, pattern: str, files: Files) -> Member | None:
    file = files.at(directory)
    if file is None:
        if os.path.basename(directory).startswith(".") or _is_empty(directory):
            return None
        raise WorkspaceError(f"Workspace member `{directory}` is missing a `pyproject.toml` (matches: `{pattern}`)")
    if not file.uv.managed:
        return None
    if file.project is None:
        raise WorkspaceError(f"No `project` table found in: {os.path.join(directory, 'pyproject.toml')}")
    if file.uv.workspace is not None:
        message = "Nested workspaces are not supported, but workspace member has a `tool.uv.workspace` table"
        raise WorkspaceError(f"{message}: {directory}")
    return Member(name=file.project.name, directory=directory, file=file)


def _is_empty(directory: str) -> bool:
    """Whether there is nothing in a directory, or only what git ignores."""
    if not os.listdir(directory):
        return True
    import subprocess  # only what would be an error otherwise comes here

    words = ("git", "ls-files", "--cached", "--others", "--exclude-standard")
    try:
        done = subprocess.run(words, cwd=directory, check=True, capture_output=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError):
        return False
    return not done.stdout


def _by_name(members: list[Member]) -> dict[PackageName, Member]:
    found: dict[PackageName, Member] = {}
    for member in members:
        other = found.setdefault(member.name, member)
        if other is not member:
            places = f"`{other.directory}` and `{member.directory}`"
            raise WorkspaceError(f"Two workspace members are both named `{member.name}`: {places}")
    return dict(sorted(found.items()))


def _required(root: ProjectFile, members: Mapping[PackageName, Member]) -> Iterator[PackageName]:
    for file in (root, *(member.file for member in members.values())):
        for name, sources in file.uv.sources.items():
            own = file.project is not None and file.project.name == name
            if name in members and not own and any(s.kind == "workspace" and s.in_workspace for s in sources):
                yield name


class UnknownMemberError(InputError):
    """A workspace has no member of a name."""

    code = "unknown-member"

    def __init__(self, name: PackageName, root: str) -> None:
        super().__init__(f"The workspace does not have a member {name}: {root}")
        self.name = name
