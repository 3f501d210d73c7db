"""Which files of a workspace a checker looks at, and how ty is told. Pure."""

from __future__ import annotations

import os

from puv.frozen import Frozen
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from puv.project.workspace import Member, Workspace
    from puv.standards.names import PackageName

# From this version on ty leaves out scripts with inline metadata by itself.
_KNOWS_SCRIPTS = Version.parse("0.0.64")


class Area(Frozen):
    """What is looked at: `paths` in a directory (absolute), without `excluded`; both are relative to it.

    No paths stand for the whole directory. `forced` makes the exclusion count for paths that are named, too. `members`
    are the projects of the `workspace` that are meant.
    """

    directory: str
    paths: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    forced: bool = False
    workspace: bool = False
    members: frozenset[PackageName] = frozenset()


def area_of(workspace: Workspace, members: Iterable[Member], *, virtual: bool) -> Area:
    """Return the area of some members. `virtual` tells that they stand for a root that is no project.

    One member's area is its own directory, that of several the workspace's.
    """
    chosen = tuple(members)
    directory = chosen[0].directory if len(chosen) == 1 and not virtual else workspace.root
    places = {member.directory for member in chosen}
    others = [member.directory for member in workspace.members.values() if member.directory not in places]
    excluded = [place for place in others if any(_is_below(place, chosen_place) for chosen_place in places)]
    return Area(
        directory=directory,
        paths=tuple(_relative(member.directory, directory) for member in chosen),
        excluded=tuple(_relative(place, directory) for place in excluded),
        forced=virtual and bool(chosen),
        workspace=True,
        members=frozenset(member.name for member in chosen),
    )


def _is_below(path: str, place: str) -> bool:
    return path.startswith(place.rstrip(os.sep) + os.sep)


def _relative(path: str, directory: str) -> str:
    """Return a path relative to a directory with forward slashes, empty for the directory itself."""
    return "" if path == directory else os.path.relpath(path, directory).replace(os.sep, "/")


def ty_arguments(
    area: Area, version: Version, scripts: Callable[[], Iterable[str]], *, color: str, fix: bool, no_progress: bool
) -> tuple[str, ...]:
    """Return what follows `ty check`.

    `scripts` finds the scripts with inline metadata in the area, for versions of ty that do not know of them.
    """
    words = ["--color", color]
    words += ["--no-progress"] if no_progress else []
    words += ["--fix"] if fix else []
    knows_scripts = version >= _KNOWS_SCRIPTS
    words += ["--exclude-scripts"] if knows_scripts else []
    excluded = list(area.excluded)
    if not knows_scripts and area.workspace:
        excluded += scripts()
    for path in excluded:
        words += ["--exclude", path]
    words += ["--force-exclude"] if area.forced else []
    return (*words, *(("--", *area.paths) if area.paths else ()))
