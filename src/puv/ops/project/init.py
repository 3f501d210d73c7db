"""`puv init`: begin a project or a script."""

from __future__ import annotations

import os

from puv.errors import InputError, UsageError
from puv.events import Warned
from puv.frozen import Frozen
from puv.fs import atomic
from puv.fs.remove import remove_tree
from puv.ops.steps.first_python import first_python
from puv.ops.steps.git_config import author_of, begin_repository, is_in_repository
from puv.project.discover import Files, upwards
from puv.project.edit.document import TomlText
from puv.project.edit.sources import add_member
from puv.project.errors import NoProjectError, ProjectFileError, WorkspaceError
from puv.project.new.project import GITIGNORE, NewProject, project_files
from puv.project.new.script import new_script, shebang_of, with_metadata
from puv.project.patterns import matches
from puv.project.workspace import discover
from puv.standards.names import is_name, normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from puv.ops.runtime import Runtime
    from puv.project.new.backends import BackendName
    from puv.project.workspace import Workspace
    from puv.settings import Settings
    from puv.standards.names import PackageName

_DESCRIPTION = "Add your description here"


class InitRequest(Frozen):
    """`puv init`. `path` is as written, None for the working directory; relative ones start there.

    `package` is None when not said. `description` is None for the usual words, empty for none. `vcs` and `author_from`
    are None when not said.
    """

    path: str | None = None
    name: PackageName | None = None
    kind: Literal["app", "lib", "script"] = "app"
    package: bool | None = None
    bare: bool = False
    description: str | None = None
    vcs: Literal["git", "none"] | None = None
    build_backend: BackendName | None = None
    readme: bool = True
    author_from: Literal["auto", "git", "none"] | None = None
    pin_python: bool = True
    workspace: bool = True

    @property
    def is_package(self) -> bool:
        """Whether the project is to be built."""
        if self.package is not None:
            return self.package
        return self.kind == "lib" or self.build_backend is not None or not self.bare


class InitReport(Frozen):
    """What was begun: the project's name, empty for a script; its absolute directory or file.

    `workspace` is the root of the workspace around it, and `membership` how the project stands to that.
    """

    name: str
    path: str
    workspace: str = ""
    membership: Literal["", "added", "present", "excluded"] = ""


def init(request: InitRequest, settings: Settings, runtime: Runtime) -> InitReport:
    """Create the files of a project or script; none that exists is changed but the workspace's `pyproject.toml`.

    Raises:
        UsageError: there is a project already, or a script needs a path.
        InputError: the directory's name is no package name, or a project around it is broken.
        PythonError: no interpreter was found.
    """
    if settings.output.project:
        instead = "`--directory`" if request.path else "`--directory` or a positional path"
        raise UsageError(f"The `--project` option cannot be used in `puv init`. Use {instead} instead.")
    if request.kind == "script":
        return _script(request, settings, runtime)
    directory = runtime.path(request.path or "")
    _refuse_existing(directory)
    name = request.name or _name_of(directory, request.path)
    around = _workspace(directory, runtime) if request.workspace else None
    python = first_python(settings, runtime, directory, around)
    new = NewProject(
        name=name,
        kind="lib" if request.kind == "lib" else "app",
        requires_python=python.requires,
        description=_description(request),
        author=author_of(directory, runtime) if _wants_author(request) else None,
        backend=(request.build_backend or "uv") if request.is_package else None,
        readme=request.readme,
        bare=request.bare,
    )
    files = dict(project_files(new))
    if request.pin_python and not python.is_pinned:
        files[".python-version"] = f"{python.pin}\n"
    _write(directory, files, request, runtime)
    membership: Literal["", "added", "present", "excluded"] = ""
    if around is not None:
        membership = _join(around, directory)
    return InitReport(name=name, path=directory, workspace=around.root if around else "", membership=membership)


def _refuse_existing(directory: str) -> None:
    path = os.path.join(directory, "pyproject.toml")
    if not os.path.exists(path):
        return
    hint = "To use this directory as a project, declare its name, version, and other metadata in a `[project]` table"
    try:
        found = Files().at(directory)
    except ProjectFileError:
        found = None
    hints = (hint,) if found is not None and found.project is None and found.uv.workspace is None else ()
    raise UsageError(
        f"Cannot initialize a project in `{directory}` because `pyproject.toml` already exists", hints=hints
    )


def _name_of(directory: str, given: str | None) -> PackageName:
    base = os.path.basename(directory).replace(" ", "-")
    if not is_name(base):
        target = f"The target directory (`{given}`)" if given else f"The current directory (`{directory}`)"
        raise InputError(f"{target} is not a valid package name. Please provide a package name with `--name`.")
    return normalize(base)


def _workspace(directory: str, runtime: Runtime) -> Workspace | None:
    """Return the workspace that a new project at a directory would be in.

    Raises:
        InputError: a project around it is broken.
    """
    files = Files(shown=lambda path: os.path.relpath(path, runtime.cwd) if os.path.isabs(path) else path)
    parent = os.path.dirname(directory)
    try:
        nearest = next((place for place in upwards(parent) if files.at(place) is not None), None)
        if nearest is None:
            return None
        found = files.at(nearest)
        if found is not None and not found.uv.managed:
            return None
        if found is not None and found.project is None and found.uv.workspace is None:
            raise WorkspaceError(f"No `project` table found in: {os.path.join(nearest, 'pyproject.toml')}")
        return discover(nearest, files)
    except NoProjectError:
        return None
    except InputError as error:
        problem = "Failed to discover parent workspace; use `puv init --no-workspace` to ignore"
        raise InputError(problem) from error


def _join(around: Workspace, directory: str) -> Literal["added", "present", "excluded"]:
    table = around.file.uv.workspace
    if table is not None and any(matches(around.root, pattern, directory) for pattern in table.exclude):
        return "excluded"
    if table is not None and any(matches(around.root, pattern, directory) for pattern in table.members):
        return "present"
    path = os.path.join(around.root, "pyproject.toml")
    with open(path, encoding="utf-8", newline="") as stream:
        document = TomlText(stream.read())
    add_member(document, os.path.relpath(directory, around.root).replace(os.sep, "/"))
    atomic.write_text(path, document.text)
    return "added"


def _description(request: InitRequest) -> str | None:
    if request.description is not None:
        return request.description or None
    return None if request.bare else _DESCRIPTION


def _wants_author(request: InitRequest) -> bool:
    if request.author_from is not None:
        return request.author_from != "none"
    return request.is_package


def _write(directory: str, files: Mapping[str, str], request: InitRequest, runtime: Runtime) -> None:
    """Create a project's directory with its files and repository: whole, or nothing of it."""
    wants = request.vcs or ("none" if request.bare else "auto")
    if os.path.isdir(directory):
        _write_into(directory, files, wants, runtime)
        return
    parent = os.path.dirname(directory)
    try:
        os.makedirs(parent, exist_ok=True)
        if os.path.lexists(directory):
            os.mkdir(directory)  # says what is in the way
        with atomic.temporary_directory(parent) as fresh:
            _write_into(fresh, files, wants, runtime)
            atomic.replace(fresh, directory)
    except OSError as error:
        raise InputError(
            f"failed to create directory `{directory}`: {error.strerror} (os error {error.errno})"
        ) from None


def _write_into(directory: str, files: Mapping[str, str], wants: str, runtime: Runtime) -> None:
    """Create the files that are not there, `pyproject.toml` last: without it the directory is no project yet."""
    made: list[str] = []
    wanted = dict(files)
    try:
        begins = wants != "none" and not is_in_repository(directory, runtime)
        if begins and begin_repository(directory, runtime, required=wants == "git"):
            made.append(os.path.join(directory, ".git"))
            wanted[".gitignore"] = GITIGNORE
        for name in sorted(wanted, key=lambda name: name == "pyproject.toml"):
            path = os.path.join(directory, *name.split("/"))
            if name == "pyproject.toml" or not os.path.lexists(path):
                made += _make_parents(path, directory)
                atomic.write_text(path, wanted[name])
                made.append(path)
    except BaseException:
        for path in reversed(made):
            remove_tree(path) if os.path.isdir(path) else os.unlink(path)
        raise


def _make_parents(path: str, directory: str) -> list[str]:
    missing = []
    parent = os.path.dirname(path)
    while parent != directory and not os.path.isdir(parent):
        missing.append(parent)
        parent = os.path.dirname(parent)
    for place in reversed(missing):
        os.mkdir(place)
    return missing[::-1]


def _script(request: InitRequest, settings: Settings, runtime: Runtime) -> InitReport:
    if not request.path:
        raise UsageError("A script needs a path")
    path = runtime.path(request.path)
    text: str | None
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            text = stream.read()
    except FileNotFoundError:
        text = None
    except OSError as error:
        problem = InputError(f"failed to read from file `{request.path}`: {error.strerror} (os error {error.errno})")
        raise InputError(f"Failed to read script at `{request.path}`") from problem
    if text is not None and _has_metadata(text):
        raise InputError(f"`{request.path}` is already a PEP 723 script; use `puv run` to execute it")
    requires = first_python(settings, runtime, os.path.dirname(path), None, script=True).requires
    if text is None:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        atomic.write_text(path, new_script(os.path.basename(path), requires, bare=request.bare))
        return InitReport(name="", path=path)
    shebang = shebang_of(text)
    if shebang and "uv run" not in shebang and "puv run" not in shebang:
        message = (
            f"If you execute {request.path} directly, it might ignore its inline metadata.\n"
            "Consider replacing its shebang with: #!/usr/bin/env -S puv run --script"
        )
        runtime.report(Warned(message=message))
    atomic.overwrite_text(path, with_metadata(text, requires))
    return InitReport(name="", path=path)


def _has_metadata(text: str) -> bool:
    return any(line.rstrip() == "# /// script" for line in text.splitlines())
