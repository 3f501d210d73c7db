"""`puv venv`: create a virtual environment."""

from __future__ import annotations

import os

from puv.errors import FetchError, PythonError, ResolutionError
from puv.events import CreatingEnvironment, Warned, silent
from puv.frozen import Frozen
from puv.ops.steps.pythons import find_or_install, is_own, path_kind, request_of, selected, user_directory
from puv.python.interpreter import current
from puv.python.request import DEFAULT
from puv.python.venv import VenvOptions, create
from puv.python.version_file import find_version_file, read_version_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.pip.requests import PipInstallReport
    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment
    from puv.python.request import PythonRequest
    from puv.settings import Settings


_SEEDS = ("pip", "setuptools", "wheel")
_WITHOUT_SETUPTOOLS = (3, 12)  # from here on the standard library has no distutils, and environments no setuptools


class SeedError(PythonError):
    """The packages of `--seed` cannot be had. The cause says why."""

    code = "seed"

    def __init__(self) -> None:
        super().__init__("Failed to install seed packages into virtual environment")


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
    """Create the environment and, with `seed`, install the packages that old tools expect in one.

    Raises:
        PythonError: no interpreter was found, or something is in the way.
        PuvError: seed packages cannot be installed; the environment stays.
    """
    wish = ""
    if runtime.given.interpreter is not None:
        interpreter = runtime.given.interpreter
    elif not request.no_project and runtime.environ and _is_in_project(runtime.cwd):
        from puv.ops.python.find import of_project, wished_place  # most of what projects are made of

        interpreter, wish = of_project(settings, runtime), wished_place(settings, runtime)
    else:
        wanted = _request(settings, runtime, no_project=request.no_project)
        is_current = is_own(wanted, runtime)
        interpreter = (
            current() if is_current else find_or_install(wanted, settings, runtime, environments="only-system")
        )
        runtime.report(selected(interpreter, runtime))
    shown = request.path or wish or ".venv"
    runtime.report(CreatingEnvironment(path=shown, seeded=request.seed))
    # Every `.venv` has the same name: where no other was chosen, the directory's tells environments apart.
    by_directory = request.prompt == "." or not (request.prompt or request.path)
    prompt = os.path.basename(runtime.cwd) if by_directory else request.prompt
    options = VenvOptions(
        prompt=prompt,
        clear=request.clear,
        force=request.force,
        allow_existing=request.allow_existing,
        relocatable=request.relocatable,
        system_site_packages=request.system_site_packages,
        seed=request.seed,
    )
    environment = create(
        runtime.path(shown),
        interpreter,
        options,
        shown=shown,
        cwd=runtime.cwd,
        cache=runtime.cache,
    )
    seeds = _seed(environment, settings, runtime) if request.seed else None
    return VenvReport(environment=environment, shown_path=shown, seeds=seeds)


def _is_in_project(directory: str) -> bool:
    while not os.path.isfile(os.path.join(directory, "pyproject.toml")):
        parent = os.path.dirname(directory)
        if parent == directory:
            return False
        directory = parent
    return True


def _request(settings: Settings, runtime: Runtime, *, no_project: bool) -> PythonRequest:
    """Return what Python is wanted: by option or variable, else by the nearest version file.

    Raises:
        PythonError: what is asked for is no request.
        InputError: the version file cannot be read.
    """
    if settings.python.python:
        return request_of(settings.python.python, runtime)
    path = find_version_file(runtime.cwd, last=runtime.cwd if no_project else "", fallback=user_directory(runtime))
    if path is None:
        return DEFAULT
    found = read_version_file(path, path_kind=path_kind(runtime))
    for warning in found.warnings:
        runtime.report(Warned(message=warning))
    return found.request or DEFAULT


def _seed(environment: Environment, settings: Settings, runtime: Runtime) -> PipInstallReport:
    from puv.ops.pip.install import pip_install  # only `--seed` installs anything
    from puv.ops.pip.requests import Inputs, PipInstallRequest

    packages = ("pip",) if environment.interpreter.python_version >= _WITHOUT_SETUPTOOLS else _SEEDS
    inside = settings.replace(python=settings.python.replace(python=environment.root))
    request = PipInstallRequest(inputs=Inputs(packages=packages))
    try:
        return pip_install(request, inside, runtime.within(report=silent))
    except (ResolutionError, FetchError) as error:
        shown = ", ".join(f"`{name}`" for name in packages)
        reason = ResolutionError(f"No solution found when resolving: {shown}")
        reason.__cause__ = error.__cause__ if error.code == "no-solution" else error
        raise SeedError from reason
