"""A small threaded HTTP/1.1 loopback server: keep-alive, one thread per connection, every answer a value.

It exists because tests want what well-behaved servers do not do: drop a connection, stop in the middle of a body, wait.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

_HEAD_LIMIT = 65_536


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; header names are in lower case, `path` is percent-decoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""

    def header(self, name: str) -> str:
        """The header's value, or an empty string."""
        return self.headers.get(name.lower(), "")


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. `delay` seconds pass before it, `sent` cuts the body short, `drop` closes without a word."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    sent: int | None = None
    drop: bool = False


class HttpLoop:
    """Serves `answer` on a free loopback port until closed; use it in a `with` statement."""

    def __init__(self, answer: Callable[[Request], Response], tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._threads: list[threading.Thread] = []
        self.connections = 0
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, close every connection and wait for the threads."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._acceptor.join(5)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._closed:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
            with self._lock:
                self._open.add(connection)
                self._threads.append(thread)
                self.connections += 1
            thread.start()

    def _converse(self, connection: socket.socket) -> None:
        plain = connection
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            buffer = bytearray()
            while (request := _read_request(connection, buffer)) is not None:
                if not _send(connection, request, self._answer(request)):
                    break
        except OSError:
            pass  # the client left; that is its right
        finally:
            connection.close()
            with self._lock:
                self._open.discard(plain)


def _read_request(connection: socket.socket, buffer: bytearray) -> Request | None:
    while (end := buffer.find(b"\r\n\r\n")) < 0:
        chunk = connection.recv(65_536)
        if not chunk or len(buffer) > _HEAD_LIMIT:
            return None
        buffer += chunk
    first, *rows = bytes(buffer[:end]).decode("latin-1").split("\r\n")
    del buffer[: end + 4]
    method, target, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (row.partition(":") for row in rows)}
    length = int(headers.get("content-length", "0"))
    while len(buffer) < length:
        chunk = connection.recv(65_536)
        if not chunk:
            return None
        buffer += chunk
    body = bytes(buffer[:length])
    del buffer[:length]
    path, _, query = target.partition("?")
    return Request(method, unquote(path), query, headers, body)


def _send(connection: socket.socket, request: Request, response: Response) -> bool:
    """Send one answer; true if the connection may serve another request."""
    if response.delay:
        time.sleep(response.delay)
    if response.drop:
        return False
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = "Unknown"
    headers = dict(response.headers)
    if response.status != HTTPStatus.NOT_MODIFIED:
        headers.setdefault("Content-Length", str(len(response.body)))
    close = response.sent is not None or request.header("connection").lower() == "close"
    if close:
        headers["Connection"] = "close"
    head = f"HTTP/1.1 {response.status} {phrase}\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in headers.items()
    )
    body = b"" if request.method == "HEAD" or response.status == HTTPStatus.NOT_MODIFIED else response.body
    connection.sendall(head.encode("latin-1") + b"\r\n" + body[: response.sent])
    return not close
