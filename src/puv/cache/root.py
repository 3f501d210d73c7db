"""`Cache`: the directory, its buckets, and reading and writing entries."""

from __future__ import annotations

import os

from puv.cache.errors import CacheError
from puv.cache.refresh import Refresh
from puv.fs import atomic
from puv.fs.remove import remove_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Literal, Self

    Bucket = Literal[
        "simple", "metadata", "wheels", "interpreters", "parsed", "replay", "archives", "sources", "git",
        "environments",
    ]  # fmt: skip

# A bucket's number rises whenever the form of its entries changes: old and new versions of puv then share a
# cache directory without reading each other's entries.
BUCKETS = {
    "simple": "simple-v1",
    "metadata": "metadata-v1",
    "wheels": "wheels-v1",
    "interpreters": "interpreters-v1",
    "parsed": "parsed-v1",
    "replay": "replay-v1",
    "archives": "archives-v1",
    "sources": "sources-v1",
    "git": "git-v1",
    "environments": "environments-v1",
}
_TAG = b"Signature: 8a477f597d28d172789f06886806bc55"  # the Cache Directory Tagging Specification's constant


class Cache:
    """A cache rooted at the absolute path `root`. Nothing is touched before the first write.

    Any number of processes and threads may use one directory, and anything in it may vanish at any time: an entry
    that is missing, unreadable or damaged is a miss, never an error. `temporary` caches are deleted by `close`.
    """

    __slots__ = ("refresh", "root", "temporary")

    refresh: Refresh
    root: str
    temporary: bool

    def __init__(self, root: str, *, refresh: Refresh | None = None, temporary: bool = False) -> None:
        self.root = root
        self.refresh = refresh or Refresh.none()
        self.temporary = temporary

    @classmethod
    def for_this_process(cls, *, refresh: Refresh | None = None) -> Cache:
        """Return a new empty cache in the system's temporary directory (`--no-cache`); see `close`.

        Raises:
            CacheError: no temporary directory can be made.
        """
        import tempfile  # only `--no-cache` comes here

        try:
            return cls(tempfile.mkdtemp(prefix=".puv-"), refresh=refresh, temporary=True)
        except OSError as error:
            raise CacheError("Failed to create a temporary cache directory", path=tempfile.gettempdir()) from error

    def bucket(self, bucket: Bucket) -> str:
        """Return the absolute path of a bucket; it need not exist."""
        return os.path.join(self.root, BUCKETS[bucket])

    def path(self, bucket: Bucket, *parts: str) -> str:
        """Return the absolute path of an entry; `parts` come from `puv.cache.keys`."""
        return os.path.join(self.root, BUCKETS[bucket], *parts)

    @staticmethod
    def read(path: str) -> bytes | None:
        """Return the bytes of an entry, or None when it cannot be read."""
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
        except OSError:
            return None
        try:
            size = os.fstat(descriptor).st_size
            data = os.read(descriptor, size + 1)  # one more than needed: a short answer then proves the end
            while len(data) < size:
                more = os.read(descriptor, size - len(data))
                if not more:
                    break
                data += more
        except OSError:
            return None
        finally:
            os.close(descriptor)
        return data

    def write(self, path: str, data: bytes) -> None:
        """Put an entry in place atomically, with the directories above it.

        Raises:
            CacheError: the cache cannot be written.
        """
        try:
            try:
                atomic.write_bytes(path, data)
            except FileNotFoundError:
                self.make_directory(os.path.dirname(path))
                atomic.write_bytes(path, data)
        except OSError as error:
            raise CacheError(f"Failed to write to the cache: {path}", path=path) from error

    def append(self, path: str, data: bytes) -> None:
        """Add a record to the end of an entry in one system call, making the entry when needed.

        Raises:
            CacheError: the cache cannot be written.
        """
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            try:
                descriptor = os.open(path, flags, 0o666)
            except FileNotFoundError:
                self.make_directory(os.path.dirname(path))
                descriptor = os.open(path, flags, 0o666)
            try:
                os.write(descriptor, data)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise CacheError(f"Failed to write to the cache: {path}", path=path) from error

    def make_directory(self, path: str) -> str:
        """Make a directory inside the cache, mark the cache as one, and return the path.

        Raises:
            CacheError: it cannot be made.
        """
        try:
            os.makedirs(path, exist_ok=True)
            self._mark()
        except OSError as error:
            message = f"Failed to initialize cache at `{self.root}`"
            raise CacheError(message, path=path) from error
        return path

    def temporary_area(self) -> str:
        """Return a directory for unfinished files, on the same file system as every entry; made when needed.

        Raises:
            CacheError: it cannot be made.
        """
        path = self.path("archives", "tmp")
        return path if os.path.isdir(path) else self.make_directory(path)

    def discard(self, path: str) -> None:
        """Delete one file entry if it is there; failing to is no error."""
        try:
            os.unlink(path)
        except OSError:
            return

    def close(self) -> None:
        """Delete a temporary cache; nothing happens to a lasting one."""
        if self.temporary:
            try:
                remove_tree(self.root)
            except OSError:
                return  # left to the system's own cleaning of temporary files

    def __enter__(self) -> Self:
        """Use the cache in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Show the path."""
        return f"Cache({self.root!r}, temporary={self.temporary})"

    def _mark(self) -> None:
        """Tell backup tools and git that this directory holds nothing of value."""
        tag = os.path.join(self.root, "CACHEDIR.TAG")
        if not os.path.exists(tag):
            atomic.write_bytes(tag, _TAG)
            atomic.write_bytes(os.path.join(self.root, ".gitignore"), b"*")
