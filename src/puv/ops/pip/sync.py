"""`puv pip sync`: make an environment hold exactly what a requirements file pins."""

from __future__ import annotations

import time

from puv.installer.plan import InstallPolicy
from puv.ops.pip.requests import PipInstallReport
from puv.ops.steps.change import Goal, carry_out, preserved
from puv.ops.steps.given import check_given
from puv.ops.steps.indexes import indexes, warn_of_ambiguous
from puv.ops.steps.inputs import named_pylock, names, read_inputs, refuse_extras
from puv.ops.steps.installed import candidates
from puv.ops.steps.locked import locked_snapshot
from puv.ops.steps.provision import provision
from puv.ops.steps.pythons import select_environment
from puv.ops.steps.revisions import Revisions
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.solve import solved
from puv.ops.steps.sources import allow_builds
from puv.python.target import target_of
from puv.resolver.manifest import Manifest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.pip.requests import PipSyncRequest
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.python.environment import Environment
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings


def pip_sync(request: PipSyncRequest, settings: Settings, runtime: Runtime) -> PipInstallReport:
    """Install the pinned packages without following what they need, and remove everything else.

    Raises:
        InputError: an input is missing or wrong.
        PythonError: there is no environment, or it must not be changed.
        ResolutionError: a pin cannot be had.
        FetchError: an index or a download failed.
        InstallError: a wheel is faulty; nothing has changed.
    """
    locked = named_pylock(request.inputs)
    if locked:
        from puv.ops.pip.pylock import install_pylock  # few install from a lock

        return install_pylock(locked, request, settings, runtime, exact=True)
    warn_of_ambiguous(settings, runtime)
    refuse_extras(request.inputs)
    inputs = read_inputs(request.inputs, settings, runtime)
    if not inputs.requirements and not request.allow_empty_requirements:
        return PipInstallReport(nothing_asked=True)
    environment = select_environment(settings, runtime, changing=True)
    if not settings.python.break_system_packages:
        environment.refuse_if_externally_managed(system=settings.python.system)
    with locked_snapshot(environment, runtime) as installed:
        return _sync(request, inputs, settings, runtime, environment, installed)


def _sync(
    request: PipSyncRequest,
    inputs: ReadInputs,
    settings: Settings,
    runtime: Runtime,
    environment: Environment,
    installed: SitePackages,
) -> PipInstallReport:
    """Resolve and change the environment, whose lock is held."""
    started = time.perf_counter()
    hashed = request.require_hashes or inputs.require_hashes
    check_given(inputs, hashes=hashed or request.verify_hashes, required=hashed)
    target = target_of(
        environment.interpreter,
        python_version=request.python_version or None,
        platform=request.python_platform or None,
    )
    places = indexes(settings, runtime, inputs.hints)
    options = resolve_options(
        settings,
        runtime,
        places,
        require_hashes=hashed,
        no_binary=inputs.no_binary,
        only_binary=inputs.only_binary,
    )
    revisions = Revisions(settings, runtime.environ)
    known = (*inputs.requirements, *inputs.overrides)
    keep = {} if settings.install.reinstall else candidates(installed, known, revisions)
    with provision(places, settings, runtime) as port:
        asked = [entry.requirement for entry in inputs.requirements]
        port.prefetch([wanted.name for wanted in asked if wanted.url is None and wanted.name not in keep])
        inputs = allow_builds(inputs, environment.interpreter, options, port, settings, runtime)
        manifest = _manifest(inputs, settings, installed, revisions)
        goal = Goal(
            resolution=solved(manifest, target, port, options, runtime, since=started),
            policy=_policy(settings, environment),
            target=target,
            no_binary=options.no_binary,
            verify_hashes=request.verify_hashes or hashed,
            dry_run=request.dry_run,
            strict=request.strict,
        )
        return carry_out(goal, environment, installed, port, settings, runtime)


def _manifest(inputs: ReadInputs, settings: Settings, installed: SitePackages, revisions: Revisions) -> Manifest:
    install = settings.install
    return Manifest(
        requirements=inputs.requirements,
        constraints=inputs.constraints,
        overrides=inputs.overrides,
        excludes=inputs.excludes,
        installed=candidates(installed, (*inputs.requirements, *inputs.overrides), revisions),
        reinstall=True if install.reinstall else names(install.reinstall_package),
        no_deps=True,
    )


def _policy(settings: Settings, environment: Environment) -> InstallPolicy:
    install = settings.install
    return InstallPolicy(
        reinstall=install.reinstall,
        reinstall_packages=names(install.reinstall_package),
        exact=True,
        preserve=preserved(environment),
    )
