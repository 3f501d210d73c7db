"""An export of a lock, or a resolution for one target, as `pylock.toml`."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.pins import file_of
from puv.lockfile.places import absolute, relative
from puv.standards.pylock import Pylock, PylockDirectory, PylockFile, PylockPackage, PylockVcs
from puv.standards.timestamps import parse_timestamp
from puv.standards.urls import file_url, without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from puv.lockfile.artifacts import Artifact
    from puv.lockfile.export.graph import Exported
    from puv.lockfile.lock import Lock, Package
    from puv.standards.names import PackageName

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
    base, _, commit = place.partition("#")
    address, _, query = base.partition("?")
    values = dict(part.partition("=")[::2] for part in query.split("&"))
    revision = values.get("rev") or values.get("tag") or values.get("branch") or ""
    return PylockVcs(
        kind="git",
        url=address,
        requested_revision=_unquoted(revision),
        commit_id=commit,
        subdirectory=_unquoted(values.get("subdirectory", "")),
    )


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote  # 10 ms, and rare

    return unquote(text)


def undigested(packages: Iterable[Exported], directory: str) -> list[str]:
    """Return the `file:` URLs of the files of indexes on disk that the lock has no digest of."""
    found = []
    for entry in packages:
        package = entry.package
        if package.source.is_registry_path:
            files = (*package.wheels, *((package.sdist,) if package.sdist is not None else ()))
            found += [file_of(file, package, directory).url for file in files if not file.hash]
    return found
