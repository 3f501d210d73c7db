"""`Remote`: everything of an `IndexClient` that asks servers, and directories that stand for them."""

from __future__ import annotations

from _thread import allocate_lock

from puv.fetcher.download import Downloader
from puv.fetcher.flat_index import FlatIndexes, merged
from puv.fetcher.pages import PageSource
from puv.fetcher.wheel_metadata import MetadataSource
from puv.standards.listing import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from puv.cache.root import Cache
    from puv.fetcher.flat_index import MemoryListing
    from puv.fetcher.http import HttpClient
    from puv.model.index import Index
    from puv.standards.listing import Listing
    from puv.standards.names import PackageName


class Remote:
    """The sources of pages, of flat indexes' files (`links` are the URLs of `--find-links`) and of metadata.

    For worker threads. `whole` downloads a wheel and returns its path; without it to a temporary file that `close`
    deletes.
    """

    __slots__ = ("_cache", "_clock", "_downloads", "_flat", "_http", "_lock", "links", "metadata", "pages")

    links: FlatIndexes
    metadata: MetadataSource
    pages: PageSource

    merged: Callable[[PackageName, Iterable[File], Listing | None], MemoryListing] = staticmethod(merged)

    def __init__(
        self,
        cache: Cache,
        http: HttpClient,
        clock: Callable[[], float],
        *,
        links: Iterable[str],
        whole: Callable[[File], str] | None,
    ) -> None:
        self._cache, self._http, self._clock = cache, http, clock
        self._downloads: list[str] = []
        self.pages = PageSource(cache, http, clock)
        self.links = FlatIndexes(links, cache, http, clock)
        self._flat: dict[str, FlatIndexes] = {}
        self._lock = allocate_lock()
        self.metadata = MetadataSource(http, whole or self._download)

    def flat(self, index: Index) -> FlatIndexes:
        """Return the files of one flat index."""
        with self._lock:
            found = self._flat.get(index.url)
            if found is None:
                found = self._flat[index.url] = FlatIndexes((index.url,), self._cache, self._http, self._clock)
        return found

    def close(self) -> None:
        """Delete temporary downloads."""
        for path in self._downloads:
            self._cache.discard(path)

    def _download(self, file: File) -> str:
        # A digest that the user gave with an address is for installing: what is only read is not held against it.
        wanted = file if file.index else File(filename=file.filename, url=file.url)
        path = Downloader(self._http).download(wanted, self._cache.temporary_area()).path
        self._downloads.append(path)
        return path
