"""`Seen`: which bytes lay at the address of a source archive when it was last asked, as far as that still holds."""

from __future__ import annotations

import time

from puv.cache import blobs
from puv.cache.keys import digest
from puv.cache.policy import Policy, from_headers
from puv.fetcher.redact import split_credentials
from puv.ops.builds.sources import SHA256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.fetcher.transport import Response
    from puv.ops.builds.sources import Source
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import Provision

_NOT_MODIFIED = 304


class Seen:
    """The digests of archives at remote addresses, kept in the cache with what HTTP says of their age."""

    __slots__ = ("_port", "_runtime")

    def __init__(self, port: Provision, runtime: Runtime) -> None:
        self._port, self._runtime = port, runtime

    def note(self, source: Source, headers: Mapping[str, str]) -> None:
        """Keep the digest of what was fetched now. `headers` are those of the answer."""
        self._write(source, source.sha256, from_headers(headers, time.time()) or Policy())

    def digest(self, source: Source) -> str:
        """Return the digest (`sha256:hex`) of what is at a remote address, empty where only fetching it would tell.

        Offline it is that of the last time.

        Raises:
            FetchError: the server does not answer.
        """
        if source.file.index or source.is_directory or source.is_repository or source.file.url.startswith("file:"):
            return ""
        row = blobs.unpack(self._runtime.cache.read(self._path(source)) or b"")
        if not (isinstance(row, tuple) and str(row[0]).startswith(SHA256)):
            return ""
        kept, etag, modified, fetched_at, fresh_until = map(str, row)
        since = self._runtime.cache.refresh.must_be_since(source.name or "-")
        policy = Policy(etag=etag, last_modified=modified, fetched_at=float(fetched_at), fresh_until=float(fresh_until))
        if self._port.http.offline or policy.is_fresh(time.time(), since):
            return kept
        return kept if self._is_unchanged(source, kept, policy, since) else ""

    def _is_unchanged(self, source: Source, kept: str, policy: Policy, since: float) -> bool:
        """Ask the server whether what it has is still the same."""
        headers = {"if-none-match": policy.etag} if policy.etag else {}
        headers |= {"if-modified-since": policy.last_modified} if policy.last_modified else {}
        if not headers:
            return False
        if policy.fetched_at < since:
            headers["cache-control"] = "no-cache"  # proxies in between must not answer from their own caches

        def take(response: Response) -> bool:
            if response.status == _NOT_MODIFIED:
                now = from_headers(response.headers, time.time()) or Policy()
                renewed = Policy(
                    etag=policy.etag, last_modified=policy.last_modified, fetched_at=now.fetched_at,
                    fresh_until=now.fresh_until,
                )  # fmt: skip
                self._write(source, kept, renewed)
            return response.status == _NOT_MODIFIED

        accepted = frozenset((_NOT_MODIFIED,))
        return self._port.http.fetch(_address(source), take, headers=headers, purpose="file", accept=accepted)

    def _write(self, source: Source, found: str, policy: Policy) -> None:
        row = (found, policy.etag, policy.last_modified, policy.fetched_at, policy.fresh_until)
        self._runtime.cache.write(self._path(source), blobs.pack(row))

    def _path(self, source: Source) -> str:
        address = split_credentials(_address(source))[0]
        return self._runtime.cache.path("sources", "_addresses", digest(address.encode("utf-8", "surrogatepass"), 16))


def _address(source: Source) -> str:
    return source.file.url.partition("#")[0]
