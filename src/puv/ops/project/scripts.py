"""Scripts with inline metadata (PEP 723): what they say, their locks and their environments."""

from __future__ import annotations

import os

from puv import replay
from puv.cache.keys import digest
from puv.errors import InputError
from puv.events import ProjectEnvironmentPlanned, ScriptEnvironmentSelected, Warned
from puv.frozen import Frozen
from puv.ops.steps.project_environment import ProjectEnvironment, existing_interpreter, fits
from puv.ops.steps.project_python import Pythons, wanted_python
from puv.ops.steps.pythons import note_interpreter, preference, surroundings
from puv.ops.steps.workspaces import shown_in
from puv.project.scripts import read_script
from puv.project.workspace import Workspace
from puv.python.discover import find_interpreter
from puv.python.environment import Environment
from puv.python.venv import VenvOptions, create
from puv.settings.files import file_layer
from puv.settings.layers import resolve
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.ops.runtime import Runtime
    from puv.ops.steps.project_python import WantedPython
    from puv.project.scripts import Script
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings
    from puv.standards.requirement import Requirement

_MOST = 16  # hexadecimal digits of an environment's name


class FoundScript(Frozen):
    """A script on disk: its absolute path, what it says, and a workspace without members that stands for it."""

    path: str
    script: Script
    workspace: Workspace
    pythons: Pythons

    @property
    def lock_path(self) -> str:
        """Where its lock is, if it has one."""
        return f"{self.path}.lock"

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """What it requires, as written."""
        return self.script.requirements

    def pythons_with(self, interpreter: Interpreter) -> Pythons:
        """Return the Pythons that it is for; of a script without metadata, the interpreter's and later ones."""
        if self.script.block is not None:
            return self.pythons
        major, minor = interpreter.python_version
        return _pythons(f">={major}.{minor}")

    def settings(self, settings: Settings) -> Settings:
        """Return the settings with those that the script itself has, above all other files.

        Raises:
            TomlError: one of them is wrong.
        """
        block = self.script.block
        if block is None or "tool" not in self.script.document:
            return settings
        layer = file_layer(self.script.document, block, kind="project", place=self.path, prefix=("tool", "uv"))
        below = [one for one in settings.layers if one.kind not in ("environment", "command-line")]
        above = [one for one in settings.layers if one.kind in ("environment", "command-line")]
        return resolve((*below, layer, *above))


def refuse_missing(path: str, runtime: Runtime) -> None:
    """Check that there is a file at the path of a script.

    Raises:
        InputError: there is none.
    """
    if not os.path.exists(runtime.path(path)):
        advice = f"run `puv init --script {path}` to create a PEP 723 script"
        raise InputError(f"Failed to read `{path}` (not found); {advice}")


def find_script(path: str, runtime: Runtime, *, needs_metadata: bool = False) -> FoundScript:
    """Read a script.

    Raises:
        InputError: it cannot be read, its metadata is wrong, or (with `needs_metadata`) it has none.
    """
    place = runtime.path(path)
    runtime.noted(replay.content, place)
    try:
        with open(place, encoding="utf-8") as stream:
            text = stream.read()
    except FileNotFoundError as error:
        message = f"failed to read from file `{path}`: {error.strerror} (os error {error.errno})"
        if needs_metadata:
            message = f"Failed to read `{path}` (not found); run `puv init --script {path}` to create a PEP 723 script"
        raise InputError(message) from None
    except OSError as error:
        message = f"failed to read from file `{path}`: {error.strerror} (os error {error.errno})"
        raise InputError(message) from None
    except UnicodeDecodeError:
        raise InputError(f"failed to read from file `{path}`: stream did not contain valid UTF-8") from None
    found = script_of(text, path, runtime)
    if needs_metadata and found.script.block is None:
        advice = f"run `puv init --script {path}` to initialize the script"
        raise InputError(f"`{path}` does not contain a PEP 723 metadata tag; {advice}")
    return found


def script_of(text: str, path: str, runtime: Runtime) -> FoundScript:
    """Return a script as a text has it; `path` is where it is, or shall be.

    Raises:
        InputError: its metadata is wrong.
    """
    place = runtime.path(path)
    script = read_script(text, path)
    workspace = Workspace(root=os.path.dirname(place), file=script.file, members={})
    return FoundScript(path=place, script=script, workspace=workspace, pythons=_pythons(script.requires_python))


def _pythons(text: str) -> Pythons:
    if not text:
        return Pythons(wanted={}, all=None)
    specifiers = parse_specifiers(text)
    return Pythons(wanted={("", None): specifiers}, all=specifiers)


def _wanted(script: FoundScript, settings: Settings, runtime: Runtime) -> WantedPython:
    root = script.workspace.root
    return wanted_python(settings, runtime, script.pythons, directory=root, root=root)


def script_interpreter(script: FoundScript, settings: Settings, runtime: Runtime) -> Interpreter:
    """Return the interpreter that suits a script.

    Raises:
        PythonError: there is none.
    """
    wanted = _wanted(script, settings, runtime)
    interpreter = find_interpreter(wanted.request, surroundings(runtime), preference=preference(settings))
    note_interpreter(interpreter, runtime)
    if script.pythons.refusals(interpreter):
        limit = ", ".join(map(str, script.pythons.all or ()))
        subject = f"Python request from `{wanted.file}`" if wanted.source == "file" else "requested interpreter"
        runtime.report(
            Warned(
                message=f"The {subject} resolved to Python {interpreter.full_version}, which is incompatible with the "
                f"script's Python requirement: `{limit}`"
            )
        )
    return interpreter


def environment_place(script: FoundScript, runtime: Runtime) -> str:
    """Return where the environment of a script is kept: in the cache, by the script's path."""
    stem = os.path.basename(script.path).partition(".")[0]
    name = "".join(character if character.isalnum() else "-" for character in stem).lower() or "script"
    return runtime.cache.path("environments", f"{name}-{digest(os.fsencode(script.path))[:_MOST]}")


class ScriptPlace(Frozen):
    """How the environment of a script is brought about. `active` is the path of another one to take, or empty.

    `warn` tells of another active environment, and `quiet` nothing of what is done.
    """

    active: str = ""
    warn: bool = True
    dry_run: bool = False
    quiet: bool = False


def script_environment(
    script: FoundScript, settings: Settings, runtime: Runtime, how: ScriptPlace
) -> ProjectEnvironment:
    """Return the environment of a script, made anew unless it fits.

    Raises:
        PythonError: there is no interpreter, or something else is in the way.
    """
    root = how.active or environment_place(script, runtime)
    current = runtime.environ.get("VIRTUAL_ENV", "")
    if current and not how.active and how.warn:
        message = f"`VIRTUAL_ENV={current}` does not match the script environment path `{root}` and will be ignored"
        runtime.report(Warned(message=f"{message}; use `--active` to target the active environment instead"))
    wanted = _wanted(script, settings, runtime)
    existing = existing_interpreter(root, runtime)
    if existing is not None and fits(existing, wanted, runtime):
        _tell(root, "use", runtime, dry_run=how.dry_run, quiet=how.quiet)
        return ProjectEnvironment(root=root, interpreter=existing, action="use", environment=Environment.of(existing))
    interpreter = script_interpreter(script, settings, runtime)
    exists = os.path.isdir(root) and bool(os.listdir(root))
    action: Literal["create", "replace"] = "replace" if exists else "create"
    runtime.not_replayable()
    _tell(root, action, runtime, dry_run=how.dry_run, quiet=how.quiet)
    if how.dry_run:
        return ProjectEnvironment(root=root, interpreter=interpreter, action=action)
    os.makedirs(os.path.dirname(root), exist_ok=True)
    options = VenvOptions(prompt=os.path.basename(root) if not how.active else None, clear=exists)
    shown = shown_in(runtime.cwd)(root)
    environment = create(root, interpreter, options, shown=shown, cwd=runtime.cwd, cache=runtime.cache)
    return ProjectEnvironment(root=root, interpreter=environment.interpreter, action=action, environment=environment)


def _tell(root: str, action: str, runtime: Runtime, *, dry_run: bool, quiet: bool) -> None:
    if quiet:
        return
    if dry_run:
        runtime.report(ProjectEnvironmentPlanned(path=root, action=action, script=True))
    else:
        runtime.report(ScriptEnvironmentSelected(path=root, action=action))
