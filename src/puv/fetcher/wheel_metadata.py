"""Core metadata of remote and local distributions: PEP 658 file, else the end of the wheel, else all of it."""

from __future__ import annotations

import os

from puv.errors import ParseError
from puv.fetcher.errors import BadRangeError, MetadataHashError, MetadataMismatchError, NotInCacheError
from puv.fetcher.hashing import algorithm_of, digest_of
from puv.fetcher.redact import file_path
from puv.fetcher.zip_tail import BadZipError, read_metadata
from puv.model.availability import Unusable
from puv.standards.filenames import parse_wheel_name
from puv.standards.metadata import parse_metadata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.fetcher.http import HttpClient
    from puv.fetcher.transport import Response
    from puv.standards.listing import File
    from puv.standards.metadata import Metadata

_TAIL = 16 * 1024  # holds the directory and the metadata of most wheels, at the cost of one packet train
_PARTIAL = 206
#: Answers of servers that do not do ranges, or not this one.
_NO_RANGE = frozenset((405, 416, 501))


class MetadataSource:
    """Fetches metadata. `whole` downloads a wheel and returns the path of it, for servers without ranges."""

    __slots__ = ("_http", "_whole")

    def __init__(self, http: HttpClient, whole: Callable[[File], str]) -> None:
        self._http = http
        self._whole = whole

    def fetch(self, file: File) -> Metadata | Unusable:
        """Return the metadata of a distribution. For worker threads.

        Raises:
            FetchError: it cannot be had; also when it belongs to another package or version.
        """
        if not (file.is_wheel or file.has_metadata):
            return Unusable(reason="no-build", detail="Building source distributions is disabled")
        try:
            content = self._content(file)
        except NotInCacheError:
            return Unusable(reason="offline")
        except BadZipError:
            return Unusable(reason="invalid-structure", detail="Failed to read from zip file")
        try:
            metadata = parse_metadata(content)
            metadata.validate()
        except ParseError as error:
            return Unusable(reason="invalid-metadata", detail=str(error))
        if file.is_wheel:
            _check(metadata, file)
        return metadata

    def _content(self, file: File) -> bytes:
        if file.url.startswith("file:"):
            return _from_path(file_path(file.url))
        if file.has_metadata:
            return self._sidecar(file)
        try:
            return read_metadata(*self._ranges(file))
        except BadRangeError:
            return _from_path(self._whole(file))

    def _sidecar(self, file: File) -> bytes:
        url = file.url + ".metadata"
        content = self._http.fetch(url, _read)
        if file.metadata_hash:
            actual = digest_of(content, algorithm_of(file.metadata_hash))
            if actual is not None and actual != file.metadata_hash:
                raise MetadataHashError(url, expected=(file.metadata_hash,), actual=(actual,))
        return content

    def _ranges(self, file: File) -> tuple[Callable[[int, int], bytes], int]:
        """Fetch the end of the wheel; return a reader that serves from it and fetches what else is asked, and the size.

        Raises:
            BadRangeError: the server does not do ranges.
        """
        if file.size is not None:
            first = max(0, file.size - _TAIL)
            tail, start, size = self._range(file, f"bytes={first}-{max(0, file.size - 1)}")
        else:
            tail, start, size = self._range(file, f"bytes=-{_TAIL}")

        def read(begin: int, end: int) -> bytes:
            if begin >= start:
                return tail[begin - start : end - start]
            if end > start:  # fetch what lies before the tail, and keep the tail
                return self._range(file, f"bytes={begin}-{start - 1}")[0] + tail[: end - start]
            return self._range(file, f"bytes={begin}-{end - 1}")[0]

        return read, size

    def _range(self, file: File, wanted: str) -> tuple[bytes, int, int]:
        """Return the bytes of a range, where it begins, and the size of the whole."""

        def take(response: Response) -> tuple[bytes, int, int]:
            span = _content_range(response.headers.get("content-range", ""))
            if response.status != _PARTIAL or span is None:
                raise BadRangeError(file.url)
            data = response.read()
            if len(data) != span[1] - span[0] + 1:
                raise BadRangeError(file.url)
            return data, span[0], span[2]

        headers = {"range": wanted, "accept-encoding": "identity", "cache-control": "no-transform"}
        return self._http.fetch(file.url, take, headers=headers, accept=_NO_RANGE)


def _read(response: Response) -> bytes:
    return response.read()


def _content_range(text: str) -> tuple[int, int, int] | None:
    """Parse `bytes first-last/size`, or return None."""
    unit, _, rest = text.partition(" ")
    span, _, size = rest.partition("/")
    first, _, last = span.partition("-")
    if unit.lower() != "bytes" or not (first.isdigit() and last.isdigit() and size.isdigit()):
        return None
    return int(first), int(last), int(size)


def _from_path(path: str) -> bytes:
    """Read the metadata of a wheel in the file system."""
    try:
        with open(path, "rb") as archive:
            size = os.fstat(archive.fileno()).st_size

            def read(begin: int, end: int) -> bytes:
                archive.seek(begin)
                return archive.read(end - begin)

            return read_metadata(read, size)
    except OSError as error:
        raise BadZipError(str(error)) from error


def _check(metadata: Metadata, file: File) -> None:
    wheel = parse_wheel_name(file.filename)
    if not file.index:
        # Who gives an address vouches for the version; installing a wheel of another one is refused.
        if metadata.name != wheel.name:
            folder = f"{metadata.name.replace('-', '_')}-{metadata.version}"
            raise MetadataMismatchError(
                f"The .dist-info directory `{folder}` does not start with the normalized package name: {wheel.name}"
            )
        return
    if metadata.name != wheel.name:
        raise MetadataMismatchError(
            f"Package metadata name `{metadata.name}` does not match given name `{wheel.name}`",
        )
    if wheel.version not in (metadata.version, metadata.version.public):
        raise MetadataMismatchError(
            f"Package metadata version `{metadata.version}` does not match given version `{wheel.version}`",
        )
