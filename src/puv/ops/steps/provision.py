"""Bring the resolver's port to life: indexes, cache and HTTP client behind one object."""

from __future__ import annotations

from puv import replay
from puv.cache.wheels import WheelStore
from puv.fetcher.index import IndexClient
from puv.ops.steps.network import http_client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from puv.fetcher.http import HttpClient
    from puv.model.index import Index
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class Provision(IndexClient):
    """An `IndexClient` of this runtime that, when closed, notes which cache entries its answers came from.

    `http` is the client to download with; `store` the wheel store.
    """

    def __init__(self, indexes: tuple[Index, ...], settings: Settings, runtime: Runtime) -> None:
        self.http: HttpClient = http_client(settings, runtime)
        self.store = WheelStore(runtime.cache)
        self._runtime = runtime
        super().__init__(indexes, runtime.cache, self.http, index_strategy=settings.index.index_strategy)

    def __enter__(self) -> Self:
        """Use the provision in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None,
    ) -> None:
        """Note what was used, and close."""
        if error is None and self._runtime.observations is not None and self._runtime.replayable:
            for path, fresh_until in self.used():
                if not fresh_until:
                    self._runtime.not_replayable()
                    break
                self._runtime.noted(replay.stat, path)
                self._runtime.expires(fresh_until)
        self.close()


def provision(indexes: tuple[Index, ...], settings: Settings, runtime: Runtime) -> Provision:
    """Return the port over the given indexes."""
    return Provision(indexes, settings, runtime)
