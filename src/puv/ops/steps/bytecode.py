"""`--compile-bytecode`: compile what an environment holds."""

from __future__ import annotations

import os
import time

from puv.events import BytecodeCompiled
from puv.installer.bytecode import compile_files, sources_of
from puv.python.site_packages import snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment


def compile_installed(environment: Environment, runtime: Runtime) -> None:
    """Compile the Python files of every installed distribution.

    Raises:
        BytecodeError: the interpreter does not start, dies or hangs.
    """
    started = time.perf_counter()
    dist_infos = [dist.path for dist in snapshot(environment.site_packages) if dist.kind == "dist-info"]
    sources = sources_of(dist_infos, environment.layout)
    count = compile_files(sources, environment.interpreter.executable, workers=os.cpu_count() or 1)
    runtime.report(BytecodeCompiled(count=count, seconds=time.perf_counter() - started))
