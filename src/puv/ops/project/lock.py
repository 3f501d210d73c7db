"""`puv lock`: resolve a project, workspace or script for everything it supports, and write that down."""

from __future__ import annotations

import os
import time

from puv.errors import InputError, LockfileError
from puv.events import Resolved
from puv.frozen import Frozen
from puv.fs.atomic import write_text
from puv.lockfile.check import check
from puv.lockfile.wanted import Wanted
from puv.model.requirement import Dependency
from puv.ops.project.frozen import MissingLockError, read_existing, use_frozen
from puv.ops.project.inputs import manifest_of, required_python, workspace_inputs
from puv.ops.project.requests import LockReport
from puv.ops.project.scripts import find_script, script_interpreter
from puv.ops.steps.indexes import indexes
from puv.ops.steps.project_environment import environment_root, lock_interpreter
from puv.ops.steps.project_python import pythons_of, wanted_python
from puv.ops.steps.provision import BuildContext, provision
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.selection import check_default_groups
from puv.ops.steps.trees import Trees
from puv.ops.steps.workspaces import Lowerings, find_workspace, project_directory, project_files, shown_in
from puv.resolver.manifest import Preference
from puv.standards.markers import parse_marker
from puv.standards.names import parse_group_name
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from puv.lockfile.inputs import LockInputs
    from puv.lockfile.lock import Lock
    from puv.model.universal import Environments, SourceTree
    from puv.ops.project.requests import LockAction, LockRequest
    from puv.ops.project.scripts import FoundScript
    from puv.ops.runtime import Runtime
    from puv.ops.steps.project_python import Pythons
    from puv.ops.steps.provision import Provision
    from puv.project.discover import Files
    from puv.project.workspace import Workspace
    from puv.python.interpreter import Interpreter
    from puv.resolver.manifest import Manifest, ResolveOptions
    from puv.settings import Settings
    from puv.standards.names import PackageName
    from puv.standards.requirement import Requirement

    T = TypeVar("T")


class StaleLockError(LockfileError):
    """The lock is out of date, and may not be changed. `flag` is the user's word for that."""

    code = "stale-lock"
    exit_code = 1

    def __init__(self, shown: str, flag: str) -> None:
        super().__init__(
            f"The lockfile at `{shown}` needs to be updated, but `{flag}` was provided.",
            hints=("To update the lockfile, run `puv lock`.",),
        )


class Locking(Frozen):
    """What to lock, and with what. `path` is the lock's absolute path, `locked` as in `LockRequest`.

    `limits` are constraints of this once, which the lock does not tell. A script has no members but `requirements`, and
    says for which `pythons` it is; of a workspace they are found.
    """

    path: str
    workspace: Workspace
    files: Files
    interpreter: Interpreter
    pythons: Pythons | None = None
    requirements: tuple[Requirement, ...] = ()
    locked: str = ""
    dry_run: bool = False
    limits: tuple[Dependency, ...] = ()


def lock(request: LockRequest, settings: Settings, runtime: Runtime) -> LockReport:
    """Bring the lock of the project up to date.

    Raises:
        InputError: the project is wrong.
        LockfileError: the lock cannot be read; it is missing or out of date, and must not be written.
        ResolutionError: the requirements exclude each other.
        FetchError: an index did not answer.
    """
    if request.script:
        return lock_script(request, settings, runtime)
    files = project_files(runtime)
    workspace = find_workspace(settings, runtime, files)
    if request.frozen:
        path = os.path.join(workspace.root, "uv.lock")
        return use_frozen(path, request.frozen, runtime, warn=True)
    return lock_workspace(_of_project(request, workspace, files, settings, runtime), settings, runtime)


def wanted_locking(request: LockRequest, settings: Settings, runtime: Runtime) -> tuple[Locking, Settings]:
    """Return what a request is about, and the settings that count for it; a script has its own.

    Raises:
        InputError: the project or the script is wrong.
        PythonError: there is no interpreter.
    """
    if request.script:
        script = find_script(request.script, runtime)
        return _of_script(request, script, settings, runtime), script.settings(settings)
    files = project_files(runtime)
    workspace = find_workspace(settings, runtime, files)
    return _of_project(request, workspace, files, settings, runtime), settings


def _of_project(
    request: LockRequest, workspace: Workspace, files: Files, settings: Settings, runtime: Runtime
) -> Locking:
    pythons = pythons_of(workspace, None, runtime)
    wanted = wanted_python(
        settings, runtime, pythons, directory=project_directory(settings, runtime), root=workspace.root
    )
    root = environment_root(workspace.root, runtime, active=False)
    interpreter = lock_interpreter(root, wanted, settings, runtime)
    return Locking(
        path=os.path.join(workspace.root, "uv.lock"), workspace=workspace, files=files, interpreter=interpreter,
        locked=request.locked, dry_run=request.dry_run,
    )  # fmt: skip


def _of_script(request: LockRequest, script: FoundScript, settings: Settings, runtime: Runtime) -> Locking:
    interpreter = script_interpreter(script, settings, runtime)
    return Locking(
        path=script.lock_path, workspace=script.workspace, files=project_files(runtime), interpreter=interpreter,
        pythons=script.pythons_with(interpreter), requirements=script.requirements, locked=request.locked,
        dry_run=request.dry_run,
    )  # fmt: skip


def lock_script(request: LockRequest, settings: Settings, runtime: Runtime) -> LockReport:
    """Bring the lock of a script up to date.

    Raises:
        PuvError: as `lock`.
    """
    script = find_script(request.script, runtime)
    if request.frozen:
        return use_frozen(script.lock_path, request.frozen, runtime, warn=True, called="uv.lock")
    if request.locked and not os.path.exists(script.lock_path):
        raise MissingLockError(shown_in(runtime.cwd)(script.lock_path), request.locked)
    return lock_workspace(_of_script(request, script, settings, runtime), script.settings(settings), runtime)


def lock_workspace(locking: Locking, settings: Settings, runtime: Runtime) -> LockReport:
    """Bring the lock of a workspace up to date.

    Raises:
        PuvError: as `lock`.
    """
    started = time.perf_counter()

    def run(job: Job, existing: tuple[Lock, str] | None) -> LockReport:
        return job.run(locking, existing, started)

    return with_job(locking, settings, runtime, run)


def with_job(
    locking: Locking, settings: Settings, runtime: Runtime, act: Callable[[Job, tuple[Lock, str] | None], T]
) -> T:
    """Read everything that locking depends on, and return what `act` does with it and the lock that is there.

    Raises:
        InputError: the project is wrong.
        LockfileError: the lock cannot be read, or is missing and must not be written.
        FetchError: an index did not answer.
    """
    workspace = locking.workspace
    pythons = locking.pythons or pythons_of(workspace, None, runtime)
    existing = read_existing(locking.path, runtime)
    if existing is None and locking.locked:
        raise MissingLockError(shown_in(runtime.cwd)(locking.path), locking.locked)
    check_default_groups(workspace)
    requires_python = required_python(pythons, locking.interpreter, runtime)
    places = indexes(settings, runtime)
    lowerings = Lowerings(workspace, locking.files, settings, runtime)
    with provision(places, settings, runtime) as port:
        options = resolve_options(settings, runtime, places)
        trees = Trees(lowerings, locking.files, port)
        port.allow_builds(BuildContext(interpreter=locking.interpreter, options=options, names=trees.names))
        members = trees.of_workspace(workspace)
        inputs = workspace_inputs(workspace, members, lowerings, settings, requires_python, places)
        inputs = inputs.replace(requirements=script_requirements(locking, lowerings))
        current = inputs.environments.replace(current=locking.interpreter.markers)
        inputs = inputs.replace(environments=current)
        return act(Job(inputs, trees, port, options, settings, runtime), existing)


def script_requirements(locking: Locking, lowerings: Lowerings) -> tuple[Requirement, ...]:
    """Return what a script requires, with where it comes from.

    Raises:
        SourceEntryError: a source cannot be used.
    """
    if not locking.requirements:
        return ()
    lowering = lowerings.of(locking.workspace.file, locking.workspace.root)
    return tuple(one for requirement in locking.requirements for one in lowering.lower(requirement))


class Question(Frozen):
    """All that a universal resolution is given."""

    manifest: Manifest
    environments: Environments
    port: Provision
    options: ResolveOptions


class Job:
    """One lock that is brought up to date."""

    def __init__(
        self, inputs: LockInputs, trees: Trees, port: Provision, options: ResolveOptions, settings: Settings,
        runtime: Runtime,
    ) -> None:  # fmt: skip
        self._inputs, self._trees, self._port = inputs, trees, port
        self._options, self._settings, self._runtime = options, settings, runtime

    def run(self, locking: Locking, existing: tuple[Lock, str] | None, started: float) -> LockReport:
        """Check, resolve if need be, and write."""
        old = existing[0] if existing is not None else None
        upgraded = self._upgraded()
        others = self._others()
        if self._trees.has_built:
            self._runtime.not_replayable()
        if old is not None and upgraded is False and not locking.limits and check(old, self._inputs, others) is None:
            self._runtime.report(Resolved(count=len(old.packages), seconds=time.perf_counter() - started))
            return LockReport(lock=old, path=locking.path, action="check", old=old, dry_run=locking.dry_run)
        from puv.lockfile.write import render_lock  # most locks are up to date

        self._runtime.not_replayable()
        manifest = self._manifest(old, upgraded, others, locking.limits)
        found = self._resolve(old, upgraded, manifest, started)
        text = render_lock(found)
        if existing is not None and text == existing[1]:
            return LockReport(lock=found, path=locking.path, action="check", dry_run=locking.dry_run)
        if locking.locked:
            # uv calls a script's lock so too.
            shown = "uv.lock" if locking.pythons else shown_in(self._runtime.cwd)(locking.path)
            raise StaleLockError(shown, locking.locked)
        if not locking.dry_run:
            write_text(locking.path, text)
        action: LockAction = "create" if old is None else "update"
        return LockReport(lock=found, path=locking.path, action=action, old=old, dry_run=locking.dry_run)

    def question(self, old: Lock | None) -> Question:
        """Return what is asked of the resolver, with the versions of an old lock to be kept."""
        return Question(
            manifest=self._manifest(old, self._upgraded(), self._others(), ()),
            environments=self._inputs.environments if old is None else _with_forks(self._inputs, old),
            port=self._port,
            options=self._options,
        )

    def _upgraded(self) -> frozenset[PackageName] | bool:
        """Return the packages whose locked versions do not count; True for all, False (empty) for none.

        Raises:
            InputError: a group does not exist.
        """
        resolve = self._settings.resolve
        if resolve.upgrade:
            return True
        names = {parse_requirement(text).name for text in resolve.upgrade_package}
        for text in resolve.upgrade_group:
            names |= self._in_group(text)
        return frozenset(names) or False

    def _in_group(self, text: str) -> set[PackageName]:
        group = parse_group_name(text)
        tables = [tree.groups for tree in self._inputs.members] + [self._inputs.dependency_groups]
        found = [table[group] for table in tables if group in table]
        if not found:
            raise InputError(f"Group `{group}` is not defined in the project's `dependency-groups` table")
        return {requirement.name for entries in found for requirement in entries}

    def _others(self) -> tuple[SourceTree, ...]:
        """Return the source trees that are needed by path and are no members."""
        inputs = self._inputs
        requirements = (
            *inputs.requirements, *inputs.constraints, *inputs.overrides,
            *(entry for entries in inputs.dependency_groups.values() for entry in entries),
        )  # fmt: skip
        return self._trees.needed_by(inputs.members, requirements)

    def _manifest(
        self, old: Lock | None, upgraded: frozenset[PackageName] | bool, others: tuple[SourceTree, ...],
        limits: tuple[Dependency, ...],
    ) -> Manifest:  # fmt: skip
        """Return what is asked of the resolver: the inputs, and the versions of the old lock that are to be kept."""
        preferences: tuple[Preference, ...] = ()
        if old is not None and upgraded is not True:
            preferences = tuple(_preferences(old, upgraded or frozenset()))
        return manifest_of(self._inputs, others, preferences, (*self._limits(), *limits))

    def _resolve(
        self, old: Lock | None, upgraded: frozenset[PackageName] | bool, manifest: Manifest, started: float
    ) -> Lock:
        from puv.lockfile.from_resolution import lock_of  # most locks are up to date, and the resolver is large
        from puv.ops.steps.solve import solved_everywhere

        inputs = self._inputs
        environments = inputs.environments
        if old is not None and upgraded is not True:
            environments = _with_forks(inputs, old)
        found = solved_everywhere(manifest, environments, self._port, self._options, self._runtime, since=started)
        if any(package.url and package.source is None for package in found.packages):
            from puv.ops.steps.digests import with_digests  # few projects take archives from addresses

            found = with_digests(found, self._port, self._runtime)
        return lock_of(found, inputs)

    def _limits(self) -> tuple[Dependency, ...]:
        """Return the versions that `--upgrade-package` asks for."""
        parsed = (parse_requirement(text) for text in self._settings.resolve.upgrade_package)
        return tuple(Dependency(requirement) for requirement in parsed if requirement.specifiers.clauses)


def _preferences(old: Lock, upgraded: frozenset[PackageName]) -> Iterable[Preference]:
    for package in old.packages:
        if package.version is None or package.name in upgraded or package.source.is_tree:
            continue
        index = ""
        if package.source.kind == "registry" and not package.source.is_registry_path:
            index = package.source.place
        yield Preference(
            name=package.name,
            version=package.version,
            index=index,
            markers=tuple(map(parse_marker, package.fork_markers)),
        )


def _with_forks(inputs: LockInputs, old: Lock) -> Environments:
    """Begin with the forks of the old lock, unless it was made for other environments."""
    environments, wanted = inputs.environments, Wanted(inputs)
    is_same = (
        old.supported_markers == tuple(map(wanted.environment, environments.supported))
        and old.required_markers == tuple(map(wanted.environment, environments.required))
        and {frozenset(items) for items in old.conflicts} == {frozenset(items) for items in environments.conflicts}
    )
    if not old.fork_markers or not is_same:
        return environments
    return environments.replace(forks=tuple(map(parse_marker, old.fork_markers)))
