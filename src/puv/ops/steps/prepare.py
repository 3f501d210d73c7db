"""Bring wheels into the store: downloaded, verified and unpacked, several at a time."""

from __future__ import annotations

import time

from puv.errors import Cancelled, FetchError, PuvError
from puv.events import Prepared
from puv.fetcher.download import Downloader
from puv.fetcher.pool import WorkerPool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.cache.refresh import Refresh
    from puv.cache.wheels import StoredWheel
    from puv.model.resolution import Pin
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import Provision
    from puv.standards.names import PackageName

_MOST_WORKERS = 8  # unpacking is work for processors; more downloads at once gain nothing on a fast line


class DownloadError(FetchError):
    """A distribution could not be fetched or unpacked; the cause says why. `subject` is `name==version` or a URL pin."""

    code = "download"

    def __init__(self, subject: str, cause: PuvError) -> None:
        super().__init__(f"Failed to download `{subject}`")
        self.subject = subject
        self.exit_code = cause.exit_code  # type: ignore[misc]  # what went wrong decides, not where


def stored(
    pins: Iterable[Pin], port: Provision, refresh: Refresh, *, verify: bool,
) -> dict[PackageName, StoredWheel]:
    """Return the wheels of the pins that the store has and that need no refreshing."""
    found = {}
    for pin in pins:
        if refresh.must_be_since(pin.name):
            continue
        wheel = port.store.lookup(
            pin.name, pin.version, pin.file.filename, _expected(pin, verify=verify), source=_source(pin),
        )
        if wheel is not None and not pin.file.url.startswith("file:"):
            found[pin.name] = wheel
    return found


def fetch(pins: tuple[Pin, ...], port: Provision, runtime: Runtime, *, verify: bool) -> list[StoredWheel]:
    """Fetch the wheels of the pins into the store, in the order of the pins.

    Raises:
        DownloadError: one of them failed; the first in order is told.
        Cancelled: the caller wished so.
    """
    if not pins:
        return []
    started = time.perf_counter()
    downloader = Downloader(port.http, report=runtime.report, cancel=runtime.cancel)
    directory = runtime.cache.temporary_area()
    pool = WorkerPool(min(_MOST_WORKERS, len(pins)))

    def job(pin: Pin) -> StoredWheel:
        name, version = pin.name, str(pin.version)
        done = downloader.download(
            pin.file, directory, expected=_expected(pin, verify=verify), name=name, version=version,
        )
        try:
            return port.store.store(
                done.path, name=pin.name, version=pin.version, filename=pin.file.filename, hashes=done.hashes,
                source=_source(pin),
            )
        finally:
            runtime.cache.discard(done.path)

    try:
        tasks = [pool.submit(lambda pin=pin: job(pin), urgent=False) for pin in pins]  # type: ignore[misc]  # a bound default
        wheels = []
        for pin, task in zip(pins, tasks, strict=True):
            try:
                wheels.append(task.result())
            except Cancelled:
                raise
            except PuvError as error:
                subject = f"{pin.name} @ {pin.url}" if pin.url else f"{pin.name}=={pin.version}"
                raise DownloadError(subject, error) from error
    finally:
        pool.close()
    runtime.report(Prepared(count=len(wheels), seconds=time.perf_counter() - started))
    return wheels


def _expected(pin: Pin, *, verify: bool) -> tuple[str, ...]:
    """Return the digests of which one must match: those the user gave, else the one the index lists."""
    return pin.hashes if pin.hashes and verify else pin.file.hashes[-1:]


def _source(pin: Pin) -> str:
    return pin.url or pin.index
