"""`puv python pin`: the version file of a directory, or the user's own."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.events import Warned
from puv.fs import atomic
from puv.ops.python.requests import PinError, PythonPinReport
from puv.ops.steps.project_python import pythons_of
from puv.ops.steps.pythons import find_or_install, request_of, user_directory
from puv.ops.steps.workspaces import find_workspace, project_files
from puv.python.errors import NoInterpreterError
from puv.python.paths import shown
from puv.python.version_file import find_version_file, version_lines
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.python.requests import PythonPinRequest
    from puv.ops.runtime import Runtime
    from puv.python.interpreter import Interpreter
    from puv.python.request import PythonRequest
    from puv.settings import Settings
    from puv.standards.specifiers import Specifiers

_NAME = ".python-version"


def python_pin(request: PythonPinRequest, settings: Settings, runtime: Runtime) -> PythonPinReport:
    """Tell, set or remove the pin.

    Raises:
        PinError: there is no file to tell of or to remove, or the pin contradicts the project.
        PythonError: the request is none, or (with `resolved`) no interpreter suits it.
        OSError: the file cannot be written.
    """
    if request.remove:
        return _removed(request, runtime)
    requires = None if request.no_project else _requires(settings, runtime)
    if not request.request:
        return _told(request, requires, runtime)
    wanted = request_of(request.request, runtime)
    if wanted.kind == "name":
        raise PinError(f"Requests for arbitrary names (e.g., `{wanted.text}`) are not supported in version files")
    found = _interpreter(wanted, request, settings, runtime)
    _check(wanted, found, requires, runtime)
    text = found.executable if request.resolved and found is not None else wanted.canonical()
    path = _file(request, runtime)
    before = next(iter(_requests(path, runtime)), None) if os.path.isfile(path) else None
    os.makedirs(os.path.dirname(path), exist_ok=True)
    atomic.write_text(path, f"{text}\n")
    old = before.canonical() if before is not None else ""
    return PythonPinReport(file=shown(path, runtime.cwd), pin=text, before="" if old == text else old)


def _file(request: PythonPinRequest, runtime: Runtime) -> str:
    if not request.everywhere:
        return os.path.join(runtime.cwd, _NAME)
    directory = user_directory(runtime)
    if not directory:
        raise PinError("There is no directory for the user's configuration: `HOME` is not set")
    return os.path.join(directory, _NAME)


def _requests(path: str, runtime: Runtime) -> list[PythonRequest]:
    """Return the requests of a version file; names are ignored with a warning."""
    found = []
    for text in version_lines(path):
        request = request_of(text, runtime)
        if request.kind == "name":
            message = f"Ignoring unsupported Python request `{text}` in version file: {path}"
            runtime.report(Warned(message=message))
        else:
            found.append(request)
    return found


def _told(request: PythonPinRequest, requires: Specifiers | None, runtime: Runtime) -> PythonPinReport:
    directory = user_directory(runtime)
    if request.everywhere:
        path: str | None = _file(request, runtime)
        path = path if path and os.path.isfile(path) else None
    else:
        path = find_version_file(runtime.cwd, fallback=directory, many=True)
    if path is None:
        raise PinError("No Python version file found; specify a version to create one")
    found = _requests(path, runtime)
    if requires is not None:
        for entry in found:
            if _excluded(entry, requires):
                message = f"The pinned Python version `{entry.canonical()}` is incompatible with the project "
                runtime.report(Warned(message=f"{message}`requires-python` value of `{_text(requires)}`."))
    return PythonPinReport(shown=tuple(entry.canonical() for entry in found))


def _removed(request: PythonPinRequest, runtime: Runtime) -> PythonPinReport:
    if request.everywhere:
        path = _file(request, runtime)
        if not os.path.isfile(path):
            raise PinError("No global Python pin found")
    else:
        found = find_version_file(runtime.cwd)
        if found is None:
            raise PinError("No Python version file found")
        path = found
    os.unlink(path)
    return PythonPinReport(file=shown(path, runtime.cwd), removed=True, everywhere=request.everywhere)


def _interpreter(
    wanted: PythonRequest, request: PythonPinRequest, settings: Settings, runtime: Runtime
) -> Interpreter | None:
    try:
        return find_or_install(wanted, settings, runtime, environments="only-system")
    except NoInterpreterError as missing:
        if request.resolved:
            raise
        runtime.report(Warned(message=str(missing)))
        return None


def _requires(settings: Settings, runtime: Runtime) -> Specifiers | None:
    try:
        workspace = find_workspace(settings, runtime, project_files(runtime))
    except InputError:
        return None  # no project, or one that says nothing that can be read
    return pythons_of(workspace, None, runtime).all


def _check(wanted: PythonRequest, found: Interpreter | None, requires: Specifiers | None, runtime: Runtime) -> None:
    if requires is None:
        return
    value = f"the project `requires-python` value of `{_text(requires)}`."
    if _excluded(wanted, requires):
        raise PinError(f"The requested Python version `{wanted.canonical()}` is incompatible with {value}")
    if found is not None and not requires.contains(found.version.only_release()):
        subject = f"The requested Python version `{wanted.canonical()}` resolves to `{found.full_version}`"
        runtime.report(Warned(message=f"{subject} which  is incompatible with {value}"))


def _excluded(wanted: PythonRequest, requires: Specifiers) -> bool:
    """Whether a version that a request names can never suit the project."""
    version = wanted.version
    if version is None or version.is_range or not version.release:
        return False
    return not requires.contains(Version(version.release))


def _text(requires: Specifiers) -> str:
    return ", ".join(map(str, requires))
