"""`Manifest`: all that installing must know of an unpacked wheel, so that it never walks, stats, parses or hashes.

Made once, when the wheel is unpacked. Faults that uv reports only when it installs (a bad `WHEEL`, entry points that
cannot be read, unknown kinds of data) are kept as `problem` and raised then.
"""

from __future__ import annotations

from puv.errors import CorruptWheelError, ParseError
from puv.standards.cache_info import FILE_NAME as CACHE_INFO
from puv.standards.names import normalize
from puv.standards.record import parse_record
from puv.standards.version import Version
from puv.standards.wheel import parse_entry_points, parse_wheel_info

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from puv.cache.blobs import Plain
    from puv.fs.archive import Unpacked
    from puv.standards.record import RecordEntry

    #: kind (`console` or `gui`), script name, module, attribute path
    Script: TypeAlias = tuple[str, str, str, str]

FORMAT = 1
CATEGORIES = ("purelib", "platlib", "headers", "scripts", "data")
#: The category of signatures: installed beside RECORD and not listed in it (PEP 427).
SIGNATURE = "signature"
_SIGNATURES = ("RECORD.jws", "RECORD.p7s")
# What an installer writes itself: never taken from the wheel.
_OWN_FILES = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json", CACHE_INFO)
_PYTHON = b"#!python"


class DistInfoError(CorruptWheelError):
    """A wheel with another's dist-info directory or without RECORD: to uv an unexpected failure, not the user's."""

    exit_code = 2


class DataFile:
    """A file below `<name>.data/<category>`, or a signature of RECORD. Treat as frozen.

    `relative` is its path below the category, `archived` the one in the tree; `digest` is its RECORD digest (maybe
    empty) and `size` its size in bytes. `rewrite` tells that it is a script whose first line names Python.
    """

    __slots__ = ("archived", "category", "digest", "relative", "rewrite", "size")

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


def build_manifest(tree: str, unpacked: Unpacked, filename: str, name: str, version: Version) -> Manifest:
    """Read the metadata of a freshly unpacked wheel in the directory `tree`. `hashes` are left empty.

    Raises:
        CorruptWheelError: there is no single dist-info directory of that package, or RECORD cannot be read.
    """
    manifest = Manifest()
    manifest.filename, manifest.hashes, manifest.problem = filename, (), ""
    manifest.dist_info = _dist_info(unpacked.files, filename, name)
    manifest.name = name
    recorded = _read_record(tree, manifest.dist_info, filename)
    _sort_files(manifest, tree, unpacked, recorded)
    manifest.size = sum(unpacked.files.values())
    manifest.version, manifest.purelib, manifest.scripts = "", True, []
    _read_metadata(manifest, tree, version)
    return manifest


def _dist_info(files: Iterable[str], filename: str, name: str) -> str:
    """Find the one `.dist-info` directory with a METADATA file."""
    found = sorted(
        {top for path in files if (top := path.partition("/")[0]).endswith(".dist-info") and path == f"{top}/METADATA"}
    )
    if not found:
        raise CorruptWheelError("No .dist-info directory found", filename=filename)
    shown = [directory.removesuffix(".dist-info") for directory in found]
    if len(found) > 1:
        raise CorruptWheelError(f"Multiple .dist-info directories found: {', '.join(shown)}", filename=filename)
    if normalize(shown[0].partition("-")[0]) != name:
        message = f"The .dist-info directory `{shown[0]}` does not start with the normalized package name: {name}"
        raise DistInfoError(message, filename=filename)
    return found[0]


def _read_text(tree: str, path: str) -> str | None:
    try:
        with open(f"{tree}/{path}", encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _read_record(tree: str, dist_info: str, filename: str) -> dict[str, RecordEntry]:
    text = _read_text(tree, f"{dist_info}/RECORD")
    if text is None:
        raise DistInfoError(f"The wheel `{filename}` has no `{dist_info}/RECORD`", filename=filename)
    try:
        return {entry.path: entry for entry in parse_record(text)}
    except ParseError as error:
        raise CorruptWheelError("`RECORD` file is invalid", filename=filename) from error


def _sort_files(manifest: Manifest, tree: str, unpacked: Unpacked, recorded: dict[str, RecordEntry]) -> None:
    """Divide the files into those for site-packages and data, with their RECORD rows (healed as uv does).

    A file that RECORD lacks gets a row without digest; rows without a file are dropped; digests are not checked
    (the digest of the whole wheel is).
    """
    own = {f"{manifest.dist_info}/{name}" for name in _OWN_FILES}
    signatures = {f"{manifest.dist_info}/{name}" for name in _SIGNATURES}
    data_directory = f"{manifest.dist_info.removesuffix('.dist-info')}.data/"
    manifest.files, manifest.rows, manifest.data = [], [], []
    files = unpacked.files
    directories = {path for path in unpacked.directories if not f"{path}/".startswith(data_directory)}
    for path in sorted(files):
        entry = recorded.get(path)
        digest = entry.hash if entry is not None else ""
        if path.startswith(data_directory):
            manifest.data.append(_data_file(manifest, tree, data_directory, path, digest, files[path]))
        elif path in signatures:
            manifest.data.append(DataFile(SIGNATURE, path, path, "", 0, rewrite=False))
        elif path not in own:
            manifest.files.append(path)
            size = files[path] if entry is None else entry.size
            manifest.rows.append(render_row(path, digest, size))
    manifest.directories = sorted(directories)


def _data_file(manifest: Manifest, tree: str, prefix: str, path: str, digest: str, size: int) -> DataFile:
    category, _, relative = path[len(prefix) :].partition("/")
    if category not in CATEGORIES:
        manifest.problem = f"The wheel is invalid: Unknown wheel data type: {category}"
    rewrite = False
    if category == "scripts":
        if "/" in relative:
            what = path.rpartition("/")[0]
            manifest.problem = (
                f"The wheel is invalid: Wheel contains an invalid entry (directory) in the `scripts` directory: {what}"
            )
        with open(f"{tree}/{path}", "rb") as file:
            rewrite = file.read(len(_PYTHON)) == _PYTHON
    return DataFile(category, relative, path, digest, size, rewrite)


def _read_metadata(manifest: Manifest, tree: str, version: Version) -> None:
    """Fill in what METADATA, WHEEL and entry_points.txt say; the first fault found wins, in uv's order."""
    manifest.version = _header(_read_text(tree, f"{manifest.dist_info}/METADATA") or "", "Version") or ""
    problem = _wheel_file(manifest, tree)
    if not problem and Version.parse_or_none(manifest.version) != version:
        problem = (
            f"Wheel version does not match filename ({manifest.version} != {version}), which indicates a malformed "
            "wheel. If this is intentional, set `UV_SKIP_WHEEL_FILENAME_CHECK=1`."
        )
    text = _read_text(tree, f"{manifest.dist_info}/entry_points.txt")
    if text is not None:
        try:
            manifest.scripts = [(e.kind, e.name, e.module, e.attribute) for e in parse_entry_points(text)]
        except ParseError as error:
            problem = problem or f"The wheel is invalid: {error}"
    manifest.problem = problem or manifest.problem


def _wheel_file(manifest: Manifest, tree: str) -> str:
    path = f"{manifest.dist_info}/WHEEL"
    text = _read_text(tree, path)
    if text is None:
        return f"failed to open file `{path}`: No such file or directory (os error 2)"
    try:
        manifest.purelib = parse_wheel_info(text).root_is_purelib
    except ParseError as error:
        return f"The wheel is invalid: {error}"
    return ""


def _header(text: str, name: str) -> str | None:
    """Return the first value of a header, before the first empty line."""
    start = f"{name}:"
    for line in text.splitlines():
        if line.startswith(start):
            return line[len(start) :].strip()
        if not line:
            break
    return None
