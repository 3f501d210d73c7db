"""An export of a lock, or a resolution for one target, as `pylock.toml`."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.pins import best_wheel, file_of, named
from puv.lockfile.places import absolute, relative
from puv.lockfile.platforms import WheelPlatforms
from puv.standards.filenames import SOURCE_EXTENSIONS
from puv.standards.git_url import parse_locked_git_url
from puv.standards.markers import parse_marker
from puv.standards.markers.tree import MarkerAlgebra
from puv.standards.pylock import Pylock, PylockDirectory, PylockFile, PylockPackage, PylockVcs
from puv.standards.ranges import Ranges
from puv.standards.specifiers import Specifier, Specifiers
from puv.standards.timestamps import parse_timestamp
from puv.standards.urls import file_url, without_credentials
from puv.standards.wheel_pythons import WheelPythons

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from puv.lockfile.artifacts import Artifact
    from puv.lockfile.export.graph import Exported
    from puv.lockfile.lock import Lock, Package
    from puv.model.resolution import Pin, Resolution
    from puv.standards.git_url import GitUrl
    from puv.standards.listing import File
    from puv.standards.names import PackageName
    from puv.standards.version import Version

_PROGRAM = "puv"


class PylockStyle(Frozen):
    """How an export becomes a `pylock.toml`.

    `directory` is the absolute directory of the lock, `base` that of the file to come, to which paths are relative.
    `editable` tells whether editables stay so, but for those named in `not_editable`. `digests` maps the `file:` URLs
    of files that the lock has no digest of to theirs (`algorithm:hex`).
    """

    directory: str
    base: str
    editable: bool = True
    not_editable: frozenset[PackageName] = frozenset()
    digests: Mapping[str, str] = {}


def pylock_of_lock(lock: Lock, packages: Iterable[Exported], style: PylockStyle) -> Pylock:
    """Return the value for an export."""
    writer = _Writer(style)
    return Pylock(
        packages=tuple(writer.package(entry) for entry in packages if entry.package.source.kind != "virtual"),
        created_by=_PROGRAM,
        environments=lock.supported_markers,
        requires_python=lock.requires_python,
    )


class _Writer:
    def __init__(self, style: PylockStyle) -> None:
        self._style = style
        self._directory = style.directory

    def package(self, entry: Exported) -> PylockPackage:
        """Return the entry of one package."""
        package = entry.package
        source = package.source
        found = PylockPackage(
            name=package.name,
            version=None if source.is_tree else package.version,
            marker_text=entry.marker,
        )
        if source.is_tree:
            editable = self._style.editable and package.name not in self._style.not_editable
            place = PylockDirectory(path=self._path(source.place), editable=source.kind == "editable" and editable)
            return found.replace(directory=place)
        if source.kind == "git":
            return found.replace(vcs=_vcs(source.place))
        if source.kind == "registry":
            index = source.place
            if source.is_registry_path:
                index = file_url(absolute(self._directory, index))
            return found.replace(
                index=without_credentials(index),
                sdist=None if package.sdist is None else self._file(package.sdist, package),
                wheels=tuple(self._file(wheel, package) for wheel in package.wheels),
            )
        artifact = package.sdist or next(iter(package.wheels), None)
        return found if artifact is None else found.replace(archive=self._archive(artifact, package))

    def _path(self, place: str) -> str:
        return relative(absolute(self._directory, place), self._style.base)

    def _archive(self, artifact: Artifact, package: Package) -> PylockFile:
        source = package.source
        inner = source.subdirectory
        url = ""
        if source.kind == "url":
            url = f"{source.place}#subdirectory={inner.replace(' ', '%20')}" if inner else source.place
        return PylockFile(
            url=url,
            path=self._path(source.place) if source.kind == "path" else "",
            size=artifact.size,
            subdirectory=inner,
            hashes=_digest(artifact.hash),
        )

    def _file(self, artifact: Artifact, package: Package) -> PylockFile:
        address = artifact.url or file_of(artifact, package, self._directory).url
        return PylockFile(
            name=wheel_name(artifact.name),
            url=without_credentials(address),
            upload_time=parse_timestamp(artifact.upload_time) if artifact.upload_time else None,
            size=artifact.size,
            hashes=_digest(artifact.hash or self._style.digests.get(address, "")),
        )


def wheel_name(filename: str) -> str:
    """Return the normal form of a wheel's file name where it is another one; else, and for other files, nothing."""
    name, _, rest = filename.partition("-")
    normal = name.lower().replace(".", "_")
    return f"{normal}-{rest}" if normal != name and rest.endswith(".whl") else ""


def _digest(text: str) -> dict[str, str]:
    algorithm, separator, digest = text.partition(":")
    return {algorithm: digest} if separator else {}


def _vcs(place: str) -> PylockVcs:
    git = parse_locked_git_url(place)
    return PylockVcs(
        kind="git",
        url=git.repository,
        requested_revision=git.reference,
        commit_id=git.commit,
        subdirectory=git.subdirectory,
    )


def undigested(packages: Iterable[Exported], directory: str) -> list[str]:
    """Return the `file:` URLs of the files of indexes on disk that the lock has no digest of."""
    found = []
    for entry in packages:
        package = entry.package
        if package.source.is_registry_path:
            files = (*package.wheels, *((package.sdist,) if package.sdist is not None else ()))
            found += [file_of(file, package, directory).url for file in files if not file.hash]
    return found


class PinsStyle(Frozen):
    """How a resolution becomes a `pylock.toml`.

    `base` is the absolute directory of the file to come. `python` is the lowest Python it is for. `tags` are those of
    the target, of whose wheels only the fitting ones are listed; None for every target. `no_binary` and `no_build`
    name packages, or are True for all; `omit` are left out. `repositories` are those of pins from git.
    """

    base: str
    python: Version
    tags: Mapping[str, int] | None = None
    no_binary: frozenset[PackageName] | bool = frozenset()
    no_build: frozenset[PackageName] | bool = frozenset()
    omit: frozenset[PackageName] = frozenset()
    repositories: Mapping[PackageName, GitUrl] = {}
    trees: frozenset[str] = frozenset()


def pylock_of_pins(resolution: Resolution, style: PinsStyle) -> Pylock:
    """Return the value for a resolution."""
    requires_python = Specifiers((Specifier(">=", style.python),))
    wheels = _Fitting(style, Ranges.from_specifiers(requires_python))
    return Pylock(
        packages=tuple(_pinned(pin, style, wheels) for pin in resolution if pin.name not in style.omit),
        created_by=_PROGRAM,
        requires_python=requires_python,
    )


class _Fitting:
    """Which wheels of a pin are of use: to the target, or else to any of the Pythons on any platform of its marker."""

    def __init__(self, style: PinsStyle, python: Ranges) -> None:
        self._style = style
        self._pythons = WheelPythons(python)
        self._algebra = MarkerAlgebra()
        self._platforms = WheelPlatforms(self._algebra)

    def of(self, pin: Pin) -> list[File]:
        """Return them, sorted by name."""
        tags = self._style.tags
        wheels = [file for file in pin.files if file.is_wheel and not named(self._style.no_binary, pin.name)]
        if tags is not None:
            wheels = [file for file in wheels if best_wheel((file.filename,), tags) is not None]
        else:
            marker = self._algebra.from_marker(parse_marker(pin.marker) if pin.marker else None)
            wheels = [
                file
                for file in wheels
                if self._pythons.fits(file.filename) and self._platforms.fits(file.filename, marker)
            ]
        return sorted(wheels, key=lambda file: file.filename)


def _pinned(pin: Pin, style: PinsStyle, wheels: _Fitting) -> PylockPackage:
    found = PylockPackage(name=pin.name, version=pin.version, marker_text=pin.marker)
    if pin.url:
        return _direct(pin, found, style)
    sources = [file for file in pin.files if not file.is_wheel and not named(style.no_build, pin.name)]
    sources.sort(key=lambda file: file.filename.endswith(".tar.gz"))
    return found.replace(
        sdist=_listed_file(sources[-1]) if sources else None,
        wheels=tuple(map(_listed_file, wheels.of(pin))),
    )


def _listed_file(file: File) -> PylockFile:
    return PylockFile(
        name=wheel_name(file.filename),
        url=without_credentials(file.url),
        upload_time=file.upload_time,
        size=file.size,
        hashes=_digest(file.hashes[-1] if file.hashes else ""),
    )


def _direct(pin: Pin, found: PylockPackage, style: PinsStyle) -> PylockPackage:
    git = style.repositories.get(pin.name)
    if git is not None:
        return found.replace(
            vcs=PylockVcs(
                kind="git",
                url=without_credentials(git.repository),
                requested_revision=git.reference,
                commit_id=git.commit,
                subdirectory=git.subdirectory,
            )
        )
    address, _, fragment = pin.url.partition("#")
    inner = next((part[13:] for part in fragment.split("&") if part.startswith("subdirectory=")), "")
    path = ""
    if address.startswith("file://"):
        from urllib.parse import unquote  # 10 ms, and few packages are given by path

        place = unquote(address.removeprefix("file://"))
        # An address stays absolute, a path is seen from the file.
        path = place if pin.given.startswith("file:") or not pin.given else relative(place, style.base)
    if path and not pin.file.filename.endswith(_ARCHIVES):
        # Who names it as a source says what it is to be; the user says it only of an editable.
        editable = pin.editable if pin.editable or pin.url in style.trees else None
        tree = PylockDirectory(path=path, editable=editable, subdirectory=inner)
        return found.replace(version=None, directory=tree)
    known = [digest for file in (*pin.files, pin.file) for digest in file.hashes[-1:]]
    digest = (*pin.hashes, *known, "")[0]
    return found.replace(
        archive=PylockFile(
            url="" if path else without_credentials(address), path=path, subdirectory=inner, hashes=_digest(digest)
        )
    )


_ARCHIVES = (".whl", *SOURCE_EXTENSIONS)
