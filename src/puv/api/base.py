"""`Base`: what a session is bound to, and how it calls a verb."""

from __future__ import annotations

import os

from puv.api.calls import CallToken, in_caller
from puv.api.indexes import DirectoryIndex, SimpleIndex
from puv.api.interpreter import Interpreter
from puv.api.mounts import Mounts, address_of, refusing
from puv.api.seams import stored_of
from puv.cache.directory import default_directory
from puv.cache.root import Cache
from puv.errors import Cancelled, PuvError, UsageError, chain
from puv.events import silent
from puv.fetcher.http import default_transport
from puv.ops.runtime import Given, Runtime
from puv.ops.steps.load_settings import load_settings
from puv.ops.steps.network import transport_settings
from puv.ops.steps.refresh import refresh_policy
from puv.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Literal, Self, TypeAlias, TypeVar

    from puv.api import protocols
    from puv.api.indexes import AnyIndex
    from puv.api.protocols import Index
    from puv.api.seams import AnyCredentials
    from puv.cancel import CancelToken
    from puv.events import Reporter
    from puv.fetcher.transport import Transport
    from puv.model.candidate import Policy
    from puv.python.environment import Environment

    T = TypeVar("T")
    Deliver: TypeAlias = Literal["caller", "worker"]
    #: What builds things that have no wheel: the path of an interpreter, or one that has an executable.
    BuildPython: TypeAlias = str | os.PathLike[str] | Interpreter


class Base:
    """Settings and a world. May be shared by threads; close it, or use it in a `with` block."""

    settings: Settings
    runtime: Runtime

    def __init__(  # noqa: PLR0913 - each is a part of the world that somebody may want to replace
        self,
        settings: Settings | None = None,
        *,
        cache_dir: str | os.PathLike[str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        on_event: Reporter = silent,
        deliver: Deliver = "caller",
        transport: protocols.Transport | None = None,
        indexes: Iterable[AnyIndex] = (),
        credentials: AnyCredentials | None = None,
        build_python: BuildPython | None = None,
        policy: Policy | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Bind settings (default: all built-in) to a world.

        `cache_dir` is the cache's directory (default: the settings', else the user's); relative paths are relative to
        `cwd` (default: the process's at this moment). `on_event` gets every event, in the calling thread while it waits
        for a verb, or with `deliver="worker"` at once in whichever thread it happens. `transport` replaces the HTTP
        client. `indexes` are asked in this order, before those of the settings; the last that is not explicit takes the
        place of the public index. `credentials` is asked what to tell a server that wants to know.
        `policy` is asked about each version before it is chosen, by every verb that chooses.
        `build_python` builds what has no wheel where the interpreter at hand has no executable. `environ` is what
        stands for the environment variables, by default nothing.

        Raises:
            UsageError: two indexes have the same name.
        """
        self._on_event, self._deliver = on_event, deliver
        self._for_kernel = False
        self._build_python = build_python
        place = os.path.abspath(cwd or os.getcwd())
        variables: Mapping[str, str] = {} if environ is None else environ
        self.settings, mounted = _with_indexes(Settings() if settings is None else settings, tuple(indexes))
        chosen = cache_dir or self.settings.cache.cache_dir
        if chosen is None:
            chosen = default_directory(variables, os_name=os.name, home=os.path.expanduser("~"))
        cache = (
            Cache.for_this_process()
            if self.settings.cache.no_cache and cache_dir is None
            else Cache(os.path.join(place, os.fspath(chosen)))
        )
        self.runtime = Runtime(
            cache=cache, cwd=place, environ=variables, report=on_event,
            given=Given(credentials=None if credentials is None else stored_of(credentials), policy=policy),
        )  # fmt: skip
        self.runtime.transport = self._transport(transport, mounted)

    @classmethod
    def from_environment(
        cls,
        environ: Mapping[str, str],
        *,
        cwd: str | os.PathLike[str] | None = None,
        on_event: Reporter = silent,
        deliver: Deliver = "caller",
    ) -> Self:
        """Return a session that heeds the given variables and the configuration files, as the command line does.

        Raises:
            InputError: a variable or a file is wrong.
        """
        place = os.path.abspath(cwd or os.getcwd())
        return cls(load_settings(environ, place), cwd=place, on_event=on_event, deliver=deliver, environ=environ)

    @classmethod
    def for_kernel(cls, environ: Mapping[str, str], *, on_event: Reporter = silent) -> Self:
        """Return a session for a notebook: as `from_environment`, and verbs act by default on what `import` sees here.

        Events come at once, in whichever thread they happen.

        Raises:
            InputError: a variable or a file is wrong.
        """
        made = cls.from_environment(environ, on_event=on_event, deliver="worker")
        made._for_kernel = True  # noqa: SLF001 - one of these
        return made

    def close(self) -> None:
        """Drop idle connections, and delete a temporary cache."""
        self.runtime.close()

    def __enter__(self) -> Self:
        """Use the session in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    # --- calling ------------------------------------------------------------------------------------------------

    def _call(
        self,
        verb: Callable[[Settings, Runtime], T],
        settings: Settings | None = None,
        *,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
        given: Given | None = None,
    ) -> T:
        """Run a verb with settings (default: the session's) in a world of its own.

        Raises:
            DeadlineExceeded: it took longer than `deadline` seconds.
            Cancelled: the token was set.
        """
        token = CallToken(cancel, deadline)
        chosen = self.settings if settings is None else settings

        def act(report: Reporter) -> T:
            token.check()
            base = self.runtime
            cache = Cache(base.cache.root, refresh=refresh_policy(chosen, base.clock()), temporary=False)
            return verb(chosen, base.within(cache=cache, cancel=token, report=report, given=given))

        try:
            if self._deliver == "worker" or self._on_event is silent:
                return act(self._on_event)
            return in_caller(act, self._on_event, token)
        except PuvError as error:
            # Whatever was under way when the work was stopped may have put a sentence of its own above.
            stopped = next((link for link in chain(error) if isinstance(link, Cancelled)), None)
            if stopped is None:
                raise
            told = token.translated(stopped)
            if told is error:
                raise
            raise told from None

    def _given(
        self, *, environment: Environment | None = None, interpreter: Interpreter | None = None,
        build_python: BuildPython | None = None, policy: Policy | None = None,
    ) -> Given:  # fmt: skip
        """Return what a call has in hand."""
        chosen = build_python or self._build_python
        return Given(
            environment=environment, interpreter=interpreter, credentials=self.runtime.given.credentials,
            builder=None if chosen is None else lambda: _builder(chosen), policy=policy or self.runtime.given.policy,
        )  # fmt: skip

    def _at(self, python: str | None) -> Settings:
        """Return the settings with this interpreter or environment."""
        if python is None:
            return self.settings
        return self.settings.replace(python=self.settings.python.replace(python=python))

    def _transport(self, given: protocols.Transport | None, mounted: Mapping[str, Index]) -> Transport | None:
        own: Transport | None = None
        if given is not None:
            own = given if hasattr(given, "close") else _Closable(given)  # type: ignore[assignment]  # looked at
        if not mounted:
            return own

        def other() -> Transport:
            if own is not None:
                return own
            if offline:
                return refusing()
            return default_transport(transport_settings(self.settings, self.runtime))

        # What is in this process is there without a network; everything else is refused by the transport.
        offline = self.settings.network.offline
        self.settings = self.settings.replace(network=self.settings.network.replace(offline=False))
        return Mounts(mounted, other)


class _Closable:
    """A transport that has nothing to close."""

    def __init__(self, given: protocols.Transport) -> None:
        self.send = given.send

    def close(self) -> None:
        """Nothing is open."""


def _builder(chosen: BuildPython) -> Interpreter:
    return chosen if isinstance(chosen, Interpreter) else Interpreter.from_executable(chosen)


def _with_indexes(settings: Settings, indexes: tuple[AnyIndex, ...]) -> tuple[Settings, dict[str, Index]]:
    """Return the settings with the indexes in front, and those that exist in this process only, by their names.

    Raises:
        UsageError: two have the same name.
    """
    if not indexes:
        return settings, {}
    tables: list[dict[str, object]] = []
    mounted: dict[str, Index] = {}
    for number, index in enumerate(indexes, start=1):
        if isinstance(index, SimpleIndex | DirectoryIndex):
            tables.append(dict(index.table()))
            continue
        name = str(getattr(index, "name", "") or f"own-{number}")
        mounted[name] = index
        tables.append({"name": name, "url": address_of(name)})
    names = [table["name"] for table in tables if "name" in table]
    if len(set(names)) < len(names):
        raise UsageError("Two indexes of a session have the same name")
    group = settings.index
    plain = [table for table in tables if not table.get("explicit")]
    if plain and not (group.default_index or group.index_url):
        plain[-1]["default"] = True
    return settings.replace(index=group.replace(configured=(*tables, *group.configured))), mounted
