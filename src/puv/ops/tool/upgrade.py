"""`puv tool upgrade`: newer versions within the limits that tools were installed with."""

from __future__ import annotations

from puv.cache.refresh import Refresh
from puv.cache.root import Cache
from puv.errors import Cancelled, PuvError
from puv.events import Building, BuildOutput, Built, BytecodeCompiled, Resolved, Retrying, Warned
from puv.model.requirement import Dependency
from puv.ops.steps.bytecode import compile_installed
from puv.ops.steps.indexes import Hints
from puv.ops.steps.inputs import ReadInputs, names
from puv.ops.steps.look import look
from puv.ops.steps.pythons import request_of
from puv.ops.steps.solve import NoSolutionError
from puv.ops.tool.change import Intent, bring_about, installed_in
from puv.ops.tool.directory import Tools
from puv.ops.tool.install import find_python, uses
from puv.ops.tool.list import tool_names
from puv.ops.tool.options import options_of, recorded, without_project
from puv.ops.tool.requests import ToolError, ToolUpgradeReport, Upgraded
from puv.ops.tool.workshop import Workshop, fresh, read_main
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.events import Event, Reporter
    from puv.ops.runtime import Runtime
    from puv.ops.tool.requests import ToolInstallReport, ToolUpgradeRequest
    from puv.project.tool_receipt import Receipt
    from puv.python.environment import Environment
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings


class UpgradeError(ToolError):
    """One tool could not be upgraded and is as it was; the cause says why. `name` is the tool's."""

    code = "tool-upgrade"
    exit_code = 1

    def __init__(self, name: str) -> None:
        super().__init__(f"Failed to upgrade {name}")
        self.name = name


def tool_upgrade(request: ToolUpgradeRequest, settings: Settings, runtime: Runtime) -> ToolUpgradeReport:
    """Upgrade tools one after the other, those that follow even where one fails.

    Raises:
        ParseError: a name is none.
        PythonError: there is no such interpreter.
    """
    settings = without_project(settings)
    runtime.not_replayable()
    tools = Tools(runtime)
    wanted = _wanted(request, tools, settings, runtime)
    python = settings.python.python
    interpreter = find_python(python, settings, runtime) if python else None
    done: list[Upgraded] = []
    failures: list[PuvError] = []
    directory = ""
    if not wanted:
        return ToolUpgradeReport()
    with tools.lock():
        for name, limits in sorted(wanted.items()):
            try:
                upgraded, place = _Upgrade(name, limits, interpreter, settings, runtime).run(tools, request)
            except Cancelled:
                raise
            except PuvError as error:
                failure = UpgradeError(name)
                # That there is no solution is said by what failed; the explanation is what counts.
                failure.__cause__ = error.__cause__ if isinstance(error, NoSolutionError) else error
                failures.append(failure)
            else:
                done.append(upgraded)
                directory = directory or place
    return ToolUpgradeReport(tools=tuple(done), failures=tuple(failures), bin_directory=directory)


def _wanted(
    request: ToolUpgradeRequest, tools: Tools, settings: Settings, runtime: Runtime
) -> dict[str, list[Dependency]]:
    if request.all:
        return {name: [] for name in tool_names(tools, runtime)}
    wanted: dict[str, list[Dependency]] = {}
    for text in request.names:
        parsed = parse_requirement(text)
        limits = wanted.setdefault(parsed.name, [])
        if parsed.url is not None:
            limits += read_main(text, settings, runtime).requirements
        elif parsed.specifiers:
            limits.append(Dependency(parsed))
    return wanted


class _Upgrade:
    """The upgrade of one tool. `limits` are further requirements on it for this time only."""

    def __init__(
        self, name: str, limits: list[Dependency], interpreter: Interpreter | None, settings: Settings, runtime: Runtime
    ) -> None:
        self._name, self._limits = name, limits
        self._interpreter, self._settings, self._runtime = interpreter, settings, runtime
        self._compiled = False

    def run(self, tools: Tools, request: ToolUpgradeRequest) -> tuple[Upgraded, str]:
        """Upgrade the tool; return what happened, and the directory of the executables if it is not on the PATH.

        Raises:
            PuvError: it is not possible, and nothing has changed.
        """
        receipt = self._receipt(tools)
        environment = self._environment(tools)
        moved = self._interpreter is not None and not uses(environment, self._interpreter)
        interpreter = self._interpreter if moved and self._interpreter else environment.interpreter
        settings = recorded(receipt.options, self._settings)
        options = options_of(settings, self._runtime)
        if not moved:
            settings = settings.replace(resolve=settings.resolve.replace(upgrade=True))
        inputs = _inputs(receipt, self._limits, settings)
        runtime = self._world(moved=moved)
        before = _version(self._name, environment, runtime)
        with Workshop(inputs, interpreter, settings, runtime, platform=request.python_platform) as workshop:
            inputs = workshop.named(inputs)
            resolution = workshop.resolve(inputs, None if moved else installed_in(environment, runtime))
            intent = Intent(
                name=self._name,
                inputs=inputs,
                receipt=receipt.replace(options=options),
                packages=_packages(receipt, self._name),
                interpreter=interpreter,
                environment=None if moved else environment,
                old=receipt,
                if_newer=not moved,
            )
            report = bring_about(intent, resolution, workshop, tools, runtime, fresh(inputs))
            if settings.install.compile_bytecode and not report.changes:
                compile_installed([pin.name for pin in resolution], environment, runtime)
        return self._told(report, receipt, before, moved=moved), report.bin_directory

    def _receipt(self, tools: Tools) -> Receipt:
        tool = tools.find(self._name)
        again = f"run `puv tool install --force {self._name}` to reinstall"
        if tool is not None and tool.problem is not None:
            raise ToolError(f"`{self._name}` is missing a valid receipt; {again}")
        if tool is None or tool.receipt is None:
            raise self._missing()
        return tool.receipt

    def _missing(self) -> ToolError:
        return ToolError(f"`{self._name}` is not installed; run `puv tool install {self._name}` to install")

    def _environment(self, tools: Tools) -> Environment:
        try:
            environment = tools.environment(self._name)
        except PuvError:
            again = f"run `puv tool install --force {self._name}` to reinstall"
            raise ToolError(f"`{self._name}` is missing a valid environment; {again}") from None
        if environment is None:
            raise self._missing()
        return environment

    def _world(self, *, moved: bool) -> Runtime:
        """Return the world of an upgrade: quiet about steps, and looking for what is new."""
        base = self._runtime
        cache = Cache(base.cache.root, refresh=Refresh.all(base.clock()), temporary=False)
        return base.within(report=self._reporter(base.report, moved=moved), cache=cache)

    def _reporter(self, report: Reporter, *, moved: bool) -> Reporter:
        told = (Warned, Building, Built, BuildOutput, BytecodeCompiled, Retrying)

        def tell(event: Event) -> None:
            self._compiled = self._compiled or isinstance(event, BytecodeCompiled)
            if isinstance(event, told) or (moved and not isinstance(event, Resolved)):
                report(event)

        return tell

    def _told(self, report: ToolInstallReport, receipt: Receipt, before: str, *, moved: bool) -> Upgraded:
        after = next((change.version for change in report.changes if _is_own(change, self._name)), before)
        return Upgraded(
            name=self._name,
            before=before,
            after=after,
            changes=report.changes,
            executables=report.executables,
            warnings=report.warnings,
            moved_to=self._described() if moved else "",
            pinned="" if moved or before != after else _pinned(receipt),
            recompiled=self._compiled,
        )

    def _described(self) -> str:
        return request_of(self._settings.python.python, self._runtime).describe()


def _is_own(change: object, name: str) -> bool:
    return getattr(change, "name", "") == name and getattr(change, "kind", "") == "added"


def _inputs(receipt: Receipt, limits: list[Dependency], settings: Settings) -> ReadInputs:
    local = (entry.requirement.url for entry in receipt.requirements if entry.requirement.url)
    trees = frozenset(url for url in local if url.startswith("file:") and not url.endswith(".whl"))
    del settings
    return ReadInputs(
        requirements=(*receipt.requirements, *limits),
        constraints=receipt.constraints,
        overrides=receipt.overrides,
        excludes=names(receipt.excludes),
        hints=Hints(),
        build_constraints=receipt.build_constraints,
        fresh=trees,
    )


def _packages(receipt: Receipt, name: str) -> tuple[str, ...]:
    others = dict.fromkeys(entry.package for entry in receipt.entries if entry.package not in {"", name})
    return (*others, name)


def _version(name: str, environment: Environment, runtime: Runtime) -> str:
    for dist in look(environment.site_packages, runtime).get(name)[:1]:  # type: ignore[arg-type]  # normalised
        return str(dist.version)
    return ""


def _pinned(receipt: Receipt) -> str:
    """Return the version that a tool is pinned to exactly, empty for none."""
    clauses = receipt.requirements[0].requirement.specifiers.clauses
    if len(clauses) == 1 and clauses[0].operator in {"==", "==="} and not clauses[0].wildcard:
        return str(clauses[0].version)
    return ""
