"""Finding the interpreter or the environment that a command works with."""

from __future__ import annotations

import os
import sys

from puv.python import paths
from puv.python.environment import Environment
from puv.python.errors import InspectError, NoEnvironmentError, NoInterpreterError, ProbeError
from puv.python.interpreter import Interpreter
from puv.python.managed import is_managed
from puv.python.probe import probe
from puv.python.request import DEFAULT
from puv.python.search import Candidate, parent_candidates, path_candidates, system_candidates, virtual_candidates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.errors import PythonError
    from puv.model.policy import PythonPreference
    from puv.python.request import PythonRequest
    from puv.python.search import EnvironmentPreference, Surroundings

_PLACES = {
    "managed": ("managed installations", "search path"),
    "system": ("search path", "managed installations"),
    "only-managed": ("managed installations",),
    "only-system": ("search path",),
}
_SHOWN_SOURCES = {"base conda prefix": "conda prefix"}
# Sources that mean this very interpreter, so that neither its being a pre-release nor a system one matters.
_NAMED = ("provided path", "conda prefix")
# Sources of system installations only; the first program on `PATH` may be that of an activated environment.
_SYSTEM = ("managed installations", "search path")


def find_interpreter(
    request: PythonRequest,
    around: Surroundings,
    *,
    environments: EnvironmentPreference = "any",
    preference: PythonPreference = "managed",
) -> Interpreter:
    """Return the first interpreter that matches.

    `venv` looks with `only-system`, `pip compile` with `any`. Places that fail are passed over; when nothing is
    found, the first failure is the error.

    Raises:
        NoInterpreterError: nothing matches.
        InspectError: nothing matches, and one of the places holds something broken.
    """
    interpreter = _search(request, around, environments, preference)
    if interpreter is None:
        raise NoInterpreterError(_not_found(request, environments, preference), request=request.describe())
    return interpreter


def find_environment(
    request: PythonRequest | None,
    around: Surroundings,
    *,
    system: bool = False,
    mutable: bool = False,
    preference: PythonPreference = "managed",
) -> Environment:
    """Return the environment that a `pip` command works on.

    `system` is `--system`; `mutable` is for commands that change it: they take a system installation only when it
    is named by path or with `system`. `request` is `--python`.

    Raises:
        NoEnvironmentError: there is none.
        PythonError: nothing else was found, and one of the places holds something broken.
    """
    environments: EnvironmentPreference = "only-system" if system else "explicit-system" if mutable else "any"
    wanted = request or DEFAULT
    interpreter = _search(wanted, around, environments, preference)
    if interpreter is None:
        raise NoEnvironmentError(_no_environment(wanted, environments), request=wanted.describe())
    return Environment.of(interpreter)


def _search(
    request: PythonRequest, around: Surroundings, environments: EnvironmentPreference, preference: PythonPreference
) -> Interpreter | None:
    failure: PythonError | None = None
    fallback: Interpreter | None = None
    for candidate in candidates(request, around, environments, preference):
        if environments == "explicit-system" and candidate.source in _SYSTEM:
            continue  # never taken, hence not asked: a broken one is no reason to fail
        interpreter = inspect(candidate, around)
        if not isinstance(interpreter, Interpreter):
            _log(f"Skipping {candidate.path}: {interpreter.__cause__ or interpreter}")
            failure = failure or interpreter
            continue
        if preference == "only-system" and candidate.source not in _NAMED and _is_managed(interpreter, around):
            continue
        if not _suits(interpreter, candidate, environments) or not request.accepts(interpreter):
            continue
        if candidate.source not in _NAMED and not _is_first_choice(interpreter, request):
            fallback = fallback or interpreter
            continue
        return interpreter
    if fallback is None and failure is not None:
        raise failure
    return fallback


def candidates(
    request: PythonRequest, around: Surroundings, environments: EnvironmentPreference, preference: PythonPreference
) -> Iterator[Candidate]:
    """Yield the places that a search looks at, in its order."""
    if request.is_path:
        path = request.text
        if request.kind == "directory":
            found = paths.environment_python(os.path.join(around.cwd, path), around.os_name)
            path = os.path.join(path, os.path.relpath(found, os.path.join(around.cwd, path)))
        if os.path.exists(os.path.join(around.cwd, path)):
            yield Candidate(source="provided path", path=path, shown=paths.shown(request.text, around.cwd))
        return
    if request.kind == "name":
        yield from path_candidates(request, around)
        return
    yield from parent_candidates(around)
    if environments != "only-system":
        yield from virtual_candidates(around)
    if environments != "only-virtual":
        yield from system_candidates(request, around, preference)


def _is_managed(interpreter: Interpreter, around: Surroundings) -> bool:
    return is_managed(interpreter.base_prefix, around.environ, os_name=around.os_name)


def _log(message: str) -> None:
    # Who wants to read the log has imported it; others need not wait for it.
    logging = sys.modules.get("logging")
    if logging is not None:
        logging.getLogger("puv.python").debug(message)


def inspect(candidate: Candidate, around: Surroundings) -> Interpreter | PythonError:
    """Return the interpreter at a place, or why there is none.

    Raises:
        InspectError: the failure is one that ends every search.
    """
    if candidate.error is not None:
        return candidate.error
    try:
        return probe(candidate.path, cache=around.cache, cwd=around.cwd, environ=around.environ)
    except ProbeError as cause:
        shown = candidate.shown or paths.shown(candidate.path, around.cwd)
        error = InspectError(source=_SHOWN_SOURCES.get(candidate.source, candidate.source), path=shown)
        if _is_critical(cause, candidate):
            raise error from cause
        error.__cause__ = cause
        return error


def _is_critical(cause: ProbeError, candidate: Candidate) -> bool:
    """Whether a failure ends the search: the user chose this one, or its file is no program at all."""
    if cause.kind == "broken-link":
        return candidate.source == "active virtual environment"
    return cause.kind == "not-a-program"


def _suits(interpreter: Interpreter, candidate: Candidate, environments: EnvironmentPreference) -> bool:
    if environments == "any" or candidate.source in _NAMED:
        return True
    if candidate.source == "parent interpreter" and environments == "explicit-system":
        return True
    return interpreter.is_virtualenv is not (environments == "only-system")


def _is_first_choice(interpreter: Interpreter, request: PythonRequest) -> bool:
    """Whether no better one may follow: releases go before pre-releases, CPython before the others."""
    if interpreter.version.is_prerelease and not request.allows_prereleases:
        return False
    return bool(request.implementation) or request.kind == "name" or interpreter.implementation == "cpython"


def _not_found(request: PythonRequest, environments: EnvironmentPreference, preference: PythonPreference) -> str:
    wanted = request.describe()
    if request.is_path:
        place = "in" if request.kind == "directory" else "at"
        return f"No interpreter found {place} {wanted}"
    places: tuple[str, ...] = () if environments == "only-system" else ("virtual environments",)
    if environments in ("any", "only-system"):
        places += _PLACES[preference]
    return f"No interpreter found{f' for {wanted}' if wanted else ''} in {_either(places)}"


def _either(places: tuple[str, ...]) -> str:
    if len(places) <= 2:  # noqa: PLR2004 - commas are for three and more
        return " or ".join(places)
    return f"{', '.join(places[:-1])}, or {places[-1]}"


def _no_environment(request: PythonRequest, environments: EnvironmentPreference) -> str:
    wanted = request.describe()
    detail = f" for {wanted}" if wanted else ""
    if environments == "only-system":
        return f"No system Python installation found{detail}"
    if environments == "explicit-system" and not request.is_path:
        return (
            f"No virtual environment found{detail}; run `puv venv` to create an environment, "
            "or pass `--system` to install into a non-virtual environment"
        )
    return (
        f"No virtual environment or system Python installation found{detail}; run `puv venv` to create an environment"
    )
