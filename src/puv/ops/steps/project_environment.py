"""The environment of a project: kept where it fits, made anew where not."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import PythonError
from puv.events import CreatingEnvironment, RemovedEnvironment, Warned
from puv.frozen import Frozen
from puv.ops.steps.project_python import find_python, refuse_unfit
from puv.python import paths
from puv.python.environment import Environment
from puv.python.errors import ProbeError
from puv.python.probe import probe
from puv.python.venv import VenvOptions, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.ops.runtime import Runtime
    from puv.ops.steps.project_python import WantedPython
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings


class UnusableEnvironmentError(PythonError):
    """Something else is where the project's environment should be. `path` is absolute."""

    code = "unusable-environment"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"Project virtual environment directory `{path}` cannot be used because {reason}")
        self.path = path


class ProjectEnvironment(Frozen):
    """The environment to use. `action` tells what has (or with a dry run would have) been done for it.

    `interpreter` is that of the environment, or where it is not there yet the one to make it with.
    """

    root: str
    interpreter: Interpreter
    action: Literal["use", "create", "replace"]
    environment: Environment | None = None


def environment_root(workspace_root: str, runtime: Runtime, *, active: bool | None) -> str:
    """Return the absolute path of a workspace's environment: of the variables, else `.venv`.

    `active` is whether the active environment is meant; None warns when another one is active, False does not.
    """
    environ = runtime.environ
    chosen = environ.get("UV_PROJECT_ENVIRONMENT", "")
    root = os.path.normpath(os.path.join(workspace_root, chosen or ".venv"))
    current = environ.get("VIRTUAL_ENV", "")
    if not current:
        return root
    there = runtime.path(current)
    if active:
        return there
    if active is None and not _same(there, root):
        shown = os.path.relpath(there, runtime.cwd) if there.startswith(runtime.cwd + os.sep) else current
        wanted = os.path.relpath(root, runtime.cwd) if root.startswith(runtime.cwd + os.sep) else root
        message = f"`VIRTUAL_ENV={shown}` does not match the project environment path `{wanted}` and will be ignored"
        runtime.report(
            Warned(message=f"{message}; use `--active` to target the active environment instead", once=message)
        )
    return root


def _same(one: str, two: str) -> bool:
    try:
        return os.path.samefile(one, two)
    except OSError:
        return one == two


def existing_interpreter(root: str, runtime: Runtime, *, only_look: bool = False) -> Interpreter | None:
    """Return the interpreter of the environment at `root`, None where an environment has to be made.

    A Python that is installed there, as in a container, is as good. `only_look` is for who does not change it: what is
    no environment is passed over then.

    Raises:
        UnusableEnvironmentError: something else is there.
    """
    runtime.noted(replay.stat, root)
    config = os.path.join(root, "pyvenv.cfg")
    runtime.noted(replay.content, config)
    if not os.path.isdir(root):
        if os.path.isfile(root):
            raise UnusableEnvironmentError(root, "expected directory but found a file")
        return None
    executable = paths.environment_python(root, os.name)
    if not os.path.isfile(config):
        base = _installed_at(root, executable, runtime)
        if base is not None or only_look or not os.listdir(root):
            return base
        reason = "it is not a virtual environment"
        if not os.path.exists(executable):
            reason = "it is not a valid Python environment (no Python executable was found)"
        raise UnusableEnvironmentError(root, reason)
    runtime.noted(replay.stat, executable)
    if os.path.islink(executable) and not os.path.exists(executable):
        prefix = runtime.cwd.rstrip(os.sep) + os.sep
        kind = "Ignoring existing virtual environment linked to non-existent Python interpreter"
        target = os.readlink(executable)
        runtime.report(Warned(message=f"{kind}: `{executable.removeprefix(prefix)}` -> `{target}`"))
        return None
    if not os.path.exists(executable):
        return None
    try:
        return probe(executable, cache=runtime.cache, cwd=runtime.cwd, environ=runtime.environ)
    except ProbeError as error:
        runtime.report(Warned(message=f"Ignoring existing virtual environment with broken Python interpreter: {error}"))
        return None


def _installed_at(root: str, executable: str, runtime: Runtime) -> Interpreter | None:
    """Return the interpreter whose own directory `root` is; a link to one elsewhere would lead to others' packages."""
    if not os.path.exists(executable):
        return None
    runtime.noted(replay.stat, executable)
    try:
        found = probe(executable, cache=runtime.cache, cwd=runtime.cwd, environ=runtime.environ)
    except ProbeError:
        return None
    return found if _same(found.prefix, root) else None


def fits(interpreter: Interpreter, wanted: WantedPython, runtime: Runtime) -> bool:
    """Tell whether an environment's interpreter is what is asked for."""
    if wanted.pythons.refusals(interpreter) and wanted.source != "user":
        return False
    request = wanted.request
    if request.kind == "name":
        return True
    if not request.is_path:
        return request.accepts(interpreter)
    path = runtime.path(request.text)
    if request.kind == "directory":
        return _same(path, interpreter.prefix) or _same(path, interpreter.base_prefix)
    found = probe(path, cache=runtime.cache, cwd=runtime.cwd, environ=runtime.environ)
    return (found.base_prefix, found.full_version) == (interpreter.base_prefix, interpreter.full_version)


def lock_interpreter(
    root: str, wanted: WantedPython, settings: Settings, runtime: Runtime, *, tell: bool = True
) -> Interpreter:
    """Return the interpreter to resolve with: the environment's if it fits, else one of the system's, and `tell` which.

    Raises:
        PythonError: there is none, or the project is not for it.
    """
    existing = existing_interpreter(root, runtime, only_look=True)
    if existing is not None and fits(existing, wanted, runtime):
        return existing
    interpreter = find_python(wanted, settings, runtime, tell=tell)
    refuse_unfit(interpreter, wanted)
    return interpreter


def project_environment(
    root: str, wanted: WantedPython, settings: Settings, runtime: Runtime, *, prompt: str, dry_run: bool
) -> ProjectEnvironment:
    """Return the project's environment at `root`, making it (or making it anew) unless it fits.

    Raises:
        PythonError: there is no interpreter, the project is not for it, or something else is in the way.
    """
    existing = existing_interpreter(root, runtime)
    if existing is not None and fits(existing, wanted, runtime):
        refuse_unfit(existing, wanted)
        return ProjectEnvironment(root=root, interpreter=existing, action="use", environment=Environment.of(existing))
    interpreter = find_python(wanted, settings, runtime)
    refuse_unfit(interpreter, wanted)
    if existing is not None and not os.path.isfile(os.path.join(root, "pyvenv.cfg")):
        reason = "it is not a compatible environment but cannot be recreated because it is not a virtual environment"
        raise UnusableEnvironmentError(root, reason)
    exists = os.path.isdir(root) and bool(os.listdir(root))
    action: Literal["create", "replace"] = "replace" if exists else "create"
    runtime.not_replayable()
    if dry_run:
        return ProjectEnvironment(root=root, interpreter=interpreter, action=action)
    shown = root.removeprefix(runtime.cwd.rstrip(os.sep) + os.sep)
    if exists:
        runtime.report(RemovedEnvironment(path=shown))
    runtime.report(CreatingEnvironment(path=shown))
    options = VenvOptions(prompt=prompt, clear=exists)
    environment = create(root, interpreter, options, shown=shown, cwd=runtime.cwd, cache=runtime.cache)
    return ProjectEnvironment(root=root, interpreter=environment.interpreter, action=action, environment=environment)
