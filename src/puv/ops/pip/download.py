"""Download the files of a resolution into a directory."""

from __future__ import annotations

import os

from puv.errors import CorruptWheelError
from puv.fetcher.download import Downloader
from puv.fetcher.pool import WorkerPool
from puv.frozen import Frozen
from puv.fs import atomic
from puv.ops.steps.indexes import indexes
from puv.ops.steps.provision import provision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.settings import Settings
    from puv.standards.listing import File

_MOST_WORKERS = 8


class DownloadRequest(Frozen):
    """The files to fetch, each with the name and version that events call it, and where they go."""

    files: tuple[tuple[str, str, File], ...]
    directory: str


class DownloadReport(Frozen):
    """The absolute paths, in the order of the request."""

    paths: tuple[str, ...]


def download(request: DownloadRequest, settings: Settings, runtime: Runtime) -> DownloadReport:
    """Fetch the files, verified; those that are there already with a listed digest are kept.

    Raises:
        FetchError: a file cannot be had, or is not what its digest says.
    """
    directory = runtime.path(request.directory)
    os.makedirs(directory, exist_ok=True)
    with provision(indexes(settings, runtime), settings, runtime) as port:
        downloader = Downloader(port.http, report=runtime.report, cancel=runtime.cancel)
        pool = WorkerPool(min(_MOST_WORKERS, port.most_downloads))

        def job(name: str, version: str, file: File) -> str:
            path = os.path.join(directory, _filename(file))
            if not _is_there(path, file):
                done = downloader.download(port.local(file), directory, name=name, version=version)
                atomic.replace(done.path, path)
            return path

        try:
            tasks = [pool.submit(lambda row=row: job(*row)) for row in request.files]  # type: ignore[misc]  # a bound default
            return DownloadReport(paths=tuple(task.result(runtime.cancel) for task in tasks))
        finally:
            pool.close()


def _filename(file: File) -> str:
    """Return the name of the file in the directory.

    Raises:
        CorruptWheelError: it would lie elsewhere.
    """
    name = file.filename
    if not name or os.path.basename(name) != name or name in (os.curdir, os.pardir):
        raise CorruptWheelError(f"`{name}` is no name for a file", filename=name)
    return name


def _is_there(path: str, file: File) -> bool:
    algorithm, _, wanted = (file.hashes[-1] if file.hashes else "").partition(":")
    if not wanted:
        return False
    from hashlib import file_digest  # only where there is a file already

    try:
        with open(path, "rb") as stream:
            return file_digest(stream, algorithm).hexdigest() == wanted
    except (OSError, ValueError):
        return False
