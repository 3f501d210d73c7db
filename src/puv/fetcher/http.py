"""`HttpClient`: a transport with redirects, credentials, retries and the offline switch."""

from __future__ import annotations

import _thread
import sys
import time

from puv.fetcher.auth.store import CredentialStore
from puv.fetcher.errors import (
    NotInCacheError,
    RetriesExhaustedError,
    TransportError,
    failed,
    status_error,
    transport_error,
)
from puv.fetcher.redact import origin, without_fragment
from puv.fetcher.retry import Retries, retry_after
from puv.fetcher.transport import Request, TransportSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal, TypeVar

    from puv.cancel import CancelToken
    from puv.fetcher.transport import Response, Transport

    T = TypeVar("T")

_NO_HEADERS: Mapping[str, str] = {}
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_REFUSALS = frozenset((401, 403, 404))  # indexes hide what a stranger may not see behind any of these
_MOST_REDIRECTS = 10
_FAILURE = 400
_SEE_OTHER = 303


def default_transport(settings: TransportSettings) -> Transport:
    """Return pyreqwest's transport, or urllib3's where pyreqwest is not installed. Imports it: 6 or 80 ms."""
    _load_for_good()
    try:
        from puv.fetcher.pyreqwest_transport import PyreqwestTransport
    except ImportError:
        from puv.fetcher.urllib3_transport import Urllib3Transport

        return Urllib3Transport(settings)
    return PyreqwestTransport(settings)


def _load_for_good() -> None:
    """Import pyreqwest in a thread that never ends.

    Its allocator takes the thread that loads it for the main one: once that has ended, another thread that gets its
    address corrupts the heap, and the process crashes.
    """
    if "pyreqwest" in sys.modules:
        return
    loaded, never = _thread.allocate_lock(), _thread.allocate_lock()
    loaded.acquire()
    never.acquire()

    def load() -> None:
        try:
            import pyreqwest.client  # noqa: F401 - for its effect on its allocator
        except ImportError:
            loaded.release()
            return
        loaded.release()
        never.acquire()

    _thread.start_new_thread(load, ())
    loaded.acquire()


class HttpClient:
    """Fetches URLs. Cheap to make: the transport is imported and connected with the first request, in its thread.

    `transport` makes the transport; `offline` refuses every request; `cancel` counts where a request has no token of
    its own. Use it from worker threads.
    """

    settings: TransportSettings
    credentials: CredentialStore
    retries: Retries

    def __init__(
        self,
        settings: TransportSettings | None = None,
        *,
        transport: Callable[[TransportSettings], Transport] = default_transport,
        credentials: CredentialStore | None = None,
        retries: Retries | None = None,
        offline: bool = False,
        cancel: CancelToken | None = None,
    ) -> None:
        self.cancel = cancel
        self.settings = settings or TransportSettings()
        self.credentials = credentials or CredentialStore()
        self.retries = retries or Retries()
        self.offline = offline
        self._make = transport
        self._made: Transport | None = None
        self._making = _thread.allocate_lock()

    def fetch(
        self,
        url: str,
        take: Callable[[Response], T],
        *,
        headers: Mapping[str, str] | Callable[[], Mapping[str, str]] = _NO_HEADERS,
        purpose: Literal["page", "file"] = "page",
        accept: frozenset[int] = frozenset(),
        cancel: CancelToken | None = None,
    ) -> T:
        """Send a GET request and return what `take` makes of the answer; a transient failure repeats all of it.

        `headers` may be a function, which is then asked before each try. Statuses from 400 on are failures unless in
        `accept`. `take` reads the body; the answer is closed after it.

        Raises:
            FetchError: a chain as uv shows it, `Failed to fetch: …` with its causes.
            NotInCacheError: the client is offline.
            Cancelled: the token was set.
        """
        bare = without_fragment(self.credentials.learn(url))
        token = cancel or self.cancel
        if self.offline:
            raise NotInCacheError(bare)

        def attempt(_number: int) -> T:
            given = headers() if callable(headers) else headers
            try:
                with self.send(Request(bare, headers=given, purpose=purpose, cancel=token)) as response:
                    if response.status < _FAILURE or response.status in accept:
                        return take(response)
                    wait = retry_after(response.headers, time.time())
                    raise failed(bare, status_error(response.status, response.url), wait)
            except TransportError as error:
                raise failed(bare, error) from error

        return self.retries.run(attempt, url=bare, cancel=token)

    def send(self, request: Request) -> Response:
        """Send one request, following redirects and answering refusals with credentials. No retries, any status.

        Credentials go to their own origin only: a redirect elsewhere drops them.

        Raises:
            TransportError: no answer came, or there are too many redirects.
        """
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._send_with_credentials(request)
            location = response.headers.get("location", "")
            if response.status not in _REDIRECTS or not location:
                return response
            response.close()
            request = self._redirected(request, location, response.status)
        raise transport_error(
            (f"error following redirect for url ({request.url})", "too many redirects"), transient=False
        )

    def post(self, request: Request) -> Response:
        """Send one request as it is: redirects are answers, and nothing is signed.

        Where no answer comes the request is sent again, as often as others are; its body is asked for anew.

        Raises:
            TransportError: no answer came, however often.
            Cancelled: the token was set.
        """
        token = request.cancel or self.cancel
        try:
            return self.retries.run(lambda _attempt: self.connect().send(request), url=request.url, cancel=token)
        except RetriesExhaustedError as error:
            if isinstance(error.__cause__, TransportError):
                raise error.__cause__ from error.__cause__.__cause__
            raise

    def connect(self) -> Transport:
        """Return the transport, made now if it was not yet."""
        made = self._made
        if made is None:
            with self._making:
                made = self._made = self._made or self._make(self.settings)
        return made

    def close(self) -> None:
        """Drop idle connections."""
        made, self._made = self._made, None
        if made is not None:
            made.close()

    def _send_with_credentials(self, request: Request) -> Response:
        transport = self.connect()
        known = self.credentials.known(request.url)
        if known is not None:
            request = _signed(request, known.header())
        response = transport.send(request)
        if response.status in _REFUSALS and (found := self.credentials.after_refusal(request.url, known)) is not None:
            response.close()
            response = transport.send(_signed(request, found.header()))
        return response

    def _redirected(self, request: Request, location: str, status: int) -> Request:
        from urllib.parse import urljoin  # only redirects come here

        target = without_fragment(self.credentials.learn(urljoin(request.url, location)))
        headers = dict(request.headers)
        if origin(target) != origin(request.url):
            headers.pop("authorization", None)
            headers.pop("cookie", None)
        scheme = origin(target)[0]
        if scheme not in ("http", "https"):
            message = f"error following redirect for url ({request.url})"
            raise transport_error((message, f"unsupported redirect to `{scheme}`"), transient=False)
        method = "GET" if status == _SEE_OTHER and request.method != "HEAD" else request.method
        return Request(target, method=method, headers=headers, purpose=request.purpose, cancel=request.cancel)


def _signed(request: Request, authorization: str) -> Request:
    headers = {**request.headers, "authorization": authorization}
    return Request(request.url, method=request.method, headers=headers, purpose=request.purpose, cancel=request.cancel)
