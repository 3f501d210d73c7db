"""`Page`: the files of one page of a package index, as columns.

A page lists thousands of files of which a handful is looked at. Columns are filled and checked in bulk, without an
object or a parsed file name per row; `file_of` makes the `File` of a row when somebody wants it.
"""

from __future__ import annotations

from puv.standards.listing import File
from puv.standards.timestamps import parse_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    #: A SHA-256 as its 32 bytes, or any digests as `algorithm:hex` texts, strongest last.
    Hashes: TypeAlias = bytes | tuple[str, ...]
    #: Milliseconds since the epoch, or the text of a time (one that means nothing counts as none).
    Upload: TypeAlias = int | str | None
    #: Whether metadata is served; if so, maybe its SHA-256 as 32 bytes, or another digest as `algorithm:hex`.
    MetadataMark: TypeAlias = bool | bytes | str
    #: What a row says besides name and address: digests, size, requires-python, yank reason, upload time, metadata.
    Facts: TypeAlias = tuple[Hashes, int | None, str, str | None, Upload, MetadataMark]

_SHA256 = 32


class Page:
    """The files that an index page lists, in its order, as columns of equal length. Treat as frozen.

    `urls` are absolute, without fragment and without credentials; `pythons` are in normal form; the other columns
    hold what `Facts` describes.
    """

    __slots__ = ("filenames", "hashes", "index", "metadata", "pythons", "sizes", "uploads", "urls", "yanked")

    filenames: Sequence[str]
    hashes: Sequence[Hashes]
    index: str
    metadata: Sequence[MetadataMark]
    pythons: Sequence[str]
    sizes: Sequence[int | None]
    uploads: Sequence[Upload]
    urls: Sequence[str]
    yanked: Sequence[str | None]

    def __init__(  # noqa: PLR0913 - one parameter per column
        self,
        *,
        index: str = "",
        filenames: Sequence[str] = (),
        urls: Sequence[str] = (),
        hashes: Sequence[Hashes] = (),
        sizes: Sequence[int | None] = (),
        pythons: Sequence[str] = (),
        yanked: Sequence[str | None] = (),
        uploads: Sequence[Upload] = (),
        metadata: Sequence[MetadataMark] = (),
    ) -> None:
        self.index = index
        self.filenames = filenames
        self.urls = urls
        self.hashes = hashes
        self.sizes = sizes
        self.pythons = pythons
        self.yanked = yanked
        self.uploads = uploads
        self.metadata = metadata

    @classmethod
    def of_files(cls, files: Iterable[File], index: str = "") -> Page:
        """Return the page that lists these files; their own index is not kept."""
        rows = tuple(files)
        return cls(
            index=index,
            filenames=[file.filename for file in rows],
            urls=[file.url for file in rows],
            hashes=[_packed(file.hashes[0]) or file.hashes if len(file.hashes) == 1 else file.hashes for file in rows],
            sizes=[file.size for file in rows],
            pythons=[file.requires_python for file in rows],
            yanked=[file.yanked for file in rows],
            uploads=[file.upload_time for file in rows],
            metadata=[
                file.has_metadata and (_packed(file.metadata_hash) or file.metadata_hash or True) for file in rows
            ],
        )

    @property
    def files(self) -> list[File]:
        """Return every file, in the order of the page."""
        facts = zip(self.hashes, self.sizes, self.pythons, self.yanked, self.uploads, self.metadata, strict=True)
        rows = zip(self.filenames, self.urls, facts, strict=True)
        midnights: dict[str, int | None] = {}
        return [file_of(filename, url, row, self.index, midnights) for filename, url, row in rows]

    def __repr__(self) -> str:
        """Count the files."""
        return f"Page({len(self.filenames)} files)"


def file_of(filename: str, url: str, facts: Facts, index: str, midnights: dict[str, int | None]) -> File:
    """Return the file that a row describes. `midnights` is `parse_timestamp`'s memo."""
    hashes, size, requires_python, yanked, uploaded, metadata = facts
    return File(
        filename=filename,
        url=url,
        index=index,
        hashes=(f"sha256:{hashes.hex()}",) if isinstance(hashes, bytes) else hashes,
        size=size,
        requires_python=requires_python,
        yanked=yanked,
        upload_time=parse_timestamp(uploaded, midnights) if isinstance(uploaded, str) else uploaded,
        has_metadata=metadata is not False,
        metadata_hash=_metadata_hash(metadata),
    )


def _metadata_hash(mark: MetadataMark) -> str:
    if isinstance(mark, bytes):
        return f"sha256:{mark.hex()}"
    return mark if isinstance(mark, str) else ""


def _packed(text: str) -> bytes | None:
    """Return the bytes of a SHA-256 in lower case after its name, or None for any other text."""
    digits = text[7:]
    if len(digits) != 2 * _SHA256 or not text.startswith("sha256:") or digits != digits.lower():
        return None
    try:
        packed = bytes.fromhex(digits)
    except ValueError:
        return None
    return packed if len(packed) == _SHA256 else None  # blanks between digits are read, too
