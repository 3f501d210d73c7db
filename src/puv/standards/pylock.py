"""`pylock.toml` (PEP 751): text to value and back."""

from __future__ import annotations

from puv.errors import ParseError
from puv.frozen import Frozen
from puv.standards.hashes import HASH_STRENGTH, parse_hash
from puv.standards.markers import parse_marker
from puv.standards.names import is_name, normalize
from puv.standards.specifiers import parse_specifiers
from puv.standards.timestamps import parse_timestamp, render_timestamp
from puv.standards.toml_text import key, quoted
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from puv.standards.markers import Marker
    from puv.standards.names import ExtraName, GroupName, PackageName
    from puv.standards.specifiers import Specifiers

    T = TypeVar("T")

_MAJOR = "1"


class PylockFile(Frozen):
    """A wheel or source archive (`packages.wheels`, `.sdist`, `.archive`).

    `url` or `path` says where it is, `name` what it is called where neither tells. `hashes` maps algorithms to
    hexadecimal digests. `upload_time` is in milliseconds since the epoch. `subdirectory` is an archive's only.
    """

    name: str = ""
    url: str = ""
    path: str = ""
    size: int | None = None
    upload_time: int | None = None
    subdirectory: str = ""
    hashes: Mapping[str, str] = {}

    @property
    def filename(self) -> str:
        """Return the name of the file."""
        if self.name:
            return self.name
        place = self.url.partition("#")[0].partition("?")[0] or self.path.replace("\\", "/")
        name = place[place.rfind("/") + 1 :]
        if "%" not in name or not self.url:
            return name
        from urllib.parse import unquote  # 10 ms, and rare

        return unquote(name)


class PylockVcs(Frozen):
    """A repository at a commit (`packages.vcs`). `kind` is `git` or another system's name."""

    kind: str
    commit_id: str
    url: str = ""
    path: str = ""
    requested_revision: str = ""
    subdirectory: str = ""


class PylockDirectory(Frozen):
    """A source tree (`packages.directory`); `path` is relative to the file. `editable` is None where it is not said."""

    path: str
    editable: bool | None = None
    subdirectory: str = ""


class PylockPackage(Frozen):
    """One entry of `packages`. Just one of `vcs`, `directory`, `archive` and (`sdist`, `wheels`) tells its source."""

    name: PackageName
    version: Version | None = None
    marker: Marker | None = None
    marker_text: str = ""
    requires_python: Specifiers | None = None
    index: str = ""
    vcs: PylockVcs | None = None
    directory: PylockDirectory | None = None
    archive: PylockFile | None = None
    sdist: PylockFile | None = None
    wheels: tuple[PylockFile, ...] = ()


class Pylock(Frozen):
    """A whole file.

    `environments` are markers of which one must hold; `default_groups` are taken where no group is named.
    """

    packages: tuple[PylockPackage, ...]
    created_by: str
    lock_version: str = "1.0"
    environments: tuple[str, ...] = ()
    requires_python: Specifiers | None = None
    extras: tuple[ExtraName, ...] = ()
    dependency_groups: tuple[GroupName, ...] = ()
    default_groups: tuple[GroupName, ...] = ()


# --- writing ---------------------------------------------------------------------------------------------------------


def render_pylock(lock: Pylock) -> str:
    """Return the text of the file, in the form that uv gives it."""
    lines = [f"lock-version = {quoted(lock.lock_version)}\n", f"created-by = {quoted(lock.created_by)}\n"]
    if lock.environments:
        lines.append(_list("environments", list(map(quoted, lock.environments))))
    if lock.requires_python is not None:
        lines.append(f"requires-python = {quoted(', '.join(map(str, lock.requires_python)))}\n")
    for name, values in (
        ("extras", lock.extras),
        ("dependency-groups", lock.dependency_groups),
        ("default-groups", lock.default_groups),
    ):
        if values:
            lines.append(_list(name, list(map(quoted, values))))
    if not lock.packages:
        lines.append("packages = []\n")
    return "".join(lines) + "".join(map(_package, lock.packages))


def _list(name: str, values: list[str]) -> str:
    return f"{name} = [{', '.join(values)}]\n"


def _package(package: PylockPackage) -> str:
    requires, wheels = package.requires_python, list(map(_file, package.wheels))
    fields = (
        ("name", quoted(package.name)),
        ("version", "" if package.version is None else f'"{package.version}"'),
        ("marker", _text(package.marker_text)),
        ("requires-python", "" if requires is None else quoted(", ".join(map(str, requires)))),
        ("index", _text(package.index)),
        ("vcs", "" if package.vcs is None else _vcs(package.vcs)),
        ("directory", "" if package.directory is None else _directory(package.directory)),
        ("archive", "" if package.archive is None else _file(package.archive)),
        ("sdist", "" if package.sdist is None else _file(package.sdist)),
        ("wheels", _wheels(wheels) if wheels else ""),
    )
    return "\n[[packages]]\n" + "".join(f"{name} = {value}\n" for name, value in fields if value)


def _wheels(wheels: list[str]) -> str:
    return f"[{wheels[0]}]" if len(wheels) == 1 else "[\n" + "".join(f"    {wheel},\n" for wheel in wheels) + "]"


def _table(*parts: tuple[str, str]) -> str:
    return f"{{ {', '.join(f'{name} = {value}' for name, value in parts if value)} }}"


def _text(value: str) -> str:
    return quoted(value) if value else ""


def _file(file: PylockFile) -> str:
    digests = ", ".join(f"{key(algorithm)} = {quoted(digest)}" for algorithm, digest in file.hashes.items())
    return _table(
        ("name", _text(file.name)),
        ("url", _text(file.url)),
        ("path", _text(file.path)),
        ("upload-time", "" if file.upload_time is None else render_timestamp(file.upload_time // 1000 * 1000)),
        ("size", "" if file.size is None else str(file.size)),
        ("subdirectory", _text(file.subdirectory)),
        ("hashes", f"{{ {digests} }}" if digests else "{}"),
    )


def _vcs(vcs: PylockVcs) -> str:
    return _table(
        ("type", quoted(vcs.kind)),
        ("url", _text(vcs.url)),
        ("path", _text(vcs.path)),
        ("requested-revision", _text(vcs.requested_revision)),
        ("commit-id", quoted(vcs.commit_id)),
        ("subdirectory", _text(vcs.subdirectory)),
    )


def _directory(directory: PylockDirectory) -> str:
    editable = "" if directory.editable is None else str(directory.editable).lower()
    return _table(
        ("path", quoted(directory.path)),
        ("editable", editable),
        ("subdirectory", _text(directory.subdirectory)),
    )


# --- reading ---------------------------------------------------------------------------------------------------------


class PylockFieldError(ParseError):
    """A field is missing or wrong. `needle` is a text that stands where it is, `occurrence` which of its lines (0…)."""

    needle: str
    occurrence: int

    def __init__(self, problem: str, *, needle: str, occurrence: int = 0) -> None:
        super().__init__(problem)
        self.needle, self.occurrence = needle, occurrence


def pylock_of(document: Mapping[str, Any]) -> Pylock:
    """Read a parsed TOML document.

    Raises:
        PylockFieldError: it is no `pylock.toml`; `needle` says where.
    """
    for needed in ("lock-version", "created-by"):
        if needed not in document:
            raise PylockFieldError(f"missing field `{needed}`", needle="")
    version = document["lock-version"]
    if not isinstance(version, str) or version.partition(".")[0] != _MAJOR:
        problem = f"unsupported lock version (`{version}`, but only major version {_MAJOR} is supported)"
        raise PylockFieldError(problem, needle=f'"{version}"')
    return Pylock(
        packages=tuple(_at_package(number, table) for number, table in enumerate(document.get("packages", ()))),
        created_by=document["created-by"],
        lock_version=version,
        environments=tuple(str(_read(parse_marker, text)) for text in document.get("environments", ())),
        requires_python=_specifiers(document.get("requires-python")),
        extras=tuple(map(_name, document.get("extras", ()))),  # type: ignore[arg-type]  # one grammar for all names
        dependency_groups=tuple(map(_name, document.get("dependency-groups", ()))),  # type: ignore[arg-type]  # likewise
        default_groups=tuple(map(_name, document.get("default-groups", ()))),  # type: ignore[arg-type]  # likewise
    )


def _at_package(number: int, table: Mapping[str, Any]) -> PylockPackage:
    try:
        return _read_package(table)
    except PylockFieldError as error:
        if error.needle:
            raise
        raise PylockFieldError(str(error), needle="[[packages]]", occurrence=number) from None
    except (TypeError, AttributeError, ValueError):
        raise PylockFieldError("invalid type", needle="[[packages]]", occurrence=number) from None


def _read_package(table: Mapping[str, Any]) -> PylockPackage:
    marker = table.get("marker")
    version = table.get("version")
    vcs, directory = table.get("vcs"), table.get("directory")
    return PylockPackage(
        name=_name(_need(table, "name")),
        version=None if version is None else _read(Version.parse, version),
        marker=None if marker is None else _read(parse_marker, marker),
        marker_text=marker or "",
        requires_python=_specifiers(table.get("requires-python")),
        index=table.get("index", ""),
        vcs=None if vcs is None else _read_vcs(vcs),
        directory=None if directory is None else _read_directory(directory),
        archive=_read_file(table["archive"]) if "archive" in table else None,
        sdist=_read_file(table["sdist"]) if "sdist" in table else None,
        wheels=tuple(map(_read_file, table.get("wheels", ()))),
    )


def _need(table: Mapping[str, Any], name: str) -> Any:
    if name not in table:
        raise PylockFieldError(f"missing field `{name}`", needle="")
    return table[name]


def _read(parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except ParseError as error:
        raise PylockFieldError(str(error), needle=f'"{text}"') from None


def _specifiers(text: str | None) -> Specifiers | None:
    try:
        return None if text is None else parse_specifiers(text)
    except ParseError as error:
        marks = " " * error.start + "^" * max(1, error.end - error.start)
        problem = f"Failed to parse version: {error}:\n{text}\n{marks}"
        raise PylockFieldError(problem, needle=f'"{text}"') from None


def _name(text: str) -> PackageName:
    if not is_name(text):
        problem = (
            f'Not a valid package or extra name: "{text}". Names must start and end with a letter or digit and may '
            "only contain -, _, ., and alphanumeric characters."
        )
        raise PylockFieldError(problem, needle=f'"{text}"')
    return normalize(text)


def _read_file(table: Mapping[str, Any]) -> PylockFile:
    moment = table.get("upload-time")
    return PylockFile(
        name=table.get("name", ""),
        url=table.get("url", ""),
        path=table.get("path", ""),
        size=table.get("size"),
        upload_time=None if moment is None else parse_timestamp(str(moment).replace(" ", "T").replace("+00:00", "Z")),
        subdirectory=table.get("subdirectory", ""),
        hashes=_digests(_need(table, "hashes")),
    )


def _digests(table: Mapping[str, str]) -> dict[str, str]:
    """Check the digests of known algorithms."""
    for algorithm, digest in table.items():
        if algorithm in HASH_STRENGTH:
            try:
                parse_hash(f"{algorithm}:{digest}")
            except ParseError as error:
                raise PylockFieldError(f"{error}\nin `{algorithm}`", needle=f'"{digest}"') from None
    return dict(table)


def _read_vcs(table: Mapping[str, Any]) -> PylockVcs:
    return PylockVcs(
        kind=_need(table, "type"),
        commit_id=_need(table, "commit-id"),
        url=table.get("url", ""),
        path=table.get("path", ""),
        requested_revision=table.get("requested-revision", ""),
        subdirectory=table.get("subdirectory", ""),
    )


def _read_directory(table: Mapping[str, Any]) -> PylockDirectory:
    return PylockDirectory(
        path=_need(table, "path"),
        editable=table.get("editable"),
        subdirectory=table.get("subdirectory", ""),
    )
