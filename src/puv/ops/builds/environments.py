"""Build environments (`puv.builder.ports.EnvironmentPort`) made by puv's own resolver and installer."""

from __future__ import annotations

import os

from puv.builder.ports import BuildEnvironment
from puv.errors import BuildError, Cancelled, FetchError, ParseError, PuvError, chain
from puv.events import BuildOutput
from puv.frozen import Frozen
from puv.installer.plan import InstallPolicy
from puv.model.requirement import Dependency
from puv.ops.builds.info import extra_variables
from puv.ops.steps.change import Goal, carry_out
from puv.ops.steps.solve import watched
from puv.python.site_packages import snapshot
from puv.python.target import target_of
from puv.python.venv import VenvOptions, create
from puv.resolver.errors import NoSolution
from puv.resolver.manifest import Manifest
from puv.resolver.resolve import resolve
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.events import Event
    from puv.model.resolution import Resolution
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import BuildContext, Provision
    from puv.python.environment import Environment
    from puv.settings import Settings
    from puv.standards.requirement import Requirement


class BuildRequirementsError(BuildError):
    """What a build needs cannot be had; the cause says why."""

    code = "build-requirements"


class Ground(Frozen):
    """Where and for whom: below `root` (absolute, absent), for the package `name` (empty while nobody knows it).

    Without `isolated` the environment that the user works in is lent.
    """

    root: str
    name: str = ""
    isolated: bool = True


class Environments:
    """Makes the environments of one build, or lends the context's own."""

    def __init__(
        self, ground: Ground, port: Provision, context: BuildContext, settings: Settings, runtime: Runtime
    ) -> None:
        self._root, self._isolated, self._port, self._context = ground.root, ground.isolated, port, context
        self._variables = extra_variables(settings, ground.name)
        self._settings = settings.replace(install=settings.install.replace(compile_bytecode=False))
        self._runtime = runtime
        self._made: Environment | None = None

    def provision(self, requirements: Sequence[str], within: BuildEnvironment | None, told: str) -> BuildEnvironment:
        """Return an environment with the requirements; see `EnvironmentPort`.

        Raises:
            BuildRequirementsError: they cannot be had.
            Cancelled: the caller wished so.
        """
        if not self._isolated:
            interpreter = self._context.interpreter
            scripts = os.path.dirname(interpreter.executable)
            return self._environment(interpreter.executable, scripts, interpreter.prefix)
        if self._made is None:
            self._made = create(self._root, self._context.interpreter, VenvOptions())
        made = self._made
        if requirements:
            self._install(requirements, made, told)
        if within is not None:
            return within
        return self._environment(made.interpreter.executable, made.layout.scripts, made.root)

    def _environment(self, executable: str, scripts: str, root: str) -> BuildEnvironment:
        environ = dict(self._runtime.environ)
        if self._isolated:
            for name in ("PYTHONPATH", "PYTHONHOME"):
                environ.pop(name, None)
        environ["PATH"] = os.pathsep.join((scripts, environ.get("PATH") or os.defpath))
        environ.update(VIRTUAL_ENV=root, PYTHONIOENCODING="utf-8:backslashreplace")
        environ.update(self._variables)
        return BuildEnvironment(executable=executable, environ=environ, root=root)

    def _install(self, requirements: Sequence[str], environment: Environment, told: str) -> None:
        try:
            wanted = tuple(Dependency(parse_requirement(text)) for text in dict.fromkeys(requirements))
        except ParseError as error:
            raise BuildRequirementsError(f"Failed to parse requirements from {told}") from error
        try:
            resolution = self._resolved(wanted, environment)
        except Cancelled:
            raise
        except PuvError as error:
            _forget_hints(error)
            raise BuildRequirementsError(f"Failed to resolve requirements from {told}") from error
        try:
            installed = snapshot(environment.site_packages)
            goal = Goal(resolution=resolution, policy=InstallPolicy())
            carry_out(goal, environment, installed, self._port, self._settings, self._quiet())
        except Cancelled:
            raise
        except PuvError as error:
            _forget_hints(error)
            raise BuildRequirementsError(f"Failed to install requirements from {told}") from error

    def _resolved(self, wanted: tuple[Dependency, ...], environment: Environment) -> Resolution:
        target = target_of(environment.interpreter)
        chosen = [entry for entry in wanted if _applies(entry, target.markers)]
        self._port.prefetch([entry.requirement.name for entry in chosen if entry.requirement.url is None])
        manifest = Manifest(requirements=wanted, constraints=self._context.constraints)
        options = self._context.options.replace(mode="highest", require_hashes=False)
        try:
            self._check_hashed([entry.requirement.name for entry in chosen])
            found = resolve(manifest, target, self._port, options, watched(self._quiet()))
            self._check_hashed([pin.name for pin in found])
        except (NoSolution, FetchError) as error:
            shown = ", ".join(f"`{_shown(entry.requirement)}`" for entry in wanted)
            raise BuildRequirementsError(f"No solution found when resolving: {shown}") from error
        return found

    def _check_hashed(self, names: Sequence[str]) -> None:
        """With `--require-build-hashes`, refuse what no build constraint has a digest of.

        Raises:
            NoSolution: there is such.
        """
        if not self._settings.build.require_build_hashes:
            return
        trusted = {entry.requirement.name for entry in self._context.constraints if entry.hashes}
        for name in names:
            if name not in trusted:
                raise NoSolution(f"Hash-checking is required, but no trusted hash was provided for: `{name}`")

    def _quiet(self) -> Runtime:
        """Return the runtime without the words that are about what the user asked for."""
        runtime = self._runtime

        def report(event: Event) -> None:
            if isinstance(event, BuildOutput):
                runtime.report(event)

        return runtime.within(report=report)


def _applies(entry: Dependency, markers: object) -> bool:
    marker = entry.requirement.marker
    return marker is None or marker.evaluate(markers)  # type: ignore[arg-type]  # the target's


def _shown(requirement: Requirement) -> str:
    """Return a requirement as uv shows it here, with a space behind each comma of its versions."""
    versions = str(requirement.specifiers)
    return str(requirement).replace(versions, versions.replace(",", ", "), 1)


def _forget_hints(error: PuvError) -> None:
    """Drop hints on how to repair packages that the user did not ask for."""
    for link in chain(error):
        if isinstance(link, BuildError):
            link.forget_hints()
