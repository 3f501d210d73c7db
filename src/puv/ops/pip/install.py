"""`puv pip install`: add packages, and what they need, to an environment."""

from __future__ import annotations

import time

from puv.events import Checked
from puv.installer.plan import InstallPolicy
from puv.installer.satisfied import Wanted, first_unsatisfied
from puv.ops.pip.requests import PipInstallReport
from puv.ops.steps.change import Goal, carry_out, locked_snapshot, preserved
from puv.ops.steps.given import check_given
from puv.ops.steps.indexes import indexes, warn_of_ambiguous
from puv.ops.steps.inputs import names, read_inputs, upgrade_constraints
from puv.ops.steps.installed import Facts, candidates
from puv.ops.steps.provision import provision
from puv.ops.steps.pythons import select_environment
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.solve import solved
from puv.resolver.manifest import Manifest
from puv.standards.requirement import parse_requirement
from puv.python.target import target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.model.target import Target
    from puv.ops.pip.requests import PipInstallRequest
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.python.environment import Environment
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings
    from puv.standards.names import PackageName


def pip_install(request: PipInstallRequest, settings: Settings, runtime: Runtime) -> PipInstallReport:
    """Install what is asked for, unless the environment has it already.

    Raises:
        InputError: an input is missing or wrong.
        PythonError: there is no environment, or it must not be changed.
        ResolutionError: the requirements exclude each other.
        FetchError: an index or a download failed.
        InstallError: a wheel is faulty; nothing has changed.
    """
    warn_of_ambiguous(settings, runtime)
    inputs = read_inputs(request.inputs, settings, runtime)
    environment = select_environment(settings, runtime, changing=True)
    if not settings.python.break_system_packages:
        environment.refuse_if_externally_managed(system=settings.python.system)
    target = target_of(
        environment.interpreter, python_version=request.python_version or None, platform=request.python_platform or None,
    )
    started = time.perf_counter()
    with locked_snapshot(environment, runtime) as installed:
        if _is_satisfied(request, inputs, settings, target, installed):
            runtime.report(Checked(count=len(inputs.requirements), seconds=time.perf_counter() - started))
            return PipInstallReport(dry_run=request.dry_run)
        return _install(request, inputs, settings, runtime, _Found(environment, target, installed))


class _Found:
    """What was observed before anything is decided."""

    __slots__ = ("environment", "installed", "target")

    def __init__(self, environment: Environment, target: Target, installed: SitePackages) -> None:
        self.environment, self.target, self.installed = environment, target, installed


def _is_satisfied(
    request: PipInstallRequest, inputs: ReadInputs, settings: Settings, target: Target, installed: SitePackages,
) -> bool:
    """Tell whether nothing has to be done, without asking any index."""
    install, resolving = settings.install, settings.resolve
    if install.reinstall or install.reinstall_package or resolving.upgrade or resolving.upgrade_package:
        return False
    if request.exact or request.require_hashes or inputs.excludes:
        return False
    wanted = Wanted(
        requirements=[entry.requirement for entry in inputs.requirements],
        markers=target.markers,
        constraints=[entry.requirement for entry in inputs.constraints],
        overrides=[entry.requirement for entry in inputs.overrides],
        follow=not request.no_deps,
    )
    return first_unsatisfied(wanted, installed.get, Facts()) is None


def _install(
    request: PipInstallRequest, inputs: ReadInputs, settings: Settings, runtime: Runtime, found: _Found,
) -> PipInstallReport:
    runtime.not_replayable()
    started = time.perf_counter()
    install = settings.install
    check_given(inputs, hashes=request.require_hashes or inputs.require_hashes or request.verify_hashes)
    places = indexes(settings, runtime, inputs.hints)
    with provision(places, settings, runtime) as port:
        port.prefetch([entry.requirement.name for entry in inputs.requirements])
        manifest = _manifest(request, inputs, settings, found)
        options = resolve_options(
            settings, runtime, places, require_hashes=request.require_hashes or inputs.require_hashes,
            no_binary=inputs.no_binary, only_binary=inputs.only_binary,
        )
        resolution = solved(manifest, found.target, port, options, runtime, since=started)
        policy = InstallPolicy(
            reinstall=install.reinstall, reinstall_packages=names(install.reinstall_package), exact=request.exact,
            preserve=preserved(found.environment),
        )
        goal = Goal(
            resolution=resolution, policy=policy, verify_hashes=request.verify_hashes, dry_run=request.dry_run,
            strict=request.strict,
        )
        return carry_out(goal, found.environment, found.installed, port, settings, runtime)


def _manifest(request: PipInstallRequest, inputs: ReadInputs, settings: Settings, found: _Found) -> Manifest:
    install, resolving = settings.install, settings.resolve
    upgraded = names(parse_requirement(text).name for text in resolving.upgrade_package)
    reinstalled: frozenset[PackageName] | Literal[True] = (
        True if install.reinstall else names(install.reinstall_package)
    )
    return Manifest(
        requirements=inputs.requirements,
        constraints=(*inputs.constraints, *upgrade_constraints(settings)),
        overrides=inputs.overrides,
        excludes=inputs.excludes,
        installed={} if resolving.upgrade else candidates(found.installed, upgraded),
        reinstall=reinstalled,
        no_deps=request.no_deps,
    )
