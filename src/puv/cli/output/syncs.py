"""How the result of `puv sync` looks. Pure."""

from __future__ import annotations

from puv.cli.output.changes import ACTIONS, render_install
from puv.errors import PythonError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from puv.cli.rendered import Rendered
    from puv.ops.project.requests import SyncReport


class OutdatedEnvironmentError(PythonError):
    """`--check` found that the environment would have to change."""

    code = "outdated-environment"
    exit_code = 1


def render_sync(report: SyncReport, *, as_json: bool) -> Rendered:
    """Render what was, or with a dry run would have been, done."""
    rendered = render_install(report.changes)
    is_outdated = report.environment_action != "use" or bool(report.changes.changes)
    if report.lock is not None:
        is_outdated = is_outdated or report.lock.action in ("create", "update")
    if as_json:
        import json  # a rare output format

        rendered = rendered.replace(stdout=json.dumps(_document(report), indent=2) + "\n")
    if report.check and is_outdated:
        message = "The environment is outdated; run `puv sync` to update the environment"
        return rendered.replace(failure=OutdatedEnvironmentError(message), replayable=False)
    return rendered.replace(replayable=rendered.replayable and not is_outdated)


def _document(report: SyncReport) -> dict[str, Any]:
    return {
        "schema": {"version": "preview"},
        **_target(report),
        "sync": {
            "environment": {
                "path": report.root,
                "python": {
                    "path": report.python,
                    "version": report.python_version,
                    "implementation": report.implementation,
                },
            },
            "action": _action(report),
            "changes": [
                {"name": change.name, "version": change.version, "action": ACTIONS[change.kind]}
                for change in report.changes.changes
            ],
        },
        "lock": {"path": report.lock.path, "action": report.lock.action} if report.lock is not None else None,
        "dry_run": report.dry_run,
    }


def _target(report: SyncReport) -> dict[str, Any]:
    if report.script:
        return {"target": "script", "script": {"path": report.script}}
    project: dict[str, Any] = {"path": report.project}
    if report.workspace is not None:
        project["workspace"] = {"path": report.workspace.root}
    return {"target": "project", "project": project}


def _action(report: SyncReport) -> str:
    if report.environment_action == "use":
        return "check"
    if report.environment_action == "replace":
        return "replace" if report.dry_run else "update"
    return report.environment_action
