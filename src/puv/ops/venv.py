"""`puv venv`: create a virtual environment."""

from __future__ import annotations

import os

from puv.events import CreatingEnvironment, InterpreterSelected
from puv.frozen import Frozen
from puv.ops.steps.pythons import note_interpreter, preference, request_of, surroundings
from puv.python.discover import find_interpreter
from puv.python.venv import VenvOptions, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.pip.requests import PipInstallReport
    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment
    from puv.settings import Settings


class VenvRequest(Frozen):
    """`puv venv`. `path` is as written, empty for `.venv`."""

    path: str = ""
    prompt: str | None = None
    seed: bool = False
    clear: bool = False
    force: bool = False
    allow_existing: bool = False
    relocatable: bool = False
    system_site_packages: bool = False
    no_project: bool = False


class VenvReport(Frozen):
    """The environment, its path as the user would write it, and what `--seed` installed."""

    environment: Environment
    shown_path: str
    seeds: PipInstallReport | None = None


def venv(request: VenvRequest, settings: Settings, runtime: Runtime) -> VenvReport:
    """Create the environment.

    Raises:
        PythonError: no interpreter was found, or something is in the way.
    """
    text = settings.python.python or _pinned(runtime)
    interpreter = find_interpreter(
        request_of(text, runtime), surroundings(runtime), environments="only-system", preference=preference(settings),
    )
    note_interpreter(interpreter, runtime)
    runtime.report(
        InterpreterSelected(
            version=interpreter.full_version, implementation=interpreter.title, executable=interpreter.executable,
        ),
    )
    shown = request.path or ".venv"
    runtime.report(CreatingEnvironment(path=shown))
    options = VenvOptions(
        prompt=request.prompt, clear=request.clear, force=request.force, allow_existing=request.allow_existing,
        relocatable=request.relocatable, system_site_packages=request.system_site_packages, seed=request.seed,
    )
    environment = create(
        runtime.path(shown), interpreter, options, shown=shown, cwd=runtime.cwd, cache=runtime.cache,
    )
    return VenvReport(environment=environment, shown_path=shown)


def _pinned(runtime: Runtime) -> str | None:
    """Return the first line of the nearest `.python-version`, from the working directory upwards."""
    directory = runtime.cwd
    while True:
        try:
            with open(os.path.join(directory, ".python-version"), encoding="utf-8") as stream:
                lines = [line.strip() for line in stream]
        except (OSError, UnicodeDecodeError):
            lines = []
        pinned = next((line for line in lines if line and not line.startswith("#")), None)
        parent = os.path.dirname(directory)
        if pinned is not None or parent == directory:
            return pinned
        directory = parent
