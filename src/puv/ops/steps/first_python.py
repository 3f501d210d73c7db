"""The Python that a new project or script is for: the lowest version it supports, and the one it is pinned to."""

from __future__ import annotations

import os

from puv.errors import PythonError
from puv.frozen import Frozen
from puv.ops.steps.pythons import find_or_install, is_own, path_kind, request_of, surroundings
from puv.project.requires_python import combined
from puv.python.discover import find_interpreter
from puv.python.interpreter import current
from puv.python.request import DEFAULT, PythonRequest
from puv.python.version_file import find_version_file, read_version_file
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.project.workspace import Workspace
    from puv.python.interpreter import Interpreter
    from puv.python.search import EnvironmentPreference
    from puv.settings import Settings
    from puv.standards.specifiers import Specifiers


class FirstPython(Frozen):
    """`requires` is a `requires-python`, `pin` the content of a version file, `is_pinned` whether one is there."""

    requires: str
    pin: str
    is_pinned: bool


def first_python(
    settings: Settings, runtime: Runtime, directory: str, around: Workspace | None, *, script: bool = False
) -> FirstPython:
    """Find it: by option or variable, the nearest version file, the workspace, or the default interpreter.

    Raises:
        PythonError: no interpreter is what is asked for.
    """
    request, in_place = _wanted(settings, runtime, directory, around)
    version = request.version
    if script:
        found = _found(request, settings, runtime, environments="any")
        minor = ".".join(map(str, found.python_version[:2]))
        return FirstPython(requires=f">={minor}", pin=minor, is_pinned=True)
    if request.kind == "version" and version is not None and not request.implementation and not version.is_range:
        release = version.release
        if len(release) > 1 and not version.pre:
            text = ".".join(map(str, release))
            suffix = f"+{version.variant}" if version.variant else ""
            return FirstPython(requires=f">={text}", pin=f"{text}{suffix}", is_pinned=in_place)
    wanted = _of_workspace(around) if request is DEFAULT else ""
    interpreter = _interpreter(request, wanted, settings, runtime, directory)
    minor = ".".join(map(str, interpreter.python_version[:2]))
    requires = f">={minor}"
    if version is not None and version.is_range:
        requires = ", ".join(map(str, parse_specifiers(version.ranges)))
    elif wanted:
        requires = wanted
    return FirstPython(requires=requires, pin=minor, is_pinned=in_place)


def _wanted(
    settings: Settings, runtime: Runtime, directory: str, around: Workspace | None
) -> tuple[PythonRequest, bool]:
    """Return what is asked for, and whether a version file makes a new one needless."""
    path = find_version_file(directory, last="")
    known = path is not None and os.path.dirname(path) == directory
    if path is not None and around is not None:
        known = known or os.path.commonpath((around.root, path)) == around.root
    if settings.python.python:
        return request_of(settings.python.python, runtime), path is not None and os.path.dirname(path) == directory
    if path is None:
        return DEFAULT, False
    return read_version_file(path, path_kind=path_kind(runtime)).request or DEFAULT, known


def _of_workspace(around: Workspace | None) -> str:
    if around is None:
        return ""
    wanted: dict[str, Specifiers] = {
        name: parse_specifiers(member.file.project.requires_python)
        for name, member in around.members.items()
        if member.file.project is not None and member.file.project.requires_python
    }
    specifiers = combined(wanted)
    return ", ".join(map(str, specifiers)) if specifiers is not None else ""


def _interpreter(
    request: PythonRequest, wanted: str, settings: Settings, runtime: Runtime, directory: str
) -> Interpreter:
    around = surroundings(runtime)
    if request is DEFAULT:
        existing = os.path.join(directory, ".venv")
        if os.path.isfile(os.path.join(existing, "pyvenv.cfg")):
            try:
                return find_interpreter(PythonRequest(kind="directory", text=existing), around)
            except PythonError:
                pass  # a broken environment says nothing
        if wanted:
            request = request_of(wanted, runtime)
    return _found(request, settings, runtime, environments="only-system")


def _found(
    request: PythonRequest, settings: Settings, runtime: Runtime, *, environments: EnvironmentPreference
) -> Interpreter:
    if is_own(request, runtime):
        return current()
    return find_or_install(request, settings, runtime, environments=environments)
