"""`puv pip install`: add packages, and what they need, to an environment.

Finding that everything is there already is this module's; what is missing is `install_missing`'s.
"""

from __future__ import annotations

import time

from puv.events import Checked
from puv.installer.satisfied import Wanted, first_unsatisfied
from puv.ops.pip.requests import PipInstallReport
from puv.ops.steps.indexes import warn_of_ambiguous
from puv.ops.steps.inputs import named_pylock, names, read_inputs, refuse_extras
from puv.ops.steps.installed import Facts
from puv.ops.steps.locked import locked_snapshot
from puv.ops.steps.ordinary import Ordinary
from puv.ops.steps.pythons import select_environment
from puv.ops.steps.revisions import Revisions
from puv.python.target import target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.target import Target
    from puv.ops.pip.requests import PipInstallRequest
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings


def pip_install(request: PipInstallRequest, settings: Settings, runtime: Runtime) -> PipInstallReport:
    """Install what is asked for, unless the environment has it already.

    Raises:
        InputError: an input is missing or wrong.
        PythonError: there is no environment, or it must not be changed.
        ResolutionError: the requirements exclude each other.
        FetchError: an index or a download failed.
        InstallError: a wheel is faulty; nothing has changed.
    """
    locked = named_pylock(request.inputs)
    if locked:
        from puv.ops.pip.pylock import install_pylock  # few install from a lock

        return install_pylock(locked, request, settings, runtime, exact=request.exact)
    warn_of_ambiguous(settings, runtime)
    refuse_extras(request.inputs)
    ordinary = Ordinary(everything=request.no_editable, names=names(request.no_editable_package))
    inputs = read_inputs(request.inputs, settings, runtime).with_ordinary(ordinary)
    environment = select_environment(settings, runtime, changing=True)
    if not settings.python.break_system_packages:
        environment.refuse_if_externally_managed(system=settings.python.system)
    target = target_of(
        environment.interpreter,
        python_version=request.python_version or None,
        platform=request.python_platform or None,
    )
    started = time.perf_counter()
    with locked_snapshot(environment, runtime) as installed:
        if _is_satisfied(request, inputs, settings, target, installed, runtime):
            runtime.report(Checked(count=len(inputs.requirements), seconds=time.perf_counter() - started))
            return PipInstallReport(dry_run=request.dry_run)
        from puv.ops.pip.install_missing import Found, install_missing  # most of puv, and often nothing is missing

        return install_missing(request, inputs, settings, runtime, Found(environment, target, installed))


def _is_satisfied(
    request: PipInstallRequest,
    inputs: ReadInputs,
    settings: Settings,
    target: Target,
    installed: SitePackages,
    runtime: Runtime,
) -> bool:
    """Tell whether nothing has to be done, without asking any index."""
    install, resolving = settings.install, settings.resolve
    if install.reinstall or install.reinstall_package or resolving.upgrade or resolving.upgrade_package:
        return False
    if inputs.projects is not None or inputs.grouped or inputs.fresh or request.exact:
        return False
    editables = [entry.requirement.url or "" for entry in inputs.requirements if entry.editable]
    wanted = Wanted(
        requirements=[entry.requirement for entry in inputs.requirements],
        markers=target.markers,
        constraints=[entry.requirement for entry in inputs.constraints],
        overrides=[entry.requirement for entry in inputs.overrides],
        excludes=inputs.excludes,
        follow=not request.no_deps,
    )
    return first_unsatisfied(wanted, installed.get, Facts(Revisions(settings, runtime.environ), editables)) is None
