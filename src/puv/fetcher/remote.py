"""`Remote`: everything of an `IndexClient` that asks servers, and directories that stand for them."""

from __future__ import annotations

from puv.fetcher.download import Downloader
from puv.fetcher.flat_index import FlatIndexes, merged
from puv.fetcher.pages import PageSource
from puv.fetcher.wheel_metadata import MetadataSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from puv.cache.root import Cache
    from puv.fetcher.http import HttpClient
    from puv.standards.listing import File


class Remote:
    """The sources of pages, of flat indexes' files (`flat` are their URLs) and of metadata. For worker threads.

    `whole` downloads a wheel and returns its path; without it to a temporary file that `close` deletes.
    """

    __slots__ = ("_cache", "_downloads", "_http", "flat", "metadata", "pages")

    merged = staticmethod(merged)

    def __init__(
        self,
        cache: Cache,
        http: HttpClient,
        clock: Callable[[], float],
        *,
        flat: Iterable[str],
        whole: Callable[[File], str] | None,
    ) -> None:
        self._cache, self._http = cache, http
        self._downloads: list[str] = []
        self.pages = PageSource(cache, http, clock)
        self.flat = FlatIndexes(flat, cache, http, clock)
        self.metadata = MetadataSource(http, whole or self._download)

    def close(self) -> None:
        """Delete temporary downloads."""
        for path in self._downloads:
            self._cache.discard(path)

    def _download(self, file: File) -> str:
        path = Downloader(self._http).download(file, self._cache.temporary_area()).path
        self._downloads.append(path)
        return path
