"""`puv tool audit`: known vulnerabilities of installed tools and of what they need."""

from __future__ import annotations

import os

from puv.errors import UsageError
from puv.events import Warned
from puv.frozen import Frozen
from puv.ops.audit.model import Audit, Ignored, kept
from puv.ops.audit.osv import DEFAULT_SERVICE, statuses, vulnerabilities
from puv.ops.steps.indexes import indexes
from puv.ops.steps.look import look
from puv.ops.steps.network import http_client
from puv.ops.tool.directory import Tools
from puv.ops.tool.list import tool_names
from puv.ops.tool.options import recorded, without_project
from puv.ops.tool.requests import ToolError
from puv.project.tool_receipt import FILE_NAME
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.ops.tool.directory import Tool
    from puv.settings import Settings


class ToolAuditRequest(Frozen):
    """`puv tool audit`. `names` are tools; none with `all`. `ignore` are ids of vulnerabilities, or aliases."""

    names: tuple[str, ...] = ()
    all: bool = False
    ignore: tuple[str, ...] = ()
    ignore_until_fixed: tuple[str, ...] = ()
    service_url: str = ""


class AuditedTool(Frozen):
    """A tool, the file that its findings are located at, and what was found."""

    name: str
    place: str
    audit: Audit


class ToolAuditReport(Frozen):
    """The tools in order of their names."""

    tools: tuple[AuditedTool, ...] = ()


def tool_audit(request: ToolAuditRequest, settings: Settings, runtime: Runtime) -> ToolAuditReport:
    """Ask the service about what is installed in the environments of tools.

    Raises:
        UsageError: the network is off.
        ToolError: a tool is not installed, or broken.
        AuditError: the service did not answer.
    """
    if settings.network.offline:
        raise UsageError("Auditing requires network access and cannot be performed in offline mode")
    runtime.not_replayable()
    tools = Tools(runtime)
    names = tool_names(tools, runtime) if request.all else sorted(set(map(normalize, request.names)))
    found = []
    for name in names:
        tool = tools.find(name)
        if tool is None or tool.receipt is None:
            if request.all:
                continue
            raise ToolError(f"`{name}` is not installed; run `puv tool install {name}` to install")
        found.append(tool)
    own = without_project(settings)
    ignored = Ignored(
        always=(*request.ignore, *own.audit.ids("ignore")),
        pending=(*request.ignore_until_fixed, *own.audit.ids("ignore-until-fixed")),
    )
    done = tuple(_audited(tool, tools, ignored, request.service_url, own, runtime) for tool in found)
    matched = frozenset[str]().union(*(one.audit.matched for one in done))
    for identity in ignored.unmatched(matched) if done else ():
        message = f"Ignored vulnerability `{identity}` does not match any vulnerability in the selected tools"
        runtime.report(Warned(message=message))
    return ToolAuditReport(tools=done)


def _audited(
    tool: Tool, tools: Tools, ignored: Ignored, service: str, settings: Settings, runtime: Runtime
) -> AuditedTool:
    environment = tools.environment(tool.name)
    if environment is None:
        again = f"run `puv tool install --force {tool.name}` to reinstall"
        raise ToolError(f"`{tool.name}` is missing a valid environment; {again}")
    installed = look(environment.site_packages, runtime)
    packages = [
        (str(name), str(dist.version)) for name in sorted(installed.by_name) for dist in installed.by_name[name]
    ]
    merged = recorded(tool.receipt.options if tool.receipt else {}, settings)
    client = http_client(merged, runtime)
    found = vulnerabilities(packages, service or DEFAULT_SERVICE, client)
    rest, matched = kept(found, ignored)
    index = next((one.url for one in indexes(merged, runtime) if one.default and one.url.startswith("http")), "")
    adverse = statuses([(name, version, index) for name, version in packages], client) if index else []
    audit = Audit(count=len(packages), vulnerabilities=tuple(rest), statuses=tuple(adverse), matched=matched)
    return AuditedTool(name=tool.name, place=os.path.join(tool.path, FILE_NAME), audit=audit)
