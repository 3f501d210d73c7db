"""`Manifest`: all that installing must know of an unpacked wheel, so that it never walks, stats, parses or hashes.

Made once, when the wheel is unpacked; see `puv.cache.unpacked`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from puv.cache.blobs import Plain

    #: kind (`console` or `gui`), script name, module, attribute path
    Script: TypeAlias = tuple[str, str, str, str]

FORMAT = 1
CATEGORIES = ("purelib", "platlib", "headers", "scripts", "data")
#: The category of signatures: installed beside RECORD and not listed in it (PEP 427).
SIGNATURE = "signature"


class DataFile:
    """A file below `<name>.data/<category>`, or a signature of RECORD. Treat as frozen.

    `relative` is its path below the category, `archived` the one in the tree; `digest` is its RECORD digest (maybe
    empty) and `size` its size in bytes. `rewrite` tells that it is a script whose first line names Python.
    """

    __slots__ = ("archived", "category", "digest", "relative", "rewrite", "size")

    archived: str
    category: str
    digest: str
    relative: str
    rewrite: bool
    size: int

    def __init__(self, category: str, relative: str, archived: str, digest: str, size: int, rewrite: bool) -> None:
        self.category, self.relative, self.archived = category, relative, archived
        self.digest, self.size, self.rewrite = digest, size, rewrite

    def __repr__(self) -> str:
        """Show where it is in the archive."""
        return f"DataFile({self.archived!r})"


class Manifest:
    """The contents of one wheel. Treat as frozen; paths are relative to the tree, with `/`.

    `directories` are those to make in site-packages, each after its parent; `files` those to link there, sorted by
    code point, and `rows` their RECORD rows (without line ends), one for one. `data` are the files of the data
    directory, `scripts` the entry points as (kind, name, module, attribute). `version` is the text in METADATA.
    `problem` is the sentence with which installing fails, or empty. `size` is the sum of the sizes in bytes.
    """

    __slots__ = (
        "data", "directories", "dist_info", "filename", "files", "hashes", "name", "problem", "purelib", "rows",
        "scripts", "size", "version",
    )  # fmt: skip

    filename: str
    name: str
    version: str
    hashes: tuple[str, ...]
    dist_info: str
    purelib: bool
    directories: list[str]
    files: list[str]
    rows: list[str]
    data: list[DataFile]
    scripts: list[Script]
    problem: str
    size: int

    def __repr__(self) -> str:
        """Name the wheel."""
        return f"Manifest({self.filename!r}, files={len(self.files)})"

    def to_plain(self) -> Plain:
        """Return the manifest as plain values, for `marshal`."""
        return (
            FORMAT, self.filename, self.name, self.version, self.hashes, self.dist_info, self.purelib,
            self.directories, self.files, self.rows,  # type: ignore[return-value]  # lists of texts are plain
            [(d.category, d.relative, d.archived, d.digest, d.size, d.rewrite) for d in self.data],
            self.scripts, self.problem, self.size,
        )  # fmt: skip

    @classmethod
    def from_plain(cls, value: object) -> Manifest | None:
        """Return the manifest that `to_plain` gave, or None for values of another format."""
        if not isinstance(value, tuple) or len(value) != 14 or value[0] != FORMAT:  # noqa: PLR2004 - fields
            return None
        manifest = cls()
        (
            _, manifest.filename, manifest.name, manifest.version, manifest.hashes, manifest.dist_info,
            manifest.purelib, manifest.directories, manifest.files, manifest.rows, data, manifest.scripts,
            manifest.problem, manifest.size,
        ) = value  # fmt: skip
        manifest.data = [DataFile(*row) for row in data]
        return manifest


def render_row(path: str, digest: str, size: int | None) -> str:
    """Return a row of RECORD without its line end; `digest` is `algorithm=text` or empty."""
    if any(character in path for character in ',"\r\n'):
        path = '"' + path.replace('"', '""') + '"'
    return f"{path},{digest},{'' if size is None else size}"
