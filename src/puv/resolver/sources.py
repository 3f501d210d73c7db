"""Where versions come from: universes from the port's listings, or from the address of a direct requirement."""

from __future__ import annotations

from puv.errors import ParseError
from puv.events import Warned
from puv.model.availability import Missing, Unusable
from puv.resolver.errors import UnsatisfiableInput
from puv.resolver.universe import Universe
from puv.standards.filenames import parse_wheel_name
from puv.standards.git_url import is_git_url
from puv.standards.listing import File
from puv.standards.timestamps import render_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.events import Event
    from puv.resolver.manifest import Installed, ResolveOptions
    from puv.resolver.ports import MetadataPort
    from puv.standards.listing import Listing
    from puv.standards.names import PackageName
    from puv.standards.page import Upload
    from puv.standards.version import Version


class FixedListing:
    """A listing of one version: what a direct address or an installed distribution amounts to."""

    __slots__ = ("_files", "_version", "index", "name", "versions")

    index: str
    name: PackageName
    versions: list[str]

    def __init__(self, name: PackageName, version: Version, files: tuple[File, ...]) -> None:
        self.name = name
        self.index = ""
        self.versions = [str(version)]
        self._version = version
        self._files = files

    def version(self, position: int) -> Version:
        """Return the only version."""
        return (self._version,)[position]

    def files(self, position: int) -> tuple[File, ...]:
        """Return its files."""
        return (self._files,)[position]


_SECONDS = len("2024-01-31T12:34:56")


class DatedListing:
    """The part of a listing that was uploaded before a time (milliseconds since the epoch).

    `without_date` are the names of files that do not tell when they were uploaded, and are left out for that.
    """

    __slots__ = (
        "_keeps_undated",
        "_limit",
        "_listing",
        "_positions",
        "_undated",
        "index",
        "name",
        "versions",
        "without_date",
    )

    index: str
    name: PackageName
    versions: list[str]

    def __init__(self, listing: Listing, limit: int, undated: frozenset[str], *, keeps_undated: bool = False) -> None:
        self.name = listing.name
        self.index = listing.index
        self._listing, self._limit, self._undated = listing, limit, undated
        self._keeps_undated = keeps_undated
        self.without_date: list[str] = []
        uploads = getattr(listing, "uploads", None)  # what has it is asked for thousands of versions
        if uploads is None or self.index in undated:
            self._positions = self._by_files()
        else:
            self._positions = self._by_uploads(uploads)
        self.versions = [listing.versions[at] for at in self._positions]

    def _by_files(self) -> list[int]:
        listing = self._listing
        self.without_date += [
            file.filename
            for at in reversed(range(len(listing.versions)))
            for file in listing.files(at)
            if file.upload_time is None and file.index not in self._undated
        ]
        return [at for at in range(len(listing.versions)) if any(map(self._old, listing.files(at)))]

    def _by_uploads(self, uploads: Callable[[int], list[Upload]]) -> list[int]:
        """Compare texts where they are enough: a time in UTC and the limit, to the second."""
        limit = render_timestamp(self._limit)[:_SECONDS]
        found: list[int] = []
        for at in range(len(self._listing.versions)):
            times = uploads(at)
            if None in times:
                return self._by_files()
            for uploaded in times:
                if not isinstance(uploaded, str) or uploaded[-1:] != "Z" or uploaded[:_SECONDS] == limit:
                    return self._by_files()
                if uploaded[:_SECONDS] < limit:
                    found.append(at)
                    break
        return found

    def _old(self, file: File) -> bool:
        if file.upload_time is None:
            return self._keeps_undated or file.index in self._undated
        return file.index in self._undated or file.upload_time < self._limit

    def version(self, position: int) -> Version:
        """Return the parsed version at `position`."""
        return self._listing.version(self._positions[position])

    def files(self, position: int) -> tuple[File, ...]:
        """Return the files of the version at `position` that are old enough."""
        return tuple(filter(self._old, self._listing.files(self._positions[position])))


class Sources:
    """The universe of each package name, made when first asked for.

    `indexes` are the URLs of those that packages are taken from and no other, where a project says so.
    """

    __slots__ = ("_installed", "_observer", "_options", "_port", "_universes", "indexes", "urls")

    urls: dict[PackageName, str]

    def __init__(
        self,
        port: MetadataPort,
        options: ResolveOptions,
        installed: dict[PackageName, Installed],
        urls: dict[PackageName, str],
        observer: Callable[[Event], None] | None = None,
    ) -> None:
        self._port = port
        self._observer = observer
        self._options = options
        self._installed = installed
        self.urls = urls
        self.indexes: dict[PackageName, str] = {}
        self._universes: dict[PackageName, Universe] = {}

    def known(self, name: PackageName) -> bool:
        """Tell whether a package's listing has been read."""
        return name in self._universes

    def universe(self, name: PackageName) -> Universe:
        """Return a package's universe; blocks until its listing is there."""
        found = self._universes.get(name)
        if found is None:
            url = self.urls.get(name)
            found = self.of_index(name, self.indexes.get(name, "")) if url is None else self.of_address(name, url)
            self._universes[name] = found
        return found

    def of_index(self, name: PackageName, index: str = "") -> Universe:
        """Return what the indexes have of a package, or one of them."""
        answer = self._port.listings(name, index) if index else self._port.listings(name)
        missing = answer if isinstance(answer, Missing) else None
        unfiltered = () if isinstance(answer, Missing) else answer
        listings = unfiltered[:1] if self._options.index_strategy == "first-index" else unfiltered
        if self._options.exclude_newer or self._options.exclude_newer_package or self._options.exclude_newer_index:
            listings = tuple(self._dated(entry) for entry in listings)
        installed = self._installed.get(name)
        if installed is not None:
            listings = (*listings, FixedListing(name, installed.version, ()))
        return Universe(name, listings, missing if not listings else None, unfiltered)

    def _dated(self, listing: Listing) -> Listing:
        """Return the part of a listing that is old enough, and warn of files that do not tell."""
        limit = self._options.newest_upload(listing.name, listing.index)
        if limit is None:
            return listing
        options = self._options
        dated = DatedListing(listing, limit, options.undated_indexes, keeps_undated=options.keeps_undated)
        if self._observer is not None:
            given = render_timestamp(limit)
            for name in dict.fromkeys(dated.without_date):
                message = f"`{name}` is missing an upload date, but user provided: {given}"
                self._observer(Warned(message=message, once=message))
        return dated

    def of_address(self, name: PackageName, url: str) -> Universe:
        """Return the one version that an address holds.

        Raises:
            UnsatisfiableInput: there is nothing usable.
        """
        file = file_of(url)
        if file.is_wheel:
            try:
                version = parse_wheel_name(file.filename).version
            except ParseError as error:
                raise UnsatisfiableInput(str(error)) from error
        else:
            answer = self._port.metadata(file)
            if isinstance(answer, Unusable):
                raise UnsatisfiableInput(f"Failed to read metadata from: `{name} @ {url}`: {answer.detail}")
            version = answer.version
        return Universe(name, (FixedListing(name, version, (file,)),))


def file_of(url: str) -> File:
    """Return the file at a direct address; digests in its fragment are taken from it, and a subdirectory stays."""
    address, _, fragment = url.partition("#")
    if is_git_url(url):
        path = next((part[len("path=") :] for part in fragment.split("&") if part.startswith("path=")), "")
        inner = path or address.partition("@")[0]
        return File(filename=inner.rpartition("/")[2].removesuffix(".git"), url=url)
    filename = address.partition("?")[0].rpartition("/")[2]
    if "%" in filename:
        from urllib.parse import unquote  # 10 ms, and rare

        filename = unquote(filename)
    hashes = tuple(part.replace("=", ":", 1) for part in fragment.split("&") if part.partition("=")[0] in _ALGORITHMS)
    inner = next((part for part in fragment.split("&") if part.startswith("subdirectory=")), "")
    return File(filename=filename, url=f"{address}#{inner}" if inner else address, hashes=hashes)


_ALGORITHMS = ("md5", "sha256", "sha384", "sha512", "blake2b")
