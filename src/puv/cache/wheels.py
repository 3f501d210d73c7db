"""The wheel store: unpacked wheels under the digest of their archive, immutable, each beside its manifest.

    archives-v1/<key>/tree/…       the files; the key is a digest of the archive's SHA-256 and its file name
    archives-v1/<key>/manifest     `Manifest`, guarded by a checksum
    wheels-v1/<name>/<digest>      the key, found by file name and source when no SHA-256 is known

A wheel is unpacked in a temporary directory and renamed into place, so twenty processes at once, or one killed at
any moment, leave either a whole archive or a stray temporary directory. Whatever cannot be read is a miss.
"""

from __future__ import annotations

import os

from puv.cache import blobs
from puv.cache.errors import CacheError
from puv.cache.keys import digest, entry_name
from puv.cache.manifest import Manifest
from puv.cache.root import Cache
from puv.fs.atomic import replace, temporary_directory, temporary_name
from puv.fs.remove import remove_tree
from puv.model.cached import CachedWheel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from puv.standards.names import PackageName
    from puv.standards.version import Version

_DIGITS = 40
_SHA256 = "sha256:"
_CHUNK = 1 << 20
_TRIES = 3


class StoredWheel(CachedWheel):
    """A `CachedWheel` with its manifest at hand."""

    manifest: Manifest


class Archive:
    """A wheel file to unpack, at the absolute `path`, which errors call `shown` (default: its file name).

    `check` is called now and then while it is unpacked, and may raise to stop that.
    """

    __slots__ = ("check", "path", "shown")

    check: Callable[[], None] | None
    path: str
    shown: str

    def __init__(self, path: str, shown: str = "", check: Callable[[], None] | None = None) -> None:
        self.path, self.shown, self.check = path, shown, check

    def __repr__(self) -> str:
        """Show the path."""
        return f"Archive({self.path!r})"


class WheelStore:
    """The unpacked wheels of one cache. Any number of threads and processes may share it."""

    __slots__ = ("cache",)

    cache: Cache

    def __init__(self, cache: Cache) -> None:
        self.cache = cache

    def __repr__(self) -> str:
        """Show the cache."""
        return f"WheelStore({self.cache.root!r})"

    def lookup(
        self,
        name: PackageName,
        version: Version,
        filename: str,
        expected_hashes: Sequence[str] = (),
        *,
        source: str = "",
    ) -> StoredWheel | None:
        """Return the wheel if it is in the store and has one of the expected digests.

        `expected_hashes` are `algorithm:hex` texts. Without a SHA-256 among them the wheel is found by file name and
        `source`, which must tell apart wheels of one name from different places (an index URL; a path with its
        modification time), and any expected digest must be among those computed when it was stored.
        """
        keys = [archive_key(text, filename) for text in expected_hashes if text.startswith(_SHA256)]
        if not keys:
            pointer = self.cache.read(self._pointer(name, filename, source)) or b""
            keys = [pointer.decode("ascii")] if len(pointer) == _DIGITS and pointer.isalnum() else []
        for key in keys:
            wheel = self._load(key, name, version, filename)
            if wheel is not None and (not expected_hashes or not set(expected_hashes).isdisjoint(wheel.hashes)):
                return wheel
        return None

    def store(
        self,
        archive: str | Archive,
        *,
        name: PackageName,
        version: Version,
        filename: str,
        hashes: Sequence[str] = (),
        source: str = "",
    ) -> StoredWheel:
        """Unpack a wheel file (an absolute path, or an `Archive`) into the store, if it is not there yet.

        `hashes` are digests that the caller computed of these very bytes; a SHA-256 is computed here when missing.
        `source` as in `lookup`. The archive is only read.

        Raises:
            CorruptWheelError: the archive, its dist-info directory or RECORD is invalid or unsafe.
            CacheError: the archive cannot be read or the store cannot be written.
        """
        file = Archive(archive) if isinstance(archive, str) else archive
        try:
            known = tuple(sorted(hashes))
            strong = next((text for text in known if text.startswith(_SHA256)), "")
            if not strong:
                strong = _SHA256 + _sha256(file.path)
                known = tuple(sorted((*known, strong)))
            key = archive_key(strong, filename)
            wheel = self._load(key, name, version, filename)
            if wheel is None:
                wheel = self._unpack(file, key, name, version, filename, known)
        except OSError as error:
            raise CacheError(f"Failed to unpack `{filename}` into the cache: {error}", path=file.path) from error
        self.cache.write(self._pointer(name, filename, source), key.encode("ascii"))
        return wheel

    def discard(self, wheel: CachedWheel) -> None:
        """Drop a wheel whose tree turned out to be damaged; it is unpacked anew when it is next needed."""
        self._remove(os.path.dirname(wheel.path))

    def paths(self, name: PackageName) -> list[str]:
        """Return every path (absolute) that the cache has of a package: pointers, archives and records of builds."""
        folder = self.cache.path("wheels", entry_name(name))
        try:
            pointers = sorted(os.listdir(folder))
        except OSError:
            pointers = []
        keys = {(self.cache.read(f"{folder}/{pointer}") or b"").decode("ascii", "replace") for pointer in pointers}
        archives = [self.cache.path("archives", key) for key in sorted(keys) if len(key) == _DIGITS and key.isalnum()]
        return [folder, *archives, self.cache.path("sources", entry_name(name))]

    def _pointer(self, name: str, filename: str, source: str) -> str:
        key = f"{filename}\n{source}"
        return self.cache.path("wheels", entry_name(name), digest(key.encode("utf-8", "surrogatepass"), 16))

    def _load(self, key: str, name: PackageName, version: Version, filename: str) -> StoredWheel | None:
        directory = self.cache.path("archives", key)
        data = self.cache.read(f"{directory}/manifest")
        manifest = None if data is None else Manifest.from_plain(blobs.unpack(data))
        if manifest is None or manifest.name != name or manifest.filename != filename:
            return None
        return StoredWheel(
            name=name, version=version, filename=filename, path=f"{directory}/tree", hashes=manifest.hashes,
            manifest=manifest,
        )  # fmt: skip

    def _unpack(
        self, archive: Archive, key: str, name: PackageName, version: Version, filename: str, hashes: tuple[str, ...]
    ) -> StoredWheel:
        from puv.cache.unpacked import build_manifest  # what is in the store is unpacked already
        from puv.fs.archive import extract  # likewise

        with temporary_directory(self.cache.temporary_area()) as temporary:
            tree = f"{temporary}/tree"
            os.mkdir(tree)
            unpacked = extract(archive.path, tree, filename=filename, shown=archive.shown, check=archive.check)
            manifest = build_manifest(tree, unpacked, filename, name, version)
            manifest.hashes = hashes
            with open(f"{temporary}/manifest", "wb") as file:
                file.write(blobs.pack(manifest.to_plain()))
            final = self.cache.path("archives", key)
            for _ in range(_TRIES):
                if _rename(temporary, final):
                    break
                winner = self._load(key, name, version, filename)
                if winner is not None:
                    return winner
                self._remove(final)  # damaged: nobody could read it
            else:
                raise CacheError(f"Failed to replace a damaged archive of `{filename}` in the cache", path=final)
        return StoredWheel(
            name=name, version=version, filename=filename, path=f"{final}/tree", hashes=hashes, manifest=manifest
        )

    def _remove(self, directory: str) -> None:
        """Take a directory out of sight at once, then delete it."""
        aside = temporary_name(self.cache.temporary_area())
        try:
            os.rename(directory, aside)
            remove_tree(aside)
        except OSError:
            return


def archive_key(strong: str, filename: str) -> str:
    """Name an archive: its manifest is about one file name, so the same bytes under two names are two archives."""
    return digest(f"{strong}\n{filename}".encode("utf-8", "surrogatepass"), 20)


def _rename(temporary: str, final: str) -> bool:
    """Give an unpacked archive its final name; False when something has it."""
    try:
        replace(temporary, final)
    except OSError:
        if os.path.isdir(temporary) and os.path.lexists(final):
            return False
        raise
    return True


def _sha256(path: str) -> str:
    from hashlib import sha256  # OpenSSL's: three times as fast as the built-in one

    state = sha256()
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            state.update(chunk)
    return state.hexdigest()


def read_manifest(tree: str) -> Manifest | None:
    """Return the manifest of the archive whose tree is at the absolute path `tree`, or None when it cannot be read."""
    data = Cache.read(f"{os.path.dirname(tree)}/manifest")
    return None if data is None else Manifest.from_plain(blobs.unpack(data))
