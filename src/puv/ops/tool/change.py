"""Make a tool's environment what a resolution says, with its executables and its receipt: all of it, or nothing."""

from __future__ import annotations

import os

from puv.frozen import Frozen
from puv.fs import atomic
from puv.fs.remove import remove_tree
from puv.installer.transaction import recover
from puv.ops.steps.look import look
from puv.ops.tool.directory import bin_directory, is_on_path
from puv.ops.tool.executables import Placed, entries_of, scripts_of
from puv.ops.tool.requests import (
    Executables,
    ExecutablesExistError,
    NoExecutablesError,
    ToolInstallReport,
)
from puv.python.venv import VenvOptions, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from puv.model.resolution import Resolution
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.ops.tool.directory import Tools
    from puv.ops.tool.workshop import Workshop
    from puv.project.tool_receipt import Receipt, ToolEntry
    from puv.python.environment import Environment
    from puv.python.interpreter import Interpreter
    from puv.python.site_packages import SitePackages


class _Guarded:
    """A directory that comes back as it was unless `keep` is called.

    `moved` puts the old one aside, so that a new one can be made in its place; otherwise it is changed where it is, and
    a copy (of links, where the file system has them) stands by.
    """

    def __init__(self, path: str, *, moved: bool) -> None:
        self._path, self._moved = path, moved
        self._aside = ""
        self._kept = False

    def __enter__(self) -> Self:
        path = self._path
        if not os.path.lexists(path):
            return self
        aside = atomic.temporary_name(os.path.dirname(path))
        if self._moved or os.path.islink(path):
            atomic.replace(path, aside)
        else:
            import shutil  # 10 ms, where an environment is changed

            shutil.copytree(path, aside, symlinks=True, copy_function=_linked)
        self._aside = aside
        return self

    def keep(self) -> None:
        """Let the directory stay as it is now."""
        self._kept = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._kept:
            remove_tree(self._path)
            if self._aside:
                atomic.replace(self._aside, self._path)
        elif self._aside:
            remove_tree(self._aside)


def _linked(source: str, target: str) -> object:
    """Link a file, or copy it where that is not possible."""
    if not os.path.islink(source):
        try:
            os.link(source, target)
        except OSError:
            pass  # other file systems have no links
        else:
            return target
    import shutil  # likewise

    return shutil.copy2(source, target, follow_symlinks=False)


class Intent(Frozen):
    """What a tool shall become.

    `receipt` is the one to write, without its entries; `packages` those whose executables are installed, the tool
    itself last; `environment` the present one to change, None to make a new one with `interpreter`. `old` is the
    receipt that is there now. `force` overwrites executables of others. With `if_newer` the executables stay as they
    are where the tool's own version does.
    """

    name: str
    inputs: ReadInputs
    receipt: Receipt
    packages: tuple[str, ...]
    interpreter: Interpreter
    environment: Environment | None = None
    old: Receipt | None = None
    force: bool = False
    if_newer: bool = False


def bring_about(
    intent: Intent, resolution: Resolution, workshop: Workshop, tools: Tools, runtime: Runtime, again: frozenset[str]
) -> ToolInstallReport:
    """Carry out an intent, the tools' lock held.

    Raises:
        NoExecutablesError: the tool has no executables.
        ExecutablesExistError: something else is where they should go.
        PuvError: a download failed, or a wheel is faulty.
    """
    path = tools.path(intent.name)
    runtime.not_replayable()
    directory = bin_directory(runtime.environ, os_name=os.name)
    with _Guarded(path, moved=intent.environment is None) as guarded, Placed(directory, runtime.cwd) as placed:
        environment = intent.environment
        if environment is None:
            environment = create(path, intent.interpreter, VenvOptions(), cache=runtime.cache)
        done = workshop.install(resolution, environment, installed_in(environment, runtime), again)
        report = ToolInstallReport(name=intent.name, changes=done.changes, warnings=done.warnings)
        entries: tuple[ToolEntry, ...] = ()
        if intent.old is not None and intent.if_newer and not _is_newer(intent.name, report):
            entries = intent.old.entries
        else:
            report = _put_executables(intent, environment, report, placed, runtime)
            entries = entries_of(_found(intent, environment, runtime), placed)
        tools.write_receipt(intent.name, intent.receipt.replace(entries=entries))
        placed.keep()
        guarded.keep()
    return report.replace(bin_directory=off_path(runtime) if report.executables else "")


def _is_newer(name: str, report: ToolInstallReport) -> bool:
    return any(change.name == name and change.kind == "added" for change in report.changes)


def off_path(runtime: Runtime) -> str:
    """Return the directory of the executables if it is not on the PATH, else an empty text."""
    directory = bin_directory(runtime.environ, os_name=os.name)
    return "" if is_on_path(directory, runtime.environ, runtime.cwd) else directory


def installed_in(environment: Environment, runtime: Runtime) -> SitePackages:
    """List what an environment has, mending what an interrupted run left."""
    for directory in environment.site_packages:
        recover(directory)
    return look(environment.site_packages, runtime)


def _found(intent: Intent, environment: Environment, runtime: Runtime) -> list[tuple[str, dict[str, str]]]:
    """Return the executables of the packages that provide some, by name and path."""
    installed = look(environment.site_packages, runtime)
    found = []
    for package in intent.packages:
        for dist in installed.get(package)[:1]:  # type: ignore[arg-type]  # names are normalised
            scripts = scripts_of(dist, environment)
            if scripts:
                found.append((package, scripts))
    return found


def _put_executables(
    intent: Intent, environment: Environment, report: ToolInstallReport, placed: Placed, runtime: Runtime
) -> ToolInstallReport:
    found = dict(_found(intent, environment, runtime))
    if intent.old is not None:
        placed.take_away(intent.old.entries)
    shown = []
    for package in intent.packages:
        scripts = found.get(package, {})
        if not scripts and package == intent.name:
            raise NoExecutablesError(package, report, hints=_elsewhere(package, environment, runtime))
        taken = () if intent.force else placed.existing(scripts)
        if taken:
            raise ExecutablesExistError(taken, report)
        for name, source in scripts.items():
            placed.put(name, source)
        shown.append(Executables(names=tuple(scripts), package="" if package == intent.name else package))
    return report.replace(executables=tuple(shown))


def _elsewhere(name: str, environment: Environment, runtime: Runtime) -> tuple[str, ...]:
    """Return the hint about packages that have an executable of the tool's name."""
    others = packages_with(name, look(environment.site_packages, runtime), environment)
    if not others:
        return ()
    if len(others) == 1:
        lead = f"An executable with the name `{name}` is available via dependency `{others[0]}`."
        return (f"{lead}\n      Did you mean `puv tool install {others[0]}`?",)
    listed = "".join(f"\n- {other}" for other in others)
    lead = f"An executable with the name `{name}` is available via the following dependencies:"
    return (f"{lead}{listed}\n      Did you mean to install one of them instead?",)


def packages_with(executable: str, installed: SitePackages, environment: Environment) -> tuple[str, ...]:
    """Return the packages of an environment that have an executable, by name."""
    suffix = ".exe" if os.name == "nt" else ""
    wanted = {executable, f"{executable}{suffix}"}
    return tuple(
        name
        for name in sorted(installed.by_name)
        if any(
            wanted & scripts_of(dist, environment).keys() for dist in installed.by_name[name] if _has_record(dist.path)
        )
    )


def _has_record(path: str) -> bool:
    return os.path.exists(os.path.join(path, "RECORD"))
