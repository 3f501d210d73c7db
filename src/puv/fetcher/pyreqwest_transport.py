"""The default transport: pyreqwest, a binding of the HTTP client that uv itself uses."""

from __future__ import annotations

import _thread
import os
from datetime import timedelta

from pyreqwest.client import SyncClientBuilder
from pyreqwest.exceptions import PyreqwestError
from pyreqwest.proxy import ProxyBuilder

from puv.fetcher.errors import transport_error
from puv.fetcher.redact import host, origin
from puv.fetcher.transport import Response, TransportSettings, distrusted, is_insecure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyreqwest.client import SyncClient
    from pyreqwest.request import SyncStreamRequest
    from pyreqwest.response import SyncResponse

    from puv.fetcher.errors import TransportError
    from puv.fetcher.transport import Request

# Certificate trouble and malformed URLs stay; refused, reset and timed-out connections may pass.
_LASTING = ("invalid peer certificate", "builder error", "invalid URL")
_WINDOW = 4 << 20


class PyreqwestTransport:
    """A `Transport` over pyreqwest: HTTP/2 for pages, HTTP/1.1 only for files, redirects off.

    The first request to a server with TLS goes alone: once it is answered, the others share its connection, where all
    at once would each open one (33 ms of CPU for a handshake) and ask for its address. One connection of HTTP/2 carries
    many small answers cheaply; several big files share it badly, so they get their own. Clients are built when needed.
    """

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self._clients: dict[tuple[str, bool], SyncClient] = {}
        self._building = _thread.allocate_lock()
        self._gates: dict[tuple[str, str, str], _thread.LockType] = {}
        self._open: set[tuple[str, str, str]] = set()

    def send(self, request: Request) -> Response:
        """Send; see `Transport.send`."""
        gate = (request.purpose, *origin(request.url))
        if gate in self._open or gate[1] == "http":  # connections without TLS are cheap, and are not shared
            return self._send(request)
        with self._gates.setdefault(gate, _thread.allocate_lock()):
            if gate not in self._open:
                response = self._send(request)
                self._open.add(gate)
                return response
        return self._send(request)

    def _send(self, request: Request) -> Response:
        scheme, place = origin(request.url)
        # Without TLS there is nothing to verify, and no need to spend 7 ms on reading the system's certificates.
        unverified = scheme == "http" and not self._settings.proxies
        if not unverified and self._settings.insecure_hosts:
            unverified = is_insecure(host(request.url), place, self._settings.insecure_hosts)
        if self._settings.nothing_trusted and not unverified:
            raise distrusted(request.url)
        key = (request.purpose, unverified)
        client = self._clients.get(key) or self._client(key)
        try:
            builder = client.request(request.method, request.url).headers(request.headers)
            if request.body is not None:
                builder = builder.body_stream(request.body())
            streamed = builder.build_streamed()
            answer = streamed.__enter__()
        except (PyreqwestError, ValueError) as error:
            failure = _translated(error)
            raise failure from failure.__cause__  # the library's own exception says nothing more
        headers = answer.headers
        return Response(
            answer.status,
            {name.lower(): value for name, value in headers.items()},
            _Body(streamed, answer),
            url=request.url,
        )

    def close(self) -> None:
        """Drop the connections."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            client.close()

    def _client(self, key: tuple[str, bool]) -> SyncClient:
        with self._building:
            client = self._clients.get(key)
            if client is None:
                try:
                    client = self._clients[key] = self._build(*key)
                except (PyreqwestError, ValueError, OSError) as error:
                    failure = transport_error(("Failed to build the HTTP client", str(error)), transient=False)
                    raise failure from failure.__cause__
        return client

    def _build(self, purpose: str, unverified: bool) -> SyncClient:
        settings = self._settings
        builder = (
            SyncClientBuilder()
            .follow_redirects(False)
            .referer(False)
            .user_agent(settings.user_agent)
            .connect_timeout(timedelta(seconds=settings.connect_timeout))
            .read_timeout(timedelta(seconds=settings.read_timeout))
        )
        if purpose == "page":
            builder = builder.http2(True).http2_initial_stream_window_size(_WINDOW)
            builder = builder.http2_initial_connection_window_size(_WINDOW)
        else:
            builder = builder.http1_only().gzip(False).brotli(False).zstd(False).deflate(False)
        if unverified:
            builder = builder.danger_accept_invalid_certs(True)
        else:
            for pem in _certificates(settings):
                builder = builder.add_root_certificate_pem(pem)
        if settings.client_certificate:
            with open(settings.client_certificate, "rb") as file:
                builder = builder.identity_pem(file.read())
        builder = builder.no_proxy()  # no looking at the process environment: the settings say it all
        makers = (("http", ProxyBuilder.http), ("https", ProxyBuilder.https), ("all", ProxyBuilder.all))
        for scheme, make in makers:  # the first that matches is taken, so the special ones come first
            if settings.proxies.get(scheme):
                builder = builder.proxy(make(settings.proxies[scheme]).no_proxy(settings.no_proxy or None))
        return builder.build()


class _Body:
    __slots__ = ("_answer", "_request")

    def __init__(self, request: SyncStreamRequest, answer: SyncResponse) -> None:
        self._request: SyncStreamRequest | None = request
        self._answer = answer

    def chunk(self) -> bytes | None:
        """See `Body.chunk`."""
        try:
            chunk = self._answer.body_reader.read_chunk()
        except PyreqwestError as error:
            failure = _translated(error)
            raise failure from failure.__cause__
        return None if chunk is None else chunk.to_bytes()

    def rest(self) -> bytes:
        """See `Body.rest`."""
        try:
            return self._answer.body_reader.bytes().to_bytes()
        except PyreqwestError as error:
            failure = _translated(error)
            raise failure from failure.__cause__

    def close(self) -> None:
        """See `Body.close`."""
        request, self._request = self._request, None
        if request is not None:
            try:
                request.__exit__(None, None, None)
            except PyreqwestError:
                return  # the connection is gone, which is what was wanted


def _translated(error: PyreqwestError | ValueError) -> TransportError:
    details = getattr(error, "details", None) or {}
    messages = [cause["message"] for cause in details.get("causes") or ()] or [str(error)]
    text = " ".join(messages)
    lasting = isinstance(error, ValueError) or any(phrase in text for phrase in _LASTING)
    return transport_error(messages, transient=not lasting)


def _certificates(settings: TransportSettings) -> list[bytes]:
    """Split the given files into single PEM certificates, which is the unit the builder takes."""
    paths = [settings.certificates] if settings.certificates else []
    for directory in settings.certificate_directories:
        paths += [os.path.join(directory, name) for name in sorted(os.listdir(directory))]
    found: list[bytes] = []
    for path in paths:
        with open(path, "rb") as file:
            parts = file.read().split(b"-----BEGIN CERTIFICATE-----")
        found += [
            b"-----BEGIN CERTIFICATE-----"
            + part.partition(b"-----END CERTIFICATE-----")[0]
            + b"-----END CERTIFICATE-----\n"
            for part in parts[1:]
        ]
    return found
