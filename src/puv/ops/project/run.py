"""`puv run`: a command in the environment of a project, of a script, or of no project at all."""

from __future__ import annotations

import os

from puv import replay
from puv.cache.keys import digest
from puv.errors import InputError, ResolutionError, UsageError
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
from puv.fs.locks import FileLock
from puv.fs.remove import remove_tree
from puv.model.requirement import Dependency
from puv.model.resolution import Resolution
from puv.ops.addresses.remote_files import RemoteFileError, read_remote
from puv.ops.pip.requests import Inputs
from puv.ops.project.edits import interpreter_for
from puv.ops.project.requests import Selection, SyncRequest
from puv.ops.project.scripts import ScriptPlace, environment_place, find_script, script_environment
from puv.ops.project.sync import sync
from puv.ops.running.cached_environments import cached_environment
from puv.ops.running.env_files import read_env_files
from puv.ops.running.launch import Launch
from puv.ops.running.layers import layered
from puv.ops.running.programs import programs_in, which
from puv.ops.steps.inputs import read_inputs
from puv.ops.steps.locked import locked_snapshot
from puv.ops.steps.look import look
from puv.ops.steps.project_environment import environment_root
from puv.ops.steps.pythons import note_interpreter, path_kind, preference, request_of, surroundings
from puv.ops.steps.revisions import Revisions
from puv.ops.steps.solve import NoSolutionError
from puv.ops.steps.workspaces import find_workspace, project_files
from puv.ops.tool.targets import comma_separated
from puv.ops.tool.workshop import Workshop, is_satisfied
from puv.project.errors import NoProjectError, UnmanagedProjectError
from puv.project.run_target import RunTarget, classify
from puv.project.scripts import read_script
from puv.python.discover import find_interpreter
from puv.python.environment import Environment
from puv.python.probe import probe
from puv.python.request import DEFAULT
from puv.python.venv import base_executable
from puv.python.version_file import find_version_file, read_version_file
from puv.standards.urls import filename_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.events import Event
    from puv.ops.project.scripts import FoundScript
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.project.run_target import Saying
    from puv.project.scripts import Script
    from puv.project.workspace import Workspace
    from puv.python.interpreter import Interpreter
    from puv.python.request import PythonRequest
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings

_TOLD = (
    Warned, InstalledAll, Uninstalled, BytecodeCompiled, Building, Built, BuildOutput, Retrying, CreatingEnvironment,
    RemovedEnvironment, InterpreterSelected,
)  # fmt: skip
_DEPTH = "UV_RUN_RECURSION_DEPTH"
_SHEBANG_HINT = "If you are running a script with `puv run` in the shebang, you may need to include the `--script` flag"
_ZIP = b"PK\x03\x04"


class RunRequest(Frozen):
    """`puv run`. `command` are the words to run, none to be told which programs there are.

    `sync` says how a project's environment is brought up to date, None leaves it as it is (`--no-sync`).
    `needless` are options as given that only matter in a project. A run within more than `deepest` runs is refused.
    """

    command: tuple[str, ...] = ()
    saying: Saying = ""
    with_: tuple[str, ...] = ()
    with_editable: tuple[str, ...] = ()
    with_requirements: tuple[str, ...] = ()
    isolated: bool = False
    no_project: bool = False
    env_file: tuple[str, ...] = ()
    no_env_file: bool = False
    sync: SyncRequest | None = SyncRequest(inexact=True)
    selection: Selection = Selection()
    active: bool | None = None
    needless: tuple[str, ...] = ()
    deepest: int = 100


class RunReport(Frozen):
    """The program to run; None where no command was given, and the programs that there are."""

    launch: Launch | None
    programs: tuple[str, ...] = ()


class TooDeepError(UsageError):
    """`puv run` runs itself over and over."""

    code = "too-deep"


class WithResolutionError(ResolutionError):
    """What `--with` asks for, or what a script needs, cannot be had; the cause says why."""

    code = "with-resolution"


def run(request: RunRequest, settings: Settings, runtime: Runtime) -> RunReport:
    """Bring about the environment of a command, and tell how to run it.

    Raises:
        TooDeepError: this is a run within too many runs.
        InputError: the project, the script or an input is wrong.
        PythonError: there is no interpreter for it.
        ResolutionError: the requirements exclude each other.
        PuvError: a download or a build failed.
    """
    depth = _depth(runtime.environ, request.deepest)
    runner = _Runner(request, settings, runtime)
    variables = {} if request.no_env_file or not request.env_file else read_env_files(request.env_file, runtime)
    environment = runner.environment()
    environ = {**runtime.environ, **variables, _DEPTH: str(depth + 1)}
    places = [place.layout.scripts for place in (*runner.above, environment)]
    if runner.above or environment.interpreter.is_virtualenv:
        environ["VIRTUAL_ENV"] = (runner.above or (environment,))[0].root
    environ["PATH"] = os.pathsep.join([*places, *filter(None, (environ.get("PATH", ""),))])
    if runner.target.kind == "list":
        return RunReport(launch=None, programs=programs_in(environment.layout.scripts))
    top = (runner.above or (environment,))[0]
    launch = _launch(runner.target, top.interpreter.executable, environ, runtime)
    return RunReport(launch=launch.replace(temporary=runner.temporary))


def _depth(environ: Mapping[str, str], deepest: int) -> int:
    text = environ.get(_DEPTH) or "0"
    if not (text.isascii() and text.isdecimal()):
        message = f"Failed to parse environment variable `{_DEPTH}` with invalid value `{text}`"
        raise UsageError(f"{message}: invalid digit found in string")
    depth = int(text)
    if depth > deepest:
        raise TooDeepError(
            f"`puv run` was recursively invoked {depth} times which exceeds the limit of {deepest}",
            hints=(_SHEBANG_HINT,),
        )
    return depth


def _launch(target: RunTarget, python: str, environ: Mapping[str, str], runtime: Runtime) -> Launch:
    passed = len(target.arguments)
    runtime.noted(replay.stat, runtime.path(target.name))  # which tells a file to run from a command
    if target.kind == "command" and target.name != "python":
        found = which(target.name, environ, runtime.cwd)
        _note_search(target.name, found, environ, runtime)
        if found is not None and os.sep in target.name:
            found = target.name  # what a script with a `#!` line is told of its own path
        elif found is None and os.sep in target.name and os.path.exists(os.path.join(runtime.cwd, target.name)):
            found = os.path.join(runtime.cwd, target.name)  # which cannot be run, as the system says
        return Launch(
            executable=found or "", cwd=runtime.cwd, arguments=(target.name, *target.arguments),
            environ=environ, shown=target.name, passed=passed,
        )  # fmt: skip
    if target.graphical and os.name == "nt":
        python = os.path.join(os.path.dirname(python), "pythonw.exe")
    special = {"module": ("-m", target.name), "stdin": ("-c", target.name), "command": ()}
    words = special.get(target.kind, (target.name,))
    return Launch(
        executable=python, arguments=(python, *words, *target.arguments), environ=environ, cwd=runtime.cwd,
        shown=target.name, passed=passed,
    )  # fmt: skip


def _note_search(command: str, found: str | None, environ: Mapping[str, str], runtime: Runtime) -> None:
    """Note where a command was looked for, up to where it was found."""
    if found is None or os.name == "nt":  # where a name may stand for several files
        runtime.not_replayable()
    elif os.sep not in command:
        for place in filter(None, environ.get("PATH", "").split(os.pathsep)):
            path = os.path.join(runtime.cwd, place, command)
            runtime.noted(replay.stat, path)
            if path == found:
                return


class _Runner:
    """One run. `above` are the environments that lie on the one of `environment()`, the upmost first."""

    def __init__(self, request: RunRequest, settings: Settings, runtime: Runtime) -> None:
        self._request, self._settings, self._runtime = request, settings, runtime
        self.above: tuple[Environment, ...] = ()
        self.temporary: tuple[str, ...] = ()
        self.target = classify(request.command, request.saying, is_file=self._is_file, is_runnable=self._is_runnable)
        self._script = self._read_script()

    def _is_file(self, name: str) -> bool:
        return os.path.isfile(self._runtime.path(name))

    def _is_runnable(self, name: str) -> bool:
        path = self._runtime.path(name)
        if os.path.isdir(path):
            return os.path.isfile(os.path.join(path, "__main__.py"))
        try:
            with open(path, "rb") as stream:
                return stream.read(len(_ZIP)) == _ZIP
        except OSError:
            return False

    def _read_script(self) -> Script | None:
        """Return what a script says it needs; for one that is read, put its text into the target."""
        target, runtime = self.target, self._runtime
        if target.kind == "stdin":
            runtime.not_replayable()
            text = runtime.stdin() if runtime.stdin is not None else ""
            self.target = target.replace(name=text)
            return _with_metadata(text, "<stdin>")
        if target.kind == "url":
            runtime.not_replayable()
            data = self._fetched(target.name)
            self.target = target.replace(kind="python", name=self._kept(target.name, data))
        if self.target.kind != "python":
            return None
        path = runtime.path(self.target.name)
        runtime.noted(replay.content, path)
        try:
            with open(path, "rb") as stream:
                data = stream.read()
        except OSError:
            return None  # the interpreter says what is wrong
        try:
            return _with_metadata(data.decode("utf-8"), self.target.name)
        except UnicodeDecodeError:
            return None

    def _fetched(self, url: str) -> bytes:
        try:
            return read_remote(url, self._settings, self._runtime)
        except RemoteFileError as error:
            cause = error.__cause__
            raise InputError(str(cause or error)) from (cause and cause.__cause__)

    def _kept(self, url: str, data: bytes) -> str:
        """Keep a script of a URL in the cache and return its path."""
        cache = self._runtime.cache
        name = filename_of(url) or "script.py"
        folder = cache.make_directory(cache.path("sources", "scripts", digest(data)))
        path = os.path.join(folder, name)
        atomic.write_bytes(path, data)
        return path

    def environment(self) -> Environment:
        """Return the environment at the bottom, after bringing it and those above it about."""
        request = self._request
        _refuse_projects(request.with_requirements)
        base = self._base()
        self._warn()
        if request.with_ or request.with_editable or request.with_requirements:
            self._put_above(base)
        return base

    def _warn(self) -> None:
        """Warn of what does not count for scripts; `--locked` does."""
        if self._script is None:
            return
        messages = []
        for flag in self._needless():
            if flag.startswith(("--extra", "--no-extra", "--all-extras")):
                messages.append("Extras are not supported for Python scripts with inline metadata")
            elif flag in ("--all-packages", "--package", "--isolated", "--no-sync"):
                always = "which always run in isolation"
                messages.append(f"`{flag}` is a no-op for Python scripts with inline metadata, {always}")
            elif flag != "--locked":
                messages.append(f"`{flag}` is not supported for Python scripts with inline metadata")
        for message in dict.fromkeys(messages):
            self._runtime.report(Warned(message=message))

    def _needless(self) -> tuple[str, ...]:
        request = self._request
        own = {
            "--all-packages": request.selection.all_packages,
            "--package": request.selection.package,
            "--isolated": request.isolated,
            "--no-sync": request.sync is None,
        }
        return (*request.needless, *(flag for flag, given in own.items() if given))

    # --- the environment at the bottom ----------------------------------------------------------------------------

    def _base(self) -> Environment:
        if self._script is not None:
            return self._of_script(self._script)
        workspace = None if self._request.no_project else self._workspace()
        if workspace is not None:
            return self._of_project(workspace)
        where = "alongside `--no-project`" if self._request.no_project else "outside of a project"
        for flag in (*self._request.needless, *(("--no-sync",) if self._request.sync is None else ())):
            self._runtime.report(Warned(message=f"`{flag}` has no effect when used {where}"))
        return self._of_nothing()

    def _workspace(self) -> Workspace | None:
        try:
            return find_workspace(self._of_place(), self._runtime, project_files(self._runtime))
        except NoProjectError:
            if self._request.selection.package:
                raise
            return None
        except UnmanagedProjectError:
            return None

    def _of_place(self) -> Settings:
        """Return the settings, with the directory of a script as the place where its project is looked for."""
        settings = self._settings
        if settings.output.project or self.target.kind != "python":
            return settings
        place = os.path.dirname(self._runtime.path(self.target.name))
        return settings.replace(output=settings.output.replace(project=place))

    def _of_project(self, workspace: Workspace) -> Environment:
        request, settings = self._request, self._of_place()
        world = self._quiet()
        if request.isolated:
            return self._isolated((request.sync or SyncRequest()).replace(selection=request.selection), settings)
        if request.sync is None:
            interpreter = interpreter_for(workspace, settings, world, active=request.active, environment=True)
            self._runtime.not_replayable()
            return Environment.of(interpreter)
        if request.sync.frozen:
            interpreter_for(workspace, settings, world, active=request.active, environment=True)
        how = request.sync.replace(selection=request.selection, active=request.active)
        report = sync(how, settings, world)
        self._runtime.adopt(world)
        assert report.environment is not None  # noqa: S101 - it was brought about
        return report.environment

    def _isolated(self, how: SyncRequest, settings: Settings) -> Environment:
        """Return a fresh environment with the project in it, which goes with the command."""
        cache = self._runtime.cache
        self._runtime.not_replayable()
        root = atomic.temporary_name(cache.make_directory(cache.bucket("environments")))
        self.temporary = (root,)
        world = self._runtime.within(report=self._tell_briefly)
        try:
            report = sync(how.replace(root=root, keep_lock=True), settings, world)
        except BaseException:
            remove_tree(root)
            raise
        assert report.environment is not None  # noqa: S101 - it was brought about
        return report.environment

    def _tell_briefly(self, event: Event) -> None:
        if not isinstance(event, CreatingEnvironment | InterpreterSelected):
            self._tell(event)

    def _of_nothing(self) -> Environment:
        """Return the environment that is there: the active one, `.venv` around here, or the interpreter's own."""
        self._runtime.not_replayable()  # not all that is looked at on the way here is noted
        interpreter = find_interpreter(
            self._wanted(), surroundings(self._runtime), preference=preference(self._settings)
        )
        note_interpreter(interpreter, self._runtime)
        if not self._request.isolated:
            return Environment.of(interpreter)
        return cached_environment(Resolution(pins=()), interpreter, self._runtime, lambda _environment: None)

    def _wanted(self) -> PythonRequest:
        settings, runtime = self._settings, self._runtime
        if settings.python.python:
            return request_of(settings.python.python, runtime)
        path = find_version_file(runtime.cwd)
        if path is None:
            return DEFAULT
        return read_version_file(path, path_kind=path_kind(runtime)).request or DEFAULT

    def _of_script(self, script: Script) -> Environment:
        """Return the environment of a script: by its lock, or of what it says that it needs."""
        runtime, settings, target = self._runtime, self._settings, self.target
        how = self._request.sync or SyncRequest(inexact=True)
        path = runtime.path(target.name) if target.kind == "python" else ""
        has_lock = bool(path) and os.path.exists(f"{path}.lock")
        runtime.noted(replay.content, f"{path}.lock")
        flag = how.locked or how.frozen
        if flag and not has_lock:
            raise InputError(
                f"Unable to find lockfile for Python script, but `{flag}` was provided. To create a lockfile, run "
                "`puv lock --script`."
            )
        if has_lock or (path and "tool" in script.document):
            world = self._quiet()
            report = sync(how.replace(script=path, as_json=True, warn=False), settings, world)
            self._runtime.adopt(world)
            assert report.environment is not None  # noqa: S101 - it was brought about
            return report.environment
        if path:
            return self._of_kept_script(find_script(target.name, runtime), exact=not how.inexact)
        wanted = self._wanted() if settings.python.python or not script.requires_python else None
        if wanted is not None and not settings.python.python:
            runtime.not_replayable()  # files with versions are not noted
        request = wanted or request_of(script.requires_python, runtime)
        interpreter = find_interpreter(request, surroundings(runtime), preference=preference(settings))
        note_interpreter(interpreter, runtime)
        needed = tuple(map(Dependency, script.requirements))
        return self._filled(
            read_inputs(Inputs(), settings, runtime).replace(requirements=needed), interpreter, "script"
        )

    def _of_kept_script(self, script: FoundScript, *, exact: bool) -> Environment:
        """Return the environment that is kept for a script at its path; what it lacks is installed."""
        world, cache = self._quiet(), self._runtime.cache
        cache.make_directory(cache.bucket("environments"))
        with FileLock(f"{environment_place(script, world)}.lock"):  # the same script may be started many times at once
            environment = self._brought_up(script, world, exact=exact)
        self._runtime.adopt(world)
        return environment

    def _brought_up(self, script: FoundScript, world: Runtime, *, exact: bool) -> Environment:
        settings = self._settings
        active = environment_root("", world, active=True) if self._request.active else ""
        how = ScriptPlace(active=active, warn=False, quiet=True)
        environment = script_environment(script, settings, world, how).environment
        assert environment is not None  # noqa: S101 - this is no dry run
        needed = tuple(map(Dependency, script.requirements))
        inputs = read_inputs(Inputs(), settings, world).replace(requirements=needed)
        installed = look(environment.site_packages, world)
        again = settings.install.reinstall or settings.resolve.upgrade or exact
        if again or not is_satisfied(inputs, environment.interpreter, installed, Revisions(settings, world.environ)):
            world.not_replayable()
            with Workshop(inputs, environment.interpreter, settings, world) as workshop:
                resolution = self._resolved(workshop, workshop.named(inputs), "script", installed)
                with locked_snapshot(environment, world) as now:
                    workshop.install(resolution, environment, now, exact=exact)
            self._warn_of(resolution)
        return environment

    # --- environments above it --------------------------------------------------------------------------------------

    def _put_above(self, base: Environment) -> None:
        request, settings, runtime = self._request, self._settings, self._runtime
        inputs = read_inputs(
            Inputs(
                packages=tuple(comma_separated(request.with_)),
                editable=tuple(comma_separated(request.with_editable)),
                requirements=request.with_requirements,
            ),
            settings,
            runtime,
        )
        installed = look(base.site_packages, runtime)
        revisions = Revisions(settings, runtime.environ)
        named = all(entry.requirement.name for entry in inputs.requirements)
        if named and not request.isolated and is_satisfied(inputs, base.interpreter, installed, revisions):
            return
        interpreter = base.interpreter
        runtime.noted(replay.stat, interpreter.executable)
        if interpreter.is_virtualenv:
            # What lies above serves every environment of the same Python.
            interpreter = probe(
                base_executable(interpreter), cache=runtime.cache, cwd=runtime.cwd, environ=runtime.environ
            )
            runtime.noted(replay.stat, interpreter.executable)
        upper = self._filled(inputs, interpreter, "`--with`")
        self.above = (layered(upper, base, base.interpreter, runtime), upper)

    def _filled(self, inputs: ReadInputs, interpreter: Interpreter, what: str) -> Environment:
        """Return the environment in the cache that holds what the inputs need."""
        world = self._quiet()
        with Workshop(inputs, interpreter, self._settings, world) as workshop:
            inputs = workshop.named(inputs)
            resolution = self._resolved(workshop, inputs, what)
            environment = cached_environment(
                resolution, interpreter, world,
                lambda made: workshop.install(resolution, made, look(made.site_packages, world)),
            )  # fmt: skip
        self._warn_of(resolution)
        self._runtime.adopt(world)
        return environment

    def _resolved(
        self, workshop: Workshop, inputs: ReadInputs, what: str, installed: SitePackages | None = None
    ) -> Resolution:
        """Choose the versions for named inputs, in words for the user where there are none."""
        try:
            resolution = workshop.resolve(inputs, installed) if inputs.requirements else Resolution(pins=())
        except NoSolutionError as error:
            failure = WithResolutionError(f"No solution found when resolving {what} dependencies")
            raise failure from error.__cause__
        return resolution

    def _warn_of(self, resolution: Resolution) -> None:
        for warning in resolution.warnings:
            self._runtime.report(Warned(message=warning))

    def _quiet(self) -> Runtime:
        return self._runtime.within(report=self._tell, observe=True)

    def _tell(self, event: Event) -> None:
        if isinstance(event, _TOLD):
            self._runtime.report(event)


def _with_metadata(text: str, label: str) -> Script | None:
    script = read_script(text, label)
    return None if script.block is None else script


def _refuse_projects(paths: tuple[str, ...]) -> None:
    for path in paths:
        name = os.path.basename(path)
        if name in ("pyproject.toml", "setup.py", "setup.cfg"):
            raise UsageError(f"Adding requirements from a `{name}` is not supported in `puv run`")
