"""How audits look: as text, JSON and SARIF. Pure."""

from __future__ import annotations

from puv._version import UV_VERSION
from puv.cli.output.console import BOLD, CYAN, DEFAULT, GREEN, PLAIN, RED
from puv.cli.output.durations import counted
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from puv.ops.audit.model import AdverseStatus, Audit, Vulnerability
    from puv.ops.tool.audit import AuditedTool, ToolAuditReport

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def render_tool_audit(report: ToolAuditReport, style: str) -> Rendered:
    """Render `tool audit` as `text`, `json` or `sarif`; findings are a failure."""
    code = 1 if any(tool.audit.vulnerabilities or tool.audit.statuses for tool in report.tools) else 0
    if not report.tools:
        return Rendered(stderr="No auditable tools installed\n")
    if style == "json":
        return Rendered(stdout=_json(report), code=code)
    if style == "sarif":
        return Rendered(stdout=_sarif(report), code=code)
    told = "".join(f"Auditing `{CYAN}{tool.name}{DEFAULT}`\n{_summary(tool.audit)}\n" for tool in report.tools)
    text = "".join(
        f"Tool `{CYAN}{tool.name}{DEFAULT}`:\n\n{_findings(tool.audit)}"
        for tool in report.tools
        if tool.audit.vulnerabilities or tool.audit.statuses
    )
    return Rendered(stdout=text, stderr=told, code=code)


def _summary(audit: Audit) -> str:
    count, adverse = len(audit.vulnerabilities), len(audit.statuses)
    found = f"{RED}{_counted(count)}{DEFAULT}" if count else f"{GREEN}no known vulnerabilities{DEFAULT}"
    status = "no adverse project statuses" if not adverse else f"{adverse} adverse project status{'es' * (adverse > 1)}"
    return f"Found {found} and {status} in {counted(audit.count, 'package')}"


def _counted(count: int) -> str:
    return "1 known vulnerability" if count == 1 else f"{count} known vulnerabilities"


def _findings(audit: Audit) -> str:
    parts = []
    by_package: dict[tuple[str, str], list[Vulnerability]] = {}
    for one in audit.vulnerabilities:
        by_package.setdefault((one.package, one.version), []).append(one)
    if by_package:
        parts.append(f"{BOLD}Vulnerabilities:{PLAIN}\n\n")
    for (name, version), found in by_package.items():
        parts.append(f"{BOLD}{name}{PLAIN} {version} has {_counted(len(found))}:\n\n")
        parts += map(_vulnerability, found)
    if audit.statuses:
        parts.append(f"{BOLD}Adverse statuses:{PLAIN}\n\n")
        parts += [f"- {_status(status)}\n\n" for status in audit.statuses]
    return "".join(parts)


def _vulnerability(one: Vulnerability) -> str:
    fixed = f"Fixed in: {', '.join(one.fix_versions)}" if one.fix_versions else "No fix versions available"
    lead = f"- {BOLD}{one.display_id}{PLAIN}: {one.summary or 'No summary provided'}\n\n"
    return f"{lead}  {fixed}\n\n  Advisory information: {one.link}\n\n"


def _status(status: AdverseStatus) -> str:
    reason = f": {status.reason}" if status.reason else ""
    return f"{BOLD}{status.package}{PLAIN} is {status.status}{reason}"


def _json(report: ToolAuditReport) -> str:
    import json  # a rare output format

    tools = [
        {
            "name": tool.name,
            "summary": {
                "audited_packages": tool.audit.count,
                "vulnerabilities": len(tool.audit.vulnerabilities),
                "adverse_statuses": len(tool.audit.statuses),
            },
            "vulnerabilities": [_record(one) for one in _by_id(tool)],
            "adverse_statuses": [
                {"name": status.package, "status": status.status, "reason": status.reason or None}
                for status in tool.audit.statuses
            ],
        }
        for tool in report.tools
    ]
    document = {"schema": {"version": "preview"}, "tools": tools}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _by_id(tool: AuditedTool) -> list[Vulnerability]:
    return sorted(tool.audit.vulnerabilities, key=lambda one: (one.package, one.version, one.id))


def _record(one: Vulnerability) -> dict[str, Any]:
    return {
        "dependency": {"name": one.package, "version": one.version},
        "id": one.id,
        "display_id": one.display_id,
        "aliases": list(one.aliases),
        "summary": one.summary or None,
        "description": one.description or None,
        "link": one.link,
        "fix_versions": list(one.fix_versions),
        "published": one.published or None,
        "modified": one.modified or None,
    }


def _sarif(report: ToolAuditReport) -> str:
    import json  # likewise

    document = {"$schema": _SCHEMA, "runs": [_run(tool) for tool in report.tools], "version": "2.1.0"}
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _run(tool: AuditedTool) -> dict[str, Any]:
    rules = {
        one.id: {
            "help": {"text": one.description or one.summary or one.id},
            "helpUri": one.link,
            "id": one.id,
            "name": one.display_id,
            "properties": {"tags": ["security", "vulnerability"]},
        }
        for one in tool.audit.vulnerabilities
    }
    return {
        "automationDetails": {"id": f"uv/tool-audit/{tool.name}"},
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(one, tool.place) for one in _by_id(tool)],
        "tool": {
            "driver": {
                "name": "puv",
                "rules": [rules[identity] for identity in sorted(rules)],
                "semanticVersion": UV_VERSION,
                "version": UV_VERSION,
            }
        },
    }


def _result(one: Vulnerability, place: str) -> dict[str, Any]:
    summary = f": {one.summary}" if one.summary else ""
    properties = {
        "uv/aliases": list(one.aliases), "uv/displayId": one.display_id, "uv/fixVersions": list(one.fix_versions),
        "uv/id": one.id, "uv/modified": one.modified, "uv/package": one.package, "uv/published": one.published,
        "uv/version": one.version,
    }  # fmt: skip
    name = {"fullyQualifiedName": f"{one.package}@{one.version}", "kind": "package", "name": one.package}
    return {
        "kind": "fail",
        "level": "error",
        "locations": [
            {
                "logicalLocations": [name],
                "physicalLocation": {"artifactLocation": {"uri": place}, "region": {"startLine": 1}},
            }
        ],
        "message": {"text": f"{one.package} {one.version} is vulnerable to {one.display_id}{summary}"},
        "partialFingerprints": {"uv/vulnerability": f"{one.id}:{one.package}:{one.version}"},
        "properties": {key: value for key, value in properties.items() if value != ""},
        "ruleId": one.id,
    }
