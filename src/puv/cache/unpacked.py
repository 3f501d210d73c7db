"""Make the `Manifest` of a wheel that was just unpacked.

Faults that uv reports only when it installs (a bad `WHEEL`, entry points that cannot be read, unknown kinds of data)
are kept as `problem` and raised then.
"""

from __future__ import annotations

from puv.cache.manifest import CATEGORIES, SIGNATURE, DataFile, Manifest, render_row
from puv.errors import CorruptWheelError, ParseError
from puv.standards.cache_info import FILE_NAME as CACHE_INFO
from puv.standards.names import normalize
from puv.standards.record import parse_record
from puv.standards.version import Version
from puv.standards.wheel import parse_entry_points, parse_wheel_info

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.fs.archive import Unpacked
    from puv.standards.record import RecordEntry

_SIGNATURES = ("RECORD.jws", "RECORD.p7s")
# What an installer writes itself: never taken from the wheel.
_OWN_FILES = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json", CACHE_INFO)
_PYTHON = b"#!python"


class DistInfoError(CorruptWheelError):
    """A wheel with another's dist-info directory or without RECORD: to uv an unexpected failure, not the user's."""

    exit_code = 2


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
        elif path in signatures and entry is None:
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
