"""The lines that a command writes while it works: one per event. Pure."""

from __future__ import annotations

from puv import events
from puv.cli.output.console import BOLD, CYAN, DEFAULT, DIM, GREEN, PLAIN, WARNING
from puv.cli.output.durations import counted, elapsed, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_WORTH_TELLING = 1 << 20  # bytes; what is smaller is there at once


def summary(verb: str, count: int, seconds: float | None, *, zero: bool = False) -> tuple[str, str]:
    """Return `Resolved 3 packages in 12ms` with its colours, and the time within it. `zero` counts nothing, too."""
    time = "" if seconds is None else elapsed(seconds)
    if not count and time and not zero:
        return f"{DIM}{verb} in {time}{PLAIN}", time
    end = f" {DIM}in {time}{PLAIN}" if time else ""
    return f"{DIM}{verb} {BOLD}{counted(count, 'package')}{PLAIN}{end}{PLAIN}", time


def line(event: events.Event, display: Callable[[str], str]) -> tuple[str, str] | None:
    """Return the line of an event and the elapsed time in it, or None for events that write none.

    `display` turns an absolute path into what the user sees.
    """
    for kind, verb in _VERBS.items():
        if isinstance(event, kind):
            zero = isinstance(event, events.Checked) and event.inspected
            return summary(verb, event.count, event.seconds, zero=zero)  # type: ignore[attr-defined]  # all of these count
    return (
        _beginning(event, display)
        or _planned(event, display)
        or _building(event)
        or _updating(event)
        or _fetching(event)
        or _remark(event)
        or _publishing(event)
    )


_LOCK_PLANS = {
    "check": "Found up-to-date lockfile at",
    "create": "Would create lockfile at",
    "update": "Would update lockfile at",
}


def _planned(event: events.Event, display: Callable[[str], str]) -> tuple[str, str] | None:
    if isinstance(event, events.ProjectEnvironmentPlanned):
        kind = "script" if event.script else "project"
        return f"Would {event.action} {kind} environment at: {CYAN}{display(event.path)}{DEFAULT}", ""
    if isinstance(event, events.LockPlanned):
        return f"{_LOCK_PLANS[event.action]}: {CYAN}{display(event.path)}{DEFAULT}", ""
    if isinstance(event, events.ScriptEnvironmentSelected):
        verb = "Using" if event.action == "use" else "Creating"
        return f"{verb} script environment at: {CYAN}{display(event.path)}{DEFAULT}", ""
    return None


def bytecode_line(count: int, seconds: float) -> str:
    """Return `Bytecode compiled 12 files in 1.20s`."""
    return f"{DIM}Bytecode compiled {BOLD}{counted(count, 'file')}{PLAIN} {DIM}in {elapsed(seconds)}{PLAIN}{PLAIN}"


_FILE_ACTIONS = {"hash": "Hashing", "upload": "Uploading", "check": "Checking"}


def _publishing(event: events.Event) -> tuple[str, str] | None:
    if isinstance(event, events.Publishing):
        verb, where = ("Checking", "against") if event.dry_run else ("Publishing", "to")
        return f"{verb} {counted(event.count, 'file')} {where} {event.url}", ""
    if isinstance(event, events.HandlingFile):
        verb = f"{BOLD}{CYAN}{_FILE_ACTIONS[event.action]}{DEFAULT}{PLAIN}"
        return f"{verb} {event.filename} {DIM}({size(event.size)}){PLAIN}", ""
    if isinstance(event, events.Skipped):
        return f"File {event.filename} already exists, skipping", ""
    return None


def _remark(event: events.Event) -> tuple[str, str] | None:
    if isinstance(event, events.BuildLog):
        return event.text, ""
    if isinstance(event, events.BuildStep):
        package = f"[{CYAN}{event.package}{DEFAULT}] " if event.package else ""
        return f"{package}{BOLD}Building {event.what}...{PLAIN}", ""
    if isinstance(event, events.BytecodeCompiled):
        return bytecode_line(event.count, event.seconds), elapsed(event.seconds)
    if isinstance(event, events.Noted):
        return f"{BOLD}note:{PLAIN} {event.message}" if event.marked else event.message, ""
    if isinstance(event, events.Warned):
        return f"{WARNING}{BOLD}{event.message}{PLAIN}", ""
    return None


def _building(event: events.Event) -> tuple[str, str] | None:
    if isinstance(event, events.Building):
        return f"   {BOLD}{CYAN}Building{DEFAULT}{PLAIN} {_label(event.label)}", ""
    if isinstance(event, events.Built):
        return f"      {BOLD}{GREEN}Built{DEFAULT}{PLAIN} {_label(event.label)}", ""
    return None


def _fetching(event: events.Event) -> tuple[str, str] | None:
    if not isinstance(event, (events.PythonDownloading, events.PythonDownloaded)):
        return None
    if event.size is not None and event.size < _WORTH_TELLING:
        return None
    if isinstance(event, events.PythonDownloading):
        told = "" if event.size is None else f" {DIM}({size(event.size)}){PLAIN}"
        return f"{CYAN}{BOLD}Downloading{PLAIN}{DEFAULT} {event.key} (download){told}", ""
    return f" {CYAN}{BOLD}Downloaded{PLAIN}{DEFAULT} {event.key} (download)", ""


def _updating(event: events.Event) -> tuple[str, str] | None:
    if isinstance(event, events.RepositoryUpdating):
        return f"   {BOLD}{CYAN}Updating{DEFAULT}{PLAIN} {event.url} {DIM}({event.reference}){PLAIN}", ""
    if isinstance(event, events.RepositoryUpdated):
        return f"    {BOLD}{GREEN}Updated{DEFAULT}{PLAIN} {event.url} {DIM}({event.commit}){PLAIN}", ""
    return None


def _label(label: str) -> str:
    name, separator, version = label.partition("==")
    return f"{name}{DIM}{separator}{version}{PLAIN}"


def _beginning(event: events.Event, display: Callable[[str], str]) -> tuple[str, str] | None:
    if isinstance(event, events.EnvironmentSelected) and not event.implicit:
        return f"{DIM}Using Python {event.version} environment at: {display(event.prefix)}{PLAIN}", ""
    if isinstance(event, events.InterpreterSelected):
        where = f"{event.version} interpreter at: {CYAN}{display(event.executable)}{DEFAULT}"
        shown = where if event.executable else f"{CYAN}{event.version}{DEFAULT}"
        return f"Using {event.implementation} {shown}", ""
    if isinstance(event, events.CreatingEnvironment):
        seeds = " with seed packages" if event.seeded else ""
        return f"Creating virtual environment{seeds} at: {CYAN}{event.path}{DEFAULT}", ""
    if isinstance(event, events.MemberAdded):
        return f"Added `{CYAN}{event.name}{DEFAULT}` to workspace members", ""
    if isinstance(event, events.RemovedEnvironment):
        return f"Removed virtual environment at: {CYAN}{event.path}{DEFAULT}", ""
    return None


_VERBS: dict[type[events.Event], str] = {
    events.Resolved: "Resolved",
    events.Prepared: "Prepared",
    events.Uninstalled: "Uninstalled",
    events.InstalledAll: "Installed",
    events.Checked: "Checked",
}
