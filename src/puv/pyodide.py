"""What puv needs of Pyodide: a transport over JavaScript's `fetch`."""

from __future__ import annotations

from puv.fetcher.errors import transport_error
from puv.fetcher.transport import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from puv.fetcher.transport import Request

# A page may not say these itself, and `fetch` does it; what it has unpacked is as long as it is.
_OWN_HEADERS = frozenset(("accept-encoding", "connection", "content-length", "host", "user-agent"))
_UNPACKED = frozenset(("content-encoding", "content-length", "transfer-encoding"))


class FetchTransport:
    """Sends requests through `fetch`. Redirects are followed; the answer's `url` tells where to."""

    async def send(self, request: Request) -> Response:
        """Return the answer, with its whole content.

        Raises:
            TransportError: no answer came; a page may not read what other servers do not offer it (CORS).
        """
        from js import Object, fetch  # type: ignore[import-not-found]  # JavaScript's own, inside Pyodide
        from pyodide.ffi import JsException, to_js  # type: ignore[import-not-found]  # likewise

        headers = {name: text for name, text in request.headers.items() if name not in _OWN_HEADERS}
        options: dict[str, Any] = {"method": request.method, "headers": headers}
        if request.body is not None:
            options["body"] = b"".join(request.body())
        try:
            answer = await fetch(request.url, to_js(options, dict_converter=Object.fromEntries))
            content = (await answer.arrayBuffer()).to_bytes()
        except (JsException, OSError) as error:
            messages = (f"error sending request for url ({request.url})", str(error))
            raise transport_error(messages, transient=True) from None
        told = {str(name).lower(): str(text) for name, text in answer.headers.entries()}
        packed = "content-encoding" in told
        kept = {name: text for name, text in told.items() if not (packed and name in _UNPACKED)}
        return Response.of(content, url=str(answer.url) or request.url, status=answer.status, headers=kept)
