"""Downloads of interpreters: which there are, where they come from, and bringing them in place."""

from __future__ import annotations

import os

from puv import replay
from puv.cache.keys import digest
from puv.errors import Cancelled, FetchError, HashMismatchError, InputError, PuvError, PythonError
from puv.events import Download, PythonDownloaded, PythonDownloading
from puv.fetcher.download import Downloader
from puv.fetcher.redact import file_path, percent_decoded, redacted, without_fragment
from puv.frozen import Frozen
from puv.fs import atomic
from puv.fs.locks import FileLock
from puv.ops.steps.network import http_client
from puv.python.catalogue import catalogue, catalogue_path
from puv.python.downloads import parse_downloads
from puv.python.installation import link_series
from puv.python.unpack import place, prepare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.events import Event
    from puv.fetcher.http import HttpClient
    from puv.ops.runtime import Runtime
    from puv.python.downloads import PythonDownload
    from puv.settings import Settings

# Where archives are at home, and the settings that name another place.
_HOMES = (
    ("https://github.com/astral-sh/python-build-standalone/releases/download/", "python_install_mirror"),
    ("https://releases.astral.sh/github/python-build-standalone/releases/download/", "python_install_mirror"),
    ("https://downloads.python.org/pypy/", "pypy_install_mirror"),
    ("https://github.com/oracle/graalpython/releases/download/", "graalpy_install_mirror"),
    ("https://github.com/pyodide/pyodide/releases/download/", "pyodide_install_mirror"),
)
_WORKERS = 4


class DownloadListFetchError(FetchError):
    """The list of downloads cannot be fetched. `url` has no password."""

    code = "download-list-fetch"

    def __init__(self, url: str) -> None:
        super().__init__(f"Error while fetching remote python downloads json from `{url}`")
        self.url = url


class PythonHashError(HashMismatchError):
    """An archive is not the one that the list of downloads promises."""

    code = "python-hash-mismatch"

    def __init__(self, key: str, *, expected: str, actual: str) -> None:
        super().__init__(key, expected=(f"sha256:{expected}",), actual=(f"sha256:{actual}",))
        self.args: tuple[object, ...] = (f"Hash mismatch for `{key}`\n\nExpected:\n{expected}\n\nComputed:\n{actual}",)


class PythonDownloadError(FetchError):
    """An archive cannot be fetched; the cause says why. `url` has no password."""

    code = "python-download"

    def __init__(self, url: str) -> None:
        super().__init__(f"Failed to download `{url}`")
        self.url = url


class PythonProvisionError(PythonError):
    """An interpreter that a command needs cannot be put in place."""

    code = "python-provision"


class Outcome(Frozen):
    """What became of one download: whether it took the place of an installation, or why it is not there."""

    download: PythonDownload
    replaced: bool = False
    failure: PuvError | None = None


def known_downloads(settings: Settings, runtime: Runtime) -> tuple[PythonDownload, ...]:
    """Return every download there is: of the list that the settings name, else of the catalogue.

    Raises:
        DownloadListError, InputError: the list cannot be read.
        DownloadListFetchError: it cannot be fetched.
    """
    listed = settings.python.python_downloads_json_url
    if not listed:
        runtime.noted(replay.stat, catalogue_path())
        return tuple(_mirrored(entry, settings) for entry in catalogue())
    if listed.startswith(("http://", "https://")):
        runtime.not_replayable()
        text = _fetched(listed, settings, runtime)
    else:
        path = file_path(listed) if listed.startswith("file:") else runtime.path(listed)
        runtime.noted(replay.content, path)
        try:
            with open(path, encoding="utf-8") as stream:
                text = stream.read()
        except OSError as error:
            message = f"failed to open file `{path}`: {error.strerror} (os error {error.errno})"
            raise InputError(message) from None
    return tuple(_mirrored(entry, settings) for entry in parse_downloads(text, listed))


def _fetched(url: str, settings: Settings, runtime: Runtime) -> str:
    client = http_client(settings, runtime)
    try:
        return client.fetch(url, lambda response: b"".join(response.chunks()), cancel=runtime.cancel).decode()
    except Cancelled:
        raise
    except FetchError as error:
        raise DownloadListFetchError(redacted(url)) from error
    finally:
        client.close()


def _mirrored(entry: PythonDownload, settings: Settings) -> PythonDownload:
    for home, setting in _HOMES:
        mirror = getattr(settings.python, setting)
        if mirror and entry.url.startswith(home):
            return entry.replace(url=f"{mirror.rstrip('/')}/{entry.url[len(home) :]}")
    return entry


def bring(downloads: Sequence[PythonDownload], directory: str, settings: Settings, runtime: Runtime) -> list[Outcome]:
    """Put interpreters in place, several at the same time; the order of the answer is that of `downloads`.

    The caller holds the lock of `directory` (see `locked`). Whatever fails leaves everything as it was.

    Raises:
        Cancelled: the caller wished so.
        OSError: the directory cannot be written.
    """
    from concurrent.futures import ThreadPoolExecutor  # only for installations

    client = http_client(settings, runtime)
    area = os.path.join(directory, ".temp")
    try:
        with atomic.temporary_directory(area) as temporary, ThreadPoolExecutor(_WORKERS) as pool:
            fetches = [pool.submit(_archive, entry, temporary, client, runtime) for entry in downloads]
            found = []
            for entry, fetch in zip(downloads, fetches, strict=True):
                try:
                    archive, size = fetch.result()
                    done = place(archive, entry, directory, filename=_filename(entry))
                    runtime.report(PythonDownloaded(key=entry.key(), size=size))
                except Cancelled:
                    raise
                except PuvError as error:
                    found.append(Outcome(download=entry, failure=error))
                else:
                    found.append(Outcome(download=entry, replaced=done.replaced))
    finally:
        client.close()
    link_series(directory)
    return found


def locked(directory: str) -> FileLock:
    """Return the lock that guards a directory of installations."""
    return FileLock(os.path.join(directory, ".lock"))


def bring_one(download: PythonDownload, directory: str, settings: Settings, runtime: Runtime) -> None:
    """Put one interpreter in place for a command that needs it.

    Raises:
        PuvError: it cannot be had.
    """
    os.makedirs(directory, exist_ok=True)
    with locked(directory):
        prepare(directory)
        if not os.path.isdir(os.path.join(directory, download.key())):
            (outcome,) = bring((download,), directory, settings, runtime)
            if outcome.failure is not None:
                raise PythonProvisionError(str(outcome.failure)) from outcome.failure.__cause__


def _filename(entry: PythonDownload) -> str:
    return percent_decoded(without_fragment(entry.url).rpartition("/")[2])


def _archive(entry: PythonDownload, area: str, client: HttpClient, runtime: Runtime) -> tuple[str, int]:
    """Return the path and size of a verified archive: a kept one, or one that is fetched into `area`."""
    kept = _kept(entry, runtime)
    if kept and os.path.isfile(kept):
        return kept, 0
    key, told = entry.key(), False
    size: int | None = None

    def report(event: Event) -> None:
        nonlocal told, size
        if isinstance(event, Download):
            if not told:
                told, size = True, event.total
                runtime.report(PythonDownloading(key=key, size=size))
            runtime.report(event)

    downloader = Downloader(client, report=report, cancel=runtime.cancel)
    expected = (f"sha256:{entry.sha256}",) if entry.sha256 else ()
    try:
        done = downloader.download(entry.url, area, expected=expected, name=key)
    except HashMismatchError as error:
        actual = next(text for text in error.actual if text.startswith("sha256:"))
        runtime.report(PythonDownloaded(key=key, size=size))
        raise PythonHashError(key, expected=entry.sha256, actual=actual.removeprefix("sha256:")) from None
    except Cancelled:
        raise
    except FetchError as error:
        failure = _told(entry, error)
        raise failure from failure.__cause__
    if not told:
        runtime.report(PythonDownloading(key=key, size=done.size))
    if not kept:
        return done.path, done.size
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    import shutil  # only where archives are kept

    shutil.copyfile(done.path, f"{kept}.part")
    atomic.replace(f"{kept}.part", kept)
    return done.path, done.size


def _told(entry: PythonDownload, error: FetchError) -> FetchError:
    """Return what to say about an archive that cannot be had, with its cause."""
    if entry.url.startswith("file:"):
        found = error.__cause__
        reason = f"{found.strerror} (os error {found.errno})" if isinstance(found, OSError) else str(found)
        return FetchError(f"failed to query metadata of file `{file_path(entry.url)}`: {reason}")
    if "://" not in entry.url:
        failure: FetchError = FetchError("Invalid download URL")
        failure.__cause__ = FetchError("relative URL without a base")
        return failure
    failure = PythonDownloadError(redacted(entry.url))
    # The client says the address, too; without a cause it is the reason itself.
    failure.__cause__ = error.__cause__ or error
    return failure


def _kept(entry: PythonDownload, runtime: Runtime) -> str:
    """Return where the archive is kept for later installations, empty where the user keeps none."""
    directory = runtime.environ.get("UV_PYTHON_CACHE_DIR")
    if not directory:
        return ""
    name = digest(f"{entry.url}\n{entry.sha256}".encode("utf-8", "surrogatepass"))
    return os.path.join(runtime.path(directory), f"{name}-{_filename(entry)}")
