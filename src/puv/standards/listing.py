"""`Listing`: the files of one package on one index, grouped by version, and `File`, one of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from puv.standards.names import PackageName
    from puv.standards.version import Version


class File:
    """One distribution file as an index lists it (PEP 503, 691, 700, 592, 658/714). Treat as frozen.

    `url` is absolute, without fragment and without credentials. `hashes` are `algorithm:hex` texts, strongest
    last. `upload_time` is milliseconds since the epoch, or None. `yanked` is None, or the reason (maybe empty).
    `has_metadata` tells that `url + ".metadata"` is served; `metadata_hash` is its `algorithm:hex` or empty.
    `is_wheel` follows the file name. `index` is the URL of the index that listed it.
    """

    __slots__ = (
        "filename",
        "has_metadata",
        "hashes",
        "index",
        "is_wheel",
        "metadata_hash",
        "requires_python",
        "size",
        "upload_time",
        "url",
        "yanked",
    )

    filename: str
    has_metadata: bool
    hashes: tuple[str, ...]
    index: str
    is_wheel: bool
    metadata_hash: str
    requires_python: str
    size: int | None
    upload_time: int | None
    url: str
    yanked: str | None

    def __init__(  # noqa: PLR0913 - a row of the index page
        self,
        *,
        filename: str,
        url: str,
        index: str = "",
        hashes: tuple[str, ...] = (),
        size: int | None = None,
        requires_python: str = "",
        yanked: str | None = None,
        upload_time: int | None = None,
        has_metadata: bool = False,
        metadata_hash: str = "",
    ) -> None:
        self.filename = filename
        self.url = url
        self.index = index
        self.hashes = hashes
        self.size = size
        self.requires_python = requires_python
        self.yanked = yanked
        self.upload_time = upload_time
        self.has_metadata = has_metadata
        self.metadata_hash = metadata_hash
        self.is_wheel = filename.endswith(".whl")

    def _key(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in File.__slots__)

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return isinstance(other, File) and self._key() == other._key()

    def __hash__(self) -> int:
        """Hash the address."""
        return hash((self.url, self.filename))

    def __repr__(self) -> str:
        """Name the file."""
        return f"File({self.filename!r})"


if TYPE_CHECKING:

    class Listing(Protocol):
        """The files of one package on one index, grouped by version, ascending (PEP 440 order).

        Decoding is lazy: a listing of thousands of files costs next to nothing until a version is looked at.
        Files whose name is invalid, or of no known kind, or of another package, are left out when it is built.
        """

        name: PackageName
        index: str

        @property
        def versions(self) -> list[str]:
            """Return the normalised version texts, ascending, without repeats."""

        def version(self, position: int) -> Version:
            """Return the parsed version at `position`, memoised."""

        def files(self, position: int) -> tuple[File, ...]:
            """Return the files of the version at `position` in file-name order, memoised."""
