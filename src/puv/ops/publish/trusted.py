"""Trusted publishing: the identity of a continuous integration job in exchange for a short-lived token."""

from __future__ import annotations

from puv.errors import FetchError, InputError
from puv.fetcher.errors import TransportError, failed
from puv.fetcher.transport import Request
from puv.ops.publish.requests import PublishError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from puv.fetcher.http import HttpClient

_OK, _FAILURE = 200, 400


class TrustedPublishingError(PublishError):
    """No token could be had; the cause says why."""

    code = "trusted-publishing"


def token_for(url: str, client: HttpClient, environ: Mapping[str, str]) -> str | None:
    """Return a token for the upload URL, None where no job with an identity runs.

    Raises:
        FetchError: the index or the service did not answer.
        PublishError: the job may not have an identity, or the index does not know it.
    """
    if environ.get("GITHUB_ACTIONS") != "true" and environ.get("GITLAB_CI") != "true":
        return None
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    # Identities are never sent unencrypted, except to this machine itself.
    scheme = "http" if url.startswith("http://") and host.partition(":")[0] in {"127.0.0.1", "localhost"} else "https"
    base = f"{scheme}://{host}/_/oidc"
    audience = _field(_answer(client, Request(f"{base}/audience")), "audience")
    identity = _identity(audience, client, environ)
    if identity is None:
        return None
    return _field(_answer(client, _posted(f"{base}/mint-token", {"token": identity})), "token")


def _identity(audience: str, client: HttpClient, environ: Mapping[str, str]) -> str | None:
    """Return the job's identity (a JSON web token) for an audience."""
    if environ.get("GITLAB_CI") == "true":
        word = "".join(character if character.isalnum() else "_" for character in audience.upper())
        return environ.get(f"{word}_ID_TOKEN")
    url, secret = environ.get("ACTIONS_ID_TOKEN_REQUEST_URL"), environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    if not url or not secret:
        raise PublishError(
            "Environment variable ACTIONS_ID_TOKEN_REQUEST_TOKEN not set, is the `id-token: write` permission missing?"
        )
    from urllib.parse import quote  # only jobs of GitHub come here

    joined = f"{url}{'&' if '?' in url else '?'}audience={quote(audience, safe='')}"
    return _field(_answer(client, Request(joined, headers={"authorization": f"Bearer {secret}"})), "value")


def _posted(url: str, document: Mapping[str, str]) -> Request:
    import json  # likewise

    data = json.dumps(document).encode()

    def body() -> Iterator[bytes]:
        yield data

    headers = {"content-type": "application/json", "content-length": str(len(data))}
    return Request(url, method="POST", headers=headers, body=body)


def _answer(client: HttpClient, request: Request) -> dict[str, Any]:
    import json  # likewise

    try:
        with client.post(request) as response:
            content, status = response.read(), response.status
    except TransportError as error:
        raise failed(request.url, error) from error
    if status >= _FAILURE:
        shown = content.decode("utf-8", "replace").strip()
        raise FetchError(
            f"Server returned error code {status}, is trusted publishing correctly configured?\nResponse: {shown}"
        )
    try:
        document = json.loads(content)
    except ValueError as error:
        raise FetchError(f"Failed to parse the answer of: {request.url}") from InputError(str(error))
    return document if isinstance(document, dict) else {}


def _field(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise FetchError(f"The answer has no `{name}`")
    return value
