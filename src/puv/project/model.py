"""What a `pyproject.toml` tells puv about a project, as values: `ProjectFile`, `UvTable`, `Source`. Pure."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal

    from puv.model.universal import ConflictItem
    from puv.standards.markers import Marker
    from puv.standards.names import ExtraName, GroupName, PackageName
    from puv.standards.pyproject import Include, ProjectTable
    from puv.standards.requirement import Requirement


class Source(Frozen):
    """One entry of `[tool.uv.sources]`.

    `location` is the URL of a repository or archive, the path as written, or the name of an index; empty for
    `workspace`. `reference` is what of a repository is meant (`rev`, `tag` or `branch` and its name), and `archive`
    a file in it that is the distribution. `editable` and
    `package` are None when the entry does not say. It counts where `marker` holds, and with `extra` or `group` only for
    the requirements of that extra or group.
    """

    kind: Literal["git", "url", "path", "index", "workspace"]
    location: str = ""
    subdirectory: str = ""
    archive: str = ""
    reference: tuple[Literal["rev", "tag", "branch"], str] | None = None
    lfs: bool | None = None
    editable: bool | None = None
    package: bool | None = None
    in_workspace: bool = True
    marker: Marker | None = None
    extra: ExtraName | None = None
    group: GroupName | None = None


class WorkspaceTable(Frozen):
    """`[tool.uv.workspace]`: glob patterns relative to the file's directory, each without `./` and closing `/`."""

    members: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class UvTable(Frozen):
    """What `[tool.uv]` says of a project (and not of puv's settings).

    `package` is None when not said. `default_groups` is None when not said, `"all"`, or names. `conflicts` are sets of
    items; a package that an entry does not name is empty. `dependency_metadata` and `indexes` are tables as parsed.
    """

    sources: Mapping[PackageName, tuple[Source, ...]] = {}
    workspace: WorkspaceTable | None = None
    managed: bool = True
    package: bool | None = None
    default_groups: tuple[GroupName, ...] | Literal["all"] | None = None
    group_requires_python: Mapping[GroupName, str] = {}
    dev_dependencies: tuple[Requirement, ...] | None = None
    conflicts: tuple[tuple[ConflictItem, ...], ...] = ()
    environments: tuple[Marker, ...] = ()
    required_environments: tuple[Marker, ...] = ()
    constraint_dependencies: tuple[Requirement, ...] = ()
    override_dependencies: tuple[Requirement, ...] = ()
    exclude_dependencies: tuple[PackageName, ...] = ()
    build_constraint_dependencies: tuple[Requirement, ...] = ()
    dependency_metadata: tuple[Mapping[str, Any], ...] = ()
    indexes: tuple[Mapping[str, Any], ...] = ()


class ProjectFile(Frozen):
    """A `pyproject.toml`. `groups` are as written, names normalised; `puv.project.groups.project_groups` resolves."""

    label: str
    project: ProjectTable | None = None
    has_build_system: bool = False
    groups: Mapping[GroupName, tuple[str | Include, ...]] = {}
    uv: UvTable = UvTable()

    @property
    def is_package(self) -> bool:
        """Whether the project itself is built and installed: it says so, or names a build system."""
        return self.has_build_system if self.uv.package is None else self.uv.package
