"""How changes of a lockfile look. Pure."""

from __future__ import annotations

from puv.cli.output.console import BOLD, CYAN, DEFAULT, GREEN, PLAIN, RED
from puv.lockfile.diff import diff

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.lockfile.lock import Lock
    from puv.ops.project.requests import LockReport
    from puv.ops.project.upgrade import UpgradeReport


def lock_lines(report: LockReport) -> str:
    """Return a line for each package that changed: `Updated flask v3.0.0 -> v3.1.0`."""
    if report.old is None and not report.dry_run:
        return ""
    lines = list(_changes(report.old, report.lock, dry_run=report.dry_run)) if report.action != "check" else []
    if not lines and report.dry_run:
        return f"{BOLD}No lockfile changes detected{PLAIN}\n"
    return "".join(lines)


def _changes(old: Lock | None, new: Lock, *, dry_run: bool) -> Iterable[str]:
    add, update, remove = ("Add", "Update", "Remove") if dry_run else ("Added", "Updated", "Removed")
    for change in diff(old, new).changes:
        was, now = _shown(change.versions_before), _shown(change.versions_after)
        if change.kind == "added":
            yield f"{GREEN}{add}{DEFAULT} {change.name} {now}\n"
        elif change.kind == "removed":
            yield f"{RED}{remove}{DEFAULT} {change.name} {was}\n"
        elif change.kind == "updated":
            yield f"{CYAN}{update}{DEFAULT} {change.name} {was} -> {now}\n"


def _shown(versions: tuple[str, ...]) -> str:
    return ", ".join(f"v{version}" if version else "(dynamic)" for version in versions)


def upgrade_lines(report: UpgradeReport) -> str:
    """Return a line for each package that was looked at, then one for each requirement that changed."""
    lines = []
    for package in report.packages:
        was, now = _shown(tuple(map(str, package.before))), _shown(tuple(map(str, package.after)))
        if was == now:
            lines.append(f"No version change for {package.name}\n")
        elif not was:
            lines.append(f"{BOLD}{GREEN}Add{DEFAULT}{PLAIN} {package.name} {now}\n")
        else:
            lines.append(f"{BOLD}{GREEN}Update{DEFAULT}{PLAIN} {package.name} {was} -> {now}\n")
    lines += [f"Updated requirement: `{old}` -> `{new}`\n" for old, new in report.requirements]
    return "".join(lines)
