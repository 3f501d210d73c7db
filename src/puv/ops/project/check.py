"""`puv check`: ty on a project, on a script, or on a directory without either."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.events import (
    Building,
    BuildOutput,
    Built,
    BytecodeCompiled,
    CreatingEnvironment,
    InstalledAll,
    InterpreterSelected,
    RemovedEnvironment,
    Retrying,
    Uninstalled,
    Warned,
)
from puv.frozen import Frozen
from puv.fs import atomic
from puv.fs.remove import remove_tree
from puv.ops.project.edits import interpreter_for
from puv.ops.project.frozen import MissingLockError, use_frozen
from puv.ops.project.lock import Locking, lock_workspace
from puv.ops.project.requests import Selection, SyncRequest
from puv.ops.project.sync import sync
from puv.ops.running.launch import Launch
from puv.ops.steps.look import look
from puv.ops.steps.selection import targets
from puv.ops.steps.workspaces import find_workspace, project_directory, project_files
from puv.ops.tool.install import find_python
from puv.ops.tool.provided import Provided, Wanted, program_in, provide
from puv.project.checked import Area, area_of, ty_arguments
from puv.project.errors import NoProjectError, UnmanagedProjectError
from puv.project.script_files import script_files
from puv.python.environment import Environment
from puv.python.venv import VenvOptions, create
from puv.standards.names import normalize, parse_group_name
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from puv.events import Event
    from puv.lockfile.lock import Lock
    from puv.ops.runtime import Runtime
    from puv.project.workspace import Workspace
    from puv.settings import Settings

    T = TypeVar("T")

_USUAL = ">=0.0,<0.1"
_TY = normalize("ty")
_DEV = parse_group_name("dev")
_TOLD = (
    Warned, InstalledAll, Uninstalled, BytecodeCompiled, Building, Built, BuildOutput, Retrying, CreatingEnvironment,
    RemovedEnvironment, InterpreterSelected,
)  # fmt: skip


class CheckRequest(Frozen):
    """`puv check`. `version` is as in `puv.ops.tool.provided.Wanted.said`, `color` what ty is told of colours.

    `sync` says how the environment is brought up to date (`locked`, `frozen`, what to leave out). `needless` are
    options as given that only matter in a project.
    """

    fix: bool = False
    script: str = ""
    sync: SyncRequest = SyncRequest(inexact=True)
    selection: Selection = Selection()
    no_sync: bool = False
    isolated: bool = False
    no_project: bool = False
    version: str | None = None
    color: str = "auto"
    no_progress: bool = False
    needless: tuple[str, ...] = ()


class UnknownPackageError(InputError):
    """The workspace has no project of a name."""

    code = "unknown-package"

    def __init__(self, name: str) -> None:
        super().__init__(f"Package `{name}` not found in workspace")
        self.name = name


def check_files(request: CheckRequest, settings: Settings, runtime: Runtime) -> Launch:
    """Bring about ty and the environment that it looks at, and tell how to run it.

    Raises:
        InputError: the project or the script is wrong, or what is asked of it does not exist.
        LockfileError: the lock cannot be read or used; it is missing or out of date, and must not be written.
        UsageError: the version of ty is none, or there is no such ty.
        PuvError: resolving, a download or an installation failed.
    """
    return _Check(request, settings, runtime).launch()


class _Check:
    """One check. `temporary` are the paths to delete when ty has ended."""

    def __init__(self, request: CheckRequest, settings: Settings, runtime: Runtime) -> None:
        self._request, self._settings, self._runtime = request, settings, runtime
        self._temporary: tuple[str, ...] = ()
        self._lock: Lock | None = None

    def launch(self) -> Launch:
        """Do everything that comes before ty."""
        request, runtime = self._request, self._runtime
        try:
            area, environment = self._looked_at()
            ty = self._ty(area, environment)
        except BaseException:
            for path in self._temporary:
                remove_tree(path)
            raise
        environ = {**runtime.environ, "TY_UV": "1" if area.workspace else "scripts"}
        if environment is not None:
            environ["VIRTUAL_ENV"] = environment.root
        if area.workspace:
            how = request.sync
            environ |= {"UV_LOCKED": "1"} if how.locked else {"UV_FROZEN": "1"} if how.frozen else {}
        words = ty_arguments(
            area, ty.version, lambda: script_files(area.directory, area.paths), color=request.color, fix=request.fix,
            no_progress=request.no_progress,
        )  # fmt: skip
        return Launch(
            executable=ty.program, arguments=(ty.program, "check", *words), environ=environ, cwd=area.directory,
            shown="ty check", temporary=self._temporary,
        )  # fmt: skip

    def _looked_at(self) -> tuple[Area, Environment | None]:
        request = self._request
        if request.script:
            return self._of_script()
        workspace = self._workspace()
        if workspace is not None:
            return self._of_project(workspace)
        for flag in (*request.needless, *(("--no-sync",) if request.no_sync else ())):
            self._runtime.report(Warned(message=f"`{flag}` has no effect when used outside of a project"))
        directory = project_directory(self._settings, self._runtime)
        return Area(directory=directory), self._of_nothing() if request.isolated else None

    def _workspace(self) -> Workspace | None:
        if self._request.no_project:
            return None
        try:
            return find_workspace(self._settings, self._runtime, project_files(self._runtime))
        except (NoProjectError, UnmanagedProjectError):
            if self._request.selection.package or self._request.selection.all_packages:
                raise
            return None

    # --- ty -------------------------------------------------------------------------------------------------------

    def _ty(self, area: Area, environment: Environment | None) -> Provided:
        """Return ty: as the user says, else that of the project's lock, else the newest that puv knows how to drive."""
        request = self._request
        exact = "" if request.version is not None or self._lock is None else self._locked(area, self._lock)
        if exact and environment is not None:
            installed = look(environment.site_packages, self._runtime)
            program = program_in(environment.root, _TY)
            if any(str(dist.version) == exact for dist in installed.get(_TY)) and os.path.exists(program):
                return Provided(program=program, version=Version.parse(exact))
        wanted = Wanted(name=_TY, usual=_USUAL, said=request.version, exact=exact)
        return provide(wanted, self._settings, self._runtime)

    @staticmethod
    def _locked(area: Area, lock: Lock) -> str:
        """Return the version of ty that a member asked for needs, itself or in its group `dev`; empty without one."""
        for package in lock.packages:
            if package.name not in area.members:
                continue
            edges = (*package.dependencies, *package.dev_dependencies.get(_DEV, ()))
            for edge in edges:
                if edge.package.name == _TY and edge.package.version is not None:
                    return str(edge.package.version)
        return ""

    # --- the environment ------------------------------------------------------------------------------------------

    def _of_script(self) -> tuple[Area, Environment | None]:
        request, runtime = self._request, self._runtime
        path = runtime.path(request.script)
        if (flag := request.sync.locked or request.sync.frozen) and not os.path.exists(f"{path}.lock"):
            raise MissingLockError(f"{os.path.basename(path)}.lock", flag)
        if request.no_sync and not request.isolated:
            always = "is a no-op for Python scripts with inline metadata, which always run in isolation"
            runtime.report(Warned(message=f"`--no-sync` {always}"))
        how = request.sync.replace(script=path, as_json=True)
        environment = self._synced(how, self._root() if request.isolated else "")
        directory, name = os.path.split(path)
        return Area(directory=directory, paths=(name,)), environment

    def _of_project(self, workspace: Workspace) -> tuple[Area, Environment | None]:
        request, settings, runtime = self._request, self._settings, self._runtime
        selection = request.selection
        is_virtual = workspace.current is None and not selection.package and not selection.all_packages
        for name in selection.package:
            if normalize(name) not in workspace.members:
                raise UnknownPackageError(name)
        area = area_of(workspace, targets(workspace, selection), virtual=is_virtual)
        how = request.sync.replace(selection=selection)
        if request.isolated:
            if request.no_sync:
                return area, self._of_nothing()
            return area, self._synced(how, self._root())
        interpreter = interpreter_for(workspace, settings, runtime, active=None, environment=True)
        path = os.path.join(workspace.root, "uv.lock")
        if how.frozen:
            locked = use_frozen(path, how.frozen, runtime)
        else:
            locking = Locking(
                path=path, workspace=workspace, files=project_files(runtime), interpreter=interpreter,
                locked=how.locked,
            )  # fmt: skip
            locked = self._quietly(lambda world: lock_workspace(locking, settings, world))
        self._lock = locked.lock
        if request.no_sync:
            return area, Environment.of(interpreter)
        return area, self._synced(how.replace(frozen=how.frozen or "--frozen", locked="", active=False), "")

    def _synced(self, how: SyncRequest, root: str) -> Environment:
        how = how.replace(root=root, keep_lock=True) if root else how
        report = self._quietly(lambda world: sync(how, self._settings, world))
        if report.lock is not None:
            self._lock = self._lock or report.lock.lock
        assert report.environment is not None  # noqa: S101 - it was brought about
        return report.environment

    def _of_nothing(self) -> Environment:
        """Return a fresh environment with nothing in it, which goes with the check."""
        interpreter = find_python(self._settings.python.python, self._settings, self._runtime)
        return create(self._root(), interpreter, VenvOptions(), cache=self._runtime.cache)

    def _root(self) -> str:
        """Return the path of an environment that goes with the check."""
        cache = self._runtime.cache
        self._runtime.not_replayable()
        root = atomic.temporary_name(cache.make_directory(cache.bucket("environments")))
        self._temporary = (root,)
        return root

    def _quietly(self, act: Callable[[Runtime], T]) -> T:
        world = self._runtime.within(report=self._tell, observe=True)
        done = act(world)
        self._runtime.adopt(world)
        return done

    def _tell(self, event: Event) -> None:
        brief = self._request.isolated and isinstance(event, CreatingEnvironment | InterpreterSelected)
        if isinstance(event, _TOLD) and not brief:
            self._runtime.report(event)
