"""The resolver and the installer as tools need them: names first, then versions, then files in an environment."""

from __future__ import annotations

import time

from puv.installer.plan import InstallPolicy
from puv.installer.satisfied import Wanted, first_unsatisfied
from puv.ops.pip.requests import Inputs
from puv.ops.steps.change import Goal, carry_out
from puv.ops.steps.given import check_given
from puv.ops.steps.indexes import indexes
from puv.ops.steps.inputs import names, read_inputs, upgrade_constraints
from puv.ops.steps.installed import Facts, candidates
from puv.ops.steps.provision import provision
from puv.ops.steps.revisions import Revisions
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.solve import solved
from puv.ops.steps.sources import allow_builds
from puv.ops.tool.targets import comma_separated
from puv.python.target import target_of
from puv.resolver.manifest import Manifest
from puv.standards.markers import parse_marker
from puv.standards.requirement import Requirement, parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Self

    from puv.model.requirement import Dependency
    from puv.model.resolution import Resolution
    from puv.model.target import Target
    from puv.ops.pip.requests import PipInstallReport
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.ops.steps.provision import Provision
    from puv.ops.tool.requests import ToolInstallRequest, ToolRunRequest
    from puv.python.environment import Environment
    from puv.python.interpreter import Interpreter
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings
    from puv.standards.names import PackageName


def read_main(text: str, settings: Settings, runtime: Runtime, *, editable: bool = False) -> ReadInputs:
    """Read the requirement on the tool itself."""
    chosen = Inputs(editable=(text,)) if editable else Inputs(packages=(text,))
    return read_inputs(chosen, settings, runtime)


def read_rest(request: ToolInstallRequest | ToolRunRequest, settings: Settings, runtime: Runtime) -> ReadInputs:
    """Read everything else that a request names.

    Raises:
        InputError: an input is missing or wrong.
    """
    further = getattr(request, "with_executables_from", ())
    inputs = Inputs(
        packages=(*comma_separated(request.with_), *comma_separated(further)),
        editable=tuple(comma_separated(request.with_editable)),
        requirements=request.with_requirements,
        constraints=request.constraints,
        overrides=request.overrides,
        excludes=getattr(request, "excludes", ()),
        build_constraints=request.build_constraints,
    )
    return read_inputs(inputs, settings, runtime)


def is_satisfied(
    inputs: ReadInputs, interpreter: Interpreter, installed: SitePackages, revisions: Revisions, platform: str = ""
) -> bool:
    """Tell whether what is installed meets the inputs, whose local sources look as `revisions` tell."""
    editables = [entry.requirement.url or "" for entry in inputs.requirements if entry.editable]
    wanted = Wanted(
        requirements=[entry.requirement for entry in inputs.requirements],
        markers=target_of(interpreter, platform=platform or None).markers,
        constraints=[entry.requirement for entry in inputs.constraints],
        overrides=[*(entry.requirement for entry in inputs.overrides), *map(_never, inputs.excludes)],
    )
    return first_unsatisfied(wanted, installed.get, Facts(revisions, editables)) is None


def _never(name: PackageName) -> Requirement:
    """Return a requirement that asks for nothing: as an override it does away with all others on the package."""
    return Requirement(name, marker=parse_marker("python_version < '0'"))


class Workshop:
    """Resolves and installs for one tool, with one interpreter. Use it in a `with` block.

    `hints` are the inputs whose requirements files may name indexes and binaries.
    """

    target: Target

    def __init__(
        self, hints: ReadInputs, interpreter: Interpreter, settings: Settings, runtime: Runtime, *, platform: str = ""
    ) -> None:
        self._settings, self._runtime, self._interpreter = settings, runtime, interpreter
        self._hints = hints
        self.target = target_of(interpreter, platform=platform or None)
        places = indexes(settings, runtime, hints.hints)
        self._options = resolve_options(
            settings, runtime, places, require_hashes=hints.require_hashes, no_binary=hints.no_binary,
            only_binary=hints.only_binary,
        )  # fmt: skip
        self._port: Provision = provision(places, settings, runtime)

    def __enter__(self) -> Self:
        """Open the way to the indexes and the cache."""
        self._port.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._port.__exit__(kind, error, trace)

    def named(self, inputs: ReadInputs) -> ReadInputs:
        """Return the inputs with every name known, which may take builds.

        Raises:
            InputError: a file is missing or tells no name.
            BuildError: a build failed.
        """
        check_given(inputs, hashes=inputs.require_hashes)
        self._port.prefetch([entry.requirement.name for entry in inputs.requirements if entry.requirement.url is None])
        return allow_builds(inputs, self._interpreter, self._options, self._port, self._settings, self._runtime)

    def resolve(self, inputs: ReadInputs, installed: SitePackages | None = None) -> Resolution:
        """Choose versions for named inputs, keeping what is `installed` where it fits.

        Raises:
            ResolutionError: the requirements exclude each other.
            FetchError: an index did not answer.
        """
        settings = self._settings
        install, resolving = settings.install, settings.resolve
        kept = {}
        if installed is not None and not resolving.upgrade:
            upgraded = names(parse_requirement(text).name for text in resolving.upgrade_package)
            revisions = Revisions(settings, self._runtime.environ)
            kept = dict(candidates(installed, (*inputs.requirements, *inputs.overrides), revisions, upgraded))
        manifest = Manifest(
            requirements=inputs.requirements,
            constraints=(*inputs.constraints, *upgrade_constraints(settings)),
            overrides=inputs.overrides,
            excludes=inputs.excludes,
            installed=kept,
            reinstall=True if install.reinstall else names(install.reinstall_package) | fresh(inputs),
        )
        since = time.perf_counter()
        return solved(manifest, self.target, self._port, self._options, self._runtime, since=since)

    def install(
        self, resolution: Resolution, environment: Environment, installed: SitePackages, again: Iterable[str] = (),
        *, exact: bool = True,
    ) -> PipInstallReport:  # fmt: skip
        """Make the environment hold the resolution, and `exact` nothing else; packages of `again` are installed anew.

        Raises:
            FetchError: a download failed; nothing has changed.
            InstallError: a wheel is faulty; nothing has changed.
        """
        install = self._settings.install
        policy = InstallPolicy(
            reinstall=install.reinstall,
            reinstall_packages=names(install.reinstall_package) | names(again),
            exact=exact,
        )
        goal = Goal(resolution=resolution, policy=policy)
        return carry_out(goal, environment, installed, self._port, self._settings, self._runtime)


def fresh(inputs: ReadInputs) -> frozenset[PackageName]:
    """Return the packages whose directories were named: they are installed again each time."""
    return frozenset(entry.requirement.name for entry in inputs.requirements if entry.requirement.url in inputs.fresh)


def joined(main: ReadInputs, rest: ReadInputs) -> ReadInputs:
    """Return the inputs with the tool's own requirement first."""
    own: tuple[Dependency, ...] = (*main.requirements, *rest.requirements)
    return rest.replace(requirements=own, fresh=main.fresh | rest.fresh)
