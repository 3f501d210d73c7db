"""Downloading distributions: streamed to a file, hashed on the way, resumed when broken off."""

from __future__ import annotations

import os
import time

from puv.errors import FetchError, HashMismatchError, chain
from puv.events import Download, silent
from puv.events import Downloaded as DownloadedEvent
from puv.fetcher.errors import failed, transport_error
from puv.fetcher.hashing import Hasher, algorithm_of
from puv.fetcher.redact import file_path, redacted
from puv.frozen import Frozen
from puv.fs import atomic
from puv.fs.archive import check
from puv.standards.listing import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from puv.cancel import CancelToken
    from puv.events import Reporter
    from puv.fetcher.http import HttpClient
    from puv.fetcher.transport import Response

_PARTIAL = 206
_BEYOND = 416
_MOST_RESTARTS = 5
_CHUNK = 256 * 1024
_QUIET = 0.05  # seconds between two progress events of one file
_BODY = "error decoding response body"
_BROKEN_OFF = (_BODY, "end of file before message length reached")


class Downloaded(Frozen):
    """A complete file at the absolute `path`, a temporary name that belongs to the caller now.

    `hashes` are the digests that were computed (`algorithm:hex`, SHA-256 always among them); `size` in bytes. `headers`
    are those of the answer, with names in lower case, none for a local file.
    """

    path: str
    hashes: tuple[str, ...]
    size: int
    headers: Mapping[str, str] = {}


class Downloader:
    """Fetches distribution files. Use it from worker threads; one object serves many."""

    __slots__ = ("_cancel", "_http", "_report")

    def __init__(self, http: HttpClient, *, report: Reporter = silent, cancel: CancelToken | None = None) -> None:
        self._http = http
        self._report = report
        self._cancel = cancel

    def download(
        self,
        source: File | str,
        directory: str,
        *,
        expected: tuple[str, ...] = (),
        name: str = "",
        version: str = "",
        subject: str = "",
    ) -> Downloaded:
        """Fetch a file into a new temporary file of `directory`, which must exist.

        `source` is a listed file or a URL (`file:` too; credentials allowed). Of the `expected` digests, by default
        the ones listed for the file, one must match. `name` and `version` label events and errors; `subject` is what
        errors about digests call the file instead.

        Raises:
            HashMismatchError: no expected digest matches.
            CorruptWheelError: no expected digest matches, and the file is no wheel at all.
            FetchError: the file cannot be had.
            Cancelled: the token was set; nothing is left behind.
        """
        file = source if isinstance(source, File) else File(filename="", url=source)
        expected = expected or file.hashes[-1:]
        transfer = _Transfer(atomic.temporary_name(directory), expected, file.size, (name, version))
        try:
            self._run(file.url, transfer)
            self._verify(file, transfer, expected, subject)
        except BaseException:
            transfer.abandon()
            raise
        transfer.close()
        self._report(DownloadedEvent(name=name, version=version))
        return Downloaded(
            path=transfer.path, hashes=transfer.hasher.digests(), size=transfer.done, headers=transfer.answered
        )

    def _run(self, url: str, transfer: _Transfer) -> None:
        if url.startswith("file:"):
            self._copy(url, transfer)
            return
        try:
            while not transfer.complete:
                self._http.fetch(
                    url,
                    lambda response: self._take(response, transfer),
                    headers=transfer.headers,
                    purpose="file",
                    accept=frozenset((_BEYOND,)),
                    cancel=self._cancel,
                )
        except FetchError as error:
            body = next((link for link in chain(error) if str(link) == _BODY), None)
            if body is None:
                raise
        else:
            return
        # As uv tells it: what broke off while it was written, however often it was tried.
        raise FetchError("Failed to write to the distribution cache") from body

    def _take(self, response: Response, transfer: _Transfer) -> None:
        if not transfer.continues(response):
            transfer.restart()
            if response.status in (_BEYOND, _PARTIAL):
                return  # no part that fits: the loop asks for all of it
        transfer.begin(response)
        transfer.answered = response.headers
        self._pour(response.chunks(), transfer)
        if transfer.total is not None and transfer.done < transfer.total:
            raise transport_error(_BROKEN_OFF)
        transfer.complete = True

    def _copy(self, url: str, transfer: _Transfer) -> None:
        try:
            with open(file_path(url), "rb") as source:
                transfer.total = os.fstat(source.fileno()).st_size
                self._pour(iter(lambda: source.read(_CHUNK), b""), transfer)
        except OSError as error:
            raise failed(redacted(url), error) from error

    def _pour(self, chunks: Iterator[bytes], transfer: _Transfer) -> None:
        name, version = transfer.label
        for chunk in chunks:
            if self._cancel is not None:
                self._cancel.check()
            transfer.write(chunk)
            if transfer.is_time_to_tell(time.monotonic()):
                self._report(Download(name=name, version=version, done=transfer.done, total=transfer.total))

    @staticmethod
    def _verify(file: File, transfer: _Transfer, expected: tuple[str, ...], subject: str) -> None:
        name, version = transfer.label
        if expected:
            actual = transfer.hasher.digests()
            if not set(actual) & set(expected):
                # That it is no wheel at all says more than that it is not the right one, and is what uv says.
                if file.filename.endswith(".whl"):
                    check(transfer.path, filename=file.filename)
                subject = subject or (f"{name}=={version}" if version else name or file.filename or redacted(file.url))
                raise HashMismatchError(subject, expected=expected, actual=actual)


class _Transfer:
    """The state of one file while it arrives, across retries."""

    __slots__ = (
        "_etag",
        "_file",
        "_restarts",
        "_told",
        "answered",
        "complete",
        "done",
        "expected",
        "hasher",
        "label",
        "path",
        "total",
    )

    def __init__(self, path: str, expected: tuple[str, ...], size: int | None, label: tuple[str, str]) -> None:
        self.path = path
        self.expected = expected
        self.label = label
        self.total = size
        self.done = 0
        self.complete = False
        self.answered: Mapping[str, str] = {}
        self.hasher = self._new_hasher()
        self._etag = ""
        self._told = 0.0
        self._restarts = 0
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)

    def _new_hasher(self) -> Hasher:
        return Hasher(algorithm_of(text) for text in self.expected)

    def headers(self) -> dict[str, str]:
        """Return the headers of the next request: the rest only, if some of it is here and can be trusted to fit."""
        headers = {"accept-encoding": "identity"}
        if self.done and (self._etag or self.expected):
            headers["range"] = f"bytes={self.done}-"
            if self._etag:
                headers["if-range"] = self._etag
        return headers

    def continues(self, response: Response) -> bool:
        """Tell whether the answer continues where the file ends (or begins at the start, when nothing is here)."""
        if response.status != _PARTIAL:
            return self.done == 0 and response.status != _BEYOND
        return response.headers.get("content-range", "").lower().startswith(f"bytes {self.done}-")

    def restart(self) -> None:
        """Forget what came so far.

        Raises:
            TransportError: that happened too often; the server cannot be made sense of.
        """
        self._restarts += 1
        if self._restarts > _MOST_RESTARTS:
            raise transport_error(("the server answers with parts that were not asked for",), transient=False)
        os.lseek(self._file, 0, os.SEEK_SET)
        os.ftruncate(self._file, 0)
        self.done, self.hasher, self._etag = 0, self._new_hasher(), ""

    def begin(self, response: Response) -> None:
        """Take what the headers say."""
        etag = response.headers.get("etag", "")
        self._etag = "" if etag.startswith("W/") else etag
        length = response.headers.get("content-length", "")
        if length.isdigit():
            self.total = self.done + int(length)

    def write(self, chunk: bytes) -> None:
        """Append bytes to the file and the digests."""
        written = os.write(self._file, chunk)
        while written < len(chunk):
            written += os.write(self._file, memoryview(chunk)[written:])
        self.hasher.update(chunk)
        self.done += len(chunk)

    def is_time_to_tell(self, now: float) -> bool:
        """Tell whether the last event is long enough ago, noting the time if so."""
        if now - self._told < _QUIET:
            return False
        self._told = now
        return True

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def abandon(self) -> None:
        """Close and delete the file."""
        os.close(self._file)
        try:
            os.unlink(self.path)
        except OSError:
            return
