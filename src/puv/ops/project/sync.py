"""`puv sync`: make a project's environment hold what its lock says, exactly."""

from __future__ import annotations

import os

from puv.errors import InputError, LockfileError
from puv.events import LockPlanned, ProjectEnvironmentPlanned
from puv.installer.plan import InstallPolicy
from puv.lockfile.asked import ExtrasAsked, GroupsAsked, check_conflicts, check_defined, roots_of
from puv.lockfile.pins import Choice, pins_of
from puv.lockfile.select import select
from puv.ops.project.lock import Locking, lock_workspace, use_frozen
from puv.ops.project.requests import SyncReport
from puv.ops.steps.change import Goal, carry_out, preserved
from puv.ops.steps.indexes import indexes
from puv.ops.steps.inputs import names
from puv.ops.steps.locked import locked_snapshot
from puv.ops.steps.project_environment import environment_root, project_environment
from puv.ops.steps.project_python import pythons_of, wanted_python
from puv.ops.steps.provision import BuildContext, provision
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.workspaces import find_workspace, member_named, project_files
from puv.project.groups import default_groups, project_groups
from puv.python.environment import Environment
from puv.python.site_packages import snapshot
from puv.python.target import target_of
from puv.standards.markers import parse_marker
from puv.standards.names import normalize, parse_extra_name, parse_group_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from puv.lockfile.lock import Lock
    from puv.model.resolution import Resolution
    from puv.model.target import Target
    from puv.ops.pip.requests import PipInstallReport
    from puv.ops.project.requests import LockReport, Selection, SyncRequest
    from puv.ops.runtime import Runtime
    from puv.ops.steps.project_environment import ProjectEnvironment
    from puv.ops.steps.provision import Provision
    from puv.project.model import ProjectFile
    from puv.project.workspace import Member, Workspace
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings
    from puv.standards.names import GroupName, PackageName
    from puv.standards.version import Version


class UnknownDefaultGroupError(InputError):
    """`tool.uv.default-groups` names a group that does not exist."""

    code = "unknown-default-group"

    def __init__(self, group: GroupName) -> None:
        super().__init__(
            f"Default group `{group}` (from `tool.uv.default-groups`) is not defined in the project's "
            "`dependency-groups` table"
        )
        self.group = group


class LockPlatformError(LockfileError):
    """The lock is not for this Python or platform."""

    code = "lock-platform"


def sync(request: SyncRequest, settings: Settings, runtime: Runtime) -> SyncReport:
    """Lock, unless told not to, and bring the environment to the lock.

    Raises:
        InputError: the project is wrong, or what is asked of it does not exist.
        LockfileError: the lock cannot be read or used; it is missing or out of date, and must not be written.
        PythonError: no interpreter suits, or something is in the environment's place.
        ResolutionError: the requirements exclude each other.
        FetchError: an index or a download failed.
        InstallError: a wheel is faulty; the environment is as it was.
    """
    files = project_files(runtime)
    workspace = find_workspace(settings, runtime, files)
    members = targets(workspace, request.selection)
    groups = {
        file.project.name if file.project is not None else "": _wanted_groups(file, directory, request.selection)
        for file, directory in _described(workspace, members)
    }
    path = os.path.join(workspace.root, "uv.lock")
    locked: LockReport | None = None
    if request.frozen:
        locked = use_frozen(path, request.frozen, runtime)
    pythons = pythons_of(workspace, groups, runtime)
    wanted = wanted_python(settings, runtime, pythons, directory=workspace.root, root=workspace.root)
    root = environment_root(workspace.root, runtime, active=request.active)
    dry_run = request.dry_run or request.check
    prompt = workspace.current.name if workspace.current is not None else os.path.basename(workspace.root)
    environment = project_environment(root, wanted, settings, runtime, prompt=prompt, dry_run=dry_run)
    tell = dry_run and not request.as_json
    if tell:
        runtime.report(ProjectEnvironmentPlanned(path=root, action=environment.action))
    if locked is None:
        locking = Locking(
            path=path, workspace=workspace, files=files, interpreter=environment.interpreter, locked=request.locked,
            dry_run=dry_run,
        )  # fmt: skip
        locked = lock_workspace(locking, settings, runtime)
        if tell and not request.locked:
            runtime.report(LockPlanned(path=path, action=locked.action))
    job = _Sync(request, locked.lock, workspace, members)
    changes = job.install(environment, settings, runtime)
    directory = members[0].directory if len(members) == 1 else workspace.root
    return _report(request, environment, changes).replace(lock=locked, workspace=workspace, project=directory)


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


def _described(workspace: Workspace, members: tuple[Member, ...]) -> list[tuple[ProjectFile, str]]:
    """Return the files whose groups count, each with its directory."""
    found = [(member.file, member.directory) for member in members]
    if workspace.file.project is None:
        found.append((workspace.file, workspace.root))
    return found


def _wanted_groups(file: ProjectFile, directory: str, selection: Selection) -> tuple[GroupName, ...]:
    """Return the groups of a project that are asked for and exist.

    Raises:
        UnknownDefaultGroupError: a default group does not exist.
        MalformedGroupsError: the groups cannot be read.
    """
    known = project_groups(file, directory)
    for group in file.uv.default_groups or () if file.uv.default_groups != "all" else ():
        if group not in known:
            raise UnknownDefaultGroupError(group)
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


class _Sync:
    """From a lock to an environment."""

    def __init__(self, request: SyncRequest, lock: Lock, workspace: Workspace, members: tuple[Member, ...]) -> None:
        self._request, self._lock, self._workspace, self._members = request, lock, workspace, members

    def install(self, chosen: ProjectEnvironment, settings: Settings, runtime: Runtime) -> PipInstallReport:
        """Bring the environment to the lock, or tell what that would take."""
        target = target_of(chosen.interpreter, platform=self._request.python_platform or None)
        self._check_target(target)
        selection = self._request.selection
        is_root_virtual = self._workspace.file.project is None
        asked = [member.name for member in self._members]
        extras = extras_asked(selection)
        defaults = _union(default_groups(file) for file, _ in _described(self._workspace, self._members))
        groups = groups_asked(selection, defaults)
        several = len(asked) != 1 or is_root_virtual
        check_defined(self._lock, asked, extras, groups, workspace=several)
        whole = is_root_virtual and not selection.package
        roots = roots_of(self._lock, asked, extras, groups, manifest=whole)
        check_conflicts(self._lock, roots)
        selected = select(self._lock, roots, target.markers)
        places = indexes(settings, runtime)
        options = resolve_options(settings, runtime, places)
        with provision(places, settings, runtime) as port:
            choice = Choice(
                target=target, directory=self._workspace.root, no_binary=options.no_binary,
                no_build=options.only_binary, versions={},
            )  # fmt: skip
            resolution = self._trimmed(pins_of(selected, choice))
            editables = frozenset(pin.url for pin in resolution if pin.editable)
            context = BuildContext(
                interpreter=chosen.interpreter, options=options.replace(only_binary=frozenset()), editables=editables,
                names={pin.url: pin.name for pin in resolution if pin.url},
            )  # fmt: skip
            port.allow_builds(context)
            resolution = _versioned(resolution, self._lock, port)
            return self._carry_out(resolution, chosen, settings, runtime, port)

    def _check_target(self, target: Target) -> None:
        """Check that the lock is for the target.

        Raises:
            LockPlatformError: it is not.
        """
        lock = self._lock
        if not lock.requires_python.contains(target.python_version.only_release()):
            wanted = ", ".join(map(str, lock.requires_python))
            version = target.markers["python_full_version"]
            message = f"The current Python version ({version}) is not compatible with the locked Python requirement"
            raise LockPlatformError(f"{message}: `{wanted}`")
        if lock.supported_markers and not any(
            parse_marker(marker).evaluate(target.markers) for marker in lock.supported_markers
        ):
            shown = ", ".join(f"`{marker}`" for marker in lock.supported_markers)
            message = "The current Python platform is not compatible with the lockfile's supported environments"
            raise LockPlatformError(f"{message}: {shown}")

    def _trimmed(self, resolution: Resolution) -> Resolution:
        """Leave out what shall not be installed, and take as ordinary what shall not be editable."""
        request = self._request
        without = set(names(request.no_install_package))
        if request.no_install_project:
            without |= {member.name for member in self._members}
        if request.no_install_workspace or request.no_install_local:
            without |= set(self._workspace.members)
        if request.no_install_local:
            without |= {pin.name for pin in resolution if pin.url.startswith("file:")}
        ordinary = names(request.no_editable_package)
        pins = tuple(
            pin.change(editable=False) if pin.editable and (request.no_editable or pin.name in ordinary) else pin
            for pin in resolution
            if pin.name not in without
        )
        return resolution.replace(pins=pins)

    def _carry_out(
        self, resolution: Resolution, chosen: ProjectEnvironment, settings: Settings, runtime: Runtime, port: Provision
    ) -> PipInstallReport:
        install, request = settings.install, self._request
        environment = chosen.environment
        if environment is None:  # it is not there yet, and this is a dry run
            return _as_if_new(chosen.interpreter, resolution, port, settings, runtime)
        goal = Goal(
            resolution=resolution,
            policy=InstallPolicy(
                reinstall=install.reinstall,
                reinstall_packages=names(install.reinstall_package),
                exact=not request.inexact,
                preserve=preserved(environment),
            ),
            dry_run=request.dry_run or request.check,
            locked=True,
        )
        with locked_snapshot(environment, runtime) as installed:
            return carry_out(goal, environment, installed, port, settings, runtime)


def _as_if_new(
    interpreter: Interpreter, resolution: Resolution, port: Provision, settings: Settings, runtime: Runtime
) -> PipInstallReport:
    """Tell what a fresh environment would take."""
    empty = Environment.of(interpreter)  # whose site-packages are not looked at
    goal = Goal(resolution=resolution, policy=InstallPolicy(exact=True), dry_run=True)
    return carry_out(goal, empty, snapshot(()), port, settings, runtime)


def _versioned(resolution: Resolution, lock: Lock, port: Provision) -> Resolution:
    """Ask for the versions that the lock does not tell, as they are dynamic."""
    dynamic = {package.name for package in lock.packages if package.version is None}
    if not any(pin.name in dynamic for pin in resolution):
        return resolution
    versions: dict[PackageName, Version] = {}
    for pin in resolution:
        if pin.name in dynamic:
            metadata = port.metadata(pin.file)
            versions[pin.name] = metadata.version  # type: ignore[union-attr]  # builds raise
    pins = tuple(pin.change(version=versions[pin.name]) if pin.name in versions else pin for pin in resolution)
    return resolution.replace(pins=pins)


def _union(defaults: Iterable[tuple[GroupName, ...] | Literal["all"]]) -> tuple[GroupName, ...] | Literal["all"]:
    found: dict[GroupName, None] = {}
    for one in defaults:
        if one == "all":
            return "all"
        found.update(dict.fromkeys(one))
    return tuple(found)


def _report(request: SyncRequest, environment: ProjectEnvironment, changes: PipInstallReport) -> SyncReport:
    interpreter = environment.interpreter
    scripts = "Scripts" if interpreter.os_name == "nt" else "bin"
    python = os.path.join(environment.root, scripts, "python.exe" if interpreter.os_name == "nt" else "python")
    return SyncReport(
        root=environment.root,
        python=python,
        python_version=interpreter.full_version,
        implementation=interpreter.implementation,
        environment_action=environment.action,
        changes=changes,
        dry_run=request.dry_run or request.check,
        check=request.check,
    )
