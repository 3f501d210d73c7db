"""Sending one file to the upload interface of an index."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.fetcher.errors import TransportError, reason_phrase
from puv.fetcher.redact import origin
from puv.fetcher.transport import Request
from puv.ops.publish.contents import chunks_of
from puv.ops.publish.form import parts, rest
from puv.ops.publish.requests import PublishError, UploadStatusError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from puv.fetcher.auth.store import Credentials
    from puv.fetcher.http import HttpClient
    from puv.fetcher.transport import Response
    from puv.ops.publish.files import Upload
    from puv.ops.publish.form import Fields

_OK, _REDIRECT, _FAILURE = 200, 300, 400
_MOST_REDIRECTS = 10
_JSON, _PROBLEM = "application/json", "application/problem+json"
_ACCEPT = "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7"
# Where the standard library has other words for a status than servers and uv.
_REASONS = {413: "Payload Too Large", 416: "Range Not Satisfiable", 422: "Unprocessable Entity"}


class RedirectError(PublishError):
    """The server sends an upload elsewhere. `url` is where."""

    code = "upload-redirect"

    def __init__(self, message: str, *, url: str = "") -> None:
        super().__init__(message)
        self.url = url


def send(
    client: HttpClient, url: str, fields: Fields, upload: Upload, attestations: str, credentials: Credentials
) -> None:
    """Upload a file with its fields.

    Raises:
        PublishError: no answer came, or the server refused it, or sends it to somebody else.
    """
    boundary = f"puv-{os.urandom(16).hex()}"
    head, middle = parts(fields, upload.filename, boundary)
    tail = middle + rest(attestations, boundary)
    length = len(head) + os.path.getsize(upload.path) + len(tail)

    def body() -> Iterator[bytes]:
        yield head
        yield from chunks_of(upload.path)
        yield tail

    headers = {
        "accept": _ACCEPT, "authorization": credentials.header(), "content-length": str(length),
        "content-type": f"multipart/form-data; boundary={boundary}",
    }  # fmt: skip
    for _ in range(_MOST_REDIRECTS):
        request = Request(url, method="POST", headers=headers, purpose="file", body=body)
        try:
            answer = client.post(request)
        except TransportError as error:
            raise PublishError("Failed to send POST request") from error
        with answer as response:
            if not _REDIRECT <= response.status < _FAILURE:
                _judge(response)
                return
            url = _target(response, url)
    raise PublishError("too many redirects")


def _target(response: Response, url: str) -> str:
    """Return where a redirect leads.

    Raises:
        RedirectError: it leads to another server, or nowhere.
    """
    location = response.headers.get("location", "")
    if "://" not in location:
        cause = InputError("relative URL without a base")
        raise RedirectError("Request was redirected, but location header is not a URL") from cause
    if origin(location) != origin(url):
        raise RedirectError(f"Redirected URL is not in the same realm. Redirected to: {location}", url=location)
    return location


def _judge(response: Response) -> None:
    if _OK <= response.status < _REDIRECT:
        response.read()
        return
    status = f"{response.status} {_REASONS.get(response.status) or reason_phrase(response.status)}".rstrip()
    raise UploadStatusError(f"Server returned status code {status}. {_said(response)}", status=response.status)


def _said(response: Response) -> str:
    """Return what the server has to say: the code of a JSON answer, the words of a problem (RFC 9457), or all of it."""
    text = response.read().decode("utf-8", "replace").rstrip()
    kind = response.headers.get("content-type", "")
    document = _parsed(text) if kind in (_JSON, _PROBLEM) else {}
    if kind == _JSON and isinstance(document.get("code"), str):
        return f"Server says: {document['code']}"
    if kind == _PROBLEM:
        words = [document[key] for key in ("title", "detail") if document.get(key) is not None]
        if words and all(isinstance(word, str) for word in words):
            return f"Server message: {', '.join(words)}"
        if not words and isinstance(document.get("status"), int):
            return f"HTTP error {document['status']}"
    return f"Server says: {text}"


def _parsed(text: str) -> dict[str, Any]:
    import json  # only refusals come here

    try:
        document = json.loads(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
