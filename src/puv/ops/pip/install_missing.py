"""The part of `puv pip install` that resolves and installs."""

from __future__ import annotations

import time

from puv.installer.plan import InstallPolicy
from puv.ops.steps.change import Goal, carry_out, preserved
from puv.ops.steps.given import check_given
from puv.ops.steps.indexes import indexes
from puv.ops.steps.inputs import names, upgrade_constraints
from puv.ops.steps.installed import candidates
from puv.ops.steps.provision import provision
from puv.ops.steps.revisions import Revisions
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.solve import solved
from puv.ops.steps.sources import allow_builds
from puv.resolver.manifest import Manifest
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.model.target import Target
    from puv.ops.pip.requests import PipInstallReport, PipInstallRequest
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.python.environment import Environment
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings
    from puv.standards.names import PackageName


class Found:
    """What was observed before anything is decided."""

    __slots__ = ("environment", "installed", "target")

    environment: Environment
    installed: SitePackages
    target: Target

    def __init__(self, environment: Environment, target: Target, installed: SitePackages) -> None:
        self.environment, self.target, self.installed = environment, target, installed


def install_missing(
    request: PipInstallRequest,
    inputs: ReadInputs,
    settings: Settings,
    runtime: Runtime,
    found: Found,
) -> PipInstallReport:
    """Resolve for the environment, and install what it does not have.

    Raises:
        ResolutionError: the requirements exclude each other.
        FetchError: an index or a download failed.
        InstallError: a wheel is faulty; nothing has changed.
    """
    runtime.not_replayable()
    started = time.perf_counter()
    install = settings.install
    hashed = request.require_hashes or inputs.require_hashes
    check_given(inputs, hashes=hashed or request.verify_hashes, required=hashed)
    places = indexes(settings, runtime, inputs.hints)
    with provision(places, settings, runtime) as port:
        port.prefetch([entry.requirement.name for entry in inputs.requirements if entry.requirement.url is None])
        options = resolve_options(
            settings,
            runtime,
            places,
            require_hashes=hashed,
            no_binary=inputs.no_binary,
            only_binary=inputs.only_binary,
        )
        inputs = allow_builds(inputs, found.environment.interpreter, options, port, settings, runtime)
        manifest = _manifest(request, inputs, settings, found, runtime)
        resolution = solved(manifest, found.target, port, options, runtime, since=started)
        policy = InstallPolicy(
            reinstall=install.reinstall,
            reinstall_packages=names(install.reinstall_package) | _fresh(inputs),
            exact=request.exact,
            preserve=preserved(found.environment),
        )
        goal = Goal(
            resolution=resolution,
            policy=policy,
            target=found.target,
            no_binary=options.no_binary,
            verify_hashes=request.verify_hashes or hashed,
            dry_run=request.dry_run,
            strict=request.strict,
        )
        return carry_out(goal, found.environment, found.installed, port, settings, runtime)


def _fresh(inputs: ReadInputs) -> frozenset[PackageName]:
    """Return the packages whose directories the command line names: they are installed again each time."""
    return frozenset(entry.requirement.name for entry in inputs.requirements if entry.requirement.url in inputs.fresh)


def _manifest(
    request: PipInstallRequest, inputs: ReadInputs, settings: Settings, found: Found, runtime: Runtime
) -> Manifest:
    install, resolving = settings.install, settings.resolve
    upgraded = names(parse_requirement(text).name for text in resolving.upgrade_package)
    reinstalled: frozenset[PackageName] | Literal[True] = (
        True if install.reinstall else names(install.reinstall_package) | _fresh(inputs)
    )
    asked = (*inputs.requirements, *inputs.overrides)
    revisions = Revisions(settings, runtime.environ)
    return Manifest(
        requirements=inputs.requirements,
        constraints=(*inputs.constraints, *upgrade_constraints(settings)),
        overrides=inputs.overrides,
        excludes=inputs.excludes,
        installed={} if resolving.upgrade else candidates(found.installed, asked, revisions, upgraded),
        reinstall=reinstalled,
        no_deps=request.no_deps,
    )
