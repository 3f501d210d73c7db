"""`--compile-bytecode`: compile what an environment holds."""

from __future__ import annotations

import os
import time

from puv.events import BytecodeCompiled
from puv.installer.bytecode import compile_files, sources_of
from puv.python.site_packages import snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment
    from puv.standards.names import PackageName


def compile_installed(names: Iterable[PackageName], environment: Environment, runtime: Runtime) -> None:
    """Compile the Python files of the named distributions.

    Raises:
        BytecodeError: the interpreter does not start, dies or hangs.
    """
    started = time.perf_counter()
    wanted = set(names)
    installed = snapshot(environment.site_packages)
    dist_infos = [dist.path for dist in installed if dist.kind == "dist-info" and dist.name in wanted]
    sources = sources_of(dist_infos, environment.layout)
    count = compile_files(sources, environment.interpreter.executable, workers=os.cpu_count() or 1)
    runtime.report(BytecodeCompiled(count=count, seconds=time.perf_counter() - started))
