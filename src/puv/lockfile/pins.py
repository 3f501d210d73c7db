"""From what was selected to what to install: one file for each package, for one target."""

from __future__ import annotations

from puv.errors import ParseError
from puv.frozen import Frozen
from puv.lockfile.errors import NotInstallableError
from puv.lockfile.places import absolute
from puv.lockfile.wheel_hints import wheel_hint
from puv.model.resolution import Pin, Resolution
from puv.standards.filenames import parse_wheel_name
from puv.standards.git_url import parse_locked_git_url
from puv.standards.listing import File
from puv.standards.tags import wheel_rank
from puv.standards.timestamps import parse_timestamp
from puv.standards.urls import file_url, filename_of
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from puv.lockfile.artifacts import Artifact
    from puv.lockfile.lock import Package, PackageId
    from puv.lockfile.select import Selected
    from puv.model.target import Target
    from puv.standards.names import PackageName

_NOBODY: frozenset[PackageName] = frozenset()
_UNKNOWN = Version.parse("0")


class Choice(Frozen):
    """How to choose files. `no_binary` and `no_build` name packages; True means all of them.

    `editable` tells whether editables stay so. `versions` are those of source trees whose version is dynamic.
    """

    target: Target
    directory: str
    no_binary: frozenset[PackageName] | bool = _NOBODY
    no_build: frozenset[PackageName] | bool = _NOBODY
    editable: bool = True
    versions: Mapping[PackageId, Version] = {}


def pins_of(selected: Iterable[Selected], choice: Choice) -> Resolution:
    """Return a pin for each package that is something to install (not for virtual ones).

    `choice.directory` is the absolute directory of the lock, to which its paths are relative.

    Raises:
        NotInstallableError: a package has no file that may be used on the target.
    """
    pins = [_pin(entry, choice) for entry in selected if entry.package.source.kind != "virtual"]
    return Resolution(pins=tuple(pins))


def _pin(entry: Selected, choice: Choice) -> Pin:
    package = entry.package
    source = package.source
    version = package.version or choice.versions.get(package.id, _UNKNOWN)
    url = address_of(package, choice.directory)
    if source.is_tree:
        file = File(filename=filename_of(url), url=url)
    elif source.kind == "git":
        # What was asked for comes along, to be recorded with what is installed.
        file = File(filename="", url=parse_locked_git_url(source.place).carried())
    else:
        file = _file(package, choice, url)
    return Pin(
        name=package.name,
        version=version,
        file=file,
        extras=entry.extras,
        index=source.place if source.kind == "registry" else "",
        url=url,
        dependencies=tuple(dict.fromkeys(needed.name for needed in entry.needs)),
        hashes=file.hashes,
        editable=source.kind == "editable" and choice.editable,
    )


def address_of(package: Package, directory: str) -> str:
    """Return the address of a package that does not come from an index, else nothing."""
    source = package.source
    if source.kind == "registry":
        return ""
    if source.kind == "url":
        return f"{source.place}#subdirectory={source.subdirectory}" if source.subdirectory else source.place
    if source.kind == "git":
        return git_address(source.place)
    return file_url(absolute(directory, source.place))


def git_address(place: str) -> str:
    """Return `git+…@commit#subdirectory=…` for the address of a git source: `…?subdirectory=x&tag=v1#commit`."""
    return parse_locked_git_url(place).url()


def _file(package: Package, choice: Choice, url: str) -> File:
    """Choose among wheels and the source archive.

    Raises:
        NotInstallableError: none of them may be used.
    """
    no_binary = named(choice.no_binary, package.name)
    no_build = named(choice.no_build, package.name)
    wheels = () if no_binary else package.wheels
    at = best_wheel([artifact.name for artifact in wheels], choice.target.tags)
    best = wheels[at] if at is not None else None if no_build else package.sdist
    if best is None:
        names = [artifact.name for artifact in package.wheels]
        hint = "" if no_build or no_binary else wheel_hint(package.name, package.version, names, choice.target)
        reason = why_not(no_binary=no_binary, no_build=no_build)
        raise NotInstallableError(str(package.id), reason, (hint,) if hint else ())
    return file_of(best, package, choice.directory, url)


def best_wheel(filenames: Sequence[str], tags: Mapping[str, int]) -> int | None:
    """Return which of the wheels suits best, None where none does; names that are none of a wheel are left out."""
    best, best_key = None, None
    for at, filename in enumerate(filenames):
        try:
            wheel = parse_wheel_name(filename)
        except ParseError:
            continue
        rank = wheel_rank(wheel, tags)
        if rank is not None:
            key = (-rank, wheel.build or (-1, ""))
            if best_key is None or key > best_key:
                best, best_key = at, key
    return best


def named(names: frozenset[PackageName] | bool, name: PackageName) -> bool:
    """Tell whether an option that takes names, or True for all, is about a package."""
    return names if isinstance(names, bool) else name in names


def why_not(*, no_binary: bool, no_build: bool) -> str:
    """Return why no file may be used, as a clause."""
    if no_binary and no_build:
        return "it is marked as both `--no-binary` and `--no-build`"
    if no_binary:
        return "it is marked as `--no-binary` but has no source distribution"
    if no_build:
        return "it is marked as `--no-build` but has no binary distribution"
    return "it doesn't have a source distribution or wheel for the current platform"


def file_of(artifact: Artifact, package: Package, directory: str, url: str = "") -> File:
    """Return a file of a package with its absolute address; `url` is the package's own (`address_of`)."""
    source = package.source
    if artifact.url:
        address = artifact.url
    elif artifact.path:
        base = absolute(directory, source.place) if source.is_registry_path else directory
        address = file_url(absolute(base, artifact.path))
    else:
        address = url
    return File(
        filename=artifact.name or filename_of(address),
        url=address,
        index=source.place if source.kind == "registry" else "",
        hashes=(artifact.hash,) if artifact.hash else (),
        size=artifact.size,
        upload_time=parse_timestamp(artifact.upload_time) if artifact.upload_time else None,
    )
