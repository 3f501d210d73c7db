"""How changes of a lockfile look. Pure."""

from __future__ import annotations

from puv.cli.output.console import BOLD, CYAN, DEFAULT, GREEN, PLAIN, RED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.lockfile.lock import Lock
    from puv.ops.project.requests import LockReport


def lock_lines(report: LockReport) -> str:
    """Return a line for each package that changed: `Updated flask v3.0.0 -> v3.1.0`."""
    if report.old is None and not report.dry_run:
        return ""
    lines = list(_changes(report.old, report.lock, dry_run=report.dry_run)) if report.action != "check" else []
    if not lines and report.dry_run:
        return f"{BOLD}No lockfile changes detected{PLAIN}\n"
    return "".join(lines)


def _changes(old: Lock | None, new: Lock, *, dry_run: bool) -> Iterable[str]:
    before, after = _versions(old), _versions(new)
    add, update, remove = ("Add", "Update", "Remove") if dry_run else ("Added", "Updated", "Removed")
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        if was is None:
            yield f"{GREEN}{add}{DEFAULT} {name} {', '.join(now or ())}\n"
        elif now is None:
            yield f"{RED}{remove}{DEFAULT} {name} {', '.join(was)}\n"
        else:
            yield f"{CYAN}{update}{DEFAULT} {name} {', '.join(was)} -> {', '.join(now)}\n"


def _versions(lock: Lock | None) -> dict[str, tuple[str, ...]]:
    """Return the versions of each package as they are shown."""
    found: dict[str, list[str]] = {}
    for package in lock.packages if lock is not None else ():
        version = "(dynamic)" if package.version is None else f"v{package.version}"
        found.setdefault(package.name, []).append(version)
    return {name: tuple(dict.fromkeys(versions)) for name, versions in found.items()}
