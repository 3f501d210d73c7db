"""What is installed: a snapshot of site-packages from names alone, and readers for what a distribution wrote down."""

from __future__ import annotations

import os

from puv.errors import ParseError, PythonError
from puv.model.installed import InstalledDist
from puv.standards.names import parse_package_name
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from puv.standards.names import PackageName

_HEADER_SIZE = 16384  # bytes of metadata in which name and version stand


class InstalledMetadataError(PythonError):
    """A distribution's files in site-packages are wrong; the cause says how. `path` is its directory or file."""

    code = "installed-metadata"

    def __init__(self, path: str) -> None:
        super().__init__(f"Failed to read metadata from: {path}")
        self.path = path


class SitePackages:
    """The distributions of one environment, in path order. A snapshot: it does not follow later changes."""

    __slots__ = ("_by_name", "dists", "warnings")

    dists: tuple[InstalledDist, ...]
    warnings: tuple[str, ...]

    def __init__(self, dists: Iterable[InstalledDist], warnings: Iterable[str] = ()) -> None:
        """Take the distributions, and sentences about what was passed over."""
        self.dists = tuple(dists)
        self.warnings = tuple(warnings)
        self._by_name: dict[PackageName, tuple[InstalledDist, ...]] | None = None

    def __iter__(self) -> Iterator[InstalledDist]:
        """Iterate in path order."""
        return iter(self.dists)

    def __len__(self) -> int:
        """Count the distributions."""
        return len(self.dists)

    def __repr__(self) -> str:
        """Show names and versions."""
        return f"SitePackages({', '.join(f'{dist.name}=={dist.version}' for dist in self.dists)})"

    @property
    def by_name(self) -> Mapping[PackageName, tuple[InstalledDist, ...]]:
        """The distributions by name; more than one of a name is a broken environment that installers repair."""
        if self._by_name is None:
            found: dict[PackageName, tuple[InstalledDist, ...]] = {}
            for dist in self.dists:
                found[dist.name] = (*found.get(dist.name, ()), dist)
            self._by_name = found
        return self._by_name

    def get(self, name: PackageName) -> tuple[InstalledDist, ...]:
        """Return the distributions of a name, none if it is not installed."""
        return self.by_name.get(name, ())


def snapshot(directories: Iterable[str]) -> SitePackages:
    """List the distributions in the given directories (absolute); missing directories hold none.

    Raises:
        InstalledMetadataError: a `.dist-info` or `.egg-info` has no valid name and version.
    """
    found: list[InstalledDist] = []
    warnings: list[str] = []
    for directory in directories:
        for name, is_directory in sorted(_entries(directory)):
            if name.startswith("~"):
                # pip renames what it is about to delete in this way, and leaves it when it is interrupted.
                warnings.append(f"Ignoring dangling temporary directory: {os.path.join(directory, name)}")
                continue
            dist = _read_entry(directory, name, is_directory=is_directory)
            if dist is not None:
                found.append(dist)
    return SitePackages(found, warnings)


def _entries(directory: str) -> list[tuple[str, bool]]:
    """Return the names in a directory that belong to distributions, and whether they are directories."""
    try:
        with os.scandir(directory) as entries:
            return [
                (entry.name, entry.is_dir())
                for entry in entries
                if entry.name.endswith((".dist-info", ".egg-info", ".egg-link"))
            ]
    except OSError:
        return []


def _read_entry(directory: str, name: str, *, is_directory: bool) -> InstalledDist | None:
    path = os.path.join(directory, name)
    stem, _dot, suffix = name.rpartition(".")
    try:
        if suffix == "egg-link":
            return None if is_directory else _egg_link(path, stem, directory)
        if suffix == "dist-info":
            return _dist_info(path, stem, directory) if is_directory else None
        return _egg_info(path, stem, directory, is_directory=is_directory)
    except ParseError as error:
        raise InstalledMetadataError(path) from error


def _dist_info(path: str, stem: str, directory: str) -> InstalledDist | None:
    name, hyphen, version = stem.partition("-")
    if not hyphen:
        return None
    return InstalledDist(
        name=parse_package_name(name), version=Version.parse(version), path=path, location=directory, kind="dist-info"
    )


def _egg_info(path: str, stem: str, directory: str, *, is_directory: bool) -> InstalledDist | None:
    """Read `name-version[-pyX.Y].egg-info`, or the metadata where the name has no version."""
    name, hyphen, rest = stem.partition("-")
    version = rest.partition("-")[0]
    if not hyphen:
        found = _name_and_version(os.path.join(path, "PKG-INFO") if is_directory else path)
        if found is None:
            return None
        name, version = found
    return InstalledDist(
        name=parse_package_name(name),
        version=Version.parse(version),
        path=path,
        location=directory,
        kind="egg-info-directory" if is_directory else "egg-info-file",
    )


def _egg_link(path: str, stem: str, directory: str) -> InstalledDist | None:
    """Read a `setup.py develop` link: its first line is the project's directory, which holds the `.egg-info`."""
    text = _read_text(path)
    project = next((line.strip() for line in (text or "").splitlines() if line.strip()), "")
    if not project:
        return None
    project = os.path.normpath(os.path.join(directory, project))
    for name in (stem, stem.replace("-", "_")):
        found = _name_and_version(os.path.join(project, f"{name}.egg-info", "PKG-INFO"))
        if found is not None:
            return InstalledDist(
                name=parse_package_name(found[0]),
                version=Version.parse(found[1]),
                path=path,
                location=directory,
                kind="egg-link",
                editable_location=project,
            )
    return None


def _name_and_version(path: str) -> tuple[str, str] | None:
    try:
        with open(path, "rb") as file:
            head = file.read(_HEADER_SIZE).decode("utf-8", "replace")
    except OSError:
        return None
    fields: dict[str, str] = {}
    for line in head.splitlines():
        if not line.strip():
            break  # the description follows
        key, colon, value = line.partition(":")
        if colon:
            fields.setdefault(key.strip().lower(), value.strip())
    name, version = fields.get("name"), fields.get("version")
    return (name, version) if name and version else None


def metadata_path(dist: InstalledDist) -> str:
    """Return the absolute path of the distribution's core metadata; it need not exist."""
    if dist.kind == "dist-info":
        return os.path.join(dist.path, "METADATA")
    if dist.kind == "egg-info-directory":
        return os.path.join(dist.path, "PKG-INFO")
    if dist.kind == "egg-info-file":
        return dist.path
    stem = os.path.basename(dist.path).removesuffix(".egg-link")
    names = (f"{stem}.egg-info", f"{stem.replace('-', '_')}.egg-info")
    found = (os.path.join(dist.editable_location, name, "PKG-INFO") for name in names)
    return next((path for path in found if os.path.exists(path)), dist.path)


def metadata_bytes(dist: InstalledDist) -> bytes:
    """Return the distribution's core metadata, for `puv.standards.metadata.parse_metadata`.

    Raises:
        InstalledMetadataError: it cannot be read.
    """
    try:
        with open(metadata_path(dist), "rb") as file:
            return file.read()
    except OSError as error:
        raise InstalledMetadataError(dist.path) from PythonError(f"{error.strerror} (os error {error.errno})")


def installer(dist: InstalledDist) -> str:
    """Return the tool that installed it (`INSTALLER`), empty when that is not told."""
    return (_read_text(os.path.join(dist.path, "INSTALLER")) or "").strip() if dist.kind == "dist-info" else ""


def is_requested(dist: InstalledDist) -> bool:
    """Whether it was asked for by name (`REQUESTED`), not installed as a dependency only."""
    return dist.kind == "dist-info" and os.path.exists(os.path.join(dist.path, "REQUESTED"))


def direct_url_text(dist: InstalledDist) -> str | None:
    """Return the JSON text of `direct_url.json` (PEP 610), None when there is none."""
    return _read_text(os.path.join(dist.path, "direct_url.json")) if dist.kind == "dist-info" else None


def _read_text(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "replace")
    except OSError:
        return None
