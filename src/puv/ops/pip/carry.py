"""Bring an environment to a resolution that is at hand: nothing is resolved."""

from __future__ import annotations

from puv.errors import TargetChanged
from puv.frozen import Frozen
from puv.installer.plan import InstallPolicy
from puv.ops.steps.change import Goal, carry_out, preserved
from puv.ops.steps.indexes import indexes
from puv.ops.steps.inputs import names
from puv.ops.steps.locked import locked_snapshot
from puv.ops.steps.provision import BuildContext, provision
from puv.ops.steps.pythons import select_environment
from puv.ops.steps.rules import resolve_options
from puv.python.target import target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.resolution import Resolution
    from puv.ops.pip.requests import PipInstallReport
    from puv.ops.runtime import Runtime
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings


class CarryRequest(Frozen):
    """What the environment shall hold. `exact` removes the rest; `dry_run` only tells.

    `installed` is what the environment must hold before (as `held` tells it), None for anything.
    """

    resolution: Resolution
    exact: bool = False
    dry_run: bool = False
    strict: bool = False
    installed: tuple[str, ...] | None = None


class CarryReport(Frozen):
    """What was, or would be, done, and what the environment held before."""

    changes: PipInstallReport
    installed: tuple[str, ...]


def held(installed: SitePackages) -> tuple[str, ...]:
    """Return what an environment holds, a line for each distribution, sorted."""
    return tuple(sorted(f"{dist.name} {dist.version} {dist.path}" for dist in installed))


def carry(request: CarryRequest, settings: Settings, runtime: Runtime) -> CarryReport:
    """Install what the resolution has and the environment has not.

    Raises:
        TargetChanged: the environment is not as it was.
        PythonError: there is no environment, or it must not be changed.
        FetchError: a download failed.
        InstallError: a wheel is faulty; nothing has changed.
    """
    environment = select_environment(settings, runtime, changing=True)
    if not settings.python.break_system_packages:
        environment.refuse_if_externally_managed(system=settings.python.system)
    places = indexes(settings, runtime)
    options = resolve_options(settings, runtime, places)
    install = settings.install
    with locked_snapshot(environment, runtime) as installed, provision(places, settings, runtime) as port:
        before = held(installed)
        if request.installed is not None and request.installed != before:
            raise TargetChanged(
                f"`{environment.root}` is not what it was when the plan was made", path=environment.root
            )
        port.allow_builds(BuildContext(interpreter=environment.interpreter, options=options))
        policy = InstallPolicy(
            reinstall=install.reinstall,
            reinstall_packages=names(install.reinstall_package),
            exact=request.exact,
            preserve=preserved(environment),
        )
        goal = Goal(
            resolution=request.resolution,
            policy=policy,
            target=target_of(environment.interpreter),
            no_binary=options.no_binary,
            dry_run=request.dry_run,
            strict=request.strict,
        )
        changes = carry_out(goal, environment, installed, port, settings, runtime)
    return CarryReport(changes=changes, installed=before)
