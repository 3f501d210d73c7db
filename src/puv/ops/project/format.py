"""`puv format`: ruff's formatter in a project."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.ops.running.launch import Launch
from puv.ops.steps.workspaces import find_workspace, project_directory, project_files
from puv.ops.tool.provided import Wanted, provide
from puv.project.errors import NoProjectError, UnmanagedProjectError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_USUAL = ">=0.15,<0.16"


class FormatRequest(Frozen):
    """`puv format`. `arguments` go to ruff as they are; `version` is as in `puv.ops.tool.provided.Wanted.said`."""

    check: bool = False
    diff: bool = False
    version: str | None = None
    no_project: bool = False
    arguments: tuple[str, ...] = ()


def format_files(request: FormatRequest, settings: Settings, runtime: Runtime) -> Launch:
    """Bring ruff about, and tell how to run it: in the directory of the project, where there is one.

    Raises:
        ProjectFileError: a `pyproject.toml` is wrong.
        UsageError: the version is none, or there is no such ruff.
        PuvError: a download or the installation failed.
    """
    directory = project_directory(settings, runtime)
    if not request.no_project:
        directory = _project(settings, runtime) or directory
    ruff = provide(Wanted(name="ruff", usual=_USUAL, said=request.version), settings, runtime)
    flags = (*(("--check",) if request.check else ()), *(("--diff",) if request.diff else ()))
    arguments = (ruff.program, "format", *flags, *request.arguments)
    return Launch(
        executable=ruff.program, arguments=arguments, environ=runtime.environ, cwd=directory, shown="ruff format",
        passed=len(request.arguments),
    )  # fmt: skip


def _project(settings: Settings, runtime: Runtime) -> str:
    """Return the directory of the project around here, empty where there is none that puv cares for."""
    try:
        return find_workspace(settings, runtime, project_files(runtime)).directory
    except (NoProjectError, UnmanagedProjectError):
        return ""
