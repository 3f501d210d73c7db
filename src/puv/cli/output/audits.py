"""How audits look: as text, JSON and SARIF. Pure."""

from __future__ import annotations

from puv._version import UV_VERSION
from puv.cli.output.console import BLUE, BOLD, DEFAULT, PLAIN, RED, YELLOW
from puv.cli.output.durations import counted
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from puv.ops.audit.model import AdverseStatus, Audit, Vulnerability
    from puv.ops.project.audit import AuditReport
    from puv.ops.tool.audit import ToolAuditReport

_STATUSES = {
    "archived": "The project is archived and is no longer maintained.",
    "deprecated": "The project is deprecated and may have been superseded by another project.",
    "quarantined": "The project is quarantined and is considered unsafe for use.",
}
_STATUS_PAGE = "https://packaging.python.org/en/latest/specifications/project-status-markers/"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def render_audit(report: AuditReport, style: str) -> Rendered:
    """Render `audit` as `text`, `json` or `sarif`; vulnerabilities are a failure."""
    audit = report.audit
    code = 1 if audit.vulnerabilities else 0
    if style == "json":
        return Rendered(stdout=_rendered({"schema": {"version": "preview"}, **_document(audit)}), code=code)
    if style == "sarif":
        return Rendered(stdout=_sarif([_run(audit, report.shown)]), code=code)
    return Rendered(stdout=_findings(audit), stderr=f"{_summary(audit)}\n", code=code)


def render_tool_audit(report: ToolAuditReport, style: str) -> Rendered:
    """Render `tool audit` as `text`, `json` or `sarif`; vulnerabilities are a failure."""
    code = 1 if any(tool.audit.vulnerabilities for tool in report.tools) else 0
    if not report.tools:
        return Rendered(stderr="No auditable tools installed\n")
    if style == "json":
        tools = [{"name": tool.name, **_document(tool.audit)} for tool in report.tools]
        return Rendered(stdout=_rendered({"schema": {"version": "preview"}, "tools": tools}), code=code)
    if style == "sarif":
        runs = [
            {"automationDetails": {"id": f"uv/tool-audit/{tool.name}"}, **_run(tool.audit, tool.place)}
            for tool in report.tools
        ]
        return Rendered(stdout=_sarif(runs), code=code)
    told = "".join(f"Auditing `{tool.name}`\n{_summary(tool.audit)}\n" for tool in report.tools)
    text = "".join(
        f"Tool `{tool.name}`:\n{_findings(tool.audit)}"
        for tool in report.tools
        if tool.audit.vulnerabilities or tool.audit.statuses
    )
    return Rendered(stdout=text, stderr=told, code=code)


def _summary(audit: Audit) -> str:
    count, adverse = len(audit.vulnerabilities), len(audit.statuses)
    found = f"{YELLOW}{_counted(count)}{DEFAULT}" if count else f"{BOLD}no known vulnerabilities{PLAIN}"
    status = f"{BOLD}no adverse project statuses{PLAIN}"
    if adverse:
        status = f"{YELLOW}{adverse}{DEFAULT} adverse project status{'es' * (adverse > 1)}"
    return f"Found {found} and {status} in {BOLD}{counted(audit.count, 'package')}{PLAIN}"


def _counted(count: int) -> str:
    return "1 known vulnerability" if count == 1 else f"{count} known vulnerabilities"


def _findings(audit: Audit) -> str:
    parts = []
    by_package: dict[tuple[str, str], list[Vulnerability]] = {}
    for one in audit.vulnerabilities:
        by_package.setdefault((one.package, one.version), []).append(one)
    if by_package:
        parts.append("\nVulnerabilities:\n\n")
    for (name, version), found in by_package.items():
        parts.append(f"{BOLD}{name} {version}{PLAIN} has {_counted(len(found))}:\n\n")
        parts += map(_vulnerability, found)
    if audit.statuses:
        parts.append("\nAdverse statuses:\n\n")
        parts += map(_status, audit.statuses)
    return "".join(parts)


def _vulnerability(one: Vulnerability) -> str:
    fixed = "No fix versions available"
    if one.fix_versions:
        fixed = f"Fixed in: {BLUE}{', '.join(one.fix_versions)}{DEFAULT}"
    lead = f"- {BOLD}{one.display_id}{PLAIN}: {one.summary or 'No summary provided'}\n\n"
    return f"{lead}  {fixed}\n\n  Advisory information: {BLUE}{one.link}{DEFAULT}\n\n"


def _status(status: AdverseStatus) -> str:
    color = RED if status.status == "quarantined" else YELLOW
    return f"- {BOLD}{status.package}{PLAIN} {_said(status, color, DEFAULT)}\n"


def _said(status: AdverseStatus, begin: str = "", end: str = "") -> str:
    reason = f": {status.reason}" if status.reason else ""
    return f"is {begin}{status.status}{end}{reason}"


def _rendered(document: Mapping[str, Any], *, sort: bool = False) -> str:
    import json  # a rare output format

    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=sort) + "\n"


def _document(audit: Audit) -> dict[str, Any]:
    return {
        "summary": {
            "audited_packages": audit.count,
            "vulnerabilities": len(audit.vulnerabilities),
            "adverse_statuses": len(audit.statuses),
        },
        "vulnerabilities": [_record(one) for one in _by_id(audit)],
        "adverse_statuses": [
            {"name": status.package, "status": status.status, "reason": status.reason or None}
            for status in audit.statuses
        ],
    }


def _by_id(audit: Audit) -> list[Vulnerability]:
    return sorted(audit.vulnerabilities, key=lambda one: (one.package, one.version, one.id))


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


def _sarif(runs: Iterable[Mapping[str, Any]]) -> str:
    return _rendered({"$schema": _SCHEMA, "runs": list(runs), "version": "2.1.0"}, sort=True)


def _run(audit: Audit, place: str) -> dict[str, Any]:
    rules = {one.id: _rule(one) for one in audit.vulnerabilities}
    rules |= {_status_id(status): _status_rule(status) for status in audit.statuses}
    driver = {
        "name": "puv",
        "rules": [rules[identity] for identity in sorted(rules)],
        "semanticVersion": UV_VERSION,
        "version": UV_VERSION,
    }
    return {
        "invocations": [{"executionSuccessful": True}],
        "results": [
            *(_result(one, place) for one in _by_id(audit)),
            *(_status_result(status, place) for status in audit.statuses),
        ],
        "tool": {"driver": driver},
    }


def _rule(one: Vulnerability) -> dict[str, Any]:
    return {
        "help": {"text": one.description or one.summary or one.id},
        "helpUri": one.link,
        "id": one.id,
        "name": one.display_id,
        "properties": {"tags": ["security", "vulnerability"]},
    }


def _status_id(status: AdverseStatus) -> str:
    return f"uv/project-status/{status.status}"


def _status_rule(status: AdverseStatus) -> dict[str, Any]:
    return {
        "help": {"text": _STATUSES[status.status]},
        "helpUri": f"{_STATUS_PAGE}#{status.status}",
        "id": _status_id(status),
        "name": status.status,
        "properties": {"tags": ["package", "project-status"]},
    }


def _result(one: Vulnerability, place: str) -> dict[str, Any]:
    summary = f": {one.summary}" if one.summary else ""
    properties = {
        "uv/aliases": list(one.aliases), "uv/displayId": one.display_id, "uv/fixVersions": list(one.fix_versions),
        "uv/id": one.id, "uv/modified": one.modified, "uv/package": one.package, "uv/published": one.published,
        "uv/version": one.version,
    }  # fmt: skip
    return {
        "kind": "fail",
        "level": "error",
        "locations": [_location(f"{one.package}@{one.version}", one.package, place)],
        "message": {"text": f"{one.package} {one.version} is vulnerable to {one.display_id}{summary}"},
        "partialFingerprints": {"uv/vulnerability": f"{one.id}:{one.package}:{one.version}"},
        "properties": {key: value for key, value in properties.items() if value != ""},
        "ruleId": one.id,
    }


def _status_result(status: AdverseStatus, place: str) -> dict[str, Any]:
    properties = {"uv/package": status.package, "uv/reason": status.reason, "uv/status": status.status}
    return {
        "kind": "fail",
        "level": "warning",
        "locations": [_location(status.package, status.package, place)],
        "message": {"text": f"{status.package} {_said(status)}"},
        "partialFingerprints": {"uv/project-status": f"{status.package}:{status.status}"},
        "properties": {key: value for key, value in properties.items() if value},
        "ruleId": _status_id(status),
    }


def _location(qualified: str, name: str, place: str) -> dict[str, Any]:
    return {
        "logicalLocations": [{"fullyQualifiedName": qualified, "kind": "package", "name": name}],
        "physicalLocation": {"artifactLocation": {"uri": place}, "region": {"startLine": 1}},
    }
