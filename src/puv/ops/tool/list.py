"""`puv tool list`: what is installed, and what of it has newer versions."""

from __future__ import annotations

from puv.errors import PuvError
from puv.events import Warned
from puv.ops.steps.look import look
from puv.ops.tool.directory import InvalidEnvironmentError, Tools, is_tool_name
from puv.ops.tool.requests import ListedTool, ToolListReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.requirement import Dependency
    from puv.ops.runtime import Runtime
    from puv.ops.tool.directory import Tool
    from puv.ops.tool.requests import ToolListRequest
    from puv.settings import Settings


def tool_list(request: ToolListRequest, settings: Settings, runtime: Runtime) -> ToolListReport:
    """List the tools, by name; what is broken is told as a warning.

    Raises:
        FetchError: with `outdated`, an index did not answer.
    """
    tools = Tools(runtime)
    names = tool_names(tools, runtime)
    found = []
    for name in names:
        listed = _listed(name, tools, request, runtime)
        if listed is not None:
            found.append(listed)
    if request.outdated:
        from puv.ops.tool.outdated import newer  # only --outdated asks the indexes

        found = newer(found, tools, settings, runtime)
    return ToolListReport(tools=tuple(found), found=bool(names))


def tool_names(tools: Tools, runtime: Runtime) -> list[str]:
    """Return the names of the tools' directories, warning of those that are no names of packages."""
    found = []
    for name in tools.names():
        if is_tool_name(name):
            found.append(name)
        else:
            runtime.report(
                Warned(
                    message=f"Ignoring tool directory `{tools.path(name)}` with an invalid package name; move it "
                    "outside the tool directory, or remove it if no longer needed"
                )
            )
    return found


def _listed(name: str, tools: Tools, request: ToolListRequest, runtime: Runtime) -> ListedTool | None:
    tool = tools.find(name)
    malformed = f"Ignoring malformed tool `{name}` (run `puv tool uninstall {name}` to remove)"
    again = f"(run `puv tool install {name} --reinstall` to reinstall)"
    if tool is None:
        return None
    if tool.receipt is None:
        runtime.report(Warned(message=malformed))
        return None
    try:
        version = _version(tool, tools, runtime)
    except InvalidEnvironmentError as error:
        runtime.report(Warned(message=f"{error} {again}"))
        return None
    except PuvError:
        version = None
    if version is None:
        runtime.report(Warned(message=malformed))
        return None
    if not version:
        runtime.report(Warned(message=f"Tool `{name}` environment not found {again}"))
        return None
    first, *rest = tool.receipt.requirements
    return ListedTool(
        name=name,
        version=version,
        path=tool.path,
        entries={entry.name: entry.install_path for entry in tool.receipt.entries},
        specifier=_source(first),
        with_=tuple(f"{entry.requirement.name}{_source(entry)}" for entry in rest),
        extras=tuple(first.requirement.extras),
        python=tools.python_of(name) if request.python else "",
    )


def _version(tool: Tool, tools: Tools, runtime: Runtime) -> str | None:
    """Return the version of a tool, empty where it has no environment and None where that lacks it."""
    environment = tools.environment(tool.name)
    if environment is None:
        return ""
    for dist in look(environment.site_packages, runtime).get(tool.name)[:1]:  # type: ignore[arg-type]  # normalised
        return str(dist.version)
    return None


def _source(entry: Dependency) -> str:
    wanted = entry.requirement
    return wanted.url if wanted.url is not None else ", ".join(map(str, wanted.specifiers))
