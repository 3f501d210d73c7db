"""What is read of a distribution before it is uploaded: its metadata, its digests, its attestations."""

from __future__ import annotations

import hashlib
import os

from puv.errors import InputError
from puv.fetcher.pool import WorkerPool
from puv.fs.sdist import diagnose
from puv.ops.publish.requests import PublishError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from puv.fetcher.pool import Task
    from puv.ops.publish.files import Upload

_CHUNK = 1 << 20
_WORKERS = 4


def metadata_of(upload: Upload) -> bytes:
    """Return the bytes of METADATA or PKG-INFO.

    Raises:
        PublishError: the file is no archive, or has no metadata.
    """
    failure = PublishError(f"Failed to publish: {upload.shown}")
    try:
        return _wheel_metadata(upload) if upload.is_wheel else _source_metadata(upload)
    except InputError as error:
        raise failure from error
    except OSError as error:
        raise failure from InputError(f"{error.strerror} (os error {error.errno})")


def _wheel_metadata(upload: Upload) -> bytes:
    import zipfile  # only publishing reads archives whole

    try:
        with zipfile.ZipFile(upload.path) as archive:
            names = [
                name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1
            ]
            if not names:
                raise InputError("Failed to read metadata") from InputError("No `METADATA` file found")
            return archive.read(names[0])
    except zipfile.BadZipFile:
        failure = InputError("Failed to read from zip file")
        failure.__cause__ = InputError("unable to locate the end of central directory record")
        raise InputError("Failed to read metadata") from failure


def _source_metadata(upload: Upload) -> bytes:
    if not upload.filename.endswith(".tar.gz"):
        raise InputError(f"Only files ending in `.tar.gz` are valid source distributions: {upload.filename}")
    import tarfile  # likewise
    import zlib

    try:
        with tarfile.open(upload.path, "r:gz") as archive:
            for member in archive:
                parts = member.name.removeprefix("./").split("/")
                if len(parts) == 2 and parts[1] == "PKG-INFO" and member.isfile():  # noqa: PLR2004 - at the top
                    stream = archive.extractfile(member)
                    if stream is not None:
                        return stream.read()
    except (tarfile.TarError, EOFError, zlib.error, OSError):
        failure = InputError("Failed to decode source distribution")
        link: InputError = failure
        for sentence in diagnose(upload.path):
            link.__cause__ = link = InputError(sentence)
        raise failure from failure.__cause__
    raise InputError("No `PKG-INFO` file found")


def digests_of(path: str) -> tuple[str, str]:
    """Return the SHA-256 and the BLAKE2b (256 bits) of a file, in hexadecimal digits."""
    sha256, blake2 = hashlib.sha256(), hashlib.blake2b(digest_size=32)
    for chunk in chunks_of(path):
        sha256.update(chunk)
        blake2.update(chunk)
    return sha256.hexdigest(), blake2.hexdigest()


class Hashing:
    """Digests of files, computed by several threads ahead of who asks for them. Use it in a `with` block."""

    def __init__(self, uploads: Sequence[Upload]) -> None:
        self._uploads = uploads
        self._pool: WorkerPool | None = None
        self._tasks: dict[str, Task[tuple[str, str]]] = {}

    def __enter__(self) -> Self:
        """Begin nothing yet: files that are left out need no digest."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        if self._pool is not None:
            self._pool.close()

    def digests(self, upload: Upload) -> tuple[str, str]:
        """Return the digests of a file, as `digests_of` does; with the first one all are begun."""
        if len(self._uploads) == 1:
            return digests_of(upload.path)
        if self._pool is None:
            pool = self._pool = WorkerPool(min(_WORKERS, len(self._uploads)))
            self._tasks = {
                one.path: pool.submit(lambda path=one.path: digests_of(path))  # type: ignore[misc]  # a bound default
                for one in self._uploads
            }
        return self._tasks[upload.path].result()


def chunks_of(path: str) -> Iterator[bytes]:
    """Yield the bytes of a file."""
    with open(path, "rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def attestations_of(upload: Upload) -> str:
    """Return the attestations about a file as a JSON list, empty where there are none.

    Raises:
        PublishError: one of them is no JSON.
    """
    if not upload.attestations:
        return ""
    import json  # few files have attestations

    found = []
    for path in upload.attestations:
        try:
            with open(path, encoding="utf-8") as stream:
                found.append(json.load(stream))
        except (ValueError, OSError) as error:
            cause = InputError(str(error))
            raise PublishError(f"Failed to read attestation: {os.path.basename(path)}") from cause
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)
