"""`puv.aio`: the verbs as coroutines, in threads and in rounds."""

from __future__ import annotations

import asyncio
import inspect
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from puv import aio, events, session
from puv.api.indexes import MemoryIndex
from puv.api.target import Target
from puv.cancel import CancelToken
from puv.errors import FetchError
from puv.fetcher.errors import transport_error
from puv.fetcher.transport import Request, Response, TransportSettings
from puv.fetcher.urllib3_transport import Urllib3Transport
from puv.settings import Settings
from puv.settings.groups.index import IndexSettings
from support import builders
from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.index_server import IndexServer


@pytest.fixture(scope="module")
def server() -> Iterator[IndexServer]:
    world = World()
    world.add("app", "1.0", requires=["lib", "other"])
    world.add("lib", "1.0", requires=["deep"]).add("other", "1.0").add("deep", "1.0")
    with world.serve() as running:
        yield running


class Counting:
    """An asynchronous transport that counts how many requests were under way at once."""

    def __init__(self) -> None:
        self.inner = Urllib3Transport(TransportSettings())
        self.under_way = self.most = 0
        self.urls: list[str] = []

    async def send(self, request: Request, /) -> Response:
        self.urls.append(request.url)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            answer = await asyncio.to_thread(self.inner.send, request)
            return Response.of(answer.read(), url=answer.url, status=answer.status, headers=answer.headers)
        finally:
            self.under_way -= 1


def settings(server: IndexServer) -> Settings:
    return Settings().replace(index=IndexSettings(default_index=server.index_url()))


def test_every_verb_of_a_session_is_here() -> None:
    own = {name for name in dir(session.Session) if not name.startswith("_")}
    without = {"close", "for_kernel", "from_environment", "runtime", "python"}
    missing = {name for name in own - without if not inspect.iscoroutinefunction(getattr(aio.Session, name, None))}
    assert not missing


@pytest.mark.parametrize("driver", ["threads", "rounds"])
def test_packages_are_installed_with_either_driver(
    driver: Any, server: IndexServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if driver == "rounds":
        monkeypatch.setattr("puv.fetcher.pool.sys", SimpleNamespace(platform="emscripten"))
    transport, seen = Counting(), []
    target = Target.directory(tmp_path / "site", scripts="skip")

    async def install() -> None:
        made = aio.Session(
            settings(server), transport=transport, driver=driver, cache_dir=tmp_path / "cache", cwd=tmp_path
        )
        async with made as running:
            seen.extend([event async for event in running.install_events(["app"], target)])
            assert [pin.name for pin in await running.resolve(["lib"])] == ["deep", "lib"]

    asyncio.run(install())
    assert sorted(one.name for one in target.inspect()) == ["app", "deep", "lib", "other"]
    assert isinstance(seen[-1], aio.Completed)
    assert len(seen[-1].report.changes) == 4
    assert sum(isinstance(event, events.Resolved) for event in seen) == 1
    assert sum(isinstance(event, events.Installed) for event in seen) == 4
    assert len(transport.urls) == len(set(transport.urls)) == 12  # a page, metadata and a wheel of each package
    if driver == "rounds":
        assert transport.most > 1


def test_a_failing_transport_is_a_failing_verb(
    server: IndexServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("puv.fetcher.pool.sys", SimpleNamespace(platform="emscripten"))

    class Broken:
        async def send(self, request: Request, /) -> Response:
            raise transport_error((f"no way to {request.url}",), transient=False)

    async def resolve() -> None:
        async with aio.Session(
            settings(server), transport=Broken(), driver="rounds", cache_dir=tmp_path / "cache"
        ) as running:
            await running.resolve(["app"])

    with pytest.raises(FetchError):
        asyncio.run(resolve())


def test_cancelling_a_task_stops_the_verb_and_waits_for_it(tmp_path: Path) -> None:
    target = Target.directory(tmp_path / "site", scripts="skip")
    began = asyncio.Event()

    class Hanging:
        async def send(self, request: Request, /) -> Response:
            began.set()
            await asyncio.sleep(60)
            raise AssertionError(request)

    async def cancelled() -> None:
        async with aio.Session(transport=Hanging(), cache_dir=tmp_path / "cache") as running:
            task = asyncio.ensure_future(running.install(["app"], target))
            await began.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(asyncio.wait_for(cancelled(), 20))
    assert target.inspect() == ()


def test_events_come_in_the_loop_s_thread_and_indexes_of_one_s_own_are_asked(tmp_path: Path) -> None:
    import threading

    index = MemoryIndex({"app-1.0-py3-none-any.whl": builders.wheel("app", "1.0")})
    threads = set()

    async def install() -> None:
        made = aio.Session(
            indexes=[index], cache_dir=tmp_path / "cache", on_event=lambda _: threads.add(threading.get_ident())
        )
        async with made as running:
            report = await running.install(["app"], Target.directory(tmp_path / "site", scripts="skip"))
            assert [change.name for change in report.changes] == ["app"]

    asyncio.run(install())
    assert threads == {threading.get_ident()}


def test_a_token_of_one_s_own_counts(server: IndexServer, tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()

    async def resolve() -> None:
        async with aio.Session(settings(server), cache_dir=tmp_path / "cache") as running:
            await running.resolve(["app"], cancel=token)

    from puv.errors import Cancelled

    with pytest.raises(Cancelled):
        asyncio.run(resolve())
