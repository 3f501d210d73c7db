"""What a caller may put in the place of puv's own, as protocols: nothing needs to be inherited."""

from __future__ import annotations

from typing import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.api.indexes import FileEntry
    from puv.fetcher.transport import Request, Response


class Transport(Protocol):
    """Sends one request and returns one answer, whatever its status. Used from worker threads, several at once.

    No redirects, no retries, no credentials of its own. It may look at `request.cancel`. One that has a `close` is
    closed with the session.
    """

    def send(self, request: Request, /) -> Response:
        """Return the answer as soon as its headers are there.

        Raises:
            TransportError: no answer came.
        """


class ByteStream(Protocol):
    """Bytes to read in pieces, as an open file has them."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""

    def close(self) -> None:
        """Give back what it holds."""


class Index(Protocol):
    """An index of the caller's own. Called from worker threads, several at once. It may have a `name`."""

    def files(self, name: str, /) -> list[FileEntry]:
        """Return the files of a package (a normalised name), none where it is not known."""

    def open(self, f: FileEntry, /) -> ByteStream | bytes:
        """Return the content of one of these files."""
