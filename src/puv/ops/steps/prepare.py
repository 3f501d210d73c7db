"""Bring wheels into the store: downloaded, verified and unpacked, several at a time."""

from __future__ import annotations

import time

from puv.cache.wheels import Archive
from puv.errors import BuildError, Cancelled, FetchError, PuvError
from puv.events import Prepared
from puv.fetcher.pool import WorkerPool
from puv.fetcher.redact import file_path, redacted, split_credentials
from puv.standards.listing import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from puv.cache.refresh import Refresh
    from puv.cache.wheels import StoredWheel
    from puv.cancel import CancelToken
    from puv.fetcher.download import Downloader
    from puv.fetcher.pool import Task
    from puv.model.resolution import Pin
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import Provision
    from puv.standards.cache_info import CacheInfo
    from puv.standards.names import PackageName

_MOST_WORKERS = 8  # unpacking is work for processors; more downloads at once gain nothing on a fast line


class DownloadError(FetchError):
    """A distribution could not be fetched or unpacked; the cause says why.

    `subject` is `name==version` or a URL pin, which is only `local`ly read when it is a path.
    """

    code = "download"

    def __init__(self, subject: str, cause: PuvError, *, local: bool = False) -> None:
        super().__init__(f"Failed to {'read' if local else 'download'} `{subject}`")
        self.subject = subject
        self.exit_code: int = cause.exit_code  # type: ignore[misc]  # what went wrong decides, not where


def stored(
    pins: Iterable[Pin],
    infos: Mapping[PackageName, CacheInfo],
    port: Provision,
    refresh: Refresh,
    *,
    verify: bool,
) -> dict[PackageName, StoredWheel]:
    """Return the wheels of the pins that the store has and that need no refreshing.

    `infos` tells the state of those from local files.
    """
    found = {}
    for pin in pins:
        if refresh.must_be_since(pin.name):
            continue
        if not pin.file.is_wheel:
            built = port.stored_build(pin, verify=verify)
            if built is not None:
                found[pin.name] = built
            continue
        wheel = _kept(pin, infos, port, verify=verify)
        if wheel is not None:
            found[pin.name] = wheel
    return found


def _kept(pin: Pin, infos: Mapping[PackageName, CacheInfo], port: Provision, *, verify: bool) -> StoredWheel | None:
    expected = _expected(pin, verify=verify)
    return port.store.lookup(pin.name, pin.version, pin.file.filename, expected, source=_source(pin, infos))


def fetch(
    pins: tuple[Pin, ...],
    infos: Mapping[PackageName, CacheInfo],
    port: Provision,
    runtime: Runtime,
    *,
    verify: bool,
) -> list[StoredWheel]:
    """Fetch the wheels of the pins into the store, in the order of the pins. `infos` as in `stored`.

    Raises:
        DownloadError: one of them failed; the first in order is told.
        BuildError: one had to be built, and was not.
        Cancelled: the caller wished so.
    """
    if not pins:
        return []
    from puv.fetcher.download import Downloader  # the store often has every wheel

    started = time.perf_counter()
    downloader = Downloader(port.http, report=runtime.report, cancel=runtime.cancel)
    pool = WorkerPool(min(_MOST_WORKERS, port.most_downloads, len(pins)))

    def job(pin: Pin) -> StoredWheel:
        if not pin.file.is_wheel:
            return port.build(pin, verify=verify)
        return fetch_one(pin, infos, port, runtime, downloader, verify=verify)

    try:
        tasks = [pool.submit(lambda pin=pin: job(pin), urgent=False) for pin in pins]  # type: ignore[misc]  # a bound default
        wheels = [_result(pin, task, runtime.cancel) for pin, task in zip(pins, tasks, strict=True)]
    finally:
        pool.close()
    runtime.report(Prepared(count=len(wheels), seconds=time.perf_counter() - started))
    return wheels


def fetch_one(
    pin: Pin,
    infos: Mapping[PackageName, CacheInfo],
    port: Provision,
    runtime: Runtime,
    downloader: Downloader,
    *,
    verify: bool,
) -> StoredWheel:
    """Fetch one wheel into the store.

    Raises:
        PuvError: it cannot be had, or is not what it should be.
    """
    if port.http.offline and (kept := _kept(pin, infos, port, verify=verify)) is not None:
        return kept  # whatever is to be fetched anew: there is nothing newer to be had
    file = port.local(pin.file)
    if not (verify or file.index):
        file = File(filename=file.filename, url=file.url)
    done = downloader.download(
        file,
        runtime.cache.temporary_area(),
        expected=_expected(pin, verify=verify),
        name=pin.name,
        version=str(pin.version),
        subject=f"{pin.name} @ {redacted(pin.url)}" if pin.url else "",
    )
    try:
        return port.store.store(
            Archive(done.path, _shown(pin), None if runtime.cancel is None else runtime.cancel.check),
            name=pin.name,
            version=pin.version,
            filename=pin.file.filename,
            hashes=done.hashes,
            source=_source(pin, infos),
        )
    finally:
        runtime.cache.discard(done.path)


def _result(pin: Pin, task: Task[StoredWheel], cancel: CancelToken | None) -> StoredWheel:
    """Return a job's wheel, or say whose download failed.

    Raises:
        DownloadError: the wheel could not be fetched or unpacked.
        BuildError: it had to be built, and was not.
        Cancelled: the caller wished so.
    """
    try:
        return task.result(cancel)
    except (Cancelled, BuildError):
        raise
    except PuvError as error:
        subject = f"{pin.name} @ {redacted(pin.url)}" if pin.url else f"{pin.name}=={pin.version}"
        raise DownloadError(subject, error, local=pin.url.startswith("file:")) from error


def _expected(pin: Pin, *, verify: bool) -> tuple[str, ...]:
    """Return the digests of which one must match: those the user gave, else the one the index lists."""
    if not (verify or pin.file.index):
        return ()  # what a direct address says is the user's word too
    return pin.hashes if pin.hashes and verify else pin.file.hashes[-1:]


def _source(pin: Pin, infos: Mapping[PackageName, CacheInfo]) -> str:
    """Return what tells the pin's wheel from others of its file name; never with credentials."""
    info = infos.get(pin.name)
    if info is not None:
        return f"{pin.file.url}\n{info.timestamp}"
    return split_credentials(pin.url or pin.index)[0]


def _shown(pin: Pin) -> str:
    """Return what errors call the archive: a local one by its path."""
    return file_path(pin.file.url) if pin.file.url.startswith("file:") else ""
