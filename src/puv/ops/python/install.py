"""`puv python install` and `upgrade`: put interpreters in place, and offer their executables."""

from __future__ import annotations

import os
import time

from puv.errors import Cancelled, PuvError, UsageError
from puv.events import Warned
from puv.frozen import Frozen
from puv.ops.python.fetching import bring, known_downloads, locked
from puv.ops.python.provision import download_policy
from puv.ops.python.requests import (
    NoDownloadError,
    PatchUpgradeError,
    PythonChange,
    PythonFailure,
    PythonInstallReport,
    PythonTargetError,
)
from puv.ops.steps.pythons import request_of, user_directory
from puv.python.downloads import Platform, choose, completed, wants_patch
from puv.python.executables import bin_directory, is_on_path, led_to, names, offer
from puv.python.installation import installations, link_series
from puv.python.managed import managed_directory
from puv.python.request import DEFAULT
from puv.python.unpack import prepare
from puv.python.version_file import find_version_file, version_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.ops.python.requests import PythonInstallRequest
    from puv.ops.runtime import Runtime
    from puv.python.downloads import PythonDownload
    from puv.python.installation import Installation
    from puv.python.request import PythonRequest
    from puv.settings import Settings

_EXPERIMENTAL = (
    "The `--default` option is experimental and may change without warning. Pass "
    "`--preview-features python-install-default` to disable this warning"
)
_FEATURE = "python-install-default"


class _Wanted(Frozen):
    """One request: as written, completed, what is there for it, and what is to be brought."""

    request: PythonRequest
    complete: PythonRequest
    there: tuple[Installation, ...]
    downloads: tuple[PythonDownload, ...]


def directory_of(given: str, runtime: Runtime) -> str:
    """Return the absolute directory of managed installations: the given one, else the user's.

    Raises:
        UsageError: nothing says where it is.
    """
    found = runtime.path(given) if given else managed_directory(runtime.environ, os_name=os.name)
    if not found:
        raise UsageError(
            "There is no directory for Python installations: neither `HOME` nor `UV_PYTHON_INSTALL_DIR` is set"
        )
    return found


def python_install(request: PythonInstallRequest, settings: Settings, runtime: Runtime) -> PythonInstallReport:
    """Install the Pythons that are asked for, unless they are there.

    Raises:
        PythonTargetError, NoDownloadError, PatchUpgradeError: a request cannot be met.
        PuvError: the list of downloads cannot be had.
        OSError: the directory cannot be written.
    """
    started = time.perf_counter()
    if request.default and not (settings.output.preview or _FEATURE in settings.output.preview_features):
        runtime.report(Warned(message=_EXPERIMENTAL))
    if request.default and len(request.targets) > 1:
        raise UsageError("The `--default` flag cannot be used with multiple targets")
    directory = directory_of(request.directory, runtime)
    os.makedirs(directory, exist_ok=True)
    with locked(directory):
        prepare(directory)
        return _Installing(request, settings, runtime, directory).run(started)


class _Installing:
    """One run, under the lock of the directory."""

    def __init__(self, request: PythonInstallRequest, settings: Settings, runtime: Runtime, directory: str) -> None:
        self.request, self.settings, self.runtime, self.directory = request, settings, runtime, directory
        self.platform = Platform.of_this_process()
        self.asked = True
        self._known: tuple[PythonDownload, ...] | None = None
        self.bin = ""
        wanted = request.executables
        if wanted is None:
            wanted = runtime.environ.get("UV_PYTHON_INSTALL_BIN") not in ("0", "false")
        if wanted:
            place = bin_directory(runtime.environ)
            self.bin = os.path.join(runtime.cwd, place) if place else ""

    def run(self, started: float) -> PythonInstallReport:
        """Bring what is missing and offer executables. The caller holds the lock."""
        if self.settings.python.python_downloads_json_url:
            self.known()  # a wrong list is an error even where nothing of it is needed
        there = installations(self.directory)
        wanted = [self._wanted(entry, there) for entry in self._requests(there)]
        if not wanted:
            return PythonInstallReport(asked=False, nothing_installed=self.request.refresh)
        if any(entry.downloads for entry in wanted) and download_policy(self.settings) == "never":
            return PythonInstallReport(forbidden=True)
        unique = {entry.key(): entry for one in wanted for entry in one.downloads}
        outcomes = bring(tuple(unique.values()), self.directory, self.settings, self.runtime) if unique else []
        if not unique:
            link_series(self.directory)
        came = {entry.download.key(): entry.replaced for entry in outcomes if entry.failure is None}
        failures = [PythonFailure(key=entry.download.key(), error=entry.failure) for entry in outcomes if entry.failure]
        offered = self._offer(wanted, came, failures)
        changes = tuple(
            PythonChange(
                key=entry.key, version=entry.version_text, kind="replaced" if came.get(entry.key) else "added",
                executables=tuple(sorted(offered.get(entry.key, ()))),
            )
            for entry in reversed(installations(self.directory)) if entry.key in came or offered.get(entry.key)
        )  # fmt: skip
        compiled, compile_seconds = self._compiled(wanted, changes)
        hidden = bool(changes and self.bin) and not is_on_path(self.bin, self.runtime.environ, self.runtime.cwd)
        return PythonInstallReport(
            changes=changes, seconds=time.perf_counter() - started - compile_seconds, failures=tuple(failures),
            satisfied=tuple(_described(entry.request) for entry in wanted), asked=self.asked,
            off_path=self.bin if hidden else "", compiled=compiled, compile_seconds=compile_seconds,
        )  # fmt: skip

    def known(self) -> tuple[PythonDownload, ...]:
        """Return the list of downloads, read once."""
        if self._known is None:
            self._known = known_downloads(self.settings, self.runtime)
        return self._known

    # --- what is asked for --------------------------------------------------------------------------------------

    def _requests(self, there: Sequence[Installation]) -> list[PythonRequest]:
        """Return the requests: of the line or `UV_PYTHON`, of version files; else the newest, if none is there."""
        given = self.request.targets
        if given:
            return [request_of(text, self.runtime) for text in given]
        if self.request.refresh:
            self.asked = False
            series = dict.fromkeys(
                f"{entry.version.release[0]}.{entry.version.release[1]}{'+' if entry.variant else ''}{entry.variant}"
                for entry in reversed(there) if entry.implementation == "cpython"
            )  # fmt: skip
            return [request_of(text, self.runtime) for text in series]
        path = find_version_file(self.runtime.cwd, many=True, fallback=user_directory(self.runtime))
        if path is not None:
            return [request_of(text, self.runtime) for text in version_lines(path)]
        self.asked = False
        return [DEFAULT]

    def _wanted(self, request: PythonRequest, there: Sequence[Installation]) -> _Wanted:
        complete = completed(request, self.platform)
        if complete is None:
            raise PythonTargetError(
                f"`{request.text}` is not a valid Python download request; see `puv help python` for supported "
                "formats and `puv python list --only-downloads` for available versions"
            )
        upgrade = self.request.upgrade or self.request.refresh
        if upgrade and wants_patch(request.version):
            verb = "upgrade" if self.request.refresh else "install --upgrade"
            error = PatchUpgradeError(f"`puv python {verb}` only accepts minor versions, got: {request.version}")
            error.exit_code = 1  # type: ignore[misc]  # as uv ends
            raise error
        matching = [entry for entry in there if entry.matches(complete)]
        if not self.asked and not self.request.refresh and there:
            matching = list(there)[:1]
        if matching and not (upgrade or self.request.reinstall):
            return _Wanted(request=request, complete=complete, there=(matching[0],), downloads=())
        known = self.known()
        if matching and self.request.reinstall and not upgrade:
            keys = {entry.key for entry in matching}
            again = tuple(entry for entry in known if entry.key() in keys)
            return _Wanted(request=request, complete=complete, there=(), downloads=again)
        found = choose(known, complete)
        if found is None:
            raise NoDownloadError(complete.key())
        same = tuple(entry for entry in there if entry.key == found.key())
        if same and not self.request.reinstall:
            return _Wanted(request=request, complete=complete, there=same, downloads=())
        return _Wanted(request=request, complete=complete, there=(), downloads=(found,))

    # --- executables --------------------------------------------------------------------------------------------

    def _offer(
        self, wanted: Sequence[_Wanted], came: dict[str, bool], failures: list[PythonFailure]
    ) -> dict[str, list[str]]:
        """Offer executables of what came and of what was there; return their names by installation."""
        if not self.bin:
            return {}
        managed = installations(self.directory)
        meant = {entry.key for one in wanted for entry in one.there} | came.keys()
        whole = [one for one in wanted if self._means_series(one.request)]
        series = {entry.key for one in whole for entry in one.there}
        series |= {entry.key() for one in whole for entry in one.downloads}
        offered: dict[str, list[str]] = {}
        for entry in managed:
            if entry.key not in meant or (entry.implementation == "cpython" and not entry.is_linked()):
                continue
            for name in names(entry, default=self.request.default):
                path = os.path.join(self.bin, name)
                if self.request.refresh and led_to(path, managed) is None:
                    continue
                try:
                    new = offer(
                        entry, path, managed,
                        force=self.request.force, upgrade=entry.key in came, exact=entry.key not in series,
                    )  # fmt: skip
                except Cancelled:
                    raise
                except PuvError as error:
                    failures.append(PythonFailure(key=entry.key, error=error, executable=True))
                    continue
                holder = led_to(path, managed)
                if new or (entry.key in came and holder is not None and holder.key == entry.key):
                    offered.setdefault(entry.key, []).append(name)
        return offered

    def _means_series(self, request: PythonRequest) -> bool:
        """Whether an executable shall lead to the newest release of the series, now and later."""
        version = request.version
        if version is None:
            return bool(request.implementation) or not self.asked
        return not (wants_patch(version) or version.is_range) and (self.asked or not self.request.refresh)

    def _compiled(self, wanted: Sequence[_Wanted], changes: Sequence[PythonChange]) -> tuple[int | None, float]:
        """Compile the libraries of what came and of what was there; return how many files, and the seconds."""
        if not self.request.compile_bytecode:
            return None, 0.0
        from puv.ops.python.bytecode import compile_library  # only with --compile-bytecode

        keys = {change.key for change in changes} | {entry.key for one in wanted for entry in one.there}
        started = time.perf_counter()
        count = compile_library(entry for entry in installations(self.directory) if entry.key in keys)
        return count, time.perf_counter() - started


def _described(request: PythonRequest) -> str:
    if request.kind == "any":
        return "any Python"
    return "a default Python" if request.kind == "default" else request.describe()
