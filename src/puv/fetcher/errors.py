"""Failures of fetching, with the chains of causes that uv shows."""

from __future__ import annotations

from puv.errors import FetchError, HashMismatchError, HttpStatusError, OfflineError, PuvError, UnauthorizedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_NOT_FOUND = 404
_UNAUTHORIZED = (401, 403)
_SERVER_ERROR = 500
_TRANSIENT = frozenset((408, 429))


class TransportError(FetchError):
    """No answer came, or it broke off. `transient` tells that another try may help."""

    code = "transport"

    def __init__(self, message: str, *, transient: bool = True) -> None:
        super().__init__(message)
        self.transient = transient


class FetchFailedError(FetchError):
    """A URL could not be fetched; the cause says why.

    `url` carries no credentials; `retry_after` are the seconds the server asked to wait, if it did.
    """

    url: str
    retry_after: float | None

    code = "fetch-failed"

    def __init__(self, url: str, retry_after: float | None = None) -> None:
        super().__init__(f"Failed to fetch: {url}")
        self.url, self.retry_after = url, retry_after


class NotFoundError(FetchFailedError):
    """The server says that there is nothing at a URL where something was promised."""

    code = "not-found"
    exit_code = 1


class RetriesExhaustedError(FetchError):
    """A request failed every time it was tried. `retries` are those after the first; `seconds` passed in all."""

    retries: int
    seconds: float

    code = "retries-exhausted"

    def __init__(self, retries: int, seconds: float) -> None:
        plural = "retry" if retries == 1 else "retries"
        super().__init__(f"Request failed after {retries} {plural} in {seconds:.1f}s")
        self.retries, self.seconds = retries, seconds


class PageError(FetchError):
    """An index answered with something that is no package page."""

    code = "index-page"
    exit_code = 1


class MetadataMismatchError(FetchError):
    """A distribution's metadata names another package or version than the file does."""

    code = "metadata-mismatch"
    exit_code = 1


class MetadataHashError(HashMismatchError):
    """A metadata file's digest differs from the one on the index page."""

    code = "metadata-hash-mismatch"

    def __init__(self, url: str, *, expected: tuple[str, ...], actual: tuple[str, ...]) -> None:
        super().__init__(url, expected=expected, actual=actual)
        text = str(self).replace("Hash mismatch for `", "Hash mismatch for package metadata at `", 1)
        PuvError.__init__(self, text)


class NotInCacheError(OfflineError):
    """Network access was disabled and the answer is not in the cache. `url` carries no credentials."""

    exit_code = 1

    def __init__(self, url: str) -> None:
        super().__init__(
            f"Network connectivity is disabled, but the requested data wasn't found in the cache: {url}",
        )
        self.url = url


def transport_error(messages: Sequence[str], *, transient: bool = True) -> TransportError:
    """Return an error whose chain of causes has the given messages, outermost first."""
    errors = [TransportError(message, transient=transient) for message in messages or ("request failed",)]
    for position in range(1, len(errors)):
        errors[position - 1].__cause__ = errors[position]
    return errors[0]


def status_error(status: int, url: str) -> HttpStatusError:
    """Return the error for a failure status. `url` must carry no credentials."""
    side = "server" if status >= _SERVER_ERROR else "client"
    reason = reason_phrase(status)
    message = f"HTTP status {side} error ({status}{' ' if reason else ''}{reason}) for url ({url})"
    kind = UnauthorizedError if status in _UNAUTHORIZED else HttpStatusError
    return kind(message, url=url, status=status)


def failed(url: str, cause: BaseException, retry_after: float | None = None) -> FetchFailedError:
    """Return the error that a URL could not be fetched, because of `cause`."""
    missing = isinstance(cause, HttpStatusError) and cause.status == _NOT_FOUND
    error = (NotFoundError if missing else FetchFailedError)(url, retry_after)
    error.__cause__ = cause
    return error


def is_transient(error: BaseException | None) -> bool:
    """Tell whether trying again may help: connection trouble, time-outs, and the statuses 408, 429 and 5xx."""
    while error is not None:
        if isinstance(error, TransportError):
            return error.transient
        if isinstance(error, HttpStatusError):
            return is_transient_status(error.status)
        error = error.__cause__
    return False


def is_transient_status(status: int) -> bool:
    """Tell whether a status is worth another try."""
    return status >= _SERVER_ERROR or status in _TRANSIENT


def reason_phrase(status: int) -> str:
    """Return the standard words for a status, or nothing for an unknown one."""
    import http  # only failures come here

    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


class BadRangeError(FetchError):
    """The server does not serve ranges of this file; the caller fetches all of it. `url` has no credentials."""

    code = "bad-range"

    def __init__(self, url: str) -> None:
        super().__init__(f"The server does not serve ranges of {url}")
        self.url = url
