"""`IndexClient`: the resolver's `MetadataPort` over real indexes, the cache and worker threads."""

from __future__ import annotations

import _thread
import os
import time

from puv.cache import listings
from puv.cache import metadata as metadata_cache
from puv.cache.policy import FOREVER, from_headers
from puv.fetcher.pool import Task, WorkerPool
from puv.fetcher.redact import split_credentials
from puv.model.availability import Missing, Unusable
from puv.model.index import Index
from puv.standards.metadata import Metadata
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from typing import Self, TypeAlias

    from puv.cache.blobs import Plain
    from puv.cache.listings import StoredListing
    from puv.cache.metadata import MetadataFile
    from puv.cache.root import Cache
    from puv.fetcher.http import HttpClient
    from puv.fetcher.remote import Remote
    from puv.model.policy import IndexStrategy
    from puv.standards.listing import File, Listing
    from puv.standards.names import PackageName

    Listings: TypeAlias = tuple[Listing, ...] | Missing

DEFAULT_WORKERS = 16
#: Reasons that end the walk over the indexes under `first-index`: the package may be there, hidden.
_REFUSED = frozenset(("unauthorized", "forbidden"))


class IndexClient:
    """Listings and metadata from indexes, each question answered once.

    What the cache can answer is read in the calling thread, with neither threads nor an HTTP library; the rest is
    fetched by at most `workers` threads. `indexes` are in order of priority; those with `default` come last, and
    `explicit` ones are asked only where they are named. Freshness and `--refresh` are the cache's policy, `--offline`
    is the client's.
    `whole` downloads a wheel whose server does not do ranges and returns its path (default: to a temporary file that
    lives as long as this object); give it the wheel store's, and nothing is fetched twice.
    """

    def __init__(
        self,
        indexes: Iterable[Index],
        cache: Cache,
        http: HttpClient,
        *,
        index_strategy: IndexStrategy = "first-index",
        workers: int = DEFAULT_WORKERS,
        whole: Callable[[File], str] | None = None,
    ) -> None:
        ordered = sorted(indexes, key=lambda index: index.default)
        links = [index for index in ordered if index.format == "links"]
        listed = [index for index in ordered if index.format != "links"]
        for index in ordered:
            http.credentials.learn_index(index)
        self._named = {split_credentials(index.url)[0]: index for index in reversed(listed)}
        searched: dict[str, Index] = {}
        for index in listed:
            if not (index.explicit or index.only_for):
                searched.setdefault(split_credentials(index.url)[0], index)
        self._indexes = list(searched.values())
        self._special: dict[str, list[Index]] = {}
        for index in listed:
            for name in index.only_for:
                self._special.setdefault(name, []).append(index)
        self._cache = cache
        self._http = http
        self._clock = time.time
        self._first_only = index_strategy == "first-index"
        self._links = tuple(index.url for index in links)
        #: Everything was explicit: nothing is asked, but not because that was wished.
        self._has_explicit = any(index.explicit for index in listed)
        self._whole = whole
        self._remote: Remote | None = None
        self._making = _thread.allocate_lock()
        self._pool = WorkerPool(workers)
        self._lock = _thread.allocate_lock()
        self._listings: dict[tuple[PackageName, str], Listings | Task[Listings]] = {}
        self._metadata: dict[str, Metadata | Unusable | Task[Metadata | Unusable]] = {}
        self._rows: dict[tuple[str, str], MetadataFile] = {}

    def prefetch(self, names: Iterable[PackageName]) -> None:
        """Hint that these listings will be wanted; see `MetadataPort`."""
        for name in names:
            if (name, "") not in self._listings:
                self._start_listings((name, ""), urgent=False)

    def prefetch_metadata(self, files: Iterable[File]) -> None:
        """Hint that these files' metadata will be wanted; see `MetadataPort`."""
        for file in files:
            if file.url not in self._metadata:
                self._start_metadata(file, urgent=False)

    @staticmethod
    def located(url: str) -> str:
        """Return the address as it is: what indexes and files have does not move; see `MetadataPort`."""
        return url

    def listings(self, name: PackageName, index: str = "") -> tuple[Listing, ...] | Missing:
        """Return the package's listings, one per index that has it, in index order; see `MetadataPort`.

        Raises:
            FetchError: the network failed in a way that must end the resolution.
        """
        key = (name, index)
        found = self._listings.get(key)
        if found is None:
            found = self._start_listings(key, urgent=True)
        if isinstance(found, Task):
            self._pool.hurry(found)
            found = self._listings[key] = found.result(self._http.cancel)
        return found

    def metadata(self, file: File) -> Metadata | Unusable:
        """Return the core metadata of a distribution; see `MetadataPort`.

        Raises:
            FetchError: the network failed in a way that must end the resolution.
        """
        found = self._metadata.get(file.url)
        if found is None:
            found = self._start_metadata(file, urgent=True)
        if isinstance(found, Task):
            self._pool.hurry(found)
            found = self._metadata[file.url] = found.result(self._http.cancel)
        return found

    def used(self) -> Iterator[tuple[str, float]]:
        """Yield, for each listing that was looked at, its cache entry's path and until when it is fresh.

        The time is in seconds since the epoch, 0 for an answer that the cache does not hold (a missing package).
        """
        for (name, _), found in self._listings.items():
            answer = found.result() if isinstance(found, Task) else found
            if isinstance(answer, Missing):
                yield "", 0.0
                continue
            for listing in answer:
                policy = getattr(listing, "policy", None)  # listings of directories have none
                yield (
                    listings.entry_path(self._cache, listing.index, name),
                    policy.fresh_until if policy is not None else 0.0,
                )

    def close(self) -> None:
        """Stop the workers and delete temporary downloads. The HTTP client and the cache stay open."""
        self._pool.close()
        if self._remote is not None:
            self._remote.close()

    def __enter__(self) -> Self:
        """Use the client in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    # Listings

    def _start_listings(self, key: tuple[PackageName, str], *, urgent: bool) -> Listings | Task[Listings]:
        with self._lock:
            found = self._listings.get(key)
            if found is None:
                name, only = key
                found = self._stored_listings(name, only) or self._pool.submit(
                    lambda: self._ask_listings(name, only), urgent=urgent
                )
                self._listings[key] = found
        return found

    def _places(self, name: PackageName, only: str) -> list[Index]:
        """Return the indexes to ask for a package, in order: all, or the one with the URL `only`."""
        if not only:
            return self._special.get(name, self._indexes)
        bare = split_credentials(only)[0]
        found = self._named.get(bare)
        if found is None:
            found = self._named[bare] = Index(url=only)
            self._http.credentials.learn_index(found)
        return [found]

    def _stored_listings(self, name: PackageName, only: str) -> Listings | None:
        """Return the answer if the cache alone can give it."""
        places = self._places(name, only)
        if any(index.format == "flat" for index in places) or (self._links and not only):
            return None  # reading directories and pages is work for a worker
        found: list[Listing] = []
        for index in places:
            listing = self._stored_listing(index, name)
            if listing is not None:
                found.append(listing)
                if self._first_only:
                    break
            elif not self._http.offline or index.url.startswith("file:"):
                return None
        return self._answer(places, found, []) if found or self._http.offline or not places else None

    def _stored_listing(self, index: Index, name: PackageName) -> StoredListing | None:
        """Return the stored listing if it serves without asking: fresh, or any at all while offline. Never blocks."""
        if index.url.startswith("file:"):
            return None
        found = listings.load(self._cache, split_credentials(index.url)[0], name)
        if found is None or self._http.offline:
            return found
        since = self._cache.refresh.must_be_since(name)
        return found if found.policy.is_fresh(self._clock(), since) else None

    def _asked(self) -> Remote:
        """Return what asks servers, made now if it was not yet."""
        made = self._remote
        if made is None:
            from puv.fetcher.remote import Remote  # where the cache has every answer, nobody is asked

            with self._making:
                made = self._remote = self._remote or Remote(
                    self._cache, self._http, self._clock, links=self._links, whole=self._whole
                )
        return made

    def _ask_listings(self, name: PackageName, only: str) -> Listings:
        remote = self._asked()
        files = remote.links.files(name) if self._links and not only else []
        places = self._places(name, only)
        found: list[Listing] = []
        missing: list[Missing] = []
        for index in places:
            listing = self._listing(remote, index, name)
            if not isinstance(listing, Missing):
                found.append(listing)
            elif listing.status not in index.ignored_statuses:
                missing.append(listing)
            if self._first_only and (found or (missing and missing[-1].reason in _REFUSED)):
                break
        if files:
            with_files = remote.merged(name, files, found[0] if found else None)
            if with_files.versions:
                found[:1] = [with_files]
        return self._answer(places, found, missing)

    def _listing(self, remote: Remote, index: Index, name: PackageName) -> Listing | Missing:
        if index.format == "flat":
            listing = remote.merged(name, remote.flat(index).files(name), None)
            return listing if listing.versions else Missing(reason="not-found")
        return self._stored_listing(index, name) or remote.pages.fetch(index, name)

    def _answer(self, places: list[Index], found: list[Listing], missing: list[Missing]) -> Listings:
        if found:
            return tuple(found)
        if not (places or self._links or self._has_explicit):
            return Missing(reason="no-index")
        if self._http.offline and (
            self._is_flat_missing() or any(not index.url.startswith("file:") for index in places)
        ):
            return Missing(reason="offline")
        told = [answer for answer in missing if answer.reason in _REFUSED]
        return told[0] if told else Missing(reason="not-found")

    def _is_flat_missing(self) -> bool:
        """Tell whether a page of links could not be read because the network is disabled."""
        return self._remote is not None and self._remote.links.offline

    # Metadata

    def _start_metadata(self, file: File, *, urgent: bool) -> Metadata | Unusable | Task[Metadata | Unusable]:
        with self._lock:
            found = self._metadata.get(file.url)
            if found is None:
                found = self._stored_metadata(file) or self._pool.submit(
                    lambda: self._ask_metadata(file), urgent=urgent
                )
                self._metadata[file.url] = found
        return found

    def _stored_metadata(self, file: File) -> Metadata | Unusable | None:
        if file.url.startswith("file:"):
            return None
        name = _package(file)
        now = 0.0 if self._http.offline else self._clock()
        since = 0.0 if self._http.offline else self._cache.refresh.must_be_since(name)
        row = self._rows_of(file, name).row(metadata_cache.file_key(file), now=now, since=since)
        if not isinstance(row, tuple):
            return None
        if row[0] == "unusable":
            return Unusable(reason=row[1], detail=row[2])  # type: ignore[arg-type]  # what `_ask_metadata` wrote
        return Metadata.from_row(row[1])  # type: ignore[arg-type]  # what `_ask_metadata` wrote

    def _rows_of(self, file: File, name: str) -> MetadataFile:
        key = (file.index, name)
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = metadata_cache.load(self._cache, file.index, name)
        return found

    def _ask_metadata(self, file: File) -> Metadata | Unusable:
        answer = self._asked().metadata.fetch(file)
        if file.url.startswith("file:"):
            return answer
        if isinstance(answer, Unusable):
            if answer.reason not in ("invalid-metadata", "invalid-structure"):
                return answer
            row: Plain = ("unusable", answer.reason, answer.detail)
        else:
            row = ("metadata", answer.to_row())
        now = self._clock()
        until = self._until(file, now)
        with self._lock:
            rows = self._rows_of(file, _package(file))
            rows.add(self._cache, metadata_cache.file_key(file), row, fetched_at=now, fresh_until=until)
        return answer

    def _until(self, file: File, now: float) -> float:
        """Return until when a distribution's metadata may be used again without asking."""
        if file.hashes:
            return FOREVER  # a digest names content that cannot change
        index = self._named.get(file.index)
        caching = index.file_caching if index is not None else ""
        policy = from_headers({"cache-control": caching}, now) if caching else None
        return now if policy is None else policy.fresh_until  # an address may hold something else tomorrow


def _package(file: File) -> str:
    """Return what names the package in the cache: the first part of the file's name, normalised."""
    return normalize(os.path.basename(file.filename).partition("-")[0])
