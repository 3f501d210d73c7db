"""How the results of installing and removing look. Pure."""

from __future__ import annotations

from puv.cli.output.console import BOLD, DEFAULT, DIM, GREEN, PLAIN, RED, WARNING, YELLOW
from puv.cli.output.lines import summary
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.ops.pip.requests import Change, PipInstallReport, PipUninstallReport

_SIGNS = {"added": f"{GREEN}+", "removed": f"{RED}-", "reinstalled": f"{YELLOW}~"}
ACTIONS = {"added": "installed", "removed": "uninstalled", "reinstalled": "reinstalled"}


def change_lines(changes: Iterable[Change]) -> str:
    """Return one line per change: ` + flask==3.1.3`."""
    return "".join(
        f" {_SIGNS[change.kind]}{DEFAULT} {BOLD}{change.name}{PLAIN}{DIM}{_version(change)}{PLAIN}\n"
        for change in changes
    )


def _version(change: Change) -> str:
    if change.unread:
        return f" @ {change.url}"
    return f"=={change.version}" + (f" (from {change.url})" if change.url else "")


NOTHING_ASKED = "No requirements found (hint: use `--allow-empty-requirements` to clear the environment)\n"


def render_install(report: PipInstallReport, *, as_json: bool = False, check: bool = False) -> Rendered:
    """Render `pip install` and `pip sync`; the lines about progress were written by the events.

    `check` is `--check`: the plan is told as in a dry run, and having one is a failure.
    """
    parts: list[str] = []
    if report.dry_run or check:
        parts += _plan(report)
    parts.append(change_lines(report.changes))
    parts += [f"{WARNING}{BOLD}{sentence}{PLAIN}\n" for sentence in (*report.warnings, *report.diagnostics)]
    return Rendered(
        stdout=_json(report) if as_json else "",
        stderr="".join(parts),
        code=1 if report.check_failed or (check and report.changes) else 0,
        replayable=not report.changes and not report.diagnostics,
    )


def _plan(report: PipInstallReport) -> list[str]:
    counts = (
        ("Would download", report.would_fetch),
        ("Would uninstall", report.would_remove),
        ("Would install", report.would_install),
    )
    lines = [f"{summary(verb, count, None)[0]}\n" for verb, count in counts if count]
    return lines or ["Would make no changes\n"]


def _json(report: PipInstallReport) -> str:
    import json  # a rare output format

    changes = [
        {"name": change.name, "version": change.version, "action": ACTIONS[change.kind]} for change in report.changes
    ]
    document = {"schema": {"version": "preview"}, "changes": changes, "dry_run": report.dry_run}
    return json.dumps(document, indent=2) + "\n"


def render_uninstall(report: PipUninstallReport) -> Rendered:
    """Render `pip uninstall`."""
    if report.dry_run and report.changes:
        plan = f"{summary('Would uninstall', len(report.changes), None)[0]}\n"
        return Rendered(stderr=plan + change_lines(report.changes))
    return Rendered(stderr=change_lines(report.changes))
