"""`puv add`: put requirements into a project, lock, and install."""

from __future__ import annotations

import os

from puv.errors import BuildError, FetchError, InputError, PuvError, ResolutionError
from puv.events import MemberAdded, Warned
from puv.fetcher.redact import file_path, split_credentials
from puv.frozen import Frozen
from puv.lockfile.write import render_lock
from puv.ops.pip.requests import Inputs
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
from puv.ops.steps.given import MissingDistributionError, check_given
from puv.ops.steps.indexes import indexes, warn_of_ambiguous
from puv.ops.steps.inputs import read_inputs
from puv.ops.steps.provision import provision
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.sources import allow_builds
from puv.project.bounds import bounds
from puv.project.edit.new_sources import SourceWords, source_of, without_source
from puv.project.edit.requirements import put_requirement, set_again
from puv.project.edit.sources import add_member, has_indexes, put_index, put_source
from puv.standards.markers import parse_marker
from puv.standards.requirement import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.lockfile.lock import Lock
    from puv.model.index import Index
    from puv.model.requirement import Dependency
    from puv.ops.project.edits import ListName, Project
    from puv.ops.project.requests import LockReport, SyncReport
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.project.bounds import BoundsKind
    from puv.project.edit.requirements import Edit
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings
    from puv.standards.markers import Marker
    from puv.standards.names import ExtraName, PackageName

_SUPPORTED = "is not supported in `puv add`"


class AddRequest(Frozen):
    """`puv add`. `requirements` and `constraints` are paths of files; `target` is the list to put them into.

    `workspace` is None where nothing is said of taking directories into the workspace. `locked` and `frozen` are as in
    `LockRequest`; `install` says how the environment is brought up to date, None leaves it as it is.
    """

    packages: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    target: ListName = PRODUCTION
    marker: Marker | None = None
    extras: tuple[ExtraName, ...] = ()
    sources: SourceWords = SourceWords()
    raw: bool = False
    bounds: BoundsKind = "lower"
    workspace: bool | None = None
    package: PackageName | None = None
    locked: str = ""
    frozen: str = ""
    active: bool | None = None
    install: SyncRequest | None = SyncRequest(inexact=True)


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
    _refuse_files(request.requirements)
    project = find_for_edit(request.package, settings, runtime)
    if request.target.kind in ("production", "optional") and project.member is None:
        raise InputError(
            f"Project is missing a `[project]` table; add a `[project]` table to use {request.target.kind} "
            "dependencies, or run `puv add --dev` instead"
        )
    warn_of_ambiguous(settings, runtime)
    _warn_of_urls(settings, runtime)
    read_inputs(Inputs(packages=request.packages), settings, runtime)  # what is no requirement needs no interpreter
    how = None if request.frozen else request.install
    interpreter = interpreter_for(
        project.workspace, settings, runtime, active=request.active, environment=how is not None
    )
    read = _read(request, interpreter, settings, runtime)
    addition = _Addition(request, project, settings, runtime)
    for entry in read.requirements:
        addition.put(entry)
    addition.finish()
    lock = None
    if not request.frozen:
        locking = Relocking(interpreter=interpreter, locked=request.locked, limits=read.constraints)
        lock = _locked(addition, project, locking, settings, runtime)
    with Rewrite(*addition.paths) as files:
        addition.write(files)
        if lock is not None:
            files.write(project.lock, render_lock(lock.lock))
        synced = _installed(project, request, how, settings, runtime) if how is not None else None
    return AddReport(requirements=addition.requirements, members=tuple(addition.joined), lock=lock, sync=synced)


def _locked(
    addition: _Addition, project: Project, locking: Relocking, settings: Settings, runtime: Runtime
) -> LockReport:
    """Lock with the new texts in place of those on disk, twice if the first lock tells bounds; write nothing."""
    try:
        found = lock_with(project, addition.texts(), locking, settings, runtime)
        if addition.limit(found.lock):
            found = lock_with(project, addition.texts(), locking.replace(quiet=True), settings, runtime)
    except (ResolutionError, BuildError) as error:
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


class _Addition:
    """One project's texts under change."""

    def __init__(self, request: AddRequest, project: Project, settings: Settings, runtime: Runtime) -> None:
        self._request, self._project, self._settings, self._runtime = request, project, settings, runtime
        self._root = os.path.join(project.workspace.root, "pyproject.toml")
        self.document = read_document(project.path)
        self.root_document = self.document if self._root == project.path else read_document(self._root)
        self.members: dict[PackageName, str] = {name: m.directory for name, m in project.workspace.members.items()}
        self.joined: list[PackageName] = []
        self._edits: list[Edit] = []
        self._given = _given_indexes(settings, runtime)
        self._fronted = has_indexes(self.document)
        if self._fronted and not request.raw:
            self._put_indexes()

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that may change."""
        return tuple(dict.fromkeys((self._project.path, self._root, self._project.lock)))

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """What was put in, as it stands."""
        return tuple(edit.requirement for edit in self._edits)

    def put(self, entry: Dependency) -> None:
        """Put one requirement in, with its source.

        Raises:
            InputError: it is the project itself, or cannot be put in.
        """
        request, requirement = self._request, _with(entry.requirement, self._request)
        name = self._project.member.name if self._project.member is not None else None
        if requirement.name == name and request.target is PRODUCTION:
            raise InputError(
                f"Requirement name `{requirement.name}` matches project name `{name}`, but self-dependencies are not "
                "permitted without the `--dev` or `--optional` flags. If your project name "
                f"(`{name}`) is shadowing that of a third-party dependency, consider renaming the project."
            )
        source = self._source(entry, requirement)
        if request.raw:
            source = {}
        elif source and requirement.url is not None:
            requirement = without_source(requirement)
        path = paths_of(self.document, request.target)[0]
        self._edits.append(put_requirement(self.document, path, requirement, raw=request.raw))
        if source:
            put_source(self.document, requirement.name, source, behind_index=self._fronted and bool(self._given))

    def _source(self, entry: Dependency, requirement: Requirement) -> dict[str, str | bool]:
        words = self._request.sources
        if len(self._given) == 1:
            words = words.replace(index=self._given[0].name)
        url = requirement.url or ""
        place = os.path.normpath(file_path(url)) if url.startswith("file:") else ""
        is_directory = bool(place) and os.path.isdir(place)
        if is_directory and self._request.workspace is not False:
            self._join(place)
        if entry.editable and words.editable is None and place not in self.members.values():
            words = words.replace(editable=True)
        directory = "" if _is_absolute(url, self._request) else self._project.directory
        return source_of(requirement, words, members=self.members, directory=directory, is_directory=is_directory)

    def _join(self, place: str) -> None:
        """Take the project at a directory below the root into the workspace."""
        root = self._project.workspace.root
        if place in self.members.values() or not place.startswith(root.rstrip(os.sep) + os.sep):
            return
        file = self._project.files.at(place)
        if file is None or file.project is None:
            return
        if file.uv.managed:
            self.members[file.project.name] = place
        self.joined.append(file.project.name)
        self._runtime.report(MemberAdded(name=file.project.name))
        add_member(self.root_document, os.path.relpath(place, root).replace(os.sep, "/"))

    def _put_indexes(self) -> None:
        for index in reversed(self._given):
            put_index(self.document, self._place(index), name=index.name, default=index.default)

    def _place(self, index: Index) -> str:
        """Return an index's address as it is written down: without credentials, a path as it was given."""
        if not index.url.startswith("file:"):
            return split_credentials(index.url)[0]
        path = file_path(index.url)
        words = (*self._settings.index.index, self._settings.index.default_index or "")
        if any(word.endswith(path) for word in words):
            return path
        return os.path.relpath(path, self._project.directory).replace(os.sep, "/")

    def finish(self) -> None:
        """Put in what comes last."""
        if not self._fronted and not self._request.raw:
            self._put_indexes()

    def texts(self) -> dict[str, str]:
        """Return the texts of the `pyproject.toml` files by their directories."""
        return {
            self._project.workspace.root: self.root_document.text,
            self._project.directory: self.document.text,
        }

    def write(self, files: Rewrite) -> None:
        """Write what changed."""
        for directory, text in self.texts().items():
            files.write(os.path.join(directory, "pyproject.toml"), text)

    def limit(self, lock: Lock) -> bool:
        """Give what was put in without bounds those of the locked version; tell whether there was any."""
        limited = False
        for edit in self._edits:
            requirement = edit.requirement
            if (
                edit.kind != "added"
                or requirement.url is not None
                or requirement.specifiers.clauses
                or self._request.raw
            ):
                continue
            versions = [
                package.version
                for package in lock.packages
                if package.name == requirement.name
                and package.version is not None
                and package.source.kind == "registry"
            ]
            if versions:
                limits = bounds(min(versions), self._request.bounds)
                bounded = Requirement(requirement.name, requirement.extras, limits, None, requirement.marker)
                set_again(self.document, edit, bounded)
                limited = True
        return limited


def _with(requirement: Requirement, request: AddRequest) -> Requirement:
    """Return a requirement with the extras and under the marker that the request adds."""
    extras = (*requirement.extras, *(extra for extra in request.extras if extra not in requirement.extras))
    marker = requirement.marker
    if request.marker is not None:
        marker = request.marker if marker is None else parse_marker(f"({marker}) and ({request.marker})")
    return Requirement(requirement.name, extras, requirement.specifiers, requirement.url, marker)


def _is_absolute(url: str, request: AddRequest) -> bool:
    """Tell whether an address is a path that a word of the user's gives from the root."""
    if not url.startswith("file:"):
        return False
    words = (text.partition("@")[2].strip() or text for text in request.packages)
    return any(word.startswith("file:") or (os.path.isabs(word) and word == file_path(url)) for word in words)


def _given_indexes(settings: Settings, runtime: Runtime) -> list[Index]:
    """Return the indexes that the user names beside those that files configure."""
    index = settings.index
    if not index.index and not index.default_index:
        return []
    only = settings.replace(index=index.replace(configured=(), find_links=(), extra_index_url=(), index_url=None))
    found = indexes(only, runtime)
    given = [entry for entry in found if not entry.default or index.default_index]
    for entry in given:
        if entry.url.startswith("file:") and not os.path.isdir(file_path(entry.url)):
            raise InputError(f"Directory not found for index: {entry.url}")
    return given


def _warn_of_urls(settings: Settings, runtime: Runtime) -> None:
    """Warn of indexes that are not written down."""
    index = settings.index
    for given, flag, other in (
        (index.index_url, "--index-url", "--default-index"),
        (index.extra_index_url, "--extra-index-url", "--index"),
    ):
        if given:
            message = f"Indexes specified via `{flag}` will not be persisted to the `pyproject.toml` file"
            runtime.report(Warned(message=f"{message}; use `{other}` instead."))
