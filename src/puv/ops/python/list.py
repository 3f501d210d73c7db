"""`puv python list`: the interpreters that are there, and those that can be had."""

from __future__ import annotations

import os

from puv import replay
from puv.ops.python.fetching import known_downloads
from puv.ops.python.provision import download_policy
from puv.ops.python.requests import ListedPython, PythonListReport
from puv.ops.steps.pythons import note_search_path, preference, request_of, surroundings
from puv.python.discover import candidates, inspect
from puv.python.downloads import IMPLEMENTATIONS, Platform, PythonDownload, completed, order
from puv.python.interpreter import Interpreter
from puv.python.managed import managed_directory
from puv.python.request import ANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from puv.errors import PuvError
    from puv.ops.python.requests import PythonListRequest
    from puv.ops.runtime import Runtime
    from puv.python.request import PythonRequest
    from puv.settings import Settings


def python_list(request: PythonListRequest, settings: Settings, runtime: Runtime) -> PythonListReport:
    """List what is there and what can be downloaded, newest first.

    Raises:
        PythonRequestError: the request is none.
        PuvError: the list of downloads cannot be had.
    """
    wanted = request_of(request.request, runtime) if request.request else ANY
    platform = Platform.of_this_process()
    downloads = _downloads(request, wanted, platform, settings, runtime)
    found: list[ListedPython] = []
    broken: list[PuvError] = []
    if not request.only_downloads:
        _installed(wanted, settings, runtime, found, broken)
    there = {row.key for row in found}
    found += [ListedPython(key=entry.key(), download=entry) for entry in downloads if entry.key() not in there]
    directory = managed_directory(runtime.environ, os_name=os.name)
    found.sort(key=lambda row: row.path, reverse=True)
    found.sort(key=lambda row: _order(row, platform, directory))
    return PythonListReport(rows=tuple(found), broken=tuple(broken))


def _order(row: ListedPython, platform: Platform, directory: str) -> tuple[Any, ...]:
    if row.download is not None:
        return (*order(row.download, platform), 2)
    managed = bool(directory) and row.path.startswith(directory + os.sep)
    assert row.interpreter is not None  # noqa: S101 - a row is one or the other
    return (*order(_as_download(row.interpreter), platform), int(managed))


def _as_download(interpreter: Interpreter) -> PythonDownload:
    """Return an interpreter as a download of the same key, to sort it among downloads."""
    version = interpreter.version
    major, minor, patch = (*version.release, 0, 0)[:3]
    return PythonDownload(
        implementation=interpreter.implementation if interpreter.implementation in IMPLEMENTATIONS else "cpython",
        release=(major, minor, patch), pre="".join(map(str, version.pre or ())), variant=interpreter.variant,
        system=interpreter.system, machine=interpreter.machine, libc=interpreter.libc, url="",
    )  # fmt: skip


def _installed(
    wanted: PythonRequest, settings: Settings, runtime: Runtime, found: list[ListedPython], broken: list[PuvError]
) -> None:
    around, wish = surroundings(runtime), preference(settings)
    directory = managed_directory(runtime.environ, os_name=os.name)
    places = {"only-managed": "managed", "only-system": "system"}.get(wish, "any")
    note_search_path(runtime)
    if directory:
        runtime.noted(replay.stat, directory)
    if os.name == "nt":
        runtime.not_replayable()  # the registry is asked, too
    seen = set()
    # A request decides which names are looked for, and whether links of series stand for installations.
    for candidate in candidates(wanted, around, "only-system", "managed"):
        path = os.path.join(runtime.cwd, candidate.path)
        runtime.noted(replay.stat, path)
        runtime.noted(replay.content, os.path.join(os.path.dirname(os.path.dirname(path)), "pyvenv.cfg"))
        # Directories that are links to each other hold the same programs; links beside a program are worth a row.
        real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        is_managed = bool(directory) and os.path.realpath(path).startswith(os.path.realpath(directory) + os.sep)
        if real in seen or places == ("system" if is_managed else "managed"):
            continue
        seen.add(real)
        interpreter = inspect(candidate, around)
        if not isinstance(interpreter, Interpreter):
            broken.append(interpreter)
            runtime.not_replayable()  # what it takes to repair it is not known
        elif not interpreter.is_virtualenv and wanted.accepts(interpreter):
            link = os.readlink(path) if os.path.islink(path) else ""
            found.append(ListedPython(key=interpreter.key(), interpreter=interpreter, path=path, link=link))


def _downloads(
    request: PythonListRequest, wanted: PythonRequest, platform: Platform, settings: Settings, runtime: Runtime
) -> list[PythonDownload]:
    if request.only_installed or preference(settings) == "only-system" or download_policy(settings) != "automatic":
        return []
    here = completed(wanted, platform)
    if here is None:
        return []
    known = known_downloads(settings, runtime)
    here = here.replace(
        implementation=wanted.implementation,
        system="" if request.all_platforms and not wanted.system else here.system,
        libc="" if request.all_platforms and not wanted.libc else here.libc,
        machine="" if (request.all_machines or request.all_platforms) and not wanted.machine else here.machine,
    )
    matching = (entry for entry in known if _shown(entry, wanted) and entry.matches(here))
    ordered = sorted(matching, key=lambda entry: order(entry, platform))
    return list(_latest(ordered, request))


def _shown(entry: PythonDownload, wanted: PythonRequest) -> bool:
    """Whether a download is for listings: debug builds are only for those who know them, and so is Pyodide."""
    return not entry.is_debug and (entry.system != "emscripten" or wanted.implementation == "pyodide")


def _latest(ordered: Iterable[PythonDownload], request: PythonListRequest) -> Iterable[PythonDownload]:
    """Yield the first of each series and platform; of each release with `all_versions`."""
    seen = set()
    for entry in ordered:
        release = (entry.release, entry.pre) if request.all_versions else entry.release[:2]
        machine = entry.machine if request.all_machines else ""
        mark = (entry.implementation, release, entry.variant, entry.system, entry.libc, machine)
        if mark not in seen:
            seen.add(mark)
            yield entry
