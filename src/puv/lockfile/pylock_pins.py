"""From a `pylock.toml` to what to install on a target."""

from __future__ import annotations

from puv.errors import InputError
from puv.frozen import Frozen
from puv.lockfile.errors import NotInstallableError
from puv.lockfile.pins import best_wheel, named, why_not
from puv.lockfile.places import absolute
from puv.lockfile.wheel_hints import wheel_hint
from puv.model.resolution import Pin, Resolution
from puv.standards.filenames import parse_wheel_name
from puv.standards.listing import File
from puv.standards.markers import parse_marker
from puv.standards.urls import file_url
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.target import Target
    from puv.standards.names import ExtraName, GroupName, PackageName
    from puv.standards.pylock import Pylock, PylockFile, PylockPackage

#: Stands for the version of a source tree that is not known before its metadata is.
UNKNOWN = Version.parse("0")
_NOBODY: frozenset[PackageName] = frozenset()


class PylockChoice(Frozen):
    """How to choose. `directory` is that of the file, to which its paths are relative, absolute.

    `extras` and `groups` are those asked for; without `groups` the default ones of the file count. `no_binary` and
    `no_build` name packages; True means all of them.
    """

    target: Target
    directory: str
    extras: tuple[ExtraName, ...] = ()
    all_extras: bool = False
    groups: tuple[GroupName, ...] = ()
    no_binary: frozenset[PackageName] | bool = _NOBODY
    no_build: frozenset[PackageName] | bool = _NOBODY


class PylockTargetError(InputError):
    """A `pylock.toml` is not for the target."""

    code = "pylock-target"


def check_target(lock: Pylock, target: Target) -> None:
    """Refuse a target that the file is not for.

    Raises:
        PylockTargetError: its Python or its platform is another one.
    """
    if lock.requires_python is not None and not lock.requires_python.contains(target.python_version.only_release()):
        wanted = ", ".join(map(str, lock.requires_python))
        version = target.markers.get("python_full_version", str(target.python_version))
        raise PylockTargetError(
            f"The requested interpreter resolved to Python {version}, which is incompatible with the `pylock.toml`'s "
            f"Python requirement: `{wanted}`"
        )
    if lock.environments and not any(parse_marker(text).evaluate(target.markers) for text in lock.environments):
        raise PylockTargetError("The target environment is not supported by the lockfile")


def pins_of_pylock(lock: Pylock, choice: PylockChoice) -> Resolution:
    """Return a pin for each package whose marker holds; source trees of unknown version are pinned to `UNKNOWN`.

    Raises:
        InputError: two entries of one name apply, or an entry has no source.
        NotInstallableError: a package has no file that may be used on the target.
    """
    extras = frozenset(lock.extras if choice.all_extras else choice.extras)
    groups = frozenset(choice.groups or lock.default_groups)
    found: dict[PackageName, Pin] = {}
    for package in lock.packages:
        if package.marker is not None and not package.marker.evaluate(choice.target.markers, extras, groups):
            continue
        if package.name in found:
            raise InputError(f"Multiple active package entries found for `{package.name}`")
        found[package.name] = _pin(package, choice)
    return Resolution(pins=tuple(found[name] for name in sorted(found)))


def _pin(package: PylockPackage, choice: PylockChoice) -> Pin:
    if package.directory is not None:
        tree = package.directory
        url = file_url(absolute(choice.directory, tree.path))
        url += f"#subdirectory={tree.subdirectory}" if tree.subdirectory else ""
        return _direct(package, File(filename="", url=url), editable=bool(tree.editable))
    if package.vcs is not None:
        vcs = package.vcs
        base = vcs.url or file_url(absolute(choice.directory, vcs.path))
        inner = f"#subdirectory={vcs.subdirectory}" if vcs.subdirectory else ""
        return _direct(package, File(filename="", url=f"{vcs.kind}+{base}@{vcs.commit_id}{inner}"))
    if package.archive is not None:
        file = _file(package.archive, choice)
        return _direct(package, file)
    if package.sdist is None and not package.wheels:
        raise InputError(
            f"Package `{package.name}` must include one of: `wheels`, `directory`, `archive`, `sdist`, or `vcs`"
        )
    file = _file(_best(package, choice), choice, package.index)
    version = package.version or (parse_wheel_name(file.filename).version if file.is_wheel else UNKNOWN)
    return Pin(name=package.name, version=version, file=file, index=package.index, hashes=file.hashes)


def _direct(package: PylockPackage, file: File, *, editable: bool = False) -> Pin:
    version = package.version or (parse_wheel_name(file.filename).version if file.is_wheel else UNKNOWN)
    return Pin(
        name=package.name, version=version, file=file, url=file.url, hashes=file.hashes, editable=editable
    )  # fmt: skip


def _best(package: PylockPackage, choice: PylockChoice) -> PylockFile:
    """Choose among wheels and the source archive.

    Raises:
        InputError: a wheel is of another version.
        NotInstallableError: none of them may be used.
    """
    no_binary, no_build = named(choice.no_binary, package.name), named(choice.no_build, package.name)
    names = [wheel.filename for wheel in package.wheels]
    for name in names if package.version is not None else ():
        if parse_wheel_name(name).version != package.version:
            raise InputError(f"Wheel filename `{name}` does not match package version `{package.version}`")
    at = None if no_binary else best_wheel(names, choice.target.tags)
    if at is not None:
        return package.wheels[at]
    if package.sdist is not None and not no_build:
        return package.sdist
    hint = "" if no_build or no_binary else wheel_hint(package.name, package.version, names, choice.target)
    reason = why_not(no_binary=no_binary, no_build=no_build)
    raise NotInstallableError(package.name, reason, (hint,) if hint else (), what="Package")


def _file(file: PylockFile, choice: PylockChoice, index: str = "") -> File:
    url = file.url.partition("#")[0] or file_url(absolute(choice.directory, file.path))
    url += f"#subdirectory={file.subdirectory}" if file.subdirectory else ""
    return File(
        filename=file.filename,
        url=url,
        index=index,
        hashes=tuple(f"{algorithm}:{digest}" for algorithm, digest in file.hashes.items()),
        size=file.size,
        upload_time=file.upload_time,
    )
