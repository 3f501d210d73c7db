"""`LockInputs`: everything that a lock depends on, besides the packages of the world."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.lock import LockOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from puv.lockfile.lock import StaticMetadata
    from puv.model.index import Index
    from puv.model.universal import Environments, SourceTree
    from puv.standards.names import GroupName, PackageName
    from puv.standards.requirement import Requirement


class LockInputs(Frozen):
    """What a project, workspace or script wants to be locked.

    `root` is the absolute directory of the lock, to which its paths are relative. `members` are the projects of the
    workspace, or the one project; `is_workspace` tells that a lock lists them, `project_name` is the root's name, None
    for a root that is no project and for scripts. `requirements` are those of a script, `dependency_groups` those of a
    root that is no project, as are `default_groups` and `group_requires_python`. Requirements are lowered: where a
    project says from where, they are `SourcedRequirement`s, and their addresses of directories are absolute `file:`
    URLs. `indexes` are those that may be asked.
    """

    root: str
    environments: Environments
    options: LockOptions = LockOptions()
    members: tuple[SourceTree, ...] = ()
    is_workspace: bool = False
    project_name: PackageName | None = None
    requirements: tuple[Requirement, ...] = ()
    dependency_groups: Mapping[GroupName, tuple[Requirement, ...]] = {}
    constraints: tuple[Requirement, ...] = ()
    overrides: tuple[Requirement, ...] = ()
    excludes: tuple[PackageName, ...] = ()
    build_constraints: tuple[Requirement, ...] = ()
    dependency_metadata: tuple[StaticMetadata, ...] = ()
    indexes: tuple[Index, ...] = ()
    default_groups: tuple[GroupName, ...] | Literal["all"] | None = None
    group_requires_python: Mapping[GroupName, str] = {}
