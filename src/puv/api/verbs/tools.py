"""Verbs about tools, interpreters and the cache."""

from __future__ import annotations

from puv.api.base import Base
from puv.api.interpreter import Interpreter
from puv.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    import subprocess
    from collections.abc import Callable, Iterable
    from typing import Any

    from puv.cancel import CancelToken
    from puv.ops.cache.clean import CacheCleanReport
    from puv.ops.python.requests import PythonInstallReport, PythonListReport, PythonUninstallReport
    from puv.ops.tool.requests import (
        ToolInstallReport,
        ToolListReport,
        ToolRunReport,
        ToolUninstallReport,
        ToolUpgradeReport,
    )


class PythonVerbs:
    """`Session.python`: interpreters that puv manages, and others on this machine."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def install(
        self, *versions: str, into: str | os.PathLike[str] = "", cancel: CancelToken | None = None, **options: Any
    ) -> PythonInstallReport:
        """Install interpreters (`3.13`, `pypy@3.10`), by default the latest one, into the user's directory or another.

        `options` are further fields of `PythonInstallRequest`. Failures of single versions are in the report.

        Raises:
            PuvError: a version is none, or nothing can be downloaded.
        """
        from puv.ops.python.install import python_install
        from puv.ops.python.requests import PythonInstallRequest

        request = PythonInstallRequest(targets=versions, directory=str(into), **{"executables": False, **options})
        found: PythonInstallReport = self._call(lambda s, r: python_install(request, s, r), cancel=cancel)
        return found

    def uninstall(self, *versions: str, into: str | os.PathLike[str] = "", **options: Any) -> PythonUninstallReport:
        """Remove managed interpreters; `options` are further fields of `PythonUninstallRequest`.

        Raises:
            PuvError: a version is none, or something cannot be deleted.
        """
        from puv.ops.python.requests import PythonUninstallRequest
        from puv.ops.python.uninstall import python_uninstall

        request = PythonUninstallRequest(targets=versions, directory=str(into), **options)
        found: PythonUninstallReport = self._call(lambda s, r: python_uninstall(request, s, r))
        return found

    def find(self, request: str = "", **options: Any) -> Interpreter:
        """Return the first interpreter that suits (`3.12`, `>=3.11`, `pypy`, a path); it may be started to ask it.

        `options` are further fields of `PythonFindRequest`.

        Raises:
            PythonError: there is none. Nothing is downloaded.
        """
        from puv.ops.python.find import python_find
        from puv.ops.python.requests import PythonFindRequest

        wanted = PythonFindRequest(request=request, **{"no_project": True, **options})
        return Interpreter.of_facts(self._call(lambda s, r: python_find(wanted, s, r)))

    def list(self, request: str = "", **options: Any) -> PythonListReport:
        """Return the interpreters there are, and those that can be had; `options` are fields of `PythonListRequest`.

        Raises:
            PuvError: the request is none.
        """
        from puv.ops.python.list import python_list
        from puv.ops.python.requests import PythonListRequest

        wanted = PythonListRequest(request=request, **options)
        found: PythonListReport = self._call(lambda s, r: python_list(wanted, s, r))
        return found


class ToolVerbs(Base):
    """Tools, interpreters and the cache."""

    @property
    def python(self) -> PythonVerbs:
        """The verbs about interpreters: `install`, `uninstall`, `find` and `list`."""
        return PythonVerbs(self._call)

    def run_tool(  # noqa: PLR0913 - a process has many sides
        self,
        command: str,
        arguments: Iterable[str] = (),
        *,
        python: str | None = None,
        env: dict[str, str] | None = None,
        cwd: str | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of a package (`ruff`, `black@24`) in an environment of its own; return its status and output.

        `env` is by default this process's. `options` are the fields of `ToolRunRequest`.

        Raises:
            InputError: the package has no such command.
            PuvError: it cannot be had.
            subprocess.TimeoutExpired: it took longer than `timeout` seconds, and was ended.
        """
        from puv.api import processes

        found = self.tool_run(command, arguments, python=python, cancel=cancel, **options)
        if found.launch is None:
            offered = f" (it has: {', '.join(found.offered)})" if found.offered else ""
            raise InputError(f"`{found.package}` has no command `{found.command}`{offered}")
        launch = found.launch
        return processes.run(
            launch.arguments, executable=launch.executable, environ=processes.variables(env, launch.environ),
            cwd=cwd or launch.cwd or self.runtime.cwd, timeout=timeout,
        )  # fmt: skip

    def tool_run(
        self, command: str, arguments: Iterable[str] = (), *, python: str | None = None,
        cancel: CancelToken | None = None, **options: Any,
    ) -> ToolRunReport:  # fmt: skip
        """Bring about the environment of a command and return what to run; running it is the caller's.

        `options` are the fields of `ToolRunRequest`.

        Raises:
            PuvError: it cannot be had.
        """
        from puv.ops.tool.requests import ToolRunRequest
        from puv.ops.tool.run import tool_run

        request = ToolRunRequest(command=command, arguments=tuple(arguments), **options)
        return self._call(lambda s, r: tool_run(request, s, r), self._at(python), cancel=cancel)

    def tool_install(
        self, package: str, *, python: str | None = None, cancel: CancelToken | None = None, **options: Any
    ) -> ToolInstallReport:
        """Install a tool with its executables; `options` are the fields of `ToolInstallRequest`.

        Raises:
            PuvError: the tool, its executables and its receipt are as they were.
        """
        from puv.ops.tool.install import tool_install
        from puv.ops.tool.requests import ToolInstallRequest

        request = ToolInstallRequest(package=package, **options)
        return self._call(lambda s, r: tool_install(request, s, r), self._at(python), cancel=cancel)

    def tool_upgrade(
        self, names: Iterable[str] = (), *, python: str | None = None, cancel: CancelToken | None = None,
        **options: Any,
    ) -> ToolUpgradeReport:  # fmt: skip
        """Upgrade tools, all of them with `all=True`; the report tells what failed, and leaves it as it was.

        Raises:
            InputError: a name is none.
            PythonError: there is no such interpreter.
        """
        from puv.ops.tool.requests import ToolUpgradeRequest
        from puv.ops.tool.upgrade import tool_upgrade

        request = ToolUpgradeRequest(names=tuple(names), **options)
        return self._call(lambda s, r: tool_upgrade(request, s, r), self._at(python), cancel=cancel)

    def tool_list(self, **options: Any) -> ToolListReport:
        """Return the installed tools; `options` are the fields of `ToolListRequest`.

        Raises:
            FetchError: with `outdated`, an index did not answer.
        """
        from puv.ops.tool.list import tool_list
        from puv.ops.tool.requests import ToolListRequest

        request = ToolListRequest(**options)
        return self._call(lambda s, r: tool_list(request, s, r))

    def tool_uninstall(self, names: Iterable[str] = (), **options: Any) -> ToolUninstallReport:
        """Remove tools, all of them with `all=True`.

        Raises:
            ToolError: one of them is not installed; nothing was removed.
        """
        from puv.ops.tool.requests import ToolUninstallRequest
        from puv.ops.tool.uninstall import tool_uninstall

        request = ToolUninstallRequest(names=tuple(names), **options)
        return self._call(lambda s, r: tool_uninstall(request, s, r))

    def clean_cache(self, packages: Iterable[str] = ()) -> CacheCleanReport:
        """Empty the cache, or forget some packages.

        Raises:
            CacheError: something cannot be deleted.
        """
        from puv.ops.cache.clean import CacheCleanRequest, cache_clean

        request = CacheCleanRequest(packages=tuple(packages))
        return self._call(lambda s, r: cache_clean(request, s, r))

    def prune_cache(self, *, ci: bool = False, force: bool = False) -> CacheCleanReport:
        """Remove from the cache what nothing can use any more; see `CachePruneRequest`.

        Raises:
            CacheError: something cannot be deleted.
        """
        from puv.ops.cache.prune import CachePruneRequest, cache_prune

        request = CachePruneRequest(ci=ci, force=force)
        return self._call(lambda s, r: cache_prune(request, s, r))

    def cache_size(self) -> int:
        """Return how many bytes the cache takes on disk."""
        from puv.ops.cache.size import CacheSizeRequest, cache_size

        return self._call(lambda s, r: cache_size(CacheSizeRequest(), s, r)).size
