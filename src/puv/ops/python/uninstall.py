"""`puv python uninstall`: remove managed installations, and the executables that lead to them."""

from __future__ import annotations

import os
import time

from puv.ops.python.fetching import locked
from puv.ops.python.install import directory_of
from puv.ops.python.requests import PythonChange, PythonTargetError, PythonUninstallReport
from puv.ops.steps.pythons import request_of
from puv.python.executables import bin_directory, executables_of
from puv.python.installation import installations, link_series
from puv.python.unpack import prepare, remove

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.ops.python.requests import PythonUninstallRequest
    from puv.ops.runtime import Runtime
    from puv.python.installation import Installation
    from puv.settings import Settings


def python_uninstall(request: PythonUninstallRequest, settings: Settings, runtime: Runtime) -> PythonUninstallReport:
    """Remove the installations that the requests mean.

    Raises:
        PythonTargetError: a request can mean none.
        OSError: something cannot be removed.
    """
    del settings  # every verb has the same form
    started = time.perf_counter()
    directory = directory_of(request.directory, runtime)
    os.makedirs(directory, exist_ok=True)
    with locked(directory):
        prepare(directory)
        return _uninstalled(request, directory, runtime, started)


def _uninstalled(
    request: PythonUninstallRequest, directory: str, runtime: Runtime, started: float
) -> PythonUninstallReport:
    asked = [request_of(text, runtime) for text in dict.fromkeys(request.targets)]
    for entry in asked:
        if entry.is_path or entry.kind == "name":
            raise PythonTargetError(f"Cannot uninstall managed Python for request: {entry.describe()}")
    there = installations(directory)
    searched = tuple((entry.describe(), any(one.matches(entry) for one in there)) for entry in asked)
    doomed = [one for one in there if request.all or any(one.matches(entry) for entry in asked)]
    changes = _remove(sorted(doomed, key=lambda one: one.version), there, directory, runtime)
    return PythonUninstallReport(changes=changes, seconds=time.perf_counter() - started, searched=searched)


def _remove(
    doomed: Sequence[Installation], there: Sequence[Installation], directory: str, runtime: Runtime
) -> tuple[PythonChange, ...]:
    place = bin_directory(runtime.environ)
    programs = os.path.join(runtime.cwd, place) if place else ""
    found = [(entry, executables_of(entry, programs, there) if programs else []) for entry in doomed]
    for entry, executables in found:
        for path in executables:
            os.unlink(path)
        remove(entry.path, directory)
    link_series(directory)
    return tuple(
        PythonChange(
            key=entry.key, version=entry.version_text, kind="removed",
            executables=tuple(os.path.basename(path) for path in executables),
        )
        for entry, executables in found
    )  # fmt: skip
