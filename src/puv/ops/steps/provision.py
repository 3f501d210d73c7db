"""Bring the resolver's port to life: indexes, cache and HTTP client behind one object."""

from __future__ import annotations

import os
from _thread import allocate_lock

from puv import replay
from puv.fetcher.index import DEFAULT_WORKERS, IndexClient
from puv.frozen import Frozen
from puv.model.requirement import SourcedRequirement
from puv.ops.builds.info import extra_requirements
from puv.ops.steps.ordinary import NOTHING
from puv.standards.listing import File
from puv.standards.urls import file_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Any, Self

    from puv.cache.wheels import StoredWheel, WheelStore
    from puv.cancel import CancelToken
    from puv.fetcher.http import HttpClient
    from puv.model.availability import Unusable
    from puv.model.index import Index
    from puv.model.requirement import Dependency, TreeKind
    from puv.model.resolution import Pin, Resolution
    from puv.ops.addresses.repositories import GitSources
    from puv.ops.builds.builds import Builds
    from puv.ops.runtime import Runtime
    from puv.ops.steps.ordinary import Ordinary
    from puv.python.interpreter import Interpreter
    from puv.resolver.manifest import ResolveOptions
    from puv.settings import Settings
    from puv.standards.metadata import Metadata


class BuildContext(Frozen):
    """What builds of one verb depend on, besides the settings.

    `constraints` limit what they need. `names` tells the package of an address where that is known, and `given` the
    user's own words for it; `editables` and `fresh` are the addresses to build as editables, and those to build again
    whatever the cache has. What is `ordinary` is no editable, whoever asks for it as one. `sources` asks for what
    projects say of where their requirements come from (`tool.uv.sources`); who reads that itself does without.
    """

    interpreter: Interpreter
    options: ResolveOptions
    constraints: tuple[Dependency, ...] = ()
    names: Mapping[str, str] = {}
    given: Mapping[str, str] = {}
    editables: frozenset[str] = frozenset()
    sources: bool = False
    fresh: frozenset[str] = frozenset()
    ordinary: Ordinary = NOTHING


class LaterClient:
    """An `HttpClient` that is made, with all that it imports, when it is first used.

    `offline` and `cancel` are known before.
    """

    __slots__ = ("_lock", "_made", "_runtime", "_settings", "cancel", "offline")

    cancel: CancelToken | None
    offline: bool

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        self._settings, self._runtime = settings, runtime
        self._made: HttpClient | None = None
        self._lock = allocate_lock()
        self.offline = settings.network.offline
        self.cancel = runtime.cancel

    def __getattr__(self, name: str) -> Any:
        """Return what the client has under this name."""
        with self._lock:
            if self._made is None:
                from puv.ops.steps.network import http_client  # where the cache has every answer, nobody is asked

                self._made = http_client(self._settings, self._runtime)
        return getattr(self._made, name)


class Provision(IndexClient):
    """An `IndexClient` of this runtime that, when closed, notes which cache entries its answers came from.

    `http` is the client to download with. After `allow_builds` the metadata of sources is told by building them.
    `trees` tells how those projects are taken that others say they need from a directory, by address, and `written`
    the paths that these others wrote.
    """

    def __init__(self, indexes: tuple[Index, ...], settings: Settings, runtime: Runtime) -> None:
        self.http: HttpClient = LaterClient(settings, runtime)  # type: ignore[assignment]  # it stands for one
        self._runtime, self._settings = runtime, settings
        self._context: BuildContext | None = None
        self._builds: Builds | None = None
        self._with_sources: dict[str, Metadata] = {}
        self.trees: dict[str, TreeKind] = {}
        self.written: dict[str, str] = {}
        self._git: GitSources | None = None
        #: What the environment will hold, None while that is not decided.
        self.resolution: Resolution | None = None
        self._static = settings.build.dependency_metadata
        super().__init__(
            (*indexes, *_of_torch(settings, runtime)),
            runtime.cache,
            self.http,
            index_strategy=settings.index.index_strategy,
            workers=min(DEFAULT_WORKERS, settings.network.concurrent_downloads),
        )

    @property
    def most_downloads(self) -> int:
        """How many downloads may run at the same time."""
        return self._settings.network.concurrent_downloads

    @property
    def store(self) -> WheelStore:
        """The wheel store of the cache."""
        from puv.cache.wheels import WheelStore  # who only resolves stores no wheels

        return WheelStore(self._runtime.cache)

    def allow_builds(self, context: BuildContext) -> None:
        """Build what has no wheel from now on."""
        self._context = context

    def settle(self, resolution: Resolution) -> None:
        """Say what the environment will hold: builds may have to match it.

        Raises:
            MatchRuntimeError: one cannot.
        """
        self.resolution = resolution
        for pin in resolution:
            if self._settings.build.extra_build_dependencies and not (pin.installed or pin.file.is_wheel):
                extra_requirements(self._settings, pin.name, resolution)

    @property
    def builds(self) -> Builds:
        """What builds; only after `allow_builds`."""
        made = self._builds
        if made is None:
            from puv.ops.builds.builds import Builds  # most commands build nothing

            assert self._context is not None  # noqa: S101 - nobody asks before
            # Downloads ask for it from several threads at once.
            made = Builds(self, self._context, self._settings, self._runtime)
            with self._making:
                made = self._builds = self._builds or made
        return made

    @property
    def git(self) -> GitSources:
        """The repositories of this verb."""
        if self._git is None:
            from puv.ops.addresses.repositories import GitSources  # most commands have none

            with self._making:
                if self._git is None:
                    self._git = GitSources(self._settings, self._runtime)
        return self._git

    def located(self, url: str) -> str:  # type: ignore[override]  # here it depends on the repositories
        """Return the address of the commit that an address means now; see `MetadataPort`.

        Raises:
            FetchError: git cannot tell.
        """
        return self.git.located(url) if url.startswith("git+") else url

    def metadata(self, file: File) -> Metadata | Unusable:
        """Return the core metadata of a distribution, building it if need be; see `MetadataPort`.

        Raises:
            FetchError: the network failed in a way that must end the resolution.
            BuildError: a build failed, or is forbidden.
        """
        if self._static:
            from puv.ops.builds.static_metadata import told  # few projects state metadata of others

            names = {} if self._context is None else self._context.names
            known = told(self._static, file, names.get(file.url, ""))
            if known is not None:
                return known
        if not file.index:
            return self._direct_metadata(file)
        if self._context is None or file.is_wheel or file.has_metadata:
            return super().metadata(file)
        return self.builds.metadata(file)

    def local(self, file: File) -> File:
        """Return a file of a repository as one on this disk, and any other as it is.

        Raises:
            FetchError: git cannot check it out, or it is not there.
        """
        if not file.url.startswith("git+"):
            return file
        return File(filename=file.filename, url=file_url(self.git.archive(file.url).replace(os.sep, "/")))

    def _direct_metadata(self, file: File) -> Metadata | Unusable:
        from puv.ops.addresses.direct import check_archive, wheel_metadata  # most requirements have no address

        if file.is_wheel:
            return wheel_metadata(file, super().metadata, self.local)
        if self._context is None:
            return super().metadata(file)
        check_archive(file, self._context.given.get(file.url, ""))
        return self._sourced(file, self.builds.metadata(file))

    def _sourced(self, file: File, found: Metadata) -> Metadata:
        """Return what a project's directory says of itself with where its requirements come from."""
        context = self._context
        is_repository = file.url.startswith("git+")
        if context is None or not (is_repository or (context.sources and file.url.startswith("file:"))):
            return found
        known = self._with_sources.get(file.url)
        if known is None:
            from puv.ops.addresses.sourced import in_repository, sourced  # few requirements are directories

            if is_repository:
                git = self.git.of(self.located(file.url))
                known = in_repository(found, git, self.git.checkout(file.url), self._settings, self._runtime)
            else:
                known = sourced(found, file.url, self._settings, self._runtime, self.written)
            self._with_sources[file.url] = known
            self.trees.update(
                (one.url, context.ordinary.kind(one.name, one.tree)) for one in known.requires_dist
                if isinstance(one, SourcedRequirement) and one.url is not None and one.tree is not None
            )  # fmt: skip
        return known

    def prefetch_metadata(self, files: Iterable[File]) -> None:
        """Hint at files whose metadata will be wanted; what only a build tells is not built on a guess."""
        super().prefetch_metadata([file for file in files if file.is_wheel or file.has_metadata])

    def stored_build(self, pin: Pin, *, verify: bool) -> StoredWheel | None:
        """Return the wheel that a pin's source was built into before."""
        return self.builds.stored(pin, verify=verify)

    def build(self, pin: Pin, *, verify: bool) -> StoredWheel:
        """Build the wheel of a pin.

        Raises:
            BuildError: the build failed, or is forbidden.
            FetchError: the source cannot be had.
        """
        return self.builds.wheel(pin, verify=verify)

    def within(self, chain: tuple[str, ...]) -> Provision:
        """Return this port for what a build needs; `chain` are the addresses that are being built, outermost first."""
        return _Within(self, chain)  # type: ignore[return-value]  # it stands for one

    def __enter__(self) -> Self:
        """Use the provision in a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Note what was used, and close."""
        if error is None and self._runtime.observations is not None and self._runtime.replayable:
            for path, fresh_until in self.used():
                if not fresh_until:
                    self._runtime.not_replayable()
                    break
                self._runtime.noted(replay.stat, path)
                if not self.http.offline:
                    self._runtime.expires(fresh_until)
        self.close()

    def close(self) -> None:
        """Stop the workers, and delete what they and the builds left."""
        super().close()
        if self._git is not None:
            self._git.close()
        if self._builds is not None:
            self._builds.close()


class _Within:
    """A `Provision` as a build sees it: what it needs must not need the build itself."""

    __slots__ = ("_chain", "_port")

    def __init__(self, port: Provision, chain: tuple[str, ...]) -> None:
        self._port, self._chain = port, chain

    def __getattr__(self, name: str) -> Any:
        """Return what the port has under this name."""
        return getattr(self._port, name)

    def metadata(self, file: File) -> Metadata | Unusable:
        if file.is_wheel or file.has_metadata:
            return self._port.metadata(file)
        return self._port.builds.metadata(file, self._chain)

    def build(self, pin: Pin, *, verify: bool) -> StoredWheel:
        return self._port.builds.wheel(pin, self._chain, verify=verify)

    def settle(self, resolution: Resolution) -> None:
        """Take no notice: builds match the environment that the user asked for."""

    def within(self, chain: tuple[str, ...]) -> Provision:
        return self._port.within(chain)


def _of_torch(settings: Settings, runtime: Runtime) -> tuple[Index, ...]:
    """Return the indexes of the PyTorch family, none without `--torch-backend`."""
    if not settings.pip.torch_backend:
        return ()
    from puv.ops.steps.machine.torch import torch_indexes  # few ask for a backend

    return torch_indexes(settings, runtime)


def provision(indexes: tuple[Index, ...], settings: Settings, runtime: Runtime) -> Provision:
    """Return the port over the given indexes."""
    return Provision(indexes, settings, runtime)
