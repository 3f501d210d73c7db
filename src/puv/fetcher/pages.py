"""Package pages of simple indexes: from the cache while fresh, else from the server, asking only for changes."""

from __future__ import annotations

import os

from puv.cache import keys, listings
from puv.cache.policy import Policy, from_headers
from puv.errors import Bug, ParseError
from puv.fetcher.errors import PageError
from puv.fetcher.redact import file_path, split_credentials
from puv.model.availability import Missing
from puv.standards.simple_api import parse_page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.cache.listings import StoredListing
    from puv.cache.root import Cache
    from puv.fetcher.http import HttpClient
    from puv.fetcher.transport import Response
    from puv.model.index import Index
    from puv.standards.names import PackageName

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
_NOT_MODIFIED, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 304, 401, 403, 404
_ACCEPTED = frozenset((_NOT_MODIFIED, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND))


class PageSource:
    """Listings of packages, one index at a time. `clock` returns seconds since the epoch."""

    __slots__ = ("_cache", "_clock", "_http", "_pythons")

    def __init__(self, cache: Cache, http: HttpClient, clock: Callable[[], float]) -> None:
        self._cache = cache
        self._http = http
        self._clock = clock
        self._pythons: dict[str, str | None] = {}  # pages repeat each other's texts

    def fetch(self, index: Index, name: PackageName) -> StoredListing | Missing:
        """Return the listing after asking the server (or the directory of a `file:` index). For worker threads.

        Raises:
            FetchError: the index failed, or answered with something that is no page.
        """
        bare = split_credentials(index.url)[0]
        if bare.startswith("file:"):
            return self._local(bare.rstrip("/"), name)
        if self._http.offline:
            return Missing(reason="offline")
        stale = listings.load(self._cache, bare, name)
        headers = {"accept": ACCEPT, **self._validators(stale, name)}

        def take(response: Response) -> StoredListing | Missing:
            return self._take(response, bare, name, stale, index)

        accepted = _ACCEPTED | index.ignored_statuses
        return self._http.fetch(f"{bare.rstrip('/')}/{name}/", take, headers=headers, accept=accepted)

    def _local(self, index: str, name: PackageName) -> StoredListing | Missing:
        """Read `<index>/<name>/index.html` of an index in the file system."""
        url = f"{index}/{name}/index.html"
        path = os.path.join(file_path(index), name, "index.html")
        try:
            with open(path, "rb") as file:
                body = file.read()
        except (FileNotFoundError, NotADirectoryError):
            return Missing(reason="not-found")
        except OSError as error:
            raise PageError(f"Failed to read the index page: {path}") from error
        return _decoded(self._encode(body, "text/html", url, (index, name, ""), Policy()))

    def _validators(self, stale: StoredListing | None, name: PackageName) -> dict[str, str]:
        if stale is None:
            return {}
        headers = {}
        if stale.policy.etag:
            headers["if-none-match"] = stale.policy.etag
        if stale.policy.last_modified:
            headers["if-modified-since"] = stale.policy.last_modified
        if stale.policy.fetched_at < self._cache.refresh.must_be_since(name):
            headers["cache-control"] = "no-cache"  # proxies in between must not answer from their own caches
        return headers

    def _take(
        self, response: Response, index: str, name: PackageName, stale: StoredListing | None, whole: Index
    ) -> StoredListing | Missing:
        status = response.status
        if status == _NOT_FOUND or (status in whole.ignored_statuses and status != _NOT_MODIFIED):
            return Missing(reason="not-found", status=status)
        if status in (_UNAUTHORIZED, _FORBIDDEN):
            return _refused(index, status)
        headers = {**response.headers, "cache-control": whole.page_caching} if whole.page_caching else response.headers
        policy = from_headers(headers, self._clock())
        if status == _NOT_MODIFIED and stale is not None:
            return self._renewed(stale, policy)
        body = response.read()
        media_type = response.headers.get("content-type")
        page_digest = ""
        if policy is not None and not policy.etag:  # no validator: if nothing changed, at least nothing is parsed again
            page_digest = keys.digest(b"\n".join(((media_type or "").encode(), response.url.encode(), body)), 16)
            if stale is not None and stale.body_digest == page_digest:
                return self._renewed(stale, policy)
        data = self._encode(body, media_type, response.url, (index, name, page_digest), policy or Policy())
        if policy is not None:
            listings.store(self._cache, index, name, data)
        return _decoded(data)

    def _encode(
        self, body: bytes, media_type: str | None, url: str, stored: tuple[str, PackageName, str], policy: Policy
    ) -> bytes:
        """Return the entry for a page; `stored` are the index, the name, and the page's digest."""
        index, name, page_digest = stored
        try:
            page = parse_page(body, media_type, url, index=index, pythons=self._pythons)
        except ParseError as error:
            raise PageError(str(error)) from error.__cause__
        return listings.encode_page(name, page, policy=policy, body_digest=page_digest)

    def _renewed(self, stale: StoredListing, policy: Policy | None) -> StoredListing:
        if policy is None:
            return stale
        stale.policy = Policy(
            etag=stale.policy.etag,
            last_modified=stale.policy.last_modified,
            fetched_at=policy.fetched_at,
            fresh_until=policy.fresh_until,
        )
        listings.renew(self._cache, stale.index, stale.name, stale.policy)
        return stale


def _decoded(data: bytes) -> StoredListing:
    listing = listings.decode(data)
    if listing is None:
        raise Bug("An index page that was just encoded cannot be decoded")
    return listing


def _refused(index: str, status: int) -> Missing:
    if status == _UNAUTHORIZED:
        detail = (
            f"An index URL ({index}) could not be queried due to a lack of valid authentication credentials "
            "(401 Unauthorized)"
        )
        return Missing(reason="unauthorized", detail=detail, status=status)
    detail = (
        f"An index ({index}) returned a 403 Forbidden error. Check that the index URL is correct and the credentials "
        "are valid."
    )
    return Missing(reason="forbidden", detail=detail, status=status)
