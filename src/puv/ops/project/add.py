"""`puv add`: put requirements into a project, lock, and install."""

from __future__ import annotations

import os

from puv.errors import BuildError, FetchError, InputError, PuvError, ResolutionError
from puv.events import Warned
from puv.frozen import Frozen
from puv.lockfile.write import render_lock
from puv.ops.pip.requests import Inputs
from puv.ops.project.addition import Addition, Destination
from puv.ops.project.edits import (
    PRODUCTION,
    Relocking,
    find_for_edit,
    install,
    interpreter_for,
    lock_with,
    paths_of,
    read_document,
)
from puv.ops.project.requests import SyncRequest
from puv.ops.project.rewrite import Rewrite
from puv.ops.project.script_edits import ScriptEdit
from puv.ops.project.scripts import find_script, script_interpreter
from puv.ops.steps.given import MissingDistributionError, check_given
from puv.ops.steps.indexes import indexes, warn_of_ambiguous
from puv.ops.steps.inputs import read_inputs
from puv.ops.steps.provision import provision
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.sources import allow_builds
from puv.ops.steps.workspaces import project_files
from puv.project.edit.document import TomlText
from puv.project.edit.new_sources import SourceWords

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.ops.project.edits import ListName, Project
    from puv.ops.project.requests import LockReport, SyncReport
    from puv.ops.project.scripts import FoundScript
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.project.bounds import BoundsKind
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings
    from puv.standards.markers import Marker
    from puv.standards.names import ExtraName, PackageName
    from puv.standards.requirement import Requirement

_SUPPORTED = "is not supported in `puv add`"


class AddRequest(Frozen):
    """`puv add`. `requirements` and `constraints` are paths of files; `target` is the list to put them into.

    `workspace` is None where nothing is said of taking directories into the workspace. `locked` and `frozen` are as in
    `LockRequest`; `bounds` are those of requirements without any, by default lower ones. `install` says how the
    environment is brought up to date, None leaves it as it is. `script` is the path of a script, empty for a project.
    """

    packages: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    target: ListName = PRODUCTION
    marker: Marker | None = None
    extras: tuple[ExtraName, ...] = ()
    sources: SourceWords = SourceWords()
    raw: bool = False
    bounds: BoundsKind | None = None
    workspace: bool | None = None
    package: PackageName | None = None
    locked: str = ""
    frozen: str = ""
    active: bool | None = None
    install: SyncRequest | None = SyncRequest(inexact=True)
    script: str = ""


class AddReport(Frozen):
    """What was added: the requirements as they stand, and members that joined the workspace.

    `lock` is None for a frozen one, `sync` where the environment stays as it is.
    """

    requirements: tuple[Requirement, ...]
    members: tuple[PackageName, ...] = ()
    lock: LockReport | None = None
    sync: SyncReport | None = None


class FailedEditError(PuvError):
    """A project could not be locked or installed with a change, which was taken back; the cause says why."""

    code = "failed-edit"
    exit_code = 1

    def __init__(self, doing: str) -> None:
        hint = (
            "If you want to add the package regardless of the failed resolution, provide the `--frozen` flag to skip "
            "locking and syncing"
        )
        super().__init__(f"Failed to {doing} dependencies", hints=(hint,))


def add(request: AddRequest, settings: Settings, runtime: Runtime) -> AddReport:
    """Put requirements into a list of the project, with their sources and indexes; lock unless `frozen`.

    A failure leaves every file as it was.

    Raises:
        InputError: a requirement or the project is wrong.
        FailedEditError: the project cannot be locked with them.
    """
    script = find_script(request.script, runtime) if request.script else None
    _warn_of_urls(settings, runtime, "script" if script else "`pyproject.toml` file")
    _refuse_files(request.requirements)
    if script is not None:
        return _add_to_script(script, request, settings, runtime)
    project = find_for_edit(request.package, settings, runtime)
    if request.target.kind in ("production", "optional") and project.member is None:
        raise InputError(
            f"Project is missing a `[project]` table; add a `[project]` table to use {request.target.kind} "
            "dependencies, or run `puv add --dev` instead"
        )
    _begin(request, settings, runtime)
    how = None if request.frozen else request.install
    interpreter = interpreter_for(
        project.workspace, settings, runtime, active=request.active, environment=how is not None
    )
    read = _read(request, interpreter, settings, runtime)
    root = os.path.join(project.workspace.root, "pyproject.toml")
    document = read_document(project.path)
    destination = Destination(
        document=document,
        path=paths_of(document, request.target)[0],
        directory=project.directory,
        files=project.files,
        name=project.member.name if project.member is not None else None,
        root=project.workspace.root,
        root_document=document if root == project.path else read_document(root),
        members={name: member.directory for name, member in project.workspace.members.items()},
    )
    addition = _added(request, destination, read, settings, runtime)

    def texts() -> dict[str, str]:
        return {
            project.workspace.root: destination.root_document.text,
            project.directory: destination.document.text,
        }

    lock = None
    if not request.frozen:
        locking = Relocking(interpreter=interpreter, locked=request.locked, limits=read.constraints)
        lock = _locked(
            addition, lambda quiet: lock_with(project, texts(), locking.replace(quiet=quiet), settings, runtime)
        )
    with Rewrite(project.path, root, project.lock) as files:
        for directory, text in texts().items():
            files.write(os.path.join(directory, "pyproject.toml"), text)
        if lock is not None:
            files.write(project.lock, render_lock(lock.lock))
        synced = _installed(project, request, how, settings, runtime) if how is not None else None
    return AddReport(requirements=addition.requirements, members=tuple(addition.joined), lock=lock, sync=synced)


def _begin(request: AddRequest, settings: Settings, runtime: Runtime) -> None:
    """Refuse what is no requirement before anything is looked for."""
    warn_of_ambiguous(settings, runtime)
    read_inputs(Inputs(packages=request.packages), settings, runtime)


def _added(
    request: AddRequest, destination: Destination, read: ReadInputs, settings: Settings, runtime: Runtime
) -> Addition:
    addition = Addition(request, destination, settings, runtime)
    addition.join(read.requirements)
    for entry in read.requirements:
        addition.put(entry)
    addition.finish()
    return addition


def _add_to_script(script: FoundScript, request: AddRequest, settings: Settings, runtime: Runtime) -> AddReport:
    """Put requirements into the metadata of a script, which is made where there is none, and into its lock."""
    _begin(request, settings, runtime)
    for flag in filter(None, (request.locked, request.frozen)):
        message = f"`{flag}` is a no-op for Python scripts with inline metadata, which always run in isolation"
        runtime.report(Warned(message=message))
    interpreter = script_interpreter(script, settings, runtime)
    read = _read(request, interpreter, settings, runtime)
    block = script.script.block
    if block is None:
        minor = ".".join(map(str, interpreter.python_version[:2]))
        block = f'requires-python = ">={minor}"\ndependencies = []\n'
    document = TomlText(block)
    destination = Destination(
        document=document,
        path=("dependencies",),
        directory=os.path.dirname(script.path),
        files=project_files(runtime),
        root_document=document,
    )
    addition = _added(request, destination, read, settings, runtime)
    edit = ScriptEdit(script, runtime)
    lock = None
    if not request.frozen:
        locking = Relocking(interpreter=interpreter, locked=request.locked, limits=read.constraints)
        lock = _locked(addition, lambda quiet: edit.lock(document.text, locking.replace(quiet=quiet), settings))
    edit.write(document.text, lock)
    return AddReport(requirements=addition.requirements, lock=lock)


def _locked(addition: Addition, lock: Callable[[bool], LockReport]) -> LockReport:
    """Lock with the new texts in place of those on disk, twice if the first lock tells bounds; write nothing."""
    try:
        found = lock(False)
        if addition.limit(found.lock):
            found = lock(True)
    except (ResolutionError, BuildError, MissingDistributionError) as error:
        raise FailedEditError("add") from error
    return found


def _installed(
    project: Project, request: AddRequest, how: SyncRequest, settings: Settings, runtime: Runtime
) -> SyncReport:
    try:
        return install(project, request.target, how, settings, runtime)
    except (ResolutionError, BuildError) as error:
        raise FailedEditError("add") from error


def _refuse_files(paths: tuple[str, ...]) -> None:
    for path in paths:
        name = os.path.basename(path)
        if name in ("pyproject.toml", "setup.py", "setup.cfg"):
            raise InputError(f"Adding requirements from a `{name}` {_SUPPORTED}")
        if name.endswith(".py"):
            raise InputError(f"Adding requirements from a PEP 723 script {_SUPPORTED}")
        if name == "pylock.toml" or (name.startswith("pylock.") and name.endswith(".toml")):
            raise InputError(f"Adding requirements from a `pylock.toml` {_SUPPORTED}")


def _read(request: AddRequest, interpreter: Interpreter, settings: Settings, runtime: Runtime) -> ReadInputs:
    """Read what to add; what has no name is built to learn it."""
    inputs = Inputs(packages=request.packages, requirements=request.requirements, constraints=request.constraints)
    # What the settings constrain is in the lock already.
    bare = settings.replace(resolve=settings.resolve.replace(constraint_dependencies=()))
    read = read_inputs(inputs, bare, runtime)
    nameless = tuple(entry for entry in read.requirements if not entry.requirement.name)
    if not nameless:
        return read
    places = indexes(settings, runtime)
    try:
        check_given(read.replace(requirements=nameless), hashes=False)
        with provision(places, settings, runtime) as port:
            return allow_builds(read, interpreter, resolve_options(settings, runtime, places), port, settings, runtime)
    except (MissingDistributionError, BuildError, FetchError) as error:
        # What has no name is wrong input here, whatever keeps the name from being known.
        raise InputError(str(error), hints=tuple(error.hints())) from error.__cause__


def _warn_of_urls(settings: Settings, runtime: Runtime, where: str) -> None:
    """Warn of indexes that are not written down."""
    index = settings.index
    for given, flag, other in (
        (index.index_url, "--index-url", "--default-index"),
        (index.extra_index_url, "--extra-index-url", "--index"),
    ):
        if given:
            message = f"Indexes specified via `{flag}` will not be persisted to the {where}"
            runtime.report(Warned(message=f"{message}; use `{other}` instead."))
