"""`puv build`: source distributions and wheels of projects, for others to install."""

from __future__ import annotations

import os

from puv._version import UV_VERSION
from puv.builder.backend.direct import bound_warning, incompatible, listed_sdist, listed_wheel
from puv.builder.backend.project import read_project
from puv.builder.backend.sdist import write_sdist
from puv.builder.backend.wheel import write_wheel
from puv.builder.errors import USUAL_HINT, BackendError, HookError
from puv.builder.tree import bare_tree, build_system, read_tree
from puv.errors import BuildError, Cancelled, InputError, PuvError, UsageError
from puv.events import BuildStep, Warned
from puv.frozen import Frozen
from puv.fs import atomic
from puv.fs.remove import remove_tree
from puv.fs.sdist import extract_source
from puv.ops.steps.pythons import request_of, select_interpreter
from puv.ops.steps.workspaces import project_files
from puv.project.workspace import discover
from puv.standards.names import normalize
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.builder.backend.project import BackendProject
    from puv.builder.tree import SourceTree
    from puv.ops.project.build_workshop import Workshop
    from puv.ops.runtime import Runtime
    from puv.project.workspace import Workspace
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings
    from puv.standards.pyproject import BuildSystem

_SDIST, _WHEEL, _FROM_SDIST = "source distribution", "wheel", "wheel from source distribution"


class BuildRequest(Frozen):
    """`puv build`: paths are relative to the working directory.

    `source` is a directory or a source distribution, empty for the working directory. Without `sdist` and `wheel` a
    directory gives a source distribution and from it a wheel. `listed` only tells what would be put in. `logs` passes
    on what backends write; `force_pep517` never builds without an environment.
    """

    source: str = ""
    package: str = ""
    all_packages: bool = False
    out_dir: str = ""
    sdist: bool = False
    wheel: bool = False
    listed: bool = False
    logs: bool = True
    force_pep517: bool = False
    clear: bool = False
    gitignore: bool = True
    build_constraints: tuple[str, ...] = ()
    require_hashes: bool = False


class BuildReport(Frozen):
    """The files that were built (absolute paths), what they would hold (`listing`), and what failed, in order."""

    built: tuple[str, ...] = ()
    listing: str = ""
    failures: tuple[PuvError, ...] = ()


class PlaceError(BuildError):
    """One of the projects could not be built; the cause says why. `subject` is its path, or `name @ path`."""

    code = "build-place"
    exit_code = 2

    def __init__(self, subject: str, *, hints: tuple[str, ...] = ()) -> None:
        super().__init__(f"Failed to build `{subject}`", hints=hints)
        self.subject = subject


class _Place(Frozen):
    """A project to build: its path (absolute), and its name where several are built."""

    path: str
    name: str = ""


def build(request: BuildRequest, settings: Settings, runtime: Runtime) -> BuildReport:
    """Build what is asked for into the output directory. With several packages each that can be built is.

    Raises:
        InputError: there is nothing to build where the request says.
        PlaceError: the build failed (where only one was asked for).
    """
    runtime.not_replayable()
    if request.require_hashes:
        settings = settings.replace(build=settings.build.replace(require_build_hashes=True))
    source = runtime.path(request.source or ".")
    if not os.path.exists(source):
        raise InputError(f"Source `{request.source}` does not exist")
    workspace = None if os.path.isfile(source) else _workspace(source, runtime)
    places = _places(request, source, workspace)
    out = runtime.path(request.out_dir) if request.out_dir else _out_dir(source, workspace)
    built: list[str] = []
    listing, failures = "", []
    for place in places:
        try:
            made, told = _Builder(place, out, request, settings, runtime).run()
        except Cancelled:
            raise
        except PuvError as error:
            failure = _failure(place, error)
            if not request.all_packages:
                raise failure from failure.__cause__
            failures.append(failure)
        else:
            built += made
            listing += told
    return BuildReport(built=tuple(built), listing=listing, failures=tuple(failures))


def _workspace(source: str, runtime: Runtime) -> Workspace | None:
    try:
        return discover(source, project_files(runtime))
    except InputError:
        return None  # what is wrong with the project, its build will say


def _places(request: BuildRequest, source: str, workspace: Workspace | None) -> list[_Place]:
    if os.path.isfile(source):
        for asked, flag in ((request.package, "--package"), (request.all_packages, "--all-packages")):
            if asked:
                raise UsageError(f"Cannot specify `{flag}` when building from a file")
        return [_Place(path=source)]
    if not (request.package or request.all_packages):
        return [_Place(path=source)]
    if workspace is None:
        raise InputError(f"No `pyproject.toml` found in `{source}` or any parent directory")
    if request.package:
        member = next((m for m in workspace.members.values() if m.name == normalize(request.package)), None)
        if member is None:
            raise InputError(f"Package `{request.package}` not found in workspace")
        return [_Place(path=member.directory)]
    packages = [member for member in workspace.members.values() if workspace.is_package(member)]
    if not packages:
        raise InputError("No packages found in workspace")
    found = sorted(packages, key=lambda member: member.name)
    return [_Place(path=member.directory, name=member.name) for member in found]


def _out_dir(source: str, workspace: Workspace | None) -> str:
    if os.path.isfile(source):
        return os.path.dirname(source)
    return os.path.join(source if workspace is None else workspace.root, "dist")


def _failure(place: _Place, error: PuvError) -> PlaceError:
    hints: tuple[str, ...] = ()
    if isinstance(error, BackendError):
        hints = (USUAL_HINT,)
        if isinstance(error.__cause__, HookError):
            error.__cause__ = error.__cause__.brief()  # the user has seen what it wrote
    failure = PlaceError(f"{place.name} @ {place.path}" if place.name else place.path, hints=hints)
    failure.__cause__ = error
    return failure


class _Builder:
    """Builds one project."""

    def __init__(self, place: _Place, out: str, request: BuildRequest, settings: Settings, runtime: Runtime) -> None:
        self._place, self._out, self._request = place, out, request
        self._settings, self._runtime = settings, runtime
        self._workshop: Workshop | None = None

    def run(self) -> tuple[list[str], str]:
        """Build; return the files (absolute), and what they would hold where only that is asked for."""
        request = self._request
        is_file = os.path.isfile(self._place.path)
        self._interpreter()  # one that is missing is told before anything is done
        _prepare(self._out, clear=request.clear, gitignore=request.gitignore)
        if is_file and request.sdist:
            raise BuildError("Building an `--sdist` from a source distribution is not supported")
        if is_file and not request.wheel:
            raise BuildError("Pass `--wheel` explicitly to build a wheel from a source distribution")
        listing = self._listing() if request.listed else ""
        if request.listed and (request.sdist or request.wheel):
            return [], listing
        with atomic.temporary_directory(self._out) as area:
            try:
                return self._made(area, is_file=is_file), listing
            finally:
                if self._workshop is not None:
                    self._workshop.close()

    def _made(self, area: str, *, is_file: bool) -> list[str]:
        request, path = self._request, self._place.path
        if is_file:
            self._tell(_FROM_SDIST)
            return [self._from_sdist(path, area)]
        if not (request.sdist or request.wheel):
            self._tell(_SDIST)
            sdist = self._sdist(path, area)
            if request.listed:
                return [sdist]  # uv lists the wheel that it would make of this
            self._tell(_FROM_SDIST)
            return [sdist, self._from_sdist(sdist, area)]
        found = []
        if request.sdist:
            self._tell(_SDIST)
            found.append(self._sdist(path, area))
        if request.wheel:
            self._tell(_WHEEL)
            found.append(self._wheel(path, area))
        return found

    def _tell(self, what: str) -> None:
        self._runtime.report(BuildStep(what=what, package=self._place.name))

    def _sdist(self, path: str, area: str) -> str:
        system = build_system(bare_tree(path))
        if self._is_direct(system):
            project = self._project(path)
            self._warn(bound_warning(system), *project.distribution.warnings)
            return self._moved(os.path.join(area, write_sdist(project, area)))
        return self._through(read_tree(path), area, sdist=True)

    def _wheel(self, path: str, area: str, *, is_sdist: bool = False) -> str:
        system = build_system(bare_tree(path))
        if self._is_direct(system):
            project = self._project(path)
            if not is_sdist:
                self._warn(*project.distribution.warnings)
            return self._moved(os.path.join(area, write_wheel(project, area)))
        return self._through(read_tree(path, is_sdist=is_sdist), area)

    def _is_direct(self, system: BuildSystem) -> bool:
        return not (self._request.force_pep517 or incompatible(system, Version.parse(UV_VERSION)))

    def _project(self, path: str) -> BackendProject:
        prefix = self._runtime.cwd.rstrip(os.sep) + os.sep
        return read_project(path, "" if path == self._runtime.cwd else path.removeprefix(prefix))

    def _warn(self, *messages: str) -> None:
        for message in messages:
            if message:
                self._runtime.report(Warned(message=message, once=message))

    def _through(self, tree: SourceTree, area: str, *, sdist: bool = False) -> str:
        """Build with the project's own backend."""
        if self._workshop is None:
            from puv.ops.project.build_workshop import Workshop  # what puv builds itself needs none

            request = self._request
            interpreter = self._interpreter()
            self._workshop = Workshop(
                interpreter, request.build_constraints, self._settings, self._runtime, logs=request.logs
            )
        return self._moved(self._workshop.build(tree, area, self._place.name or tree.path, sdist=sdist))

    def _interpreter(self) -> Interpreter:
        return select_interpreter(
            self._settings, self._runtime, request_of(self._settings.python.python, self._runtime)
        )

    def _from_sdist(self, sdist: str, area: str) -> str:
        """Build a wheel from what a source distribution holds, far from the project that it was made of."""
        into = atomic.temporary_name(self._runtime.cache.temporary_area())
        os.mkdir(into)
        try:
            path = extract_source(sdist, into, filename=os.path.basename(sdist))
            return self._wheel(path, area, is_sdist=True)
        finally:
            remove_tree(into)

    def _moved(self, path: str) -> str:
        """Put a finished file into the output directory."""
        final = os.path.join(self._out, os.path.basename(path))
        atomic.replace(path, final)
        return final

    def _listing(self) -> str:
        request, path = self._request, self._place.path
        problem = incompatible(build_system(bare_tree(path)), Version.parse(UV_VERSION))
        if problem:
            prefix = self._runtime.cwd.rstrip(os.sep) + os.sep
            raise BuildError(
                f"Can only use `--list` with a compatible uv build backend, but `{path.removeprefix(prefix)}` is not "
                f"compatible because {problem}"
            )
        project = self._project(path)
        both = not (request.sdist or request.wheel)
        text = listed_sdist(project) if request.sdist or both else ""
        return text + (listed_wheel(project) if request.wheel or both else "")


def _prepare(out: str, *, clear: bool, gitignore: bool) -> None:
    """Make the output directory, empty where that is asked for, and keep it out of repositories."""
    if clear:
        remove_tree(out)
    os.makedirs(out, exist_ok=True)
    ignore = os.path.join(out, ".gitignore")
    if gitignore and not os.path.exists(ignore):
        atomic.write_text(ignore, "*")
