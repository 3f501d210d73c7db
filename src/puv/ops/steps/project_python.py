"""Which Python a project is worked on with: asked for, pinned, or what `requires-python` admits."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import PythonError
from puv.events import Warned
from puv.frozen import Frozen
from puv.ops.steps.pythons import (
    find_or_install,
    note_interpreter,
    path_kind,
    request_of,
    selected,
    user_directory,
)
from puv.project.discover import upwards
from puv.project.groups import group_requires_python, project_groups
from puv.project.requires_python import ambiguous_tildes, combined
from puv.python.request import DEFAULT
from puv.python.version_file import FILE_NAMES, find_version_file, read_version_file
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Literal

    from puv.ops.runtime import Runtime
    from puv.project.workspace import Workspace
    from puv.python.interpreter import Interpreter
    from puv.python.request import PythonRequest
    from puv.settings import Settings
    from puv.standards.names import GroupName
    from puv.standards.specifiers import Specifiers

    #: Who asks for a Python: a member (empty for a root without a name), and one of its groups or None.
    Asker = tuple[str, GroupName | None]


class Pythons(Frozen):
    """The Pythons that a workspace is for. `wanted` tells what each asker admits, `all` what they admit together.

    `all` is None when nobody asks.
    """

    wanted: Mapping[Asker, Specifiers]
    all: Specifiers | None

    def refusals(self, interpreter: Interpreter) -> list[Asker]:
        """Return those whom an interpreter does not suit; only its release counts."""
        version = interpreter.version.only_release()
        return [asker for asker, specifiers in self.wanted.items() if not specifiers.contains(version)]


class WantedPython(Frozen):
    """The request for an interpreter that suits `pythons`.

    `source` tells whose request it is; `file` is the name of the version file.
    """

    pythons: Pythons
    request: PythonRequest = DEFAULT
    source: Literal["user", "file", "project"] = "project"
    file: str = ""


def pythons_of(
    workspace: Workspace, groups: Mapping[str, Collection[GroupName]] | None, runtime: Runtime
) -> Pythons:  # fmt: skip
    """Return the Pythons of a workspace, counting those groups that are named for each member.

    Raises:
        ConflictingPythonsError: no Python suits all.
        MalformedGroupsError: groups cannot be read.
    """
    wanted: dict[Asker, Specifiers] = {}
    files = [(str(member.name), member.file, member.directory) for member in workspace.members.values()]
    if workspace.file.project is None:
        files.append(("", workspace.file, workspace.root))
    for name, file, directory in files:
        text = file.project.requires_python if file.project is not None else ""
        if text:
            wanted[name, None] = parse_specifiers(text)
        chosen = (groups or {}).get(name, ())
        project_groups(file, directory)  # wrong ones are told of before anything is looked for
        limits = group_requires_python(file, directory)
        for group in chosen:
            if group in limits:
                wanted[name, group] = parse_specifiers(limits[group])
    shown = {f"{name}:{group}" if group else name: specifiers for (name, group), specifiers in wanted.items()}
    for warning in ambiguous_tildes(shown):
        runtime.report(Warned(message=warning, once=warning))
    return Pythons(wanted=wanted, all=combined(shown))


def wanted_python(settings: Settings, runtime: Runtime, pythons: Pythons, *, directory: str, root: str) -> WantedPython:
    """Return the request: of option or variable, else of the nearest version file up to `root`, else the project's.

    Raises:
        PythonError: what is asked for is no request.
        InputError: the version file cannot be read.
    """
    if settings.python.python:
        return WantedPython(pythons=pythons, request=request_of(settings.python.python, runtime), source="user")
    user = user_directory(runtime)
    for place in (*_up_to(root, directory), *((user,) if user else ())):
        for name in FILE_NAMES:
            runtime.noted(replay.content, os.path.join(place, name))
    path = find_version_file(directory, last=root, fallback=user)
    if path is not None:
        found = read_version_file(path, path_kind=path_kind(runtime))
        for warning in found.warnings:
            runtime.report(Warned(message=warning))
        request = found.request or DEFAULT
        return WantedPython(pythons=pythons, request=request, source="file", file=os.path.basename(path))
    if pythons.all is None or not pythons.all.clauses:
        return WantedPython(pythons=pythons)
    return WantedPython(pythons=pythons, request=request_of(",".join(map(str, pythons.all)), runtime))


def _up_to(root: str, directory: str) -> Iterator[str]:
    """Yield a directory and those above it, down from which a version file is looked for."""
    for place in upwards(directory):
        yield place
        if place == root:
            return


def find_python(wanted: WantedPython, settings: Settings, runtime: Runtime, *, tell: bool = True) -> Interpreter:
    """Return an interpreter of the system for the request, and `tell` which.

    Raises:
        PythonError: there is none.
    """
    interpreter = find_or_install(wanted.request, settings, runtime, environments="only-system")
    note_interpreter(interpreter, runtime)
    if tell:
        runtime.report(selected(interpreter, runtime))
    return interpreter


class UnfitPythonError(PythonError):
    """The interpreter that was asked for is not one of those that the project is for."""

    code = "unfit-python"


def refuse_unfit(interpreter: Interpreter, wanted: WantedPython) -> None:
    """Check that the project is for the interpreter.

    Raises:
        UnfitPythonError: it is not.
    """
    pythons = wanted.pythons
    if pythons.all is None:
        return
    refusals = pythons.refusals(interpreter)
    if not refusals:
        return
    version = interpreter.full_version
    subject = {
        "user": f"The requested interpreter resolved to Python {version}, which is incompatible",
        "file": f"The Python request from `{wanted.file}` resolved to Python {version}, which is incompatible",
        "project": f"The resolved Python interpreter (Python {version}) is incompatible",
    }[wanted.source]
    requirement = ", ".join(map(str, pythons.all))
    message = f"{subject} with the project's Python requirement: `{requirement}`{_blame(refusals, pythons)}"
    if wanted.source == "file":
        message += f"\nUse `uv python pin` to update the `{wanted.file}` file to a compatible version"
    raise UnfitPythonError(message)


def _blame(refusals: list[Asker], pythons: Pythons) -> str:
    if len(pythons.wanted) == 1 and refusals[0][1] is None:
        return " (from `project.requires-python`)"
    if len(refusals) == 1:
        (name, group) = refusals[0]
        where = f"tool.uv.dependency-groups.{group}.requires-python" if group else "project.requires-python"
        is_alone = len({member for member, _ in pythons.wanted}) == 1
        return f" (from `{where}`)." if is_alone else f" (from workspace member `{name}`'s `{where}`)."
    lines = sorted(
        f"- {f'{name}:{group}' if group else name}: {', '.join(map(str, pythons.wanted[name, group]))}"
        for name, group in refusals
    )
    return "\n".join((".", "The following `requires-python` declarations do not permit this version:", *lines))
