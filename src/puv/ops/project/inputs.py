"""From a workspace and the settings to `LockInputs`."""

from __future__ import annotations

from puv.errors import InputError
from puv.events import Warned
from puv.lockfile.inputs import LockInputs
from puv.lockfile.lock import LockOptions, StaticMetadata
from puv.model.requirement import Dependency
from puv.model.universal import Environments
from puv.ops.steps.workspaces import FailedProjectError
from puv.project.groups import declared_defaults, group_requires_python, project_groups
from puv.resolver.manifest import Manifest
from puv.settings.exclude_newer import Moment, iso_span
from puv.standards.markers.tree import FALSE, MarkerAlgebra
from puv.standards.names import normalize, parse_extra_name
from puv.standards.specifiers import parse_specifiers
from puv.standards.timestamps import render_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from puv.lockfile.lock import Cutoff
    from puv.model.index import Index
    from puv.model.universal import SourceTree
    from puv.ops.runtime import Runtime
    from puv.ops.steps.project_python import Pythons
    from puv.ops.steps.workspaces import Lowerings
    from puv.project.model import ProjectFile
    from puv.project.workspace import Workspace
    from puv.python.interpreter import Interpreter
    from puv.resolver.manifest import Preference
    from puv.settings import Settings
    from puv.standards.markers import Marker
    from puv.standards.names import GroupName
    from puv.standards.requirement import Requirement
    from puv.standards.specifiers import Specifiers

#: What uv writes for a limit that a span of time sets, which has no moment of its own.
_PLACEHOLDER = "0001-01-01T00:00:00Z"


class OverlappingEnvironmentsError(InputError):
    """Two of the supported environments meet."""

    code = "overlapping-environments"


def workspace_inputs(
    workspace: Workspace, members: tuple[SourceTree, ...], lowerings: Lowerings, settings: Settings,
    requires_python: Specifiers, indexes: tuple[Index, ...],
) -> LockInputs:  # fmt: skip
    """Return everything that the workspace's lock depends on.

    Raises:
        InputError: what the root says of environments, constraints or groups is wrong.
    """
    file = workspace.file
    lowering = lowerings.of(file, workspace.root)

    def lowered(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
        return tuple(one for requirement in requirements for one in lowering.lower(requirement))

    groups: Mapping[GroupName, tuple[Requirement, ...]] = {}
    if file.project is None:
        entries_of = project_groups(file, workspace.root)
        try:
            groups = {
                name: tuple(one for entry in entries for one in lowering.lower(entry, None, name))
                for name, entries in entries_of.items()
            }
        except InputError as error:
            raise FailedProjectError("", workspace.root) from error
    return LockInputs(
        root=workspace.root,
        environments=Environments(
            requires_python=requires_python,
            supported=_disjoint(file.uv.environments),
            required=file.uv.required_environments,
            conflicts=workspace.conflicts(),
            fork_strategy=settings.resolve.fork_strategy,  # type: ignore[arg-type]  # checked when it was parsed
        ),
        options=lock_options(settings),
        members=members,
        is_workspace=file.uv.workspace is not None and not _is_alone(workspace),
        project_name=file.project.name if file.project is not None else None,
        dependency_groups=groups,
        default_groups=declared_defaults(file) if file.project is None else None,
        group_requires_python=group_requires_python(file, workspace.root) if file.project is None else {},
        constraints=lowered(file.uv.constraint_dependencies),
        overrides=lowered(file.uv.override_dependencies),
        excludes=file.uv.exclude_dependencies,
        build_constraints=lowered(file.uv.build_constraint_dependencies),
        dependency_metadata=static_metadata(file),
        indexes=indexes,
    )


def _is_alone(workspace: Workspace) -> bool:
    return len(workspace.members) == 1 and all(
        member.directory == workspace.root for member in workspace.members.values()
    )  # fmt: skip


def required_python(pythons: Pythons, interpreter: Interpreter, runtime: Runtime) -> Specifiers:
    """Return the Pythons to lock for; without any word of the project's, the interpreter's and later ones."""
    major, minor = interpreter.python_version
    default = f">={major}.{minor}"
    if pythons.all is None:
        message = f"No `requires-python` value found in the workspace. Defaulting to `{default}`."
        runtime.report(Warned(message=message))
        return parse_specifiers(default)
    if all(clause.operator in ("<", "<=", "!=") for clause in pythons.all):
        shown = ", ".join(map(str, pythons.all))
        message = f"The workspace `requires-python` value (`{shown}`) does not contain a lower bound."
        advice = "Add a lower bound to indicate the minimum compatible Python version"
        runtime.report(Warned(message=f"{message} {advice} (e.g., `{default}`)."))
    return pythons.all


def _disjoint(markers: tuple[Marker, ...]) -> tuple[Marker, ...]:
    algebra = MarkerAlgebra()
    ids = [algebra.from_marker(marker) for marker in markers]
    for at, one in enumerate(ids):
        for two in ids[at + 1 :]:
            if algebra.is_disjoint(one, two):
                continue
            shown, rest = algebra.to_text(two), algebra.and_(two, algebra.not_(one))
            hints = () if rest == FALSE else (f"replace `{shown}` with `{algebra.to_text(rest)}`",)
            message = "Supported environments must be disjoint, but the following markers overlap:"
            raise OverlappingEnvironmentsError(
                f"{message} `{algebra.to_text(one)}` and `{shown}`", hints=hints
            )  # fmt: skip
    return markers


def lock_options(settings: Settings) -> LockOptions:
    """Return the settings that a lock remembers."""
    resolve = settings.resolve
    limit = None if resolve.exclude_newer in (None, "false") else _cutoff(resolve.exclude_newer or "")
    packages = {
        normalize(name): _cutoff(text)
        for name, _, text in (entry.partition("=") for entry in reversed(resolve.exclude_newer_package))
    }
    modes = {
        normalize(name): mode for name, _, mode in (e.partition("=") for e in reversed(resolve.prerelease_package))
    }
    return LockOptions(
        resolution_mode=resolve.resolution,
        prerelease_mode="if-necessary" if resolve.prerelease == "if-necessary-or-explicit" else resolve.prerelease,
        fork_strategy=resolve.fork_strategy,  # type: ignore[arg-type]  # checked when it was parsed
        exclude_newer=limit or None,
        exclude_newer_package=dict(sorted(packages.items())),
        prerelease_package=dict(sorted(modes.items())),  # type: ignore[arg-type]  # likewise
    )


def _cutoff(text: str) -> Cutoff:
    """Return a limit as a lock writes it: a moment, a span that has none, or False for no limit."""
    if text == "false":
        return False
    moment = Moment.parse(text)
    if moment.span is not None:
        return _PLACEHOLDER, iso_span(text)
    return render_timestamp(int((moment.timestamp or 0) * 1000))


def static_metadata(file: ProjectFile) -> tuple[StaticMetadata, ...]:
    """Return what the project declares of packages (`tool.uv.dependency-metadata`)."""
    return tuple(_static(table) for table in file.uv.dependency_metadata)


def _static(table: Mapping[str, Any]) -> StaticMetadata:
    return StaticMetadata(
        name=normalize(str(table.get("name", ""))),
        version=table.get("version"),
        requires_dist=tuple(table.get("requires-dist", ())),
        requires_python=table.get("requires-python"),
        provides_extras=tuple(map(parse_extra_name, table.get("provides-extra", table.get("provides-extras", ())))),
    )


def manifest_of(
    inputs: LockInputs, trees: tuple[SourceTree, ...], preferences: tuple[Preference, ...],
    constraints: tuple[Dependency, ...] = (),
) -> Manifest:  # fmt: skip
    """Return what is asked of the resolver. `constraints` come on top of the project's."""
    grouped = (requirement for entries in inputs.dependency_groups.values() for requirement in entries)
    return Manifest(
        requirements=tuple(map(Dependency, (*inputs.requirements, *grouped))),
        constraints=(*map(Dependency, inputs.constraints), *constraints),
        overrides=tuple(map(Dependency, inputs.overrides)),
        excludes=frozenset(inputs.excludes),
        preferences=preferences,
        project_name=inputs.project_name,
        members=inputs.members,
        trees=trees,
    )
