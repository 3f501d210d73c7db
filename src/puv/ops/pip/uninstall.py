"""`puv pip uninstall`: remove packages from an environment."""

from __future__ import annotations

import os
import time

from puv.events import Uninstalled, Warned
from puv.installer.apply import InstallOptions, apply
from puv.ops.pip.requests import PipUninstallReport
from puv.ops.steps.change import removal
from puv.ops.steps.inputs import read_names
from puv.ops.steps.installed import came_from
from puv.ops.steps.locked import locked_snapshot
from puv.ops.steps.pythons import select_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.installed import InstalledDist
    from puv.ops.pip.requests import PipUninstallRequest
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def pip_uninstall(request: PipUninstallRequest, settings: Settings, runtime: Runtime) -> PipUninstallReport:
    """Remove the named packages; names that are not installed are warned about.

    Raises:
        InputError: a name or a requirements file is wrong.
        PythonError: there is no environment, or it must not be changed.
        InstallError: a distribution cannot be removed; nothing has changed.
    """
    runtime.not_replayable()
    wanted = read_names(request.packages, request.requirements, settings, runtime)
    # Any interpreter tells where the packages of another directory are.
    elsewhere = bool(settings.python.target or settings.python.prefix)
    environment = select_environment(settings, runtime, changing=not elsewhere)
    if not settings.python.break_system_packages:
        environment.refuse_if_externally_managed(system=settings.python.system, uninstalling=True)
    with locked_snapshot(environment, runtime) as installed:
        started = time.perf_counter()
        found: list[InstalledDist] = []
        for label, name, url in wanted:
            dists = installed.get(name) if name else [dist for dist in installed if came_from(dist, url)]
            if not dists and not request.dry_run:
                runtime.report(Warned(message=f"Skipping {label} as it is not installed"))
            found.extend(dists)
        if not found:
            if not request.dry_run:
                runtime.report(Warned(message="No packages to uninstall"))
            return PipUninstallReport(dry_run=request.dry_run)
        found.sort(key=lambda dist: (dist.name, dist.version.key))
        changes = tuple(map(removal, found))  # looked at while they are there
        if not request.dry_run:
            prefix = runtime.cwd.rstrip(os.sep) + os.sep
            options = InstallOptions(shown=lambda path: path.removeprefix(prefix))
            apply(found, (), environment.layout, options, reporter=runtime.report, cancel=runtime.cancel)
            runtime.report(Uninstalled(count=len(found), seconds=time.perf_counter() - started))
    return PipUninstallReport(changes=changes, dry_run=request.dry_run)
