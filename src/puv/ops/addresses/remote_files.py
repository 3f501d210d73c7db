"""Requirements files and scripts at URLs."""

from __future__ import annotations

from puv.errors import Cancelled, FetchError, HttpStatusError, InputError
from puv.fetcher.errors import FetchFailedError
from puv.fetcher.redact import redacted, without_fragment
from puv.ops.steps.network import http_client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class RemoteFileError(InputError):
    """A requirements file at a URL cannot be had; the causes say why. `url` has no password."""

    code = "remote-file"

    def __init__(self, url: str) -> None:
        super().__init__(f"Error while accessing remote requirements file: {url}")
        self.url = url


def read_remote(url: str, settings: Settings, runtime: Runtime) -> bytes:
    """Return the bytes at a URL, which may hold credentials.

    Raises:
        RemoteFileError: the server does not answer, or has nothing there.
        InputError: the network is disabled.
        Cancelled: the caller wished so.
    """
    runtime.not_replayable()
    shown = redacted(without_fragment(url))
    if settings.network.offline:
        raise InputError(f"Network connectivity is disabled, but a remote requirements file was requested: {shown}")
    if not url.startswith(("http://", "https://")):
        raise RemoteFileError(shown) from InputError("URL scheme is not allowed")
    client = http_client(settings, runtime)
    try:
        return client.fetch(url, lambda response: b"".join(response.chunks()), cancel=runtime.cancel)
    except Cancelled:
        raise
    except FetchError as error:
        raise RemoteFileError(shown) from _reason(error)
    finally:
        client.close()


def _reason(error: BaseException) -> BaseException | None:
    """Return why no answer came, without what the outermost error says already."""
    cause: BaseException | None = error
    while cause is not None and (isinstance(cause, FetchFailedError | HttpStatusError) or "for url (" in str(cause)):
        cause = cause.__cause__
    return cause
