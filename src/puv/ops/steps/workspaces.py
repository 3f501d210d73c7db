"""Find the workspace that a verb works on, noting what was looked at, and lower its requirements."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import BuildError
from puv.events import Warned
from puv.fetcher.redact import redacted
from puv.ops.steps.indexes import indexes
from puv.project.discover import Files
from puv.project.sources import Lowering
from puv.project.workspace import UnknownMemberError, discover
from puv.standards.names import normalize
from puv.standards.urls import file_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from puv.ops.runtime import Runtime
    from puv.project.model import ProjectFile
    from puv.project.workspace import Member, Workspace
    from puv.settings import Settings
    from puv.standards.names import PackageName


def shown_in(cwd: str) -> Callable[[str], str]:
    """Return what turns an absolute path into what messages call it: relative where it lies below `cwd`."""
    prefix = cwd.rstrip(os.sep) + os.sep
    return lambda path: path.removeprefix(prefix)


def project_directory(settings: Settings, runtime: Runtime) -> str:
    """Return the absolute directory in which the project is looked for."""
    chosen = settings.output.project
    if not chosen:
        return runtime.cwd
    path = runtime.path(chosen)
    return os.path.dirname(path) if os.path.basename(path) == "pyproject.toml" and os.path.isfile(path) else path


def project_files(runtime: Runtime) -> Files:
    """Return a reader of project files that notes what it reads."""
    return Files(lambda path: runtime.noted(replay.content, path), shown_in(runtime.cwd))


def find_workspace(settings: Settings, runtime: Runtime, files: Files) -> Workspace:
    """Return the workspace of the project that the settings and the working directory name.

    Raises:
        InputError: there is none, or it is wrong.
    """
    directory = project_directory(settings, runtime)
    found = discover(directory, files, look=lambda path: runtime.noted(replay.stat, path))
    described = {file.label: file for file in (found.file, *(member.file for member in found.members.values()))}
    for label, file in described.items():
        if file.uv.dev_dependencies is not None:
            deprecated = (
                f"The `tool.uv.dev-dependencies` field (used in `{label}`) is deprecated and will be removed in"
            )
            runtime.report(Warned(message=f"{deprecated} a future release; use `dependency-groups.dev` instead"))
    return found


def member_named(workspace: Workspace, name: PackageName) -> Member:
    """Return a member by its name.

    Raises:
        UnknownMemberError: there is none.
    """
    found = workspace.members.get(name)
    if found is None:
        raise UnknownMemberError(name, workspace.root)
    return found


class Lowerings:
    """Makes the lowering of each source tree of a resolution, with the settings' say."""

    def __init__(self, workspace: Workspace | None, files: Files, settings: Settings, runtime: Runtime) -> None:
        self._workspace, self._files = workspace, files
        self._settings, self._runtime = settings, runtime
        self._workspaces: dict[str, Workspace | None] = {}

    def of(self, file: ProjectFile, directory: str) -> Lowering:
        """Return the lowering of a project; one outside the workspace heeds its own workspace.

        Raises:
            InputError: an index has no address, or the project's own workspace is wrong.
        """
        workspace = self._workspace_of(file, directory)
        urls = {index.name: index.url for index in indexes(self._settings, self._runtime) if index.name}
        described = [(file, directory)]
        if workspace is not None and workspace.root != directory:
            described.append((workspace.file, workspace.root))
        for one, place in described:
            urls = {**_urls(one, place), **urls}
        return Lowering(file, directory, workspace, self._files, urls, ignored=self._ignored())

    def _workspace_of(self, file: ProjectFile, directory: str) -> Workspace | None:
        own = self._workspace
        if own is not None and (
            directory == own.root or any(member.directory == directory for member in own.members.values())
        ):
            return own
        if directory not in self._workspaces:
            self._workspaces[directory] = discover(directory, self._files) if file.uv.managed else None
        return self._workspaces[directory]

    def _ignored(self) -> frozenset[PackageName] | Literal[True]:
        resolve = self._settings.resolve
        return True if resolve.no_sources else frozenset(map(normalize, resolve.no_sources_package))


def _urls(file: ProjectFile, directory: str) -> dict[str, str]:
    """Return the addresses of the named indexes that a project describes."""
    found = {}
    for table in file.uv.indexes:
        name, url = table.get("name"), table.get("url")
        if isinstance(name, str) and isinstance(url, str):
            is_url = "://" in url
            found[name] = url if is_url else address(os.path.normpath(os.path.join(directory, url)))
    return found


class FailedProjectError(BuildError):
    """What a project requires cannot be told; the cause says why. `label` is `name @ file:///…`."""

    code = "failed-project"

    def __init__(self, name: str, directory: str) -> None:
        label = f"{name} @ {redacted(address(directory))}" if name else redacted(address(directory))
        super().__init__(f"Failed to build `{label}`")
        self.label = label


def address(directory: str) -> str:
    """Return the `file:` URL of an absolute directory."""
    return file_url(directory.replace(os.sep, "/"))
