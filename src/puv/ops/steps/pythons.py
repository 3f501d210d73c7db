"""Find the interpreter or environment that the settings ask for, telling and noting what was looked at."""

from __future__ import annotations

import os

from puv import replay
from puv.events import EnvironmentSelected, InterpreterSelected
from puv.python.discover import find_environment, find_interpreter
from puv.python.downloads import wants_patch
from puv.python.environment import Environment
from puv.python.errors import NoInterpreterError
from puv.python.interpreter import current
from puv.python.managed import is_managed
from puv.python.probe import holds_shims
from puv.python.request import DEFAULT, parse_request
from puv.python.search import Surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.model.policy import PythonPreference
    from puv.ops.runtime import Runtime
    from puv.python.interpreter import Interpreter
    from puv.python.request import PathKind, PythonRequest
    from puv.python.search import EnvironmentPreference
    from puv.settings import Settings


def surroundings(runtime: Runtime) -> Surroundings:
    """Return what a search for interpreters depends on."""
    return Surroundings(cwd=runtime.cwd, environ=runtime.environ, cache=runtime.cache)


def preference(settings: Settings) -> PythonPreference:
    """Return which installations may be used, and which first."""
    python = settings.python
    if python.managed_python:
        return "only-managed"
    return "only-system" if python.no_managed_python else python.python_preference


def request_of(text: str | None, runtime: Runtime) -> PythonRequest:
    """Parse a `--python` value; None asks for any interpreter.

    Raises:
        PythonRequestError: the value is no request.
    """
    if not text:
        return DEFAULT

    return parse_request(text, path_kind=path_kind(runtime), os_name=os.name)


def path_kind(runtime: Runtime) -> PathKind:
    """Return a function that tells what is at a path, noting the look."""

    def kind(path: str) -> Literal["directory", "file", ""]:
        absolute = runtime.path(path)
        runtime.noted(replay.stat, absolute)
        return "directory" if os.path.isdir(absolute) else "file" if os.path.isfile(absolute) else ""

    return kind


def select_environment(settings: Settings, runtime: Runtime, *, changing: bool) -> Environment:
    """Return the environment that a `pip` verb acts on, and report which one it is.

    `changing` is for verbs that install or remove: they need a virtual environment, or permission.

    Raises:
        PythonError: there is none, it is broken, or the system's package manager owns it.
    """
    if runtime.given.environment is not None:
        return runtime.given.environment
    python = settings.python
    request = request_of(python.python, runtime) if python.python else None
    elsewhere = python.target or python.prefix
    if elsewhere and changing:
        interpreter = find_or_install(
            request or DEFAULT, settings, runtime, environments="only-system" if python.system else "any"
        )
        note_interpreter(interpreter, runtime)
        environment = _elsewhere(Environment.of(interpreter), settings, runtime)
        runtime.report(selected(interpreter, runtime))
        return environment
    environment = find_environment(
        request,
        surroundings(runtime),
        system=python.system,
        mutable=changing and not elsewhere,
        preference=preference(settings),
    )
    note_interpreter(environment.interpreter, runtime)
    if elsewhere:
        return _elsewhere(environment, settings, runtime)
    implicit = environment.root == os.path.join(runtime.cwd, ".venv")
    runtime.report(
        EnvironmentSelected(
            version=environment.interpreter.full_version,
            prefix=environment.root,
            implicit=implicit,
        ),
    )
    return environment


def _elsewhere(environment: Environment, settings: Settings, runtime: Runtime) -> Environment:
    python = settings.python
    if python.target:
        return environment.with_target(runtime.path(python.target))
    return environment.with_prefix(runtime.path(python.prefix or ""))


def select_interpreter(settings: Settings, runtime: Runtime, request: PythonRequest) -> Interpreter:
    """Return the interpreter for a verb that changes no environment (`pip compile`).

    Raises:
        PythonError: there is none, or what was found is broken.
    """
    if runtime.given.interpreter is not None:
        return runtime.given.interpreter
    if is_own(request, runtime):
        return current()
    environments: EnvironmentPreference = "only-system" if settings.python.system else "any"
    interpreter = find_or_install(request, settings, runtime, environments=environments)
    note_interpreter(interpreter, runtime)
    return interpreter


def find_or_install(
    request: PythonRequest, settings: Settings, runtime: Runtime, *, environments: EnvironmentPreference
) -> Interpreter:
    """Return the first interpreter that matches, downloaded where there is none and the settings allow it.

    Raises:
        PythonError: there is none, or what was found is broken.
        PuvError: it cannot be downloaded.
    """
    if not (runtime.environ or request.is_path):
        # A library's caller who gave no variables, and so no PATH: its own Python is the first that counts.
        own = current()
        if own.executable and request.accepts(own):
            return own
    around, wish = surroundings(runtime), preference(settings)
    try:
        return find_interpreter(request, around, environments=environments, preference=wish)
    except NoInterpreterError as missing:
        from puv.ops.python.provision import provide  # most commands find an interpreter

        download = provide(missing, request, wish, settings, runtime)
    exact = request_of(download.key(), runtime) if wants_patch(request.version) else request
    return find_interpreter(exact, around, environments="only-system", preference="only-managed")


def selected(interpreter: Interpreter, runtime: Runtime) -> InterpreterSelected:
    """Return the event that tells which interpreter was found; the place of a managed one is of no interest."""
    managed = is_managed(interpreter.base_prefix, runtime.environ, os_name=os.name)
    return InterpreterSelected(
        version=interpreter.full_version,
        implementation=interpreter.title,
        executable="" if managed else interpreter.executable,
    )


def user_directory(runtime: Runtime) -> str:
    """Return where the user's own version file may be, empty where nothing says."""
    environ = runtime.environ
    if os.name == "nt":
        return os.path.join(environ["APPDATA"], "uv") if environ.get("APPDATA") else ""
    base = environ.get("XDG_CONFIG_HOME") or (os.path.join(environ["HOME"], ".config") if environ.get("HOME") else "")
    return os.path.join(base, "uv") if base else ""


def is_own(request: PythonRequest, runtime: Runtime) -> bool:
    """Whether the interpreter of this very process is meant: a library's caller named none and gave no variables."""
    return request is DEFAULT and not runtime.environ


def note_interpreter(interpreter: Interpreter, runtime: Runtime) -> None:
    """Note everything that the choice of this interpreter depended on."""
    if runtime.observations is None:
        return
    runtime.noted(replay.stat, interpreter.executable)
    if interpreter.is_virtualenv:
        runtime.noted(replay.content, os.path.join(interpreter.prefix, "pyvenv.cfg"))
    directory = runtime.cwd
    while True:
        candidate = os.path.join(directory, ".venv")
        if candidate == interpreter.prefix:
            return
        runtime.noted(replay.content if os.path.isfile(candidate) else replay.stat, candidate)
        parent = os.path.dirname(directory)
        if parent == directory:
            break
        directory = parent
    if not interpreter.is_virtualenv:
        note_search_path(runtime)


def note_search_path(runtime: Runtime) -> None:
    """Note what is where programs are looked for; what a version manager's stand for, nobody can note."""
    for place in runtime.environ.get("PATH", "").split(os.pathsep):
        if place:
            runtime.noted(replay.stat, os.path.join(runtime.cwd, place))
            if holds_shims(place):
                runtime.not_replayable()
