"""The alternate transport: urllib3, pure Python, wherever pyreqwest has no wheel."""

from __future__ import annotations

import _thread
import ssl

import urllib3

from puv.fetcher.errors import transport_error
from puv.fetcher.redact import host, origin, split_credentials
from puv.fetcher.transport import Response, TransportSettings, distrusted, is_insecure, proxy_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.fetcher.errors import TransportError
    from puv.fetcher.transport import Request

_CHUNK = 64 * 1024
_CONNECTIONS = 16


class Urllib3Transport:
    """A `Transport` over urllib3's pools: HTTP/1.1, redirects and retries off."""

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self._pools: dict[tuple[str, bool], urllib3.PoolManager] = {}
        self._building = _thread.allocate_lock()

    def send(self, request: Request) -> Response:
        """Send; see `Transport.send`."""
        settings, name = self._settings, host(request.url)
        proxy = proxy_for(origin(request.url)[0], name, settings)
        insecure = origin(request.url)[0] == "http" or is_insecure(
            name, origin(request.url)[1], settings.insecure_hosts
        )
        if settings.nothing_trusted and not insecure:
            raise distrusted(request.url)
        key = (proxy, is_insecure(name, origin(request.url)[1], settings.insecure_hosts))
        pool = self._pools.get(key) or self._pool(key)
        headers = {"user-agent": settings.user_agent, **request.headers}
        if request.purpose == "page":
            headers.setdefault("accept-encoding", "gzip, deflate")
        try:
            answer = pool.request(
                request.method,
                request.url,
                headers=headers,
                body=None if request.body is None else request.body(),
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=request.purpose == "page",
            )
        except urllib3.exceptions.HTTPError as error:
            failure = _translated(error, request.url)
            raise failure from failure.__cause__  # the library's own exception says nothing more
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status, found, _Body(answer, request), url=request.url)

    def close(self) -> None:
        """Drop the connections."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.clear()

    def _pool(self, key: tuple[str, bool]) -> urllib3.PoolManager:
        with self._building:
            pool = self._pools.get(key)
            if pool is None:
                try:
                    pool = self._pools[key] = self._build(*key)
                except (OSError, ValueError, urllib3.exceptions.HTTPError) as error:
                    failure = transport_error(("Failed to build the HTTP client", str(error)), transient=False)
                    raise failure from failure.__cause__
        return pool

    def _build(self, proxy: str, insecure: bool) -> urllib3.PoolManager:
        settings = self._settings
        timeout = urllib3.Timeout(connect=settings.connect_timeout, read=settings.read_timeout)
        context = _context(settings, insecure=insecure)
        if not proxy:
            return urllib3.PoolManager(maxsize=_CONNECTIONS, timeout=timeout, ssl_context=context)
        bare, user, password = split_credentials(proxy)
        headers = urllib3.make_headers(proxy_basic_auth=f"{user}:{password or ''}") if user else None
        return urllib3.ProxyManager(
            bare, maxsize=_CONNECTIONS, timeout=timeout, ssl_context=context, proxy_headers=headers
        )


class _Body:
    __slots__ = ("_answer", "_decode", "_url")

    def __init__(self, answer: urllib3.BaseHTTPResponse, request: Request) -> None:
        self._answer = answer
        self._decode = request.purpose == "page"
        self._url = request.url

    def chunk(self) -> bytes | None:
        """See `Body.chunk`."""
        try:
            return self._answer.read(_CHUNK, decode_content=self._decode) or None
        except urllib3.exceptions.HTTPError as error:
            failure = _translated(error, self._url)
            raise failure from failure.__cause__

    def rest(self) -> bytes:
        """See `Body.rest`."""
        try:
            return self._answer.read(decode_content=self._decode)
        except urllib3.exceptions.HTTPError as error:
            failure = _translated(error, self._url)
            raise failure from failure.__cause__

    def close(self) -> None:
        """See `Body.close`."""
        if self._answer.closed:
            self._answer.release_conn()
        else:
            self._answer.close()


def _context(settings: TransportSettings, *, insecure: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if settings.client_certificate:
        context.load_cert_chain(settings.client_certificate)
    if insecure:
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)  # the user allowed this very host
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if settings.certificates:
        context.load_verify_locations(cafile=settings.certificates)
    for directory in settings.certificate_directories:
        context.load_verify_locations(capath=directory)
    if not (settings.certificates or settings.certificate_directories):
        context.load_default_certs()
    return context


def _translated(error: urllib3.exceptions.HTTPError, url: str) -> TransportError:
    """Word an error as the other transport does, so that messages do not depend on which is installed."""
    reason = getattr(error, "reason", None)
    inner = reason if isinstance(reason, BaseException) else error
    lasting = isinstance(inner, (ssl.SSLCertVerificationError, urllib3.exceptions.LocationValueError)) or (
        "CERTIFICATE_VERIFY_FAILED" in str(inner)
    )
    outer = f"error sending request for url ({url})"
    return transport_error((outer, *_causes(inner)), transient=not lasting)


def _causes(error: BaseException) -> tuple[str, ...]:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        detail = cause.strerror if isinstance(cause, OSError) else str(cause)
        return ("client error (Connect)", "dns error", f"failed to lookup address information: {detail}")
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        detail = f"{cause.strerror} (os error {cause.errno})" if isinstance(cause, OSError) else str(cause)
        return ("client error (Connect)", "tcp connect error", detail)
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return ("operation timed out",)
    if isinstance(error, (urllib3.exceptions.ProtocolError, urllib3.exceptions.DecodeError)):
        return ("error decoding response body", str(error))
    return (str(error),)
