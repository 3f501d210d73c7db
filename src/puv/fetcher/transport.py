"""`Transport`: the one way to the network, and the values that cross it."""

from __future__ import annotations

from puv._version import __version__
from puv.fetcher.errors import transport_error
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import TracebackType
    from typing import Literal, Protocol, Self

    from puv.cancel import CancelToken
    from puv.fetcher.errors import TransportError

    class Body(Protocol):
        """The bytes of an answer while they arrive."""

        def chunk(self) -> bytes | None:
            """Return some bytes, or None at the end.

            Raises:
                TransportError: the connection broke or timed out.
            """

        def rest(self) -> bytes:
            """Return all bytes not yet taken; raises as `chunk`."""

        def close(self) -> None:
            """Give the connection back, or drop it when bytes are left."""

    class Transport(Protocol):
        """Sends one request and returns one answer: no redirects, no retries, no credentials of its own.

        Safe to use from many threads. Blocks without listening to Ctrl-C, so the main thread should not send.
        """

        def send(self, request: Request) -> Response:
            """Send a request and return its answer, whatever the status, as soon as the headers are there.

            Raises:
                TransportError: no answer came.
            """

        def close(self) -> None:
            """Drop idle connections."""


class TransportSettings(Frozen):
    """How to connect. Times are seconds.

    `proxies` maps `http`, `https` and `all` to proxy URLs; `no_proxy` is the value of `NO_PROXY`. `certificates` is a
    PEM file of trusted authorities and `certificate_directories` are directories of such files; empty: the system's, or
    with `nothing_trusted` nobody's. `client_certificate` is a PEM file with a certificate and its key, shown to servers
    that ask. `insecure_hosts` are `host`, `host:port` or URL texts whose certificates go unverified.
    """

    user_agent: str = f"puv/{__version__}"
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    proxies: Mapping[str, str] = {}
    no_proxy: str = ""
    certificates: str = ""
    certificate_directories: tuple[str, ...] = ()
    nothing_trusted: bool = False
    client_certificate: str = ""
    insecure_hosts: tuple[str, ...] = ()


class Request:
    """What to ask. `url` carries no credentials; `headers` names are lower case.

    `purpose` is `page` for small answers (HTTP/2 where offered, compressed) and `file` for distributions (HTTP/1.1,
    bytes as they are). `body` returns the bytes to send, in pieces; their number stands in `content-length`.
    `cancel` is the caller's wish to stop, which a transport that can give up early may heed.
    """

    __slots__ = ("body", "cancel", "headers", "method", "purpose", "url")

    body: Callable[[], Iterator[bytes]] | None
    cancel: CancelToken | None
    headers: dict[str, str]
    method: str
    url: str

    def __init__(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        purpose: Literal["page", "file"] = "page",
        body: Callable[[], Iterator[bytes]] | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        self.url = url
        self.cancel = cancel
        self.body = body
        self.method = method
        self.headers = dict(headers or {})
        self.purpose = purpose

    def __repr__(self) -> str:
        """Show method and URL, never the headers."""
        return f"Request({self.method} {self.url})"


class _Content:
    """A `Body` of bytes that are at hand."""

    __slots__ = ("_pieces",)

    def __init__(self, content: bytes | Iterable[bytes]) -> None:
        self._pieces = iter((content,) if isinstance(content, bytes) else content)

    def chunk(self) -> bytes | None:
        return next((piece for piece in self._pieces if piece), None)

    def rest(self) -> bytes:
        return b"".join(self._pieces)

    def close(self) -> None:
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()


class Response:
    """An answer. `headers` names are lower case; `url` is the address that gave it, after redirects.

    Use it in a `with` block, or `close` it, unless `read` was called.
    """

    __slots__ = ("_body", "headers", "status", "url")

    headers: Mapping[str, str]
    status: int
    url: str

    def __init__(self, status: int, headers: Mapping[str, str], body: Body, *, url: str) -> None:
        self.status = status
        self.headers = headers
        self.url = url
        self._body = body

    @classmethod
    def of(
        cls, content: bytes | Iterable[bytes] = b"", *, url: str, status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:  # fmt: skip
        """Return an answer with a content that is at hand, whole or in pieces; for transports of one's own."""
        lowered = {name.lower(): value for name, value in (headers or {}).items()}
        return cls(status, lowered, _Content(content), url=url)

    def read(self) -> bytes:
        """Return the whole body and give the connection back.

        Raises:
            TransportError: the connection broke or timed out.
        """
        try:
            return self._body.rest()
        finally:
            self._body.close()

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it arrives; raises as `read`."""
        while (chunk := self._body.chunk()) is not None:
            yield chunk

    def close(self) -> None:
        """Give the connection back."""
        self._body.close()

    def __enter__(self) -> Self:
        """Use the answer in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Show status and URL."""
        return f"Response({self.status}, {self.url})"


def is_insecure(url_host: str, url_authority: str, insecure_hosts: tuple[str, ...]) -> bool:
    """Tell whether an `https` URL's host, or `host:port`, is among those whose certificates go unverified."""
    for entry in insecure_hosts:
        scheme, separator, rest = entry.lower().rpartition("://")
        if separator and scheme != "https":
            continue
        if rest.partition("/")[0] in (url_host, url_authority):
            return True
    return False


def distrusted(url: str) -> TransportError:
    """Return the error of a server that cannot be verified, as nobody is trusted."""
    messages = (
        f"error sending request for url ({url})",
        "client error (Connect)",
        "invalid peer certificate: UnknownIssuer",
    )
    return transport_error(messages, transient=False)


def proxy_for(scheme: str, url_host: str, settings: TransportSettings) -> str:
    """Return the proxy URL for a scheme and host, or nothing: `no_proxy` has names, suffixes and `*`."""
    for entry in settings.no_proxy.split(","):
        name = entry.strip().lower().lstrip(".")
        if name == "*" or (name and (url_host == name or url_host.endswith("." + name))):
            return ""
    return settings.proxies.get(scheme) or settings.proxies.get("all", "")
