"""What `puv export` and `puv tree` begin with: a workspace or a script, and its lock."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.frozen import Frozen
from puv.lockfile.asked import roots_of
from puv.ops.project.frozen import use_frozen
from puv.ops.project.requests import LockRequest, Selection
from puv.ops.project.scripts import find_script
from puv.ops.steps.selection import extras_asked, groups_asked, roots_asked, targets
from puv.ops.steps.workspaces import find_workspace, project_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Lock
    from puv.ops.runtime import Runtime
    from puv.project.workspace import Member, Workspace
    from puv.settings import Settings
    from puv.standards.names import PackageName


class LockWanted(Frozen):
    """Which lock: the project's, or that of `script`. The other fields are as in `LockRequest`."""

    script: str = ""
    locked: str = ""
    frozen: str = ""
    dry_run: bool = False


class LockRead(Frozen):
    """A lock, its absolute directory, and the workspace it is of (None for a script) with the members asked for."""

    lock: Lock
    directory: str
    workspace: Workspace | None = None
    members: tuple[Member, ...] = ()

    @property
    def member_names(self) -> frozenset[PackageName]:
        """The names of all members of the workspace."""
        return frozenset(self.workspace.members) if self.workspace is not None else frozenset()

    def roots(self, selection: Selection, *, check: bool = True) -> tuple[Root, ...]:
        """Return where a selection of the lock begins. Without `check` what does not exist is left out.

        Raises:
            InputError: an extra or a group does not exist.
        """
        if self.workspace is None:
            _refuse_parts_of_scripts(selection)
            return roots_of(self.lock, (), extras_asked(selection), groups_asked(selection, ()), manifest=True)
        return roots_asked(self.lock, self.workspace, self.members, selection, check=check)


def _refuse_parts_of_scripts(selection: Selection) -> None:
    """Refuse extras and groups, which scripts do not have.

    Raises:
        InputError: one is asked for by its name.
    """
    for what, noun, names in (
        ("optional dependencies", "extra", (*selection.extra, *selection.no_extra)),
        ("dependency groups", "group", (*selection.group, *selection.only_group, *selection.no_group)),
    ):
        if names:
            raise InputError(f"PEP 723 scripts do not support {what}, but {noun} `{names[0]}` was specified")


def read_wanted(wanted: LockWanted, selection: Selection, settings: Settings, runtime: Runtime) -> LockRead:
    """Bring the lock up to date, unless told not to, and return it.

    Raises:
        InputError: the project is wrong, or a member does not exist.
        LockfileError: the lock cannot be read; it is missing or out of date, and must not be written.
        PuvError: locking failed.
    """
    workspace = members = None
    if wanted.script:
        find_script(wanted.script, runtime, needs_metadata=True)
        path = f"{runtime.path(wanted.script)}.lock"
    else:
        workspace = find_workspace(settings, runtime, project_files(runtime))
        members = targets(workspace, selection)
        path = os.path.join(workspace.root, "uv.lock")
    if wanted.frozen:
        report = use_frozen(path, wanted.frozen, runtime)
    else:
        from puv.ops.project.lock import lock  # the whole resolver, which `--frozen` does not need

        # A script gets no lock unless it is asked for.
        dry_run = wanted.dry_run or (bool(wanted.script) and not os.path.exists(path))
        request = LockRequest(locked=wanted.locked, script=wanted.script, dry_run=dry_run)
        report = lock(request, settings, runtime)
    return LockRead(lock=report.lock, directory=os.path.dirname(path), workspace=workspace, members=members or ())
