"""What the verbs of projects are asked and what they answer.

As in `puv.ops.pip.requests`, a request's field is the flag's name with underscores, and what many commands share is in
`Settings`. `frozen` and `locked` hold the word by which the user asked for it (`--frozen`, `UV_LOCKED=1`), for
messages; empty when not asked for.
"""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from puv.lockfile.lock import Lock
    from puv.ops.pip.requests import PipInstallReport
    from puv.project.workspace import Workspace
    from puv.python.environment import Environment

    #: What became of a lock: it held, was not looked at closely, was (or would be) written for the first time or anew.
    LockAction: TypeAlias = Literal["check", "use", "create", "update"]


class LockRequest(Frozen):
    """`puv lock`. `script` is the path of a script with inline metadata, empty for the project."""

    locked: str = ""
    frozen: str = ""
    dry_run: bool = False
    script: str = ""


class LockReport(Frozen):
    """The lock, its absolute path, and what became of it. `old` is the lock that was there before."""

    lock: Lock
    path: str
    action: LockAction
    old: Lock | None = None
    dry_run: bool = False


class Selection(Frozen):
    """Which parts of a project are wanted: of extras, groups and members.

    `only` leaves out the project itself: `only_groups` are then all that is wanted, as with `only_dev`.
    """

    extra: tuple[str, ...] = ()
    all_extras: bool = False
    no_extra: tuple[str, ...] = ()
    dev: bool | None = None
    only_dev: bool = False
    group: tuple[str, ...] = ()
    no_group: tuple[str, ...] = ()
    no_default_groups: bool = False
    only_group: tuple[str, ...] = ()
    all_groups: bool = False
    package: tuple[str, ...] = ()
    all_packages: bool = False


class SyncRequest(Frozen):
    """`puv sync`. `active` is None where nothing is said of the active environment.

    `as_json` tells that the answer is for a program, so that plans need not be told by events. `root` is the absolute
    path of another environment than the project's; `keep_lock` writes no lock. `warn` tells that another environment
    is active than a script's.
    """

    selection: Selection = Selection()
    locked: str = ""
    frozen: str = ""
    dry_run: bool = False
    check: bool = False
    inexact: bool = False
    active: bool | None = None
    no_editable: bool = False
    no_editable_package: tuple[str, ...] = ()
    no_install_project: bool = False
    no_install_workspace: bool = False
    no_install_local: bool = False
    no_install_package: tuple[str, ...] = ()
    script: str = ""
    python_platform: str = ""
    as_json: bool = False
    root: str = ""
    keep_lock: bool = False
    warn: bool = True


class SyncReport(Frozen):
    """What was (or would be) done. `environment_action` tells what became of the environment, which is at `root`.

    `project` is the directory of the project that was synced.

    `python` is the environment's interpreter and `python_version`, `implementation` what it is. `environment` is None
    where it is not there (a dry run), `lock` for a script without one. `used` is what was installed from.
    """

    root: str
    python: str
    python_version: str
    implementation: str
    environment_action: Literal["use", "create", "replace"]
    changes: PipInstallReport
    environment: Environment | None = None
    lock: LockReport | None = None
    used: Lock
    workspace: Workspace | None = None
    project: str = ""
    script: str = ""
    dry_run: bool = False
    check: bool = False
