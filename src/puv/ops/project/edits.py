"""What `add`, `remove` and `version` share: which list of which project is meant, and making a change hold."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.events import Resolved, Warned
from puv.frozen import Frozen
from puv.lockfile.write import render_lock
from puv.ops.project.lock import Locking, lock_workspace
from puv.ops.project.requests import Selection
from puv.ops.project.rewrite import Rewrite
from puv.ops.project.sync import sync
from puv.ops.runtime import Runtime
from puv.ops.steps.project_environment import environment_root, lock_interpreter, project_environment
from puv.ops.steps.project_python import pythons_of, wanted_python
from puv.ops.steps.workspaces import find_workspace, member_named, project_directory, project_files
from puv.project.edit.document import TomlText
from puv.project.workspace import discover
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.events import Event, Reporter
    from puv.model.requirement import Dependency
    from puv.ops.project.requests import LockReport, SyncReport, SyncRequest
    from puv.project.discover import Files
    from puv.project.workspace import Member, Workspace
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings
    from puv.standards.names import ExtraName, GroupName, PackageName
    from puv.standards.toml_spans import Path


class ListName(Frozen):
    """One of a project's lists of requirements: that of `kind`, by the extra's or group's name where it has one."""

    kind: str = "production"
    name: str = ""

    @property
    def shown(self) -> str:
        """The list as messages call it."""
        if self.kind == "production":
            return "`project.dependencies`"
        if self.kind == "dev":
            return "`tool.uv.dev-dependencies` or `tool.uv.dependency-groups.dev`"
        table = "project.optional-dependencies" if self.kind == "optional" else "dependency-groups"
        return f"`{table}.{self.name}`"


PRODUCTION = ListName()
DEVELOPMENT = ListName(kind="dev")


def optional_list(extra: ExtraName) -> ListName:
    """Return the list of an extra."""
    return ListName(kind="optional", name=extra)


def group_list(group: GroupName) -> ListName:
    """Return the list of a dependency group."""
    return ListName(kind="group", name=group)


def paths_of(document: TomlText, wanted: ListName) -> tuple[Path, ...]:
    """Return where a list is in a document: the place to add to first, then others that count as the same list."""
    if wanted.kind == "production":
        return (("project", "dependencies"),)
    if wanted.kind == "optional":
        return (_keyed(document, ("project", "optional-dependencies"), wanted.name),)
    group = _keyed(document, ("dependency-groups",), wanted.name or "dev")
    if wanted.kind == "group":
        return (group,)
    legacy = ("tool", "uv", "dev-dependencies")
    if document.find(legacy) is None:
        return (group,)
    return (legacy,) if document.find(group) is None else (group, legacy)


def _keyed(document: TomlText, table: Path, name: str) -> Path:
    """Return the path of a key as the document spells it."""
    return (*table, next((key for key in document.keys(table) if normalize(key) == name), name))


class Project(Frozen):
    """A project that is about to change: its workspace, itself, and how its files are read."""

    workspace: Workspace
    member: Member | None
    files: Files

    @property
    def directory(self) -> str:
        """The project's absolute directory."""
        return self.member.directory if self.member is not None else self.workspace.root

    @property
    def path(self) -> str:
        """Its `pyproject.toml`."""
        return os.path.join(self.directory, "pyproject.toml")

    @property
    def lock(self) -> str:
        """The workspace's lock."""
        return os.path.join(self.workspace.root, "uv.lock")


class Relocking(Frozen):
    """How to lock again. `locked` is as in `LockRequest`; `quiet` does not tell that everything is resolved.

    `limits` are constraints of this once.
    """

    interpreter: Interpreter
    locked: str = ""
    limits: tuple[Dependency, ...] = ()
    quiet: bool = False


class Keeping(Frozen):
    """What follows a change: nothing but the file if `frozen`, else a lock, and with `install` its environment.

    The fields are as in `AddRequest`.
    """

    locked: str = ""
    frozen: str = ""
    active: bool | None = None
    install: SyncRequest | None = None


def find_for_edit(package: PackageName | None, settings: Settings, runtime: Runtime) -> Project:
    """Return the project of the working directory, or the member of its workspace with a name.

    Raises:
        InputError: there is none, or it is wrong.
    """
    runtime.not_replayable()
    files = project_files(runtime)
    workspace = find_workspace(settings, runtime, files)
    member = member_named(workspace, package) if package is not None else workspace.current
    return Project(workspace=workspace, member=member, files=files)


def read_document(path: str) -> TomlText:
    """Return the text of a file for editing.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return TomlText(stream.read())
    except OSError as error:
        raise InputError(f"failed to read from file `{path}`: {error.strerror} (os error {error.errno})") from error


def interpreter_for(
    workspace: Workspace, settings: Settings, runtime: Runtime, *, active: bool | None, environment: bool
) -> Interpreter:
    """Return the interpreter with which a workspace is locked: with `environment` that of its environment.

    That is made where it is missing.

    Raises:
        PythonError: there is none, or something is in the environment's place.
    """
    wanted = wanted_python(
        settings,
        runtime,
        pythons_of(workspace, None, runtime),
        directory=project_directory(settings, runtime),
        root=workspace.root,
    )
    root = environment_root(workspace.root, runtime, active=active)
    if not environment:
        return lock_interpreter(root, wanted, settings, runtime)
    prompt = workspace.current.name if workspace.current is not None else os.path.basename(workspace.root)
    return project_environment(root, wanted, settings, runtime, prompt=prompt, dry_run=False).interpreter


def install(
    project: Project, target: ListName, request: SyncRequest, settings: Settings, runtime: Runtime
) -> SyncReport:
    """Bring the environment to the lock as it was just written, with the list that was changed.

    Raises:
        PuvError: as `puv.ops.project.sync.sync`.
    """
    selection = Selection(
        extra=(target.name,) if target.kind == "optional" else (),
        group=(target.name,) if target.kind == "group" else (),
        dev=True if target.kind == "dev" else None,
        package=(project.member.name,) if project.member is not None else (),
    )
    # The lock was made a moment ago.
    return sync(request.replace(selection=selection, frozen="--frozen"), settings, runtime)


def lock_with(
    project: Project, texts: Mapping[str, str], locking: Relocking, settings: Settings, runtime: Runtime
) -> LockReport:
    """Lock the workspace as it is with other texts for the `pyproject.toml` of some directories; write nothing.

    Raises:
        PuvError: as `puv.ops.project.lock.lock`.
    """
    files = project_files(runtime)
    for directory, text in texts.items():
        files.put(directory, text)
    wanted = Locking(
        path=project.lock,
        workspace=discover(project.directory, files),
        files=files,
        interpreter=locking.interpreter,
        locked=locking.locked,
        dry_run=True,
        limits=locking.limits,
    )
    return lock_workspace(wanted, settings, quieter(runtime) if locking.quiet else runtime)


def keep(
    project: Project, text: str, keeping: Keeping, settings: Settings, runtime: Runtime
) -> tuple[LockReport | None, SyncReport | None]:
    """Write a project's new `pyproject.toml`, its lock and its environment; a failure leaves every file as it was.

    Raises:
        PuvError: the project cannot be locked or installed.
    """
    lock = None
    how = None if keeping.frozen else keeping.install
    if not keeping.frozen:
        interpreter = interpreter_for(
            project.workspace, settings, runtime, active=keeping.active, environment=how is not None
        )
        locking = Relocking(interpreter=interpreter, locked=keeping.locked)
        lock = lock_with(project, {project.directory: text}, locking, settings, runtime)
    with Rewrite(project.path, project.lock) as files:
        files.write(project.path, text)
        if lock is not None:
            files.write(project.lock, render_lock(lock.lock))
        synced = install(project, PRODUCTION, how, settings, runtime) if how is not None else None
    return lock, synced


def quieter(runtime: Runtime) -> Runtime:
    """Return a runtime that does not tell again what locking a second time tells, except warnings of its result."""
    resolved = False

    def report(event: Event) -> None:
        nonlocal resolved
        if isinstance(event, Resolved):
            resolved = True
        elif resolved or not isinstance(event, Warned):
            runtime.report(event)

    return reporting(runtime, report)


def without(kinds: tuple[type[Event], ...], runtime: Runtime) -> Runtime:
    """Return a runtime that does not tell of some kinds of events."""
    return reporting(runtime, lambda event: None if isinstance(event, kinds) else runtime.report(event))


def reporting(runtime: Runtime, report: Reporter) -> Runtime:
    """Return the runtime with another reporter, and without observations."""
    return Runtime(
        cache=runtime.cache, cwd=runtime.cwd, environ=runtime.environ, report=report, cancel=runtime.cancel,
        clock=runtime.clock, transport=runtime.transport, stdin=runtime.stdin, program=runtime.program,
    )  # fmt: skip
