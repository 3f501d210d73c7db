"""Digests of what has an address: no index lists them, so they are computed."""

from __future__ import annotations

import os

from puv.fetcher.redact import file_path, redacted
from puv.standards.git_url import is_git_url
from puv.standards.listing import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.resolution import Resolution
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import Provision

_SHA256 = "sha256:"


def compute_digests(resolution: Resolution, port: Provision, runtime: Runtime) -> None:
    """Give the pins of wheels and source archives at addresses the digest of what is there.

    Raises:
        FetchError: an archive cannot be had.
    """
    for pin in resolution:
        url = pin.file.url
        if not pin.url or pin.installed or is_git_url(url) or _is_directory(url):
            continue
        known = next((text for text in pin.file.hashes if text.startswith(_SHA256)), "")
        pin.files = (File(filename=pin.file.filename, url=url, hashes=(known or _digest(url, port, runtime),)),)


def _is_directory(url: str) -> bool:
    return url.startswith("file:") and os.path.isdir(file_path(url))


def _digest(url: str, port: Provision, runtime: Runtime) -> str:
    from puv.fetcher.download import Downloader  # few outputs have digests, and fewer addresses

    area = runtime.cache.temporary_area()
    downloader = Downloader(port.http, report=runtime.report, cancel=runtime.cancel)
    done = downloader.download(url.partition("#")[0], area, subject=redacted(url))
    runtime.cache.discard(done.path)
    return next(text for text in done.hashes if text.startswith(_SHA256))
