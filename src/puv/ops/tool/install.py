"""`puv tool install`: a package in an environment of its own, its executables where the user's shell finds them."""

from __future__ import annotations

import os

from puv.cache.refresh import Refresh
from puv.cache.root import Cache
from puv.errors import InputError, UsageError
from puv.events import Noted, Warned
from puv.ops.steps.given import MissingDistributionError
from puv.ops.steps.look import look
from puv.ops.steps.pythons import find_or_install, note_interpreter, request_of
from puv.ops.steps.revisions import Revisions
from puv.ops.tool.change import Intent, bring_about, installed_in
from puv.ops.tool.directory import Tools
from puv.ops.tool.options import options_of, without_project
from puv.ops.tool.requests import ToolInstallReport
from puv.ops.tool.targets import comma_separated, parse_target, python_of
from puv.ops.tool.workshop import Workshop, fresh, is_satisfied, joined, read_main, read_rest
from puv.project.tool_receipt import Receipt, same_requirements
from puv.standards.names import is_name, normalize
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.requirement import Dependency
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.ops.tool.directory import Tool
    from puv.ops.tool.requests import ToolInstallRequest
    from puv.ops.tool.targets import Target
    from puv.python.environment import Environment
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings


def tool_install(request: ToolInstallRequest, settings: Settings, runtime: Runtime) -> ToolInstallReport:
    """Install a tool, or change an installed one into what is asked for.

    Raises:
        InputError: an input is missing or wrong, or `--from` is about something else.
        PythonError: there is no interpreter, or the tool's environment is broken.
        ResolutionError: the requirements exclude each other.
        ToolError: the package has no executables, or something is where they should go.
        PuvError: a download or a build failed. Whatever it was, the tool is as it was.
    """
    settings = without_project(settings)
    if python_of(request.package) is not None and not request.from_:
        raise UsageError("Cannot install Python with `puv tool install`. Did you mean to use `puv python install`?")
    target = parse_target(request.from_ or request.package)
    if target.kind == "latest":
        settings, runtime = upgrading(target, settings, runtime)
    interpreter = find_python(settings.python.python, settings, runtime)
    if request.from_ and not is_name(request.package):
        raise UsageError(
            f"Package requirement (`{request.from_}`) provided with `--from` conflicts with install request "
            f"(`{request.package}`)"
        )
    main = read_main(target.requirement, settings, runtime, editable=request.editable)
    rest = read_rest(request, settings, runtime)
    with Workshop(joined(main, rest), interpreter, settings, runtime, platform=request.python_platform) as workshop:
        try:
            inputs = workshop.named(joined(main, rest))
        except InputError as error:
            nameless = any(not one.requirement.name for one in (*main.requirements, *rest.requirements))
            if nameless or not isinstance(error, MissingDistributionError):
                error.exit_code = 2  # type: ignore[misc]  # where `puv pip install` ends with 1
            raise
        name = inputs.requirements[0].requirement.name
        if request.from_ and normalize(request.package) != name:
            raise UsageError(
                f"Package name (`{name}`) provided with `--from` does not match install request (`{request.package}`)"
            )
        tools = Tools(runtime)
        with tools.lock():
            return _install(_Job(request, target, inputs, interpreter, settings, runtime), tools, workshop)


def upgrading(target: Target, settings: Settings, runtime: Runtime) -> tuple[Settings, Runtime]:
    """Return settings and a world in which the target's newest version is looked for."""
    name = normalize(target.name)
    resolve = settings.resolve
    newest = settings.replace(resolve=resolve.replace(upgrade_package=(*resolve.upgrade_package, name)))
    base = runtime.cache
    refresh = (
        base.refresh if base.refresh.packages is None and base.refresh.since else _with(base.refresh, name, runtime)
    )
    return newest, runtime.within(cache=Cache(base.root, refresh=refresh, temporary=False))


def _with(refresh: Refresh, name: str, runtime: Runtime) -> Refresh:
    return Refresh.only({*(refresh.packages or ()), normalize(name)}, refresh.since or runtime.clock())


def find_python(request: str | None, settings: Settings, runtime: Runtime) -> Interpreter:
    """Return the interpreter that tools get: that of `--python`, else the first that is no environment's.

    Raises:
        PythonError: there is none.
    """
    found = find_or_install(request_of(request, runtime), settings, runtime, environments="only-system")
    note_interpreter(found, runtime)
    return found


class _Job:
    """All that is known about what is wanted."""

    __slots__ = ("inputs", "interpreter", "request", "runtime", "settings", "target")

    def __init__(
        self,
        request: ToolInstallRequest,
        target: Target,
        inputs: ReadInputs,
        interpreter: Interpreter,
        settings: Settings,
        runtime: Runtime,
    ) -> None:
        self.request, self.target, self.inputs = request, target, inputs
        self.interpreter, self.settings, self.runtime = interpreter, settings, runtime

    @property
    def name(self) -> str:
        """The tool's name."""
        return self.inputs.requirements[0].requirement.name

    def receipt(self) -> Receipt:
        """Return the receipt of what is wanted, without its entries."""
        inputs = self.inputs
        return Receipt(
            requirements=inputs.requirements,
            constraints=inputs.constraints,
            overrides=inputs.overrides,
            excludes=tuple(sorted(inputs.excludes)),
            build_constraints=inputs.build_constraints,
            python=self.settings.python.python or "",
            options=options_of(self.settings, self.runtime),
        )

    def packages(self) -> tuple[str, ...]:
        """Return the packages whose executables are wanted, the tool itself last."""
        further = comma_separated(self.request.with_executables_from)
        names = (parse_requirement(text).name for text in further)
        return (*dict.fromkeys(name for name in names if name != self.name), self.name)


def _install(job: _Job, tools: Tools, workshop: Workshop) -> ToolInstallReport:
    tool = tools.find(job.name)
    if tool is not None and tool.problem is not None:
        tools.remove(job.name)
        job.runtime.report(Warned(message=f"Removed existing `{job.name}` with invalid receipt"))
        tool = None
    environment = None if job.request.force else _usable(job, tools)
    if environment is not None and tool is not None and _is_there(job, tool, environment):
        old = tool.receipt
        options = options_of(job.settings, job.runtime)
        if old is not None and old.options != options:
            tools.write_receipt(job.name, old.replace(options=options))
        return ToolInstallReport(name=job.name, unchanged=_named(job.inputs.requirements[0]))
    installed = None if environment is None else installed_in(environment, job.runtime)
    resolution = workshop.resolve(job.inputs, installed)
    intent = Intent(
        name=job.name,
        inputs=job.inputs,
        receipt=job.receipt(),
        packages=job.packages(),
        interpreter=job.interpreter,
        environment=environment,
        old=None if tool is None else tool.receipt,
        force=job.request.force,
    )
    return bring_about(intent, resolution, workshop, tools, job.runtime, fresh(job.inputs))


def _named(entry: Dependency) -> str:
    wanted = entry.requirement
    extras = f"[{','.join(wanted.extras)}]" if wanted.extras else ""
    return str(wanted) if wanted.url is None else f"{wanted.name}{extras} @ {wanted.url}"


def _usable(job: _Job, tools: Tools) -> Environment | None:
    """Return the tool's environment, None where there is none or it has another interpreter than the one asked for."""
    environment = tools.environment(job.name)
    if environment is None:
        return None
    python = job.settings.python.python
    if python and not uses(environment, job.interpreter):
        job.runtime.report(
            Noted(
                message=f"Ignoring existing environment for `{job.name}`: the requested Python interpreter does not "
                "match the environment interpreter"
            )
        )
        return None
    return environment


def uses(environment: Environment, interpreter: Interpreter) -> bool:
    """Tell whether an environment was made with an interpreter."""
    own = environment.interpreter
    if own.is_virtualenv and not interpreter.is_virtualenv:
        return os.path.realpath(own.base_prefix) == os.path.realpath(interpreter.prefix) and (
            own.full_version == interpreter.full_version
        )
    return own.prefix == interpreter.prefix


def _is_there(job: _Job, tool: Tool, environment: Environment) -> bool:
    """Tell whether the tool is installed just so already."""
    install, resolve = job.settings.install, job.settings.resolve
    if install.reinstall or install.reinstall_package or resolve.upgrade or resolve.upgrade_package:
        return False
    if job.inputs.fresh or tool.receipt is None or not same_requirements(tool.receipt, job.receipt()):
        return False
    installed = look(environment.site_packages, job.runtime)
    return is_satisfied(
        job.inputs,
        environment.interpreter,
        installed,
        Revisions(job.settings, job.runtime.environ),
        job.request.python_platform,
    )
