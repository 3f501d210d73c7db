"""`puv pip check`: whether the installed distributions fit together."""

from __future__ import annotations

import time

from puv.events import Checked
from puv.ops.pip.requests import PipCheckReport
from puv.ops.steps.diagnose import diagnostics
from puv.ops.steps.look import look
from puv.ops.steps.pythons import select_environment
from puv.python.target import target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.pip.requests import PipCheckRequest
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def pip_check(request: PipCheckRequest, settings: Settings, runtime: Runtime) -> PipCheckReport:
    """Return what is wrong with the environment.

    Raises:
        PythonError: there is no environment.
    """
    environment = select_environment(settings, runtime, changing=False)
    started = time.perf_counter()
    installed = look(environment.site_packages, runtime)
    target = target_of(
        environment.interpreter,
        python_version=request.python_version or None,
        platform=request.python_platform or None,
    )
    found = diagnostics(installed, target)
    runtime.report(Checked(count=len(installed), seconds=time.perf_counter() - started, inspected=True))
    return PipCheckReport(count=len(installed), diagnostics=found)
