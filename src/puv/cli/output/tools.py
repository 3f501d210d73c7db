"""How the results of `puv tool` look. Pure."""

from __future__ import annotations

from puv.cli.output.changes import change_lines
from puv.cli.output.console import BOLD, CYAN, DEFAULT, GREEN, PLAIN, WARNING, YELLOW
from puv.cli.output.durations import counted
from puv.cli.output.errors import render_error
from puv.cli.rendered import Rendered
from puv.ops.running.shells import path_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.ops.tool.requests import (
        Executables,
        ListedTool,
        ToolInstallReport,
        ToolListReport,
        ToolRunReport,
        ToolUninstallReport,
        ToolUpgradeReport,
        Upgraded,
    )

_HINT = f"{CYAN}{BOLD}hint{PLAIN}{DEFAULT}{BOLD}:{PLAIN} "


def warning(sentence: str) -> str:
    """Return the line of a warning."""
    return f"{WARNING}{BOLD}{sentence}{PLAIN}\n"


def installed(executables: Iterable[Executables]) -> str:
    """Return `Installed 2 executables from `x`: a, b`, a line for each package that has some."""
    lines = []
    for group in executables:
        if group.names:
            names = ", ".join(f"{BOLD}{name}{PLAIN}" for name in group.names)
            source = f" from `{CYAN}{group.package}{DEFAULT}`" if group.package else ""
            lines.append(f"Installed {counted(len(group.names), 'executable')}{source}: {names}\n")
    return "".join(lines)


def off_path(directory: str, shell: str) -> str:
    """Return the warning about a directory that is not on the PATH; `shell` as `shells.shell_of` has it."""
    command = path_command(directory, shell)
    advice = (
        f"run `{GREEN}{command}{DEFAULT}` or `{GREEN}puv tool update-shell{DEFAULT}`"
        if command
        else ("add the directory to your PATH")
    )
    return warning(f"`{CYAN}{directory}{DEFAULT}` is not on your PATH. To use installed tools, {advice}.")


def render_install(report: ToolInstallReport, shell: str) -> Rendered:
    """Render `tool install`; the lines about progress were written by the events."""
    if report.unchanged:
        return Rendered(stderr=f"`{CYAN}{report.unchanged}{DEFAULT}` is already installed\n")
    stdout = "".join(
        f"No executables are provided by package `{CYAN}{group.package}{DEFAULT}`\n\n"
        f"{_HINT}Use `--with {group.package}` to include `{CYAN}{group.package}{DEFAULT}` as a dependency without "
        "installing its executables\n"
        for group in report.executables
        if not group.names
    )
    told = _done(report) + installed(report.executables)
    return Rendered(
        stdout=stdout, stderr=told + (off_path(report.bin_directory, shell) if report.bin_directory else "")
    )


def _done(report: ToolInstallReport) -> str:
    return change_lines(report.changes) + "".join(map(warning, report.warnings))


def render_undone(report: ToolInstallReport, package: str = "") -> Rendered:
    """Render an installation that was undone; `package` is one that has no executables."""
    stdout = f"No executables are provided by package `{CYAN}{package}{DEFAULT}`; removing tool\n" if package else ""
    return Rendered(stdout=stdout, stderr=_done(report))


def render_upgrade(report: ToolUpgradeReport, shell: str) -> Rendered:
    """Render `tool upgrade`."""
    parts = [_upgraded(tool) for tool in report.tools]
    changed = any(tool.before != tool.after or _is_newer(tool) or tool.moved_to for tool in report.tools)
    moved = [tool for tool in report.tools if tool.moved_to]
    if not (changed or report.failures) and report.tools:
        parts.append("Nothing to upgrade\n")
    if not report.tools and not report.failures:
        parts.append("Nothing to upgrade\n")
    if moved:
        parts.append(_moved(moved))
    pinned = [tool for tool in report.tools if tool.pinned]
    if pinned:
        parts += ["\n", *(f"{_hint_of_pin(tool)}\n" for tool in pinned)]
    if report.bin_directory:
        parts.append(off_path(report.bin_directory, shell))
    parts += [render_error(error, None) for error in report.failures]
    return Rendered(stderr="".join(parts), code=1 if report.failures else 0)


def _is_newer(tool: Upgraded) -> bool:
    return any(change.kind != "reinstalled" for change in tool.changes)


def _upgraded(tool: Upgraded) -> str:
    lead = ""
    if tool.moved_to:
        lead = ""
    elif not tool.before and tool.after:
        lead = f"Added {CYAN}{tool.name}{DEFAULT} v{tool.after}\n"
    elif tool.before != tool.after:
        lead = f"Updated {BOLD}{CYAN}{tool.name}{DEFAULT}{PLAIN} v{tool.before} -> v{tool.after}\n"
    elif any(change.name == tool.name and change.kind != "reinstalled" for change in tool.changes):
        lead = f"{BOLD}{YELLOW}Reinstalled{DEFAULT}{PLAIN} {tool.name} v{tool.after}\n"  # from elsewhere
    elif tool.changes or tool.recompiled:
        lead = f"Modified {BOLD}{CYAN}{tool.name}{DEFAULT}{PLAIN} environment\n"
    return lead + change_lines(tool.changes) + "".join(map(warning, tool.warnings)) + installed(tool.executables)


def _moved(tools: list[Upgraded]) -> str:
    names = [f"`{CYAN}{tool.name}{DEFAULT}`" for tool in tools]
    # Commas are for three and more.
    listed = " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])}, and {names[-1]}"  # noqa: PLR2004 - two need no comma
    noun = "environment" if len(names) == 1 else "environments"
    return f"Upgraded tool {noun} for {listed} to {tools[0].moved_to}\n"


def _hint_of_pin(tool: Upgraded) -> str:
    return (
        f"{_HINT}`{CYAN}{tool.name}{DEFAULT}` is pinned to `{tool.pinned}` (installed with an exact version pin); "
        f"reinstall with `{GREEN}puv tool install {tool.name}@latest{DEFAULT}` to upgrade to a new version."
    )


def render_list(report: ToolListReport, shown: frozenset[str]) -> Rendered:
    """Render `tool list`; `shown` names what else to show: paths, version_specifiers, with, extras, python."""
    if not report.found:
        return Rendered(stderr="No tools installed\n", replayable=True)
    return Rendered(stdout="".join(_listed(tool, shown) for tool in report.tools), replayable=True)


def _listed(tool: ListedTool, shown: frozenset[str]) -> str:
    parts = [f"{tool.name} v{tool.version}"]
    if "version_specifiers" in shown and tool.specifier:
        # uv leaves a second space before what comes from afar.
        space = " " if "://" in tool.specifier and not tool.specifier.startswith("file:") else ""
        parts.append(f"[required: {space}{tool.specifier}]")
    if "extras" in shown and tool.extras:
        parts.append(f"[extras: {', '.join(tool.extras)}]")
    if "with" in shown and tool.with_:
        parts.append(f"[with: {', '.join(tool.with_)}]")
    if "python" in shown and tool.python:
        parts.append(f"[{tool.python}]")
    if tool.latest:
        parts.append(f"[latest: {tool.latest}]")
    head = f"{BOLD}{' '.join(parts)}{PLAIN}"
    if "paths" in shown:
        head += f" ({CYAN}{tool.path}{DEFAULT})"
    lines = [
        f"- {name} ({CYAN}{path}{DEFAULT})" if "paths" in shown else f"- {name}" for name, path in tool.entries.items()
    ]
    return "".join(f"{line}\n" for line in (head, *lines))


def render_uninstall(report: ToolUninstallReport) -> Rendered:
    """Render `tool uninstall`."""
    lines = [f"Removed dangling environment for `{CYAN}{name}{DEFAULT}`\n" for name in report.dangling]
    if report.executables:
        names = ", ".join(f"{BOLD}{name}{PLAIN}" for name in report.executables)
        lines.append(f"Uninstalled {counted(len(report.executables), 'executable')}: {names}\n")
    return Rendered(stderr="".join(lines) or "Nothing to uninstall\n")


def render_missing(report: ToolRunReport, show: str) -> Rendered:
    """Render a run whose command the package does not have; `show` is how the user called puv."""
    package = report.package
    if not report.offered:
        return Rendered(stderr=f"Package `{CYAN}{package}{DEFAULT}` does not provide any executables.\n", code=1)
    names = "".join(f"- {CYAN}{name}{DEFAULT}\n" for name in report.offered)
    command = f"`{CYAN}{report.command}{DEFAULT}`"
    text = (
        f"An executable named {command} is not provided by package `{CYAN}{package}{DEFAULT}`.\n"
        f"The following executables are available:\n{names}\n"
    )
    if report.command == package:
        chosen = report.offered[0] if len(report.offered) == 1 else "<EXECUTABLE-NAME>"
        text += f"Use `{GREEN}{show} --from {package} {chosen}{DEFAULT}` instead.\n\n"
    return Rendered(stderr=text, code=1)
