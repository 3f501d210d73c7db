"""`puv.aio`: the verbs of a session as coroutines, with the same names, arguments and answers.

    async with aio.Session() as session:
        report = await session.install(["rich"], Target.venv(".venv"))

Cancelling a task cancels the verb, and waits until what it works on is as it was. Where there are threads, a verb runs
in one. Where there are none (Pyodide), it runs in rounds: it goes on until it needs something of the network, all that
it needs by then is fetched at once, and it begins again with the answers.
"""

from __future__ import annotations

import asyncio
import copy
import sys
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from puv import session as sessions
from puv.cancel import CancelToken
from puv.errors import FetchError
from puv.events import Event, silent
from puv.fetcher.errors import TransportError
from puv.fetcher.transport import Request, Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
    from types import TracebackType
    from typing import Any, Literal, Self

    from puv.api.interpreter import Interpreter
    from puv.api.plan import Report
    from puv.api.resolution import Resolution
    from puv.api.verbs.packages import AnyTarget
    from puv.events import Reporter
    from puv.ops.python.requests import PythonInstallReport, PythonListReport, PythonUninstallReport
    from puv.settings import Settings

    Driver = Literal["threads", "rounds"]

P = ParamSpec("P")
T = TypeVar("T")


class AsyncTransport(Protocol):
    """Sends one request and returns one answer, whatever its status. Several requests are under way at once.

    No retries, no credentials of its own; it may follow redirects, and then says so by the answer's `url`.
    """

    async def send(self, request: Request, /) -> Response:
        """Return the answer.

        Raises:
            TransportError: no answer came.
        """


class Completed(Event):
    """The last event of `install_events`: what was done."""

    report: Report


class _Needed(BaseException):
    """An answer is needed that nobody has fetched yet. No failure, so that nothing on the way handles it."""


class _Rounds:
    """A transport that knows what was fetched for it, and notes what else is wanted."""

    def __init__(self) -> None:
        self._answers: dict[object, Response | BaseException | tuple[int, dict[str, str], str, bytes]] = {}
        self._wanted: dict[object, Request] = {}
        self._users = 0

    def begin(self) -> None:
        """Keep answers until the verb that begins, and those that run beside it, have ended."""
        self._users += 1

    def end(self) -> None:
        """Forget the answers, if no other verb needs them."""
        self._users -= 1
        if not self._users:
            self._answers.clear()
            self._wanted.clear()

    @staticmethod
    def _key(request: Request) -> object:
        return request.method, request.url, tuple(sorted(request.headers.items()))

    def send(self, request: Request) -> Response:
        key = self._key(request)
        found = self._answers.get(key)
        if found is None:
            self._wanted[key] = request
            raise _Needed
        if isinstance(found, BaseException):
            raise found
        assert isinstance(found, tuple)  # noqa: S101 - whole answers are kept
        status, headers, url, body = found
        return Response.of(body, url=url, status=status, headers=headers)

    def close(self) -> None:
        """Nothing is open."""

    async def fetch(self, transport: AsyncTransport) -> None:
        """Fetch all that is wanted."""
        wanted, self._wanted = self._wanted, {}
        found = await asyncio.gather(*(self._answer(transport, request) for request in wanted.values()))
        self._answers.update(zip(wanted, found, strict=True))

    @staticmethod
    async def _answer(
        transport: AsyncTransport, request: Request
    ) -> BaseException | tuple[int, dict[str, str], str, bytes]:
        try:
            response = await transport.send(request)
            return response.status, dict(response.headers), response.url, response.read()
        except (TransportError, FetchError) as error:
            return error


class _Bridge:
    """An asynchronous transport for a verb that runs in a thread."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.loop: asyncio.AbstractEventLoop | None = None

    def send(self, request: Request) -> Response:
        assert self.loop is not None  # noqa: S101 - a verb runs
        return asyncio.run_coroutine_threadsafe(_sent(self._transport, request), self.loop).result()

    def close(self) -> None:
        """The transport is the caller's."""


async def _sent(transport: AsyncTransport, request: Request) -> Response:
    return await transport.send(request)


def _like(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[[Callable[..., Any]], Callable[Concatenate[Session, P], Coroutine[Any, Any, T]]]:
    """Make a method a verb of a session as a coroutine: what it is decorated with tells all of it."""

    def made(_: Callable[..., Any]) -> Callable[Concatenate[Session, P], Coroutine[Any, Any, T]]:
        @wraps(method)
        async def verb(self: Session, *args: P.args, **kwargs: P.kwargs) -> T:
            return await self._run(method, args, kwargs, self._on_event)

        return verb  # type: ignore[return-value]  # `wraps` lets the name `self` matter

    return made


class Pythons:
    """`Session.python`: the arguments and answers are those of `puv.Session.python`."""

    def __init__(self, call: Callable[[str, tuple[Any, ...], dict[str, Any]], Awaitable[Any]]) -> None:
        self._call = call

    async def install(self, *versions: str, **options: Any) -> PythonInstallReport:
        """Install interpreters."""
        found: PythonInstallReport = await self._call("install", versions, options)
        return found

    async def uninstall(self, *versions: str, **options: Any) -> PythonUninstallReport:
        """Remove managed interpreters."""
        found: PythonUninstallReport = await self._call("uninstall", versions, options)
        return found

    async def find(self, request: str = "", **options: Any) -> Interpreter:
        """Return the first interpreter that suits."""
        found: Interpreter = await self._call("find", (request,), options)
        return found

    async def list(self, request: str = "", **options: Any) -> PythonListReport:
        """Return the interpreters there are, and those that can be had."""
        found: PythonListReport = await self._call("list", (request,), options)
        return found


class Session:
    """A session whose verbs are coroutines. Its arguments are those of `puv.Session`.

    `transport` is an `AsyncTransport`, by default the one of `puv.Session`, and in Pyodide `fetch`. `on_event` is
    called in the loop's thread. `driver` is how verbs run: in `threads`, or in `rounds` where there are none.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        transport: AsyncTransport | None = None,
        on_event: Reporter = silent,
        driver: Driver | None = None,
        **options: Any,
    ) -> None:
        """Bind settings (default: all built-in) to a world; `options` are those of `puv.Session`."""
        self._on_event = on_event
        self._driver: Driver = driver or ("rounds" if sys.platform == "emscripten" else "threads")
        if transport is None and self._driver == "rounds":
            from puv.pyodide import FetchTransport  # there is no other transport without threads

            transport = FetchTransport()
        self._transport = transport
        self._rounds = _Rounds()
        self._bridge = None if transport is None else _Bridge(transport)
        own = self._rounds if self._driver == "rounds" else self._bridge
        self._session = sessions.Session(settings, deliver="worker", transport=own, **options)

    @property
    def settings(self) -> Settings:
        """The settings that it was made with."""
        return self._session.settings

    async def install_events(
        self, requirements: Iterable[str] | Resolution = (), target: AnyTarget = None, **options: Any
    ) -> AsyncIterator[Event]:
        """Install as `install` does, and yield what happens meanwhile; the last event is a `Completed`.

        Leaving the loop early cancels the installation.

        Raises:
            PuvError: the target is as it was.
        """
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        task = asyncio.ensure_future(
            self._run(sessions.Session.install, (requirements, target), options, queue.put_nowait)
        )
        task.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (event := await queue.get()) is not None:
                self._on_event(event)
                yield event
            yield Completed(report=await task)
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])

    @property
    def python(self) -> Pythons:
        """The verbs about interpreters: `install`, `uninstall`, `find` and `list`."""
        return Pythons(self._of_python)

    async def _of_python(self, name: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        def verb(session: sessions.Session, *args: Any, **options: Any) -> Any:
            return getattr(session.python, name)(*args, **options)

        return await self._run(verb, args, options, self._on_event)

    async def close(self) -> None:
        """Drop idle connections, and delete a temporary cache."""
        self._session.close()

    async def __aenter__(self) -> Self:
        """Use the session in an `async with` block."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self.close()

    # --- running ------------------------------------------------------------------------------------------------

    async def _run(
        self, method: Callable[..., T], args: tuple[Any, ...], options: dict[str, Any], report: Reporter
    ) -> T:
        """Run a verb of a session, and hand its events on in this thread."""
        if self._driver == "rounds":
            return await self._in_rounds(method, args, options, report)
        return await self._in_thread(method, args, options, report)

    async def _in_thread(
        self, method: Callable[..., T], args: tuple[Any, ...], options: dict[str, Any], report: Reporter
    ) -> T:
        loop = asyncio.get_running_loop()
        token = options.get("cancel")
        if token is None and "cancel" in (method.__kwdefaults__ or {}):
            token = options["cancel"] = CancelToken()

        def told(event: Event) -> None:
            loop.call_soon_threadsafe(report, event)

        session = self._bound(told)
        if self._bridge is not None:
            self._bridge.loop = loop
        work = loop.run_in_executor(None, lambda: method(session, *args, **options))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            if token is not None:
                token.cancel()
            await asyncio.wait([work])
            work.exception()  # what became of it is told by the cancellation
            raise

    async def _in_rounds(
        self, method: Callable[..., T], args: tuple[Any, ...], options: dict[str, Any], report: Reporter
    ) -> T:
        assert self._transport is not None  # noqa: S101 - the constructor made one
        told: set[Event] = set()

        def once(event: Event) -> None:
            # A round repeats what the one before it did, and only takes longer.
            alike = event.replace(seconds=0.0) if "seconds" in event.__fields__ else event
            if alike not in told:
                told.add(alike)
                report(event)

        session = self._bound(once)
        self._rounds.begin()
        try:
            while True:
                try:
                    return method(session, *args, **options)
                except _Needed:
                    await self._rounds.fetch(self._transport)
        finally:
            self._rounds.end()

    def _bound(self, report: Reporter) -> sessions.Session:
        """Return the session with another reporter."""
        bound = copy.copy(self._session)
        bound._on_event = report  # noqa: SLF001 - the two are one
        return bound

    # --- the verbs ----------------------------------------------------------------------------------------------
    # mypy objects wherever `**options` could hold a `self`, and gets the types right all the same.

    @_like(sessions.Session.resolve)  # type: ignore[arg-type]
    def resolve(self) -> Any:
        """See `puv.Session.resolve`."""

    @_like(sessions.Session.compile)  # type: ignore[arg-type]
    def compile(self) -> Any:
        """See `puv.Session.compile`."""

    @_like(sessions.Session.plan)
    def plan(self) -> Any:
        """See `puv.Session.plan`."""

    @_like(sessions.Session.apply)
    def apply(self) -> Any:
        """See `puv.Session.apply`."""

    @_like(sessions.Session.install)  # type: ignore[arg-type]
    def install(self) -> Any:
        """See `puv.Session.install`."""

    @_like(sessions.Session.add)  # type: ignore[arg-type]
    def add(self) -> Any:
        """See `puv.Session.add`."""

    @_like(sessions.Session.build)  # type: ignore[arg-type]
    def build(self) -> Any:
        """See `puv.Session.build`."""

    @_like(sessions.Session.cache_size)
    def cache_size(self) -> Any:
        """See `puv.Session.cache_size`."""

    @_like(sessions.Session.check)  # type: ignore[arg-type]
    def check(self) -> Any:
        """See `puv.Session.check`."""

    @_like(sessions.Session.clean_cache)
    def clean_cache(self) -> Any:
        """See `puv.Session.clean_cache`."""

    @_like(sessions.Session.download)
    def download(self) -> Any:
        """See `puv.Session.download`."""

    @_like(sessions.Session.export)  # type: ignore[arg-type]
    def export(self) -> Any:
        """See `puv.Session.export`."""

    @_like(sessions.Session.graph)
    def graph(self) -> Any:
        """See `puv.Session.graph`."""

    @_like(sessions.Session.init)  # type: ignore[arg-type]
    def init(self) -> Any:
        """See `puv.Session.init`."""

    @_like(sessions.Session.list)  # type: ignore[arg-type]
    def list(self) -> Any:
        """See `puv.Session.list`."""

    @_like(sessions.Session.lock)
    def lock(self) -> Any:
        """See `puv.Session.lock`."""

    @_like(sessions.Session.prune_cache)
    def prune_cache(self) -> Any:
        """See `puv.Session.prune_cache`."""

    @_like(sessions.Session.publish)  # type: ignore[arg-type]
    def publish(self) -> Any:
        """See `puv.Session.publish`."""

    @_like(sessions.Session.remove)  # type: ignore[arg-type]
    def remove(self) -> Any:
        """See `puv.Session.remove`."""

    @_like(sessions.Session.run_tool)  # type: ignore[arg-type]
    def run_tool(self) -> Any:
        """See `puv.Session.run_tool`."""

    @_like(sessions.Session.show)  # type: ignore[arg-type]
    def show(self) -> Any:
        """See `puv.Session.show`."""

    @_like(sessions.Session.sync)  # type: ignore[arg-type]
    def sync(self) -> Any:
        """See `puv.Session.sync`."""

    @_like(sessions.Session.sync_requirements)  # type: ignore[arg-type]
    def sync_requirements(self) -> Any:
        """See `puv.Session.sync_requirements`."""

    @_like(sessions.Session.tool_install)  # type: ignore[arg-type]
    def tool_install(self) -> Any:
        """See `puv.Session.tool_install`."""

    @_like(sessions.Session.tool_list)  # type: ignore[arg-type]
    def tool_list(self) -> Any:
        """See `puv.Session.tool_list`."""

    @_like(sessions.Session.tool_run)  # type: ignore[arg-type]
    def tool_run(self) -> Any:
        """See `puv.Session.tool_run`."""

    @_like(sessions.Session.tool_uninstall)  # type: ignore[arg-type]
    def tool_uninstall(self) -> Any:
        """See `puv.Session.tool_uninstall`."""

    @_like(sessions.Session.tool_upgrade)  # type: ignore[arg-type]
    def tool_upgrade(self) -> Any:
        """See `puv.Session.tool_upgrade`."""

    @_like(sessions.Session.tree)  # type: ignore[arg-type]
    def tree(self) -> Any:
        """See `puv.Session.tree`."""

    @_like(sessions.Session.uninstall)  # type: ignore[arg-type]
    def uninstall(self) -> Any:
        """See `puv.Session.uninstall`."""

    @_like(sessions.Session.venv)  # type: ignore[arg-type]
    def venv(self) -> Any:
        """See `puv.Session.venv`."""

    @_like(sessions.Session.version)  # type: ignore[arg-type]
    def version(self) -> Any:
        """See `puv.Session.version`."""

    @_like(sessions.Session.why)  # type: ignore[arg-type]
    def why(self) -> Any:
        """See `puv.Session.why`."""

    @_like(sessions.Session.why_not)  # type: ignore[arg-type]
    def why_not(self) -> Any:
        """See `puv.Session.why_not`."""
