"""`puv sync`: make a project's environment hold what its lock says, exactly."""

from __future__ import annotations

import os

from puv.errors import InputError, LockfileError
from puv.events import LockPlanned, ProjectEnvironmentPlanned
from puv.installer.plan import InstallPolicy
from puv.lockfile.asked import ExtrasAsked, GroupsAsked, check_conflicts, roots_of
from puv.lockfile.pins import Choice, pins_of
from puv.lockfile.select import select
from puv.ops.project.frozen import use_frozen
from puv.ops.project.lock import Locking, lock_workspace
from puv.ops.project.requests import SyncReport
from puv.ops.project.scripts import ScriptPlace, find_script, script_environment
from puv.ops.steps.change import Goal, carry_out, preserved
from puv.ops.steps.indexes import indexes
from puv.ops.steps.inputs import names
from puv.ops.steps.locked import locked_snapshot
from puv.ops.steps.project_environment import environment_root, project_environment
from puv.ops.steps.project_python import pythons_of, wanted_python
from puv.ops.steps.provision import BuildContext, provision
from puv.ops.steps.revisions import note_source
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.selection import described, roots_asked, targets, wanted_groups
from puv.ops.steps.workspaces import find_workspace, project_files
from puv.python.environment import Environment
from puv.python.site_packages import snapshot
from puv.python.target import target_of
from puv.standards.markers import parse_marker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Lock
    from puv.model.resolution import Resolution
    from puv.model.target import Target
    from puv.ops.pip.requests import PipInstallReport
    from puv.ops.project.requests import LockReport, SyncRequest
    from puv.ops.runtime import Runtime
    from puv.ops.steps.project_environment import ProjectEnvironment
    from puv.ops.steps.provision import Provision
    from puv.project.workspace import Member, Workspace
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings
    from puv.standards.names import PackageName
    from puv.standards.version import Version


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
    if request.script:
        return sync_script(request, settings, runtime)
    files = project_files(runtime)
    workspace = find_workspace(settings, runtime, files)
    members = targets(workspace, request.selection)
    groups = {
        file.project.name if file.project is not None else "": wanted_groups(file, directory, request.selection)
        for file, directory in described(workspace, members)
    }
    path = os.path.join(workspace.root, "uv.lock")
    locked: LockReport | None = None
    if request.frozen:
        locked = use_frozen(path, request.frozen, runtime)
    pythons = pythons_of(workspace, groups, runtime)
    wanted = wanted_python(settings, runtime, pythons, directory=workspace.root, root=workspace.root)
    root = request.root or environment_root(workspace.root, runtime, active=request.active)
    dry_run = request.dry_run or request.check
    prompt = workspace.current.name if workspace.current is not None else os.path.basename(workspace.root)
    environment = project_environment(root, wanted, settings, runtime, prompt=prompt, dry_run=dry_run)
    tell = dry_run and not request.as_json
    if tell:
        runtime.report(ProjectEnvironmentPlanned(path=root, action=environment.action))
    if locked is None:
        locking = Locking(
            path=path, workspace=workspace, files=files, interpreter=environment.interpreter, locked=request.locked,
            dry_run=dry_run or request.keep_lock,
        )  # fmt: skip
        locked = lock_workspace(locking, settings, runtime)
        if tell and not request.locked:
            runtime.report(LockPlanned(path=path, action=locked.action))
    roots = roots_asked(locked.lock, workspace, members, request.selection)
    job = _Sync(request, locked.lock, workspace, members, roots)
    changes = job.install(environment, settings, runtime)
    directory = members[0].directory if len(members) == 1 else workspace.root
    report = _report(request, environment, changes, locked.lock)
    return report.replace(lock=locked, workspace=workspace, project=directory)


class ScriptLockNeededError(InputError):
    """A script has no lock, and is to be synced by it. `flag` is the user's word for that."""

    code = "script-lock-needed"

    def __init__(self, flag: str, script: str) -> None:
        super().__init__(
            f"`puv sync {flag}` requires a script lockfile; run `puv lock --script {script}` to lock the script"
        )


def sync_script(request: SyncRequest, settings: Settings, runtime: Runtime) -> SyncReport:
    """Bring the environment of a script to its lock, or without one to what it needs.

    Raises:
        PuvError: as `sync`.
    """
    script = find_script(request.script, runtime, needs_metadata=True)
    has_lock = os.path.exists(script.lock_path)
    if request.frozen and not has_lock:
        raise ScriptLockNeededError(request.frozen, request.script)
    dry_run = request.dry_run or request.check
    active = environment_root("", runtime, active=True) if request.active else ""
    how = ScriptPlace(active=active, warn=request.warn, dry_run=dry_run, quiet=request.as_json)
    chosen = script_environment(script, settings, runtime, how)
    if request.locked and not has_lock:
        raise ScriptLockNeededError(request.locked, request.script)
    if request.frozen:
        locked = use_frozen(script.lock_path, request.frozen, runtime)
    else:
        locking = Locking(
            path=script.lock_path, workspace=script.workspace, files=project_files(runtime),
            interpreter=chosen.interpreter, pythons=script.pythons, requirements=script.requirements,
            locked=request.locked, dry_run=dry_run or not has_lock,
        )  # fmt: skip
        locked = lock_workspace(locking, script.settings(settings), runtime)
        if dry_run and has_lock and not request.as_json and not request.locked:
            runtime.report(LockPlanned(path=script.lock_path, action=locked.action))
    roots = roots_of(locked.lock, (), ExtrasAsked(), GroupsAsked(), manifest=True)
    changes = _Sync(request, locked.lock, script.workspace, (), roots).install(chosen, settings, runtime)
    report = _report(request, chosen, changes, locked.lock)
    return report.replace(lock=locked if has_lock else None, script=script.path)


class _Sync:
    """From a lock to an environment."""

    def __init__(
        self, request: SyncRequest, lock: Lock, workspace: Workspace, members: tuple[Member, ...],
        roots: tuple[Root, ...],
    ) -> None:  # fmt: skip
        self._request, self._lock, self._workspace, self._members = request, lock, workspace, members
        self._roots = roots

    def install(self, chosen: ProjectEnvironment, settings: Settings, runtime: Runtime) -> PipInstallReport:
        """Bring the environment to the lock, or tell what that would take."""
        target = target_of(chosen.interpreter, platform=self._request.python_platform or None)
        self._check_target(target)
        check_conflicts(self._lock, self._roots)
        selected = select(self._lock, self._roots, target.markers)
        places = indexes(settings, runtime)
        options = resolve_options(settings, runtime, places)
        with provision(places, settings, runtime) as port:
            choice = Choice(
                target=target, directory=self._workspace.root, no_binary=options.no_binary,
                no_build=options.only_binary, versions={},
            )  # fmt: skip
            resolution = self._trimmed(pins_of(selected, choice))
            for pin in resolution:
                if pin.url.startswith("file:"):
                    note_source(pin.url, runtime)
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


def _report(request: SyncRequest, environment: ProjectEnvironment, changes: PipInstallReport, used: Lock) -> SyncReport:
    interpreter = environment.interpreter
    scripts = "Scripts" if interpreter.os_name == "nt" else "bin"
    python = os.path.join(environment.root, scripts, "python.exe" if interpreter.os_name == "nt" else "python")
    return SyncReport(
        root=environment.root,
        python=python,
        python_version=interpreter.full_version,
        implementation=interpreter.implementation,
        environment_action=environment.action,
        environment=environment.environment,
        changes=changes,
        used=used,
        dry_run=request.dry_run or request.check,
        check=request.check,
    )
