"""`Session`: the library's public object. One method per verb, bound to settings and a runtime.

    with puv.Session() as session:
        report = session.install(["flask>=3"], environment=".venv")

A session made directly reads no environment variable and no configuration file; `Session.from_environment` does what
the command line does. Sessions share nothing but the cache directory, which any number of them may use at once.
"""

from __future__ import annotations

import os

from puv.cache.directory import default_directory
from puv.cache.root import Cache
from puv.events import silent
from puv.ops.pip.requests import (
    Inputs,
    PipCheckRequest,
    PipCompileRequest,
    PipInstallRequest,
    PipListRequest,
    PipShowRequest,
    PipSyncRequest,
    PipTreeRequest,
    PipUninstallRequest,
)
from puv.ops.runtime import Runtime
from puv.settings import Settings
from puv.standards.names import parse_package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Any, Self

    from puv.cache.refresh import Refresh
    from puv.cancel import CancelToken
    from puv.events import Reporter
    from puv.fetcher.transport import Transport
    from puv.model.resolution import Resolution
    from puv.ops.cache.clean import CacheCleanReport
    from puv.ops.pip.requests import (
        PipCheckReport,
        PipCompileReport,
        PipInstallReport,
        PipListReport,
        PipShowReport,
        PipTreeReport,
        PipUninstallReport,
    )
    from puv.ops.project.add import AddReport
    from puv.ops.project.build import BuildReport
    from puv.ops.project.init import InitReport
    from puv.ops.project.remove import RemoveReport
    from puv.ops.project.requests import LockReport, SyncReport
    from puv.ops.project.version import VersionReport
    from puv.ops.publish.requests import PublishReport
    from puv.ops.tool.requests import (
        ToolInstallReport,
        ToolListReport,
        ToolRunReport,
        ToolUninstallReport,
        ToolUpgradeReport,
    )
    from puv.ops.venv import VenvReport


class Session:
    """Verbs bound to settings and a world. May be shared by threads; close it, or use it in a `with` block.

    Relative paths are relative to `cwd` (default: the process's at this moment). Verbs that install take the
    environment's directory, or an interpreter, as `environment`.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        cache_dir: str | None = None,
        cwd: str | None = None,
        on_event: Reporter = silent,
        transport: Transport | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Bind settings (default: all built-in) to a world.

        `cache_dir` is the cache's directory (default: the settings', else the user's); `on_event` gets every event,
        maybe from worker threads, and must not raise; `transport` replaces the HTTP client; `environ` is what stands
        for the environment variables, by default nothing.
        """
        self.settings = Settings() if settings is None else settings
        place = os.path.abspath(cwd or os.getcwd())
        variables: Mapping[str, str] = {} if environ is None else environ
        chosen = cache_dir or self.settings.cache.cache_dir
        if chosen is None:
            chosen = default_directory(variables, os_name=os.name, home=os.path.expanduser("~"))
        cache = (
            Cache.for_this_process()
            if self.settings.cache.no_cache and cache_dir is None
            else Cache(os.path.join(place, chosen))
        )
        self.runtime = Runtime(cache=cache, cwd=place, environ=variables, report=on_event, transport=transport)

    @classmethod
    def from_environment(
        cls,
        environ: Mapping[str, str],
        *,
        cwd: str | None = None,
        on_event: Reporter = silent,
    ) -> Self:
        """Return a session that heeds the given variables and the configuration files, as the command line does.

        Raises:
            InputError: a variable or a file is wrong.
        """
        from puv.ops.steps.load_settings import load_settings

        place = os.path.abspath(cwd or os.getcwd())
        return cls(load_settings(environ, place), cwd=place, on_event=on_event, environ=environ)

    def venv(self, path: str = ".venv", *, python: str | None = None, **options: Any) -> VenvReport:
        """Create a virtual environment; `options` are the fields of `VenvRequest`.

        Raises:
            PythonError: no interpreter was found, or something is in the way.
        """
        from puv.ops.venv import VenvRequest, venv

        return venv(VenvRequest(path=path, **options), self._at(python), self._runtime())

    def init(self, path: str | None = None, *, python: str | None = None, **options: Any) -> InitReport:
        """Begin a project or a script; `options` are the fields of `InitRequest`.

        Raises:
            UsageError: there is a project already.
            InputError: no name can be had from the path, or a project around it is broken.
            PythonError: no interpreter was found.
        """
        from puv.ops.project.init import InitRequest, init

        return init(InitRequest(path=path, **options), self._at(python), self._runtime())

    def add(self, requirements: Iterable[str], *, python: str | None = None, **options: Any) -> AddReport:
        """Add requirements to the project of `cwd`; `options` are the fields of `AddRequest`.

        Raises:
            InputError: a requirement or the project is wrong.
            PuvError: the project cannot be locked or installed with them; every file is as it was.
        """
        from puv.ops.project.add import AddRequest, add

        return add(AddRequest(packages=tuple(requirements), **options), self._at(python), self._runtime())

    def remove(self, packages: Iterable[str], *, python: str | None = None, **options: Any) -> RemoveReport:
        """Remove requirements from the project of `cwd`; `options` are the fields of `RemoveRequest`.

        Raises:
            InputError: the project does not have them.
            PuvError: the project cannot be locked without them; every file is as it was.
        """
        from puv.ops.project.remove import RemoveRequest, remove

        names = tuple(map(parse_package_name, packages))
        return remove(RemoveRequest(packages=names, **options), self._at(python), self._runtime())

    def build(
        self,
        source: str = "",
        *,
        python: str | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> BuildReport:
        """Build a source distribution and a wheel of a project; `options` are the fields of `BuildRequest`.

        Raises:
            InputError: there is nothing to build at `source`.
            BuildError: the build failed; the output directory holds nothing unfinished.
        """
        from puv.ops.project.build import BuildRequest, build

        return build(BuildRequest(source=source, **options), self._at(python), self._runtime(cancel))

    def version(self, **options: Any) -> VersionReport:
        """Tell or change the version of the project of `cwd`; `options` are the fields of `VersionRequest`.

        Raises:
            InputError: there is no project, or none with a version of its own.
        """
        from puv.ops.project.version import VersionRequest, version

        return version(VersionRequest(**options), self.settings, self._runtime())

    def resolve(self, requirements: Iterable[str], *, constraints: Iterable[str] = (), **options: Any) -> Resolution:
        """Choose versions and touch nothing; `options` are the fields of `PipCompileRequest`.

        `constraints` are paths of constraints files.

        Raises:
            ResolutionError: the requirements exclude each other.
            FetchError: an index did not answer.
        """
        inputs = Inputs(packages=tuple(requirements), constraints=tuple(constraints))
        return self.compile(inputs, **options).resolution

    def compile(self, inputs: Inputs, **options: Any) -> PipCompileReport:
        """Pin every package that the inputs need; `options` are the fields of `PipCompileRequest`.

        Raises:
            PuvError: see `resolve`; also for inputs that are missing or wrong.
        """
        from puv.ops.pip.compile import pip_compile

        python = options.pop("python", None)
        return pip_compile(PipCompileRequest(inputs=inputs, **options), self._at(python), self._runtime())

    def install(
        self,
        requirements: Iterable[str] = (),
        environment: str | None = None,
        *,
        cancel: CancelToken | None = None,
        inputs: Inputs | None = None,
        **options: Any,
    ) -> PipInstallReport:
        """Add packages, and what they need, to an environment; `options` are the fields of `PipInstallRequest`.

        `inputs` adds requirements files and constraints.

        Raises:
            PuvError: the environment is as it was.
        """
        from puv.ops.pip.install import pip_install

        given = Inputs() if inputs is None else inputs
        request = PipInstallRequest(
            inputs=given.replace(packages=(*given.packages, *requirements)),
            **options,
        )
        return pip_install(request, self._at(environment), self._runtime(cancel))

    def sync(
        self,
        requirements: Iterable[str],
        environment: str | None = None,
        *,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> PipInstallReport:
        """Make an environment hold exactly what requirements files pin; `options` as in `PipSyncRequest`.

        Raises:
            PuvError: the environment is as it was.
        """
        from puv.ops.pip.sync import pip_sync

        request = PipSyncRequest(inputs=Inputs(requirements=tuple(requirements)), **options)
        return pip_sync(request, self._at(environment), self._runtime(cancel))

    def lock(
        self,
        project: str = ".",
        *,
        python: str | None = None,
        upgrade: Iterable[str] | bool = (),
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> LockReport:
        """Bring the lock of the project in or above a directory up to date; `options` as in `LockRequest`.

        `upgrade` are packages whose locked versions do not count, or True for all.

        Raises:
            PuvError: the lock is as it was.
        """
        from puv.ops.project.lock import lock
        from puv.ops.project.requests import LockRequest

        return lock(LockRequest(**options), self._on(project, python, upgrade), self._runtime(cancel))

    def sync_project(
        self,
        project: str = ".",
        *,
        python: str | None = None,
        extras: Iterable[str] = (),
        groups: Iterable[str] = (),
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> SyncReport:
        """Lock the project in or above a directory and make its environment hold that; `options` as in `SyncRequest`.

        Raises:
            PuvError: the environment is as it was.
        """
        from puv.ops.project.requests import Selection, SyncRequest
        from puv.ops.project.sync import sync

        selection = options.pop("selection", None) or Selection(extra=tuple(extras), group=tuple(groups))
        request = SyncRequest(selection=selection, **options)
        return sync(request, self._on(project, python), self._runtime(cancel))

    def uninstall(
        self,
        packages: Iterable[str],
        environment: str | None = None,
        **options: Any,
    ) -> PipUninstallReport:
        """Remove packages from an environment; `options` are the fields of `PipUninstallRequest`.

        Raises:
            PuvError: the environment is as it was.
        """
        from puv.ops.pip.uninstall import pip_uninstall

        request = PipUninstallRequest(packages=tuple(packages), **options)
        return pip_uninstall(request, self._at(environment), self._runtime())

    def list(self, environment: str | None = None, **options: Any) -> PipListReport:
        """Return what is installed; `options` are the fields of `PipListRequest`.

        Raises:
            PythonError: there is no environment, or a distribution's metadata is broken.
        """
        from puv.ops.pip.list import pip_list

        return pip_list(PipListRequest(**options), self._at(environment), self._runtime())

    def show(self, packages: Iterable[str], environment: str | None = None, **options: Any) -> PipShowReport:
        """Return what is known of installed packages; `options` are the fields of `PipShowRequest`.

        Raises:
            PythonError: there is no environment, or a distribution has no valid name and version.
        """
        from puv.ops.pip.show import pip_show

        return pip_show(PipShowRequest(packages=tuple(packages), **options), self._at(environment), self._runtime())

    def tree(self, environment: str | None = None, **options: Any) -> PipTreeReport:
        """Return who needs whom in an environment; `options` are the fields of `PipTreeRequest`.

        Raises:
            PythonError: there is no environment, or a distribution's metadata is broken.
        """
        from puv.ops.pip.tree import pip_tree

        return pip_tree(PipTreeRequest(**options), self._at(environment), self._runtime())

    def check(self, environment: str | None = None, **options: Any) -> PipCheckReport:
        """Return what is wrong with an environment; `options` are the fields of `PipCheckRequest`.

        Raises:
            PythonError: there is no environment.
        """
        from puv.ops.pip.check import pip_check

        return pip_check(PipCheckRequest(**options), self._at(environment), self._runtime())

    def tool_install(self, package: str, *, python: str | None = None, **options: Any) -> ToolInstallReport:
        """Install a tool with its executables; `options` are the fields of `ToolInstallRequest`.

        Raises:
            PuvError: the tool, its executables and its receipt are as they were.
        """
        from puv.ops.tool.install import tool_install
        from puv.ops.tool.requests import ToolInstallRequest

        return tool_install(ToolInstallRequest(package=package, **options), self._at(python), self._runtime())

    def tool_upgrade(
        self, names: Iterable[str] = (), *, python: str | None = None, **options: Any
    ) -> ToolUpgradeReport:
        """Upgrade tools, all of them with `all=True`; the report tells what failed, and leaves it as it was.

        Raises:
            InputError: a name is none.
            PythonError: there is no such interpreter.
        """
        from puv.ops.tool.requests import ToolUpgradeRequest
        from puv.ops.tool.upgrade import tool_upgrade

        return tool_upgrade(ToolUpgradeRequest(names=tuple(names), **options), self._at(python), self._runtime())

    def tool_list(self, **options: Any) -> ToolListReport:
        """Return the installed tools; `options` are the fields of `ToolListRequest`.

        Raises:
            FetchError: with `outdated`, an index did not answer.
        """
        from puv.ops.tool.list import tool_list
        from puv.ops.tool.requests import ToolListRequest

        return tool_list(ToolListRequest(**options), self.settings, self._runtime())

    def tool_uninstall(self, names: Iterable[str] = (), **options: Any) -> ToolUninstallReport:
        """Remove tools, all of them with `all=True`.

        Raises:
            ToolError: one of them is not installed; nothing was removed.
        """
        from puv.ops.tool.requests import ToolUninstallRequest
        from puv.ops.tool.uninstall import tool_uninstall

        return tool_uninstall(ToolUninstallRequest(names=tuple(names), **options), self.settings, self._runtime())

    def tool_run(
        self, command: str, arguments: Iterable[str] = (), *, python: str | None = None, **options: Any
    ) -> ToolRunReport:
        """Bring about the environment of a command and return what to run; running it is the caller's.

        `options` are the fields of `ToolRunRequest`.

        Raises:
            PuvError: it cannot be had.
        """
        from puv.ops.tool.requests import ToolRunRequest
        from puv.ops.tool.run import tool_run

        request = ToolRunRequest(command=command, arguments=tuple(arguments), **options)
        return tool_run(request, self._at(python), self._runtime())

    def publish(self, files: Iterable[str] = (), **options: Any) -> PublishReport:
        """Upload distributions (paths or patterns, by default `dist/*`); `options` are the fields of `PublishRequest`.

        Raises:
            UploadError: a file was refused; its `uploaded` tells which were not.
            PuvError: there is nothing to publish, or nobody to sign in as.
        """
        from puv.ops.publish.publish import publish
        from puv.ops.publish.requests import PublishRequest

        return publish(PublishRequest(files=tuple(files), **options), self.settings, self._runtime())

    def clean_cache(self, packages: Iterable[str] = ()) -> CacheCleanReport:
        """Empty the cache, or forget some packages.

        Raises:
            CacheError: something cannot be deleted.
        """
        from puv.ops.cache.clean import CacheCleanRequest, cache_clean

        return cache_clean(CacheCleanRequest(packages=tuple(packages)), self.settings, self._runtime())

    def prune_cache(self, *, ci: bool = False, force: bool = False) -> CacheCleanReport:
        """Remove from the cache what nothing can use any more; see `CachePruneRequest`.

        Raises:
            CacheError: something cannot be deleted.
        """
        from puv.ops.cache.prune import CachePruneRequest, cache_prune

        return cache_prune(CachePruneRequest(ci=ci, force=force), self.settings, self._runtime())

    def cache_size(self) -> int:
        """Return how many bytes the cache takes on disk."""
        from puv.ops.cache.size import CacheSizeRequest, cache_size

        return cache_size(CacheSizeRequest(), self.settings, self._runtime()).size

    def close(self) -> None:
        """Delete a temporary cache; nothing else is held open between verbs."""
        self.runtime.cache.close()

    def __enter__(self) -> Self:
        """Use the session in a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def _on(self, project: str, python: str | None, upgrade: Iterable[str] | bool = ()) -> Settings:
        """Return the settings for the project in a directory."""
        settings = self._at(python)
        resolve = settings.resolve
        if upgrade is True:
            resolve = resolve.replace(upgrade=True)
        elif upgrade:
            resolve = resolve.replace(upgrade_package=(*upgrade, *resolve.upgrade_package))
        return settings.replace(output=settings.output.replace(project=project), resolve=resolve)

    def _at(self, python: str | None) -> Settings:
        """Return the settings with this interpreter or environment."""
        if python is None:
            return self.settings
        return self.settings.replace(python=self.settings.python.replace(python=python))

    def _runtime(self, cancel: CancelToken | None = None) -> Runtime:
        """Return the world for one call: what is noted and refreshed in it is that call's own."""
        base = self.runtime
        cache = Cache(base.cache.root, refresh=self._refresh(base), temporary=False)
        return base.within(cache=cache, cancel=cancel)

    def _refresh(self, base: Runtime) -> Refresh:
        from puv.ops.steps.refresh import refresh_policy

        return refresh_policy(self.settings, base.clock())
