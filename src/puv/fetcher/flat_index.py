"""Flat indexes (`--find-links`): a directory of distributions, or one page of links for many packages."""

from __future__ import annotations

import _thread
import os

from puv.cache import blobs, keys
from puv.cache.grouping import by_version
from puv.cache.policy import Policy, from_headers
from puv.errors import FetchError, ParseError
from puv.fetcher.errors import NotInCacheError, PageError
from puv.fetcher.pages import ACCEPT
from puv.fetcher.redact import file_path, redacted, split_credentials
from puv.standards.listing import File
from puv.standards.names import normalize
from puv.standards.simple_api import parse_page
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from puv.cache.root import Cache
    from puv.fetcher.http import HttpClient
    from puv.fetcher.transport import Response
    from puv.standards.listing import Listing
    from puv.standards.names import PackageName

_ENDINGS = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tar.xz", ".tgz", ".tar.zst", ".tbz", ".txz", ".tar")
_FIELDS = (
    "filename",
    "url",
    "index",
    "hashes",
    "size",
    "requires_python",
    "yanked",
    "upload_time",
    "has_metadata",
    "metadata_hash",
)


class FlatIndexError(FetchError):
    """A `--find-links` location cannot be read."""

    code = "find-links"


class MemoryListing:
    """A `Listing` that was put together in memory; see `merged`."""

    __slots__ = ("_files", "_parsed", "index", "name", "versions")

    index: str
    name: PackageName
    versions: list[str]

    def __init__(self, name: PackageName, index: str, groups: list[tuple[str, tuple[File, ...]]]) -> None:
        self.name = name
        self.index = index
        self.versions = [text for text, _ in groups]
        self._files = [files for _, files in groups]
        self._parsed: dict[int, Version] = {}

    def version(self, position: int) -> Version:
        """Return the parsed version at `position`, memoised."""
        found = self._parsed.get(position)
        if found is None:
            found = self._parsed[position] = Version.parse(self.versions[position])
        return found

    def files(self, position: int) -> tuple[File, ...]:
        """Return the files of the version at `position` in file-name order."""
        return self._files[position]

    def __repr__(self) -> str:
        """Name the package."""
        return f"MemoryListing({self.name!r}, versions={len(self.versions)})"


def merged(name: PackageName, files: Iterable[File], base: Listing | None) -> MemoryListing:
    """Return a listing of `files` together with those of `base`, which gives the index and sorts last among equals."""
    everything = list(files)
    if base is not None:
        for position in range(len(base.versions)):
            everything += base.files(position)
    index = base.index if base is not None else everything[0].index if everything else ""
    return MemoryListing(name, index, [(text, tuple(members)) for text, members in by_version(name, everything)])


class FlatIndexes:
    """All files of several flat indexes, read once, when first asked."""

    __slots__ = ("_cache", "_clock", "_files", "_http", "_lock", "_urls", "offline")

    offline: bool

    def __init__(self, urls: Iterable[str], cache: Cache, http: HttpClient, clock: Callable[[], float]) -> None:
        self._urls = tuple(urls)
        self._cache = cache
        self._http = http
        self._clock = clock
        self._files: list[tuple[str, File]] | None = None
        self._lock = _thread.allocate_lock()
        #: A page could not be read because the network is disabled.
        self.offline = False

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._urls)

    def files(self, name: PackageName) -> list[File]:
        """Return the files that may be of the package, in the order of the indexes.

        Raises:
            FlatIndexError: a location cannot be read.
        """
        with self._lock:
            if self._files is None:
                found = [file for url in self._urls for file in self._read(url)]
                self._files = [(normalize(file.filename), file) for file in found]
        return [file for text, file in self._files if text.startswith(name)]

    def _read(self, url: str) -> list[File]:
        if url.startswith(("http://", "https://")):
            try:
                return self._page(url)
            except NotInCacheError:
                self.offline = True
                return []
            except FetchError as error:
                raise FlatIndexError(f"Failed to read `--find-links` URL: {redacted(url)}") from error
        path = file_path(url) if url.startswith("file:") else url
        try:
            return _directory(path, url)
        except OSError as error:
            detail = f"{error.strerror} (os error {error.errno})"
            raise FlatIndexError(f"Failed to read `--find-links` directory: {path}") from FlatIndexError(detail)

    def _page(self, url: str) -> list[File]:
        bare = split_credentials(url)[0]
        key = ("flat", keys.digest(bare.encode()) + ".bin")
        stored = blobs.load(self._cache, "simple", *key)
        fresh = _unpacked(stored, self._clock(), self._cache.refresh.since)
        if fresh is not None:
            return fresh
        if self._http.offline:
            kept = _unpacked(stored, 0.0, 0.0)
            if kept is None:
                raise NotInCacheError(bare)
            return kept

        def take(response: Response) -> tuple[list[File], Policy | None]:
            media_type = response.headers.get("content-type", "text/html")
            try:
                page = parse_page(response.read(), media_type, response.url)
            except ParseError as error:
                raise PageError(f"Received some unexpected HTML from `{response.url}`") from error
            return page.files, from_headers(response.headers, self._clock())

        files, policy = self._http.fetch(url, take, headers={"accept": ACCEPT})
        for file in files:
            file.index = bare
        if policy is not None:
            rows: list[blobs.Plain] = [tuple(getattr(file, field) for field in _FIELDS) for file in files]
            blobs.store(self._cache, (policy.fetched_at, policy.fresh_until, rows), "simple", *key)
        return files


def _unpacked(stored: object, now: float, since: float) -> list[File] | None:
    """Return the files of a stored page that may serve at `now`, fetched since `since`, or None."""
    if not isinstance(stored, tuple) or len(stored) != 3 or not isinstance(stored[2], list):  # noqa: PLR2004 - the entry
        return None
    fetched_at, fresh_until, rows = stored
    if fetched_at < since or now >= fresh_until:
        return None
    return [File(**dict(zip(_FIELDS, row, strict=True))) for row in rows]


def _directory(path: str, index: str) -> list[File]:
    """List the distributions of a directory."""
    from urllib.parse import quote  # only find-links directories come here

    path = os.path.abspath(path)
    base = path.replace("\\", "/") if os.name == "nt" else path
    prefix = "file://" + ("/" if not base.startswith("/") else "") + quote(base, safe="/:")
    return [
        File(filename=name, url=f"{prefix}/{quote(name)}", index=index, size=os.stat(os.path.join(path, name)).st_size)
        for name in sorted(os.listdir(path))
        if name.endswith(_ENDINGS)
    ]
