"""`puv python find`: the interpreter that commands would use here."""

from __future__ import annotations

from puv import replay
from puv.errors import InputError, ParseError, PuvError
from puv.events import Warned
from puv.ops.python.provision import advised
from puv.ops.steps.project_python import (
    Pythons,
    UnfitPythonError,
    WantedPython,
    pythons_of,
    refuse_unfit,
    wanted_python,
)
from puv.ops.steps.pythons import (
    find_or_install,
    note_interpreter,
    preference,
    request_of,
    selected,
    surroundings,
)
from puv.ops.steps.workspaces import find_workspace, project_directory, project_files
from puv.project.errors import NoProjectError, WorkspaceError
from puv.project.toml_document import parse_document
from puv.python.discover import find_interpreter
from puv.python.errors import NoInterpreterError
from puv.standards.inline_script import script_block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.python.requests import PythonFindRequest
    from puv.ops.runtime import Runtime
    from puv.python.interpreter import Interpreter
    from puv.python.request import PythonRequest
    from puv.settings import Settings


def python_find(request: PythonFindRequest, settings: Settings, runtime: Runtime) -> Interpreter:
    """Return the first interpreter that suits the request, or else what the directory asks for.

    Raises:
        PythonError: there is none. Nothing is downloaded.
        InputError: the script cannot be read or is none.
    """
    wanted = WantedPython(pythons=Pythons(wanted={}, all=None))
    if request.script:
        found = _search(_of_script(request.script, runtime), settings, runtime, system=False, advise=True)
        note_interpreter(found, runtime)
        return found
    # `UV_PYTHON` is for commands that use a Python; this one is asked where one is.
    own = settings.replace(python=settings.python.replace(python=request.request or None))
    wanted = project_wish(own, runtime, no_project=request.no_project)
    found = _search(wanted.request, settings, runtime, system=request.system, advise=False)
    _warn_if_unfit(found, wanted, runtime)
    note_interpreter(found, runtime)
    return found


def of_project(settings: Settings, runtime: Runtime) -> Interpreter:
    """Return the interpreter for a new environment within a project, and tell which; one that is unfit is warned of.

    Raises:
        PythonError: there is none.
        PuvError: it cannot be downloaded.
    """
    wanted = project_wish(settings, runtime, no_project=False)
    found = find_or_install(wanted.request, settings, runtime, environments="only-system")
    runtime.report(selected(found, runtime))
    _warn_if_unfit(found, wanted, runtime)
    return found


def wished_place(settings: Settings, runtime: Runtime) -> str:
    """Return where `UV_PROJECT_ENVIRONMENT` wants the environment of the project whose root is the working directory.

    It is empty without such a wish, or elsewhere.
    """
    wish = runtime.environ.get("UV_PROJECT_ENVIRONMENT", "")
    if not wish:
        return ""
    try:
        root = find_workspace(settings, runtime, project_files(runtime)).root
    except (NoProjectError, WorkspaceError):
        return ""
    return wish if root == runtime.cwd else ""


def _warn_if_unfit(found: Interpreter, wanted: WantedPython, runtime: Runtime) -> None:
    try:
        refuse_unfit(found, wanted)
    except UnfitPythonError as error:
        runtime.report(Warned(message=str(error)))


def project_wish(settings: Settings, runtime: Runtime, *, no_project: bool) -> WantedPython:
    """Return which Python is meant: by the settings, else by a version file, else by the project around."""
    directory = project_directory(settings, runtime)
    pythons, root = Pythons(wanted={}, all=None), directory if no_project else ""
    if not no_project:
        try:
            workspace = find_workspace(settings, runtime, project_files(runtime))
            pythons, root = pythons_of(workspace, None, runtime), workspace.root
        except (NoProjectError, WorkspaceError):
            pass
        except InputError as error:
            runtime.report(Warned(message=_with_causes(error)))
    return wanted_python(settings, runtime, pythons, directory=directory, root=root)


def _with_causes(error: PuvError) -> str:
    return "\n  cause: ".join(filter(None, (str(error), str(error.__cause__ or ""))))


def _search(request: PythonRequest, settings: Settings, runtime: Runtime, *, system: bool, advise: bool) -> Interpreter:
    wish = preference(settings)
    try:
        return find_interpreter(
            request, surroundings(runtime), environments="only-system" if system else "any", preference=wish
        )
    except NoInterpreterError as missing:
        if not advise:
            raise
        error = advised(missing, request, wish, settings, runtime)
        error.exit_code = 1  # type: ignore[misc]  # as uv ends where a script is meant
        raise error from None


def _of_script(path: str, runtime: Runtime) -> PythonRequest:
    runtime.noted(replay.content, runtime.path(path))
    runtime.noted(replay.content, runtime.path(path))
    try:
        with open(runtime.path(path), encoding="utf-8") as stream:
            block = script_block(stream.read())
    except FileNotFoundError:
        message = f"Failed to read `{path}` (not found); run `puv init --script {path}` to create a PEP 723 script"
        raise _NoScriptError(message) from None
    except (OSError, UnicodeDecodeError, ParseError) as error:
        raise _NoScriptError(f"Failed to read `{path}`: {error}") from None
    if block is None:
        raise _NoScriptError(
            f"`{path}` does not contain a PEP 723 metadata tag; run `puv init --script {path}` to initialize the script"
        )
    requires = parse_document(block).get("requires-python")
    return request_of(requires if isinstance(requires, str) else None, runtime)


class _NoScriptError(InputError):
    code = "no-script"
    exit_code = 2
