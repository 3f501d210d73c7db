"""`puv workspace list` and `dir`: the members of the workspace around here, and where they are."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.events import Warned
from puv.frozen import Frozen
from puv.ops.steps.workspaces import find_workspace, project_files
from puv.project.errors import WorkspaceError
from puv.standards.inline_script import script_block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.ops.runtime import Runtime
    from puv.settings import Settings
    from puv.standards.names import PackageName

_FEATURE = "workspace-list-scripts"
# Directories that hold what others have made.
_FOREIGN = frozenset((".git", ".venv", "node_modules", "__pycache__", "site-packages"))


class WorkspaceReport(Frozen):
    """A workspace: its root (absolute), and the directories of its members by their names, in order of names.

    `scripts` are the scripts with inline metadata below the root, relative to it and sorted, where they were asked for.
    """

    root: str
    members: dict[PackageName, str]
    scripts: tuple[str, ...] = ()


class PackageNotFoundError(InputError):
    """The workspace has no member of a name."""

    code = "package-not-found"

    def __init__(self, name: str) -> None:
        super().__init__(f"Package `{name}` not found in workspace.")
        self.name = name


def workspace(settings: Settings, runtime: Runtime, *, scripts: bool = False) -> WorkspaceReport:
    """Find the workspace of the working directory.

    Raises:
        InputError: there is none, or it is wrong.
    """
    found = find_workspace(settings, runtime, project_files(runtime))
    if found.file.project is None and found.file.uv.workspace is None:
        raise WorkspaceError(f"No `project` table found in: {os.path.join(found.root, 'pyproject.toml')}")
    output = settings.output
    if scripts and not output.preview and _FEATURE not in output.preview_features:
        message = "The `--scripts` option is experimental and may change without warning. Pass `--preview-features"
        runtime.report(Warned(message=f"{message} {_FEATURE}` to disable this warning."))
    members = {name: member.directory for name, member in found.members.items()}
    listed = tuple(sorted(_scripts(found.root))) if scripts else ()
    return WorkspaceReport(root=found.root, members=members, scripts=listed)


def _scripts(root: str) -> Iterator[str]:
    for directory, names, files in os.walk(root):
        names[:] = [name for name in names if name not in _FOREIGN]
        for name in files:
            path = os.path.join(directory, name)
            if name.endswith(".py") and _is_script(path):
                yield os.path.relpath(path, root)


def _is_script(path: str) -> bool:
    try:
        with open(path, encoding="utf-8") as stream:
            return script_block(stream.read()) is not None
    except (OSError, ValueError, InputError):
        return False
