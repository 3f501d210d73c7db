"""Indexes of the caller's own, as a transport: whatever resolves and installs asks them like a server."""

from __future__ import annotations

import _thread
import hashlib
import json

from puv.fetcher.errors import NotInCacheError
from puv.fetcher.transport import Response
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from puv.api.indexes import FileEntry
    from puv.api.protocols import ByteStream, Index
    from puv.fetcher.transport import Request, Transport

_PIECE = 1 << 18
_JSON = "application/vnd.pypi.simple.v1+json"
_DOMAIN = ".index.invalid"  # a name that no server has (RFC 2606)


def address_of(name: str) -> str:
    """Return the URL under which an index of this name is asked."""
    return f"http://{name}{_DOMAIN}/simple"


class Mounts:
    """A transport over the indexes of a session, by their names; everything else goes to `other`, made when needed."""

    def __init__(self, indexes: Mapping[str, Index], other: Callable[[], Transport]) -> None:
        self._indexes = {f"{name}{_DOMAIN}": index for name, index in indexes.items()}
        self._other = other
        self._made: Transport | None = None
        self._making = _thread.allocate_lock()
        self._digests: dict[tuple[str, str], str] = {}

    def send(self, request: Request) -> Response:
        """Answer a request; see `Transport`.

        Raises:
            TransportError: another server did not answer.
        """
        host, _, path = request.url.partition("://")[2].partition("/")
        index = self._indexes.get(host)
        if index is None:
            return self._elsewhere().send(request)
        kind, _, rest = path.partition("/")
        name, _, filename = rest.strip("/").partition("/")
        entries = {entry.filename: entry for entry in index.files(normalize(name))}
        if kind == "simple":
            return self._page(host, name, index, entries, request)
        wanted = filename.removesuffix(".metadata") if filename.endswith(".metadata") else filename
        entry = entries.get(wanted)
        if entry is None:
            return Response.of(url=request.url, status=404)
        if wanted != filename:
            content = entry.metadata
            return Response.of(url=request.url, status=404) if content is None else _answer(request, content)
        return _file(request, index.open(entry), entry)

    def close(self) -> None:
        """Drop idle connections."""
        if self._made is not None:
            self._made.close()

    def _elsewhere(self) -> Transport:
        with self._making:
            self._made = self._made or self._other()
        return self._made

    def _page(self, host: str, name: str, index: Index, entries: Mapping[str, FileEntry], request: Request) -> Response:
        if not entries:
            return Response.of(url=request.url, status=404)
        files = [self._row(host, name, index, entry) for entry in entries.values()]
        page = json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": files}).encode()
        etag = f'"{hashlib.sha256(page).hexdigest()}"'
        headers = {"content-type": _JSON, "etag": etag, "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == etag:
            return Response.of(url=request.url, status=304, headers=headers)
        return Response.of(page, url=request.url, headers=headers)

    def _row(self, host: str, name: str, index: Index, entry: FileEntry) -> dict[str, Any]:
        row: dict[str, Any] = {
            "filename": entry.filename,
            "url": f"http://{host}/files/{name}/{entry.filename}",
            "hashes": {"sha256": entry.sha256 or self._digest(host, index, entry)},
            "yanked": entry.yanked,
        }
        if entry.size is not None:
            row["size"] = entry.size
        if entry.requires_python:
            row["requires-python"] = entry.requires_python
        if entry.upload_time:
            row["upload-time"] = entry.upload_time
        if entry.metadata is not None:
            row["core-metadata"] = {"sha256": hashlib.sha256(entry.metadata).hexdigest()}
        return row

    def _digest(self, host: str, index: Index, entry: FileEntry) -> str:
        key = (host, entry.filename)
        found = self._digests.get(key)
        if found is None:
            digest = hashlib.sha256()
            for piece in _pieces(index.open(entry)):
                digest.update(piece)
            found = self._digests[key] = digest.hexdigest()
        return found


def refusing() -> Transport:
    """Return a transport that is offline."""
    return _Offline()


class _Offline:
    def send(self, request: Request) -> Response:
        raise NotInCacheError(request.url)

    def close(self) -> None:
        """Nothing is open."""


def _file(request: Request, stream: ByteStream | bytes, entry: FileEntry) -> Response:
    length = len(stream) if isinstance(stream, bytes) else entry.size
    headers = {"content-type": "application/octet-stream"} | ({} if length is None else {"content-length": str(length)})
    return Response.of(_pieces(stream), url=request.url, headers=headers)


def _answer(request: Request, content: bytes) -> Response:
    headers = {"content-type": "application/octet-stream", "content-length": str(len(content))}
    return Response.of(content, url=request.url, headers=headers)


def _pieces(stream: ByteStream | bytes) -> Iterator[bytes]:
    if isinstance(stream, bytes):
        yield stream
        return
    try:
        while piece := stream.read(_PIECE):
            yield piece
    finally:
        stream.close()
