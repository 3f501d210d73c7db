"""Bring the resolver's port to life: indexes, cache and HTTP client behind one object."""

from __future__ import annotations

from _thread import allocate_lock

from puv import replay
from puv.fetcher.index import IndexClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self

    from puv.cache.wheels import WheelStore
    from puv.fetcher.http import HttpClient
    from puv.model.index import Index
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class LaterClient:
    """An `HttpClient` that is made, with all that it imports, when it is first used; `offline` is known before."""

    __slots__ = ("_lock", "_made", "_runtime", "_settings", "offline")

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        self._settings, self._runtime = settings, runtime
        self._made: HttpClient | None = None
        self._lock = allocate_lock()
        self.offline = settings.network.offline

    def __getattr__(self, name: str) -> Any:
        """Return what the client has under this name."""
        with self._lock:
            if self._made is None:
                from puv.ops.steps.network import http_client  # where the cache has every answer, nobody is asked

                self._made = http_client(self._settings, self._runtime)
        return getattr(self._made, name)


class Provision(IndexClient):
    """An `IndexClient` of this runtime that, when closed, notes which cache entries its answers came from.

    `http` is the client to download with.
    """

    def __init__(self, indexes: tuple[Index, ...], settings: Settings, runtime: Runtime) -> None:
        self.http: HttpClient = LaterClient(settings, runtime)  # type: ignore[assignment]  # it stands for one
        self._runtime = runtime
        super().__init__(indexes, runtime.cache, self.http, index_strategy=settings.index.index_strategy)

    @property
    def store(self) -> WheelStore:
        """The wheel store of the cache."""
        from puv.cache.wheels import WheelStore  # who only resolves stores no wheels

        return WheelStore(self._runtime.cache)

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


def provision(indexes: tuple[Index, ...], settings: Settings, runtime: Runtime) -> Provision:
    """Return the port over the given indexes."""
    return Provision(indexes, settings, runtime)
