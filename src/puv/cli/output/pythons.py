"""How the results of `puv python` look. Pure."""

from __future__ import annotations

from puv.cli.output.console import BOLD, CYAN, DEFAULT, DIM, GREEN, PLAIN, RED, WARNING, YELLOW
from puv.cli.output.durations import elapsed
from puv.cli.output.errors import render_error
from puv.cli.output.lines import bytecode_line
from puv.cli.rendered import Rendered
from puv.errors import chain
from puv.ops.running.shells import path_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from puv.errors import PuvError
    from puv.ops.python.requests import (
        ListedPython,
        PythonChange,
        PythonInstallReport,
        PythonListReport,
        PythonPinReport,
        PythonUninstallReport,
    )

_MARKS = {"added": f"{GREEN}+{DEFAULT}", "replaced": f"{YELLOW}~{DEFAULT}", "removed": f"{RED}-{DEFAULT}"}
_CAUSE = f"  {BOLD}{YELLOW}cause{DEFAULT}{PLAIN}{BOLD}:{PLAIN} "
_FORBIDDEN = (
    'Python downloads are not allowed (`python-downloads = "never"`). Change to `python-downloads = "manual"` to allow '
    "explicit installs.\n"
)


def warning_of(sentence: str, error: PuvError | None = None) -> str:
    """Return a warning with the causes below it."""
    lines = [f"{WARNING}{sentence}\n"]
    for link in chain(error) if error is not None else ():
        first, *rest = str(link).split("\n")
        lines.append(_CAUSE + "\n".join((first, *(f"         {line}" if line else "" for line in rest))) + "\n")
    return "".join(lines)


def _changes(verb: str, changes: Sequence[PythonChange], seconds: float) -> str:
    if not changes:
        return ""
    count = f"Python {changes[0].version}" if len(changes) == 1 else f"{len(changes)} versions"
    lines = [f"{DIM}{verb} {BOLD}{count}{PLAIN} {DIM}in {elapsed(seconds)}{PLAIN}{PLAIN}\n"]
    for change in changes:
        names = f" ({', '.join(change.executables)})" if change.executables else ""
        lines.append(f" {_MARKS[change.kind]} {BOLD}{change.key}{PLAIN}{names}\n")
    return "".join(lines)


def render_install(report: PythonInstallReport, shell: str, *, upgrade: bool, width: int | None) -> Rendered:
    """Render `python install` and `upgrade`; the lines about progress were written by the events."""
    if report.forbidden:
        return Rendered(stderr=_FORBIDDEN, code=1)
    text = _changes("Installed", report.changes, report.seconds)
    if report.off_path:
        text += _off_path(report.off_path, shell)
    code = 0
    for failure in report.failures:
        if failure.executable:
            text += warning_of(f"Failed to install executable for {failure.key}", failure.error)
        else:
            text += render_error(_Failed(failure.key, failure.error), width)
            code = 1
    if report.compiled is not None:
        text += bytecode_line(report.compiled, report.compile_seconds) + "\n"
    if not (report.changes or report.failures):
        text += _satisfied(report, upgrade=upgrade)
    return Rendered(stderr=text, code=code)


class _Failed(Exception):  # noqa: N818 - only a sentence over a cause
    def __init__(self, key: str, cause: PuvError) -> None:
        super().__init__(f"Failed to install {key}")
        self.__cause__ = cause


def _off_path(directory: str, shell: str) -> str:
    command = path_command(directory, shell)
    advice = f"run `{GREEN}{command}{DEFAULT}` or `{GREEN}puv python update-shell{DEFAULT}`"
    advice = advice if command else "add the directory to your PATH"
    sentence = f"`{CYAN}{directory}{DEFAULT}` is not on your PATH. To use installed Python executables, {advice}."
    return f"{WARNING}{BOLD}{sentence}{PLAIN}\n"


def _satisfied(report: PythonInstallReport, *, upgrade: bool) -> str:
    if report.nothing_installed:
        return "There are no installed versions to upgrade\n"
    if upgrade:
        one = report.asked and len(report.satisfied) == 1
        return (
            f"{report.satisfied[0]} is already on the latest supported patch release\n" if one
            else "All versions already on latest supported patch release\n" if not report.asked
            else "All requested versions already on latest supported patch release\n"
        )  # fmt: skip
    if not report.asked:
        return "Python is already installed. Use `puv python install <request>` to install another version.\n"
    if len(report.satisfied) == 1:
        return f"{report.satisfied[0]} is already installed\n"
    return "All requested versions already installed\n"


def render_uninstall(report: PythonUninstallReport) -> Rendered:
    """Render `python uninstall`."""
    lines = [] if report.searched else ["Searching for Python installations\n"]
    for described, found in report.searched:
        shown = f"{CYAN}{described or 'any Python'}{DEFAULT}"
        lines.append(f"Searching for Python versions matching: {shown}\n")
        if not found:
            lines.append(f"No existing installations found for: {shown}\n")
    if not report.changes:
        end = " matching the requests" if report.searched else ""
        lines.append(f"No Python installations found{end}\n")
    return Rendered(stderr="".join(lines) + _changes("Uninstalled", report.changes, report.seconds))


def render_pin(report: PythonPinReport) -> Rendered:
    """Render `python pin`."""
    if report.removed:
        what = "global Python pin" if report.everywhere else "Python version file"
        file = f"`{CYAN}{report.file}{DEFAULT}`" if report.everywhere else f"`{report.file}`"
        return Rendered(stdout=f"Removed {what} at {file}\n", told=True)
    if not report.file:
        return Rendered(stdout="".join(f"{pin}\n" for pin in report.shown), told=True)
    file, pin = f"`{CYAN}{report.file}{DEFAULT}`", f"`{GREEN}{report.pin}{DEFAULT}`"
    if report.before:
        return Rendered(stdout=f"Updated {file} from `{GREEN}{report.before}{DEFAULT}` -> {pin}\n", told=True)
    return Rendered(stdout=f"Pinned {file} to {pin}\n", told=True)


def render_list(report: PythonListReport, display: Callable[[str], str], *, urls: bool) -> Rendered:
    """Render `python list` for people; `display` shortens paths."""
    broken = "".join(warning_of(str(error), error.__cause__) for error in report.broken)  # type: ignore[arg-type]  # an error of ours
    longest = max((len(row.key) for row in report.rows), default=0)
    lines = (f"{row.key}{' ' * (longest - len(row.key))}    {_place(row, display, urls=urls)}\n" for row in report.rows)
    return Rendered(stdout="".join(lines), stderr=broken, told=True)


def _place(row: ListedPython, display: Callable[[str], str], *, urls: bool) -> str:
    if row.download is not None:
        return f"{DIM}{row.download.url if urls else '<download available>'}{PLAIN}"
    link = f" -> {CYAN}{row.link}{DEFAULT}" if row.link else ""
    return f"{CYAN}{display(row.path)}{DEFAULT}{link}"


def list_document(report: PythonListReport) -> list[dict[str, object]]:
    """Return the rows as `--output-format json` writes them."""
    return [_row(row) for row in report.rows]


def _row(row: ListedPython) -> dict[str, object]:
    implementation, version, system, machine, libc = row.key.split("-")
    number, _, variant = version.partition("+")
    major, minor, patch = (*number.split("."), "0", "0")[:3]
    digits = patch[: len(patch) - len(patch.lstrip("0123456789"))]
    return {
        "key": row.key, "version": number,
        "version_parts": {"major": int(major), "minor": int(minor), "patch": int(digits or 0)},
        "path": row.path or None, "symlink": row.link or None,
        "url": row.download.url if row.download is not None else None, "os": system, "variant": variant or "default",
        "implementation": implementation, "arch": machine, "libc": libc,
    }  # fmt: skip
