"""`puv tool run`: a command of a package, from an installed tool or from an environment in the cache."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import BuildError, InputError, ResolutionError, UsageError
from puv.events import Building, BuildOutput, Built, BytecodeCompiled, InstalledAll, Retrying, Warned
from puv.model.resolution import Resolution
from puv.ops.running.cached_environments import cached_environment
from puv.ops.running.env_files import read_env_files
from puv.ops.running.launch import Launch
from puv.ops.running.programs import which
from puv.ops.steps.look import look
from puv.ops.steps.revisions import Revisions
from puv.ops.steps.solve import NoSolutionError
from puv.ops.tool.change import packages_with
from puv.ops.tool.directory import Tools
from puv.ops.tool.executables import scripts_of
from puv.ops.tool.install import find_python, upgrading, uses
from puv.ops.tool.options import without_project
from puv.ops.tool.requests import ToolRunReport
from puv.ops.tool.targets import Target, parse_target, python_of
from puv.ops.tool.workshop import Workshop, is_satisfied, joined, read_main, read_rest
from puv.python.paths import scripts_directory
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.events import Event
    from puv.ops.pip.requests import PipInstallReport
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.ops.tool.requests import ToolRunRequest
    from puv.python.environment import Environment
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings

_SCRIPTS = (".py", ".pyw")


class ToolResolutionError(ResolutionError):
    """What a tool needs cannot be had; the cause says why."""

    code = "tool-resolution"


class ToolRequirementError(InputError):
    """The place that a requirement names is no source of a package; the cause says why."""

    code = "tool-requirement"
    exit_code = 1


def tool_run(request: ToolRunRequest, settings: Settings, runtime: Runtime) -> ToolRunReport:
    """Bring about the environment of a command, and tell how to run it.

    Raises:
        UsageError: the command is a Python script, or asks for two Pythons.
        PythonError: there is no interpreter, or the installed tool is broken.
        ResolutionError: the requirements exclude each other.
        PuvError: a download or a build failed.
    """
    if not request.from_:
        _refuse_scripts(request, runtime.cwd)
    return _Run(request, without_project(settings), runtime).report()


def _refuse_scripts(request: ToolRunRequest, cwd: str) -> None:
    command = request.command
    if not command.endswith(_SCRIPTS):
        return
    refused = f"which is not supported by `{request.show}`"
    if os.path.isfile(os.path.join(cwd, command)):
        message = f"It looks like you tried to run a Python script at `{command}`, {refused}"
        raise UsageError(message, hints=(f"Use `puv run {command}` instead",))
    name = normalize(command)
    hint = (
        "We did not find a script at the requested path. If you meant to run a command from the "
        f"`{name}` package, pass the normalized package name to `--from` to disambiguate, e.g., "
        f"`{request.show} --from {name} {command}`"
    )
    raise UsageError(f"It looks like you provided a Python script to run, {refused}", hints=(hint,))


class _Run:
    """One run of a command."""

    def __init__(self, request: ToolRunRequest, settings: Settings, runtime: Runtime) -> None:
        self._request, self._settings, self._runtime = request, settings, runtime
        self._python = python_of(request.from_ or request.command)
        self._is_python = self._python is not None
        target = Target(kind="unspecified", requirement="")
        if not self._is_python:
            target = parse_target(request.from_ or request.command)
        self._target = target
        self._command = request.command if request.from_ or self._is_python else target.executable
        if self._is_python and not request.from_:
            self._command = "python" if self._python else request.command.partition("@")[0]
        self._package = ""

    def report(self) -> ToolRunReport:
        """Do it."""
        request = self._request
        environ = {**self._runtime.environ, **self._env_files()}
        environment = self._environment()
        scripts = scripts_directory(environment.root, os.name)
        environ["PATH"] = os.pathsep.join(filter(None, (scripts, environ.get("PATH", ""))))
        if not self._is_python:
            refused = self._judged(environment)
            if refused is not None:
                return refused
        executable = which(self._command, environ, self._runtime.cwd)
        if executable is None or os.path.dirname(executable) != scripts:
            self._runtime.not_replayable()  # what else is on the PATH is not looked at
        else:
            self._runtime.noted(replay.stat, executable)
        if executable is None and not self._is_python:
            return self._without(environment)
        launch = Launch(
            executable=executable or os.path.join(scripts, self._command),
            arguments=(self._command, *request.arguments),
            environ=environ,
            shown=self._command,
            passed=len(request.arguments),
        )
        return ToolRunReport(launch=launch, package=self._package, command=self._command)

    def _env_files(self) -> Mapping[str, str]:
        if not self._request.env_file or self._request.no_env_file:
            return {}
        return read_env_files(self._request.env_file, self._runtime)

    def _judged(self, environment: Environment) -> ToolRunReport | None:
        """Warn where another package has the command; refuse one that nobody has and that the package was named for."""
        installed = look(environment.site_packages, self._runtime)
        others = packages_with(self._command, installed, environment)
        if self._package in others:
            return None
        if not others:
            return None if self._request.from_ else self._without(environment)
        self._runtime.report(Warned(message=self._elsewhere(others)))
        return None

    def _elsewhere(self, others: tuple[str, ...]) -> str:
        lead = (
            f"An executable named `{self._command}` is not provided by package `{self._package}` but is available via"
        )
        show = self._request.show
        if len(others) == 1:
            advice = f"Consider using `{show} --from {others[0]} {self._command}` instead."
            return f"{lead} the dependency `{others[0]}`. {advice}"
        listed = "\n- ".join(others)
        advice = f"Consider using `{show} --from PKG {self._command}` instead."
        return f"{lead} the following dependencies:\n- - {listed}\n{advice}"

    def _without(self, environment: Environment) -> ToolRunReport:
        installed = look(environment.site_packages, self._runtime)
        names: tuple[str, ...] = ()
        for dist in installed.get(normalize(self._package))[:1]:
            names = tuple(scripts_of(dist, environment))
        self._runtime.not_replayable()
        return ToolRunReport(launch=None, package=self._package, command=self._command, offered=names)

    def _environment(self) -> Environment:
        """Return the environment to run in: that of an installed tool, or one in the cache."""
        request, settings, runtime = self._request, self._settings, self._runtime
        python = settings.python.python
        if self._is_python and self._python:
            if python:
                raise UsageError(f"Received multiple Python version requests: `{python}` and `{self._python}`")
            python = self._python
        if self._target.kind == "latest" or runtime.cache.refresh.since:
            runtime.not_replayable()
        if self._target.kind == "latest":
            settings, runtime = upgrading(self._target, settings, runtime)
        interpreter = find_python(python, settings, runtime)
        rest = read_rest(request, settings, runtime)
        if self._is_python:
            main = rest.replace(requirements=())
        else:
            main = read_main(self._target.requirement, settings, runtime)
        self._warn_of_useless()
        inputs = joined(main, rest)
        if not self._is_python and inputs.requirements[0].requirement.name:
            found = self._installed(inputs, interpreter, settings, runtime)
            if found is not None:
                return found
        environment = self._resolved(inputs, interpreter, settings, runtime)
        if runtime is not self._runtime:
            self._runtime.adopt(runtime)
        return environment

    def _warn_of_useless(self) -> None:
        install, resolve = self._settings.install, self._settings.resolve
        show = self._request.show
        latest = f"`{show} package@latest` to run the latest version of a tool"
        if resolve.upgrade or resolve.upgrade_package:
            self._runtime.report(
                Warned(
                    message=f"Tools cannot be upgraded via `{show}`; use `puv tool upgrade --all` to upgrade all "
                    f"installed tools, or {latest}."
                )
            )
        if install.reinstall or install.reinstall_package:
            self._runtime.report(
                Warned(
                    message=f"Tools cannot be reinstalled via `{show}`; use `puv tool upgrade --all --reinstall` to "
                    f"reinstall all installed tools, {latest}, or `puv cache prune` to clear any cached tool "
                    "environments."
                )
            )

    def _installed(
        self, inputs: ReadInputs, interpreter: Interpreter, settings: Settings, runtime: Runtime
    ) -> Environment | None:
        """Return the environment of the installed tool, if it meets what is asked for."""
        request, python = self._request, settings.python.python
        if request.isolated or self._target.kind == "latest":
            return None
        name = inputs.requirements[0].requirement.name
        tools = Tools(runtime)
        environment = tools.environment(name)
        if environment is None or (python and not uses(environment, interpreter)):
            return None
        installed = look(environment.site_packages, runtime)
        if not is_satisfied(
            inputs, environment.interpreter, installed, Revisions(settings, runtime.environ), request.python_platform
        ):
            return None
        self._named(name)
        return environment

    def _named(self, name: str) -> None:
        self._package = name
        self._command = self._command or name

    def _resolved(
        self, inputs: ReadInputs, interpreter: Interpreter, settings: Settings, runtime: Runtime
    ) -> Environment:
        world = runtime if self._request.show_resolution else runtime.within(report=self._tell, observe=True)
        with Workshop(inputs, interpreter, settings, world, platform=self._request.python_platform) as workshop:
            was_named = self._is_python or bool(inputs.requirements[0].requirement.name)
            inputs = self._with_names(inputs, workshop)
            if not was_named and (found := self._installed(inputs, interpreter, settings, world)) is not None:
                return found
            if not self._is_python:
                self._named(inputs.requirements[0].requirement.name)
            try:
                resolution = workshop.resolve(inputs) if inputs.requirements else Resolution(pins=())
            except NoSolutionError as error:
                failure = ToolResolutionError("No solution found when resolving tool dependencies")
                raise failure from error.__cause__

            def fill(environment: Environment) -> PipInstallReport:
                return workshop.install(resolution, environment, look(environment.site_packages, world))

            environment = cached_environment(resolution, interpreter, world, fill)
        for warning in resolution.warnings:
            runtime.report(Warned(message=warning))
        if world is not runtime:
            runtime.adopt(world)
        return environment

    def _with_names(self, inputs: ReadInputs, workshop: Workshop) -> ReadInputs:
        unnamed = not all(entry.requirement.name for entry in inputs.requirements)
        try:
            return workshop.named(inputs)
        except (InputError, BuildError) as error:
            lead = "Failed to resolve `--with` requirement" if unnamed else "Failed to resolve tool requirement"
            raise ToolRequirementError(lead) from error

    def _tell(self, event: Event) -> None:
        told = (Warned, InstalledAll, BytecodeCompiled, Building, Built, BuildOutput, Retrying)
        if isinstance(event, told):
            self._runtime.report(event)
