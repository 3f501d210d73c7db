"""Read `uv.lock`: the text to a `Lock`, whoever wrote it."""

from __future__ import annotations

from puv.errors import LockfileError, ParseError
from puv.lockfile.artifacts import artifact_of
from puv.lockfile.errors import LockMergeConflictError, LockReadError, LockSyntaxError, LockVersionError
from puv.lockfile.lock import (
    SOURCE_KINDS,
    VERSION,
    Edge,
    Lock,
    LockedRequirement,
    LockManifest,
    LockOptions,
    Package,
    PackageId,
    PackageMetadata,
    ScopedExclude,
    ScopedOverride,
    Source,
    StaticMetadata,
)
from puv.lockfile.scan import NotCanonicalError, scan_inline, scan_lock
from puv.model.universal import ConflictItem
from puv.standards.names import is_name, normalize
from puv.standards.specifiers import parse_specifiers
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Literal, TypeVar

    from puv.lockfile.artifacts import Artifact
    from puv.lockfile.lock import Cutoff, SourceKind
    from puv.standards.names import ExtraName, GroupName, PackageName

    T = TypeVar("T")

_KINDS: dict[str, SourceKind] = {kind: kind for kind in SOURCE_KINDS}
_PACKAGE = "\n[[package]]\n"
_MARKS = ("<<<<<<< ", ">>>>>>> ", "=======")


def read_lock(text: str, name: str = "uv.lock") -> Lock:
    """Read the text of a lock; `name` is that of the file, for messages.

    Unknown keys are left out and later revisions of the schema are read, as uv does.

    Raises:
        LockReadError: the text is no lock; the cause says why and where.
        LockVersionError: it is of another version of the schema.
    """
    try:
        document = scan_lock(text)
    except NotCanonicalError:
        document = _any_toml(text, name)
    version = document.get("version")
    if isinstance(version, int) and version != VERSION:
        raise LockVersionError(name, version, VERSION)
    try:
        return _Reader(text, document).lock()
    except LockfileError as error:
        raise LockReadError(name) from error


def _any_toml(text: str, name: str) -> dict[str, Any]:
    import tomllib  # 17 ms, and only for what uv did not write

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LockReadError(name) from _syntax_problem(text, str(error))


def _syntax_problem(text: str, message: str) -> LockfileError:
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_MARKS):
            return LockMergeConflictError(line=number)
    problem, _, place = message.rpartition(" (at ")
    words = place.rstrip(")").replace(",", "").split()
    if words[:1] == ["line"]:
        return LockSyntaxError(problem, text=text, line=int(words[1]), column=int(words[3]))
    return LockSyntaxError(problem or message, text=text, line=text.rstrip("\n").count("\n") + 1)


def read_pins(text: str, name: str = "uv.lock") -> list[tuple[PackageId, tuple[str, ...]]]:
    """Return what is locked, with the fork markers of names that are locked more than once: the preferences alone.

    Raises:
        LockReadError: the text is no lock.
        LockVersionError: it is of another version of the schema.
    """
    head, *packages = text.split(_PACKAGE)
    sources: dict[str, Source] = {}
    if head.startswith(f"version = {VERSION}\n") and "\\" not in text:
        try:
            return [_pin(package, sources) for package in packages]
        except (NotCanonicalError, ParseError, ValueError):
            pass  # somebody else wrote it, or it is wrong
    return [(package.id, package.fork_markers) for package in read_lock(text, name).packages]


def _pin(text: str, sources: dict[str, Source]) -> tuple[PackageId, tuple[str, ...]]:
    """Read the first lines of a package that uv wrote.

    Raises:
        NotCanonicalError: uv did not write it; likewise `ParseError` and `ValueError`.
    """
    named, line, rest = text.split("\n", 2)
    version = None
    if line.startswith('version = "'):
        version = Version.parse(line[11:-1])
        line, _, rest = rest.partition("\n")
    source = sources.get(line)
    if source is None:
        if not line.startswith("source = {") or not named.startswith('name = "'):
            raise NotCanonicalError
        ((kind, place), *more) = scan_inline(line[9:]).items()
        source = sources[line] = Source(_KINDS[kind], place, *(value for _, value in more))
    markers: tuple[str, ...] = ()
    if rest.startswith("resolution-markers = [\n"):
        lines = rest[: rest.index("\n]")].split("\n")[1:]
        markers = tuple(entry[5:-2] for entry in lines)
    return PackageId(_name(named[8:-1]), version, source), markers


class _Reader:
    """Builds the values; `document` is what `scan_lock` or `tomllib` gave."""

    def __init__(self, text: str, document: dict[str, Any]) -> None:
        self._text = text
        self._document = document
        self._sources: dict[tuple[str, str, str], Source] = {}
        self._edges: dict[str, Edge] = {}
        self._ids: dict[PackageName, list[PackageId]] = {}

    def lock(self) -> Lock:
        """Return the lock.

        Raises:
            LockfileError: something is missing or wrong.
        """
        document = self._document
        for needed in ("version", "requires-python"):
            if needed not in document:
                raise LockSyntaxError(f"missing field `{needed}`", text=self._text, line=1)
        tables = document.get("package", document.get("distribution", []))
        ids = [self._at_package(number, self._id, table) for number, table in enumerate(tables)]
        for package in ids:
            self._ids.setdefault(package.name, []).append(package)
        return Lock(
            requires_python=self._at_line("requires-python", parse_specifiers, document["requires-python"]),
            packages=tuple(
                self._at_package(number, self._package, table, found)
                for number, (table, found) in enumerate(zip(tables, ids, strict=True))
            ),
            fork_markers=tuple(document.get("resolution-markers", document.get("environment-markers", ()))),
            supported_markers=tuple(document.get("supported-markers", ())),
            required_markers=tuple(document.get("required-markers", ())),
            conflicts=tuple(tuple(map(_conflict, items)) for items in document.get("conflicts", ())),
            options=self._at_line("[options", _options, document.get("options", {})),
            manifest=self._at_line("[manifest", _manifest, document.get("manifest", {})),
            revision=document.get("revision", 0),
        )

    # --- places of problems --------------------------------------------------------------------------------------

    def _at_package(self, number: int, build: Callable[..., T], *values: Any) -> T:
        """Call `build`; a problem is one of the package of that number."""
        try:
            return build(*values)
        except LockfileError:
            raise
        except KeyError as error:
            problem = f"missing field `{error.args[0]}`"
        except ParseError as error:
            problem = str(error)
        except (TypeError, ValueError, AttributeError, NotCanonicalError):
            problem = "invalid type"
        lines = self._text.split("\n")
        heads = [at for at, line in enumerate(lines, 1) if line.strip() in ("[[package]]", "[[distribution]]")]
        line = heads[number] if number < len(heads) else 1
        raise LockSyntaxError(problem, text=self._text, line=line, width=len(lines[line - 1]))

    def _at_line(self, beginning: str, build: Callable[..., T], *values: Any) -> T:
        """Call `build`; a problem is one of the line that begins so."""
        try:
            return build(*values)
        except KeyError as error:
            problem = f"missing field `{error.args[0]}`"
        except ParseError as error:
            problem = f"Failed to parse version: {error}:\n{error.source}\n{'^' * max(1, error.end - error.start)}"
        except (TypeError, ValueError, AttributeError):
            problem = "invalid type"
        lines = self._text.split("\n")
        line = next((at for at, line in enumerate(lines, 1) if line.startswith(beginning)), 1)
        value = lines[line - 1].partition(" = ")[2]
        column = lines[line - 1].find(value) + 1 if value else 1
        raise LockSyntaxError(problem, text=self._text, line=line, column=column, width=len(value) or 1)

    # --- packages ------------------------------------------------------------------------------------------------

    def _id(self, table: Mapping[str, Any]) -> PackageId:
        name = _name(table["name"])
        source = self._source(table["source"])
        version = table.get("version")
        if version is None and not source.is_local:
            kind = {"registry": "a registry", "git": "a Git", "url": "a URL"}[source.kind]
            raise LockfileError(f"Package `{name}` from {kind} source has a missing `version` field")
        return PackageId(name, None if version is None else Version.parse(version), source)

    def _source(self, table: Mapping[str, str]) -> Source:
        for kind in SOURCE_KINDS:
            place = table.get(kind)
            if place is not None:
                key = (kind, place, table.get("subdirectory", ""))
                known = self._sources.get(key)
                if known is None:
                    known = self._sources[key] = Source(kind, *key[1:])
                return known
        raise ParseError("data did not match any variant of untagged enum SourceWire")

    def _package(self, table: Mapping[str, Any], package: PackageId) -> Package:
        optional = table.get("optional-dependencies", {})
        groups = table.get("dev-dependencies", table.get("dependency-groups", {}))
        metadata, wheels = table.get("metadata"), table.get("wheels", ())
        return Package(
            package,
            fork_markers=tuple(table.get("resolution-markers", table.get("environment-markers", ()))),
            dependencies=self._needs(table.get("dependencies", ())),
            optional_dependencies={name: self._needs(edges) for name, edges in sorted(optional.items())},
            dev_dependencies={name: self._needs(edges) for name, edges in sorted(groups.items())},
            sdist=_artifact(table["sdist"]) if "sdist" in table else None,
            wheels=wheels if isinstance(wheels, str) else tuple(map(artifact_of, wheels)),
            metadata=_metadata(metadata) if metadata is not None else None,
            default_groups=_default_groups(table),
            group_requires_python=table.get("group-requires-python", {}),
        )

    def _needs(self, edges: Iterable[str | Mapping[str, Any]]) -> tuple[Edge, ...]:
        found = []
        for entry in edges:
            if isinstance(entry, str):
                known = self._edges.get(entry)
                if known is None:
                    known = self._edges[entry] = self._edge(scan_inline(entry))
                found.append(known)
            else:
                found.append(self._edge(entry))
        return tuple(found)

    def _edge(self, table: Mapping[str, Any]) -> Edge:
        name = _name(table["name"])
        candidates = self._ids.get(name, [])
        version, source = table.get("version"), table.get("source")
        if source is None and len(candidates) != 1:
            message = f"Dependency `{name}` has missing `source` field but has more than one matching package"
            raise LockfileError(message)
        if version is None and len(candidates) != 1:
            message = f"Dependency `{name}` has missing `version` field but has more than one matching package"
            found_by_source = [one for one in candidates if source is None or one.source == self._source(source)]
            if len(found_by_source) != 1:
                raise LockfileError(message)
        wanted = None if version is None else Version.parse(version)
        place = None if source is None else self._source(source)
        for candidate in candidates:
            if (wanted is None or candidate.version == wanted) and (place is None or candidate.source == place):
                return Edge(candidate, tuple(sorted(map(_extra, table.get("extra", ())))), table.get("marker", ""))
        raise LockfileError(
            f"The package `{name}` that is needed is not in the lock in that version or from that source"
        )


def _name(text: str) -> PackageName:
    if not is_name(text):
        message = (
            f'Not a valid package or extra name: "{text}". Names must start and end with a letter or digit and may '
            "only contain -, _, ., and alphanumeric characters."
        )
        raise ParseError(message, source=text, start=0, end=len(text))
    return normalize(text)


def _extra(text: str) -> ExtraName:
    return _name(text)  # type: ignore[return-value]  # one grammar for all names


def _artifact(value: str | Mapping[str, Any]) -> Artifact | str:
    return value if isinstance(value, str) else artifact_of(value)


def _conflict(table: Mapping[str, Any]) -> ConflictItem:
    extra, group = table.get("extra"), table.get("group")
    return ConflictItem(
        package=_name(table["package"]),
        extra=None if extra is None else _extra(extra),
        group=None if group is None else _name(group),  # type: ignore[arg-type]  # one grammar for all names
    )


def _requirement(table: Mapping[str, Any]) -> LockedRequirement:
    source = None
    if "index" in table:
        source = Source("registry", table["index"])
    else:
        for kind in SOURCE_KINDS[1:]:
            if kind in table:
                source = Source(kind, table[kind], table.get("subdirectory", ""))
    conflict = table.get("conflict")
    return LockedRequirement(
        name=_name(table["name"]),
        extras=tuple(map(_extra, table.get("extras", ()))),
        groups=tuple(table.get("groups", ())),
        marker=table.get("marker", ""),
        specifier=table.get("specifier", ""),
        source=source,
        conflict=None if conflict is None else _conflict(conflict),
    )


def _requirements(tables: Iterable[Mapping[str, Any]]) -> tuple[LockedRequirement, ...]:
    return tuple(map(_requirement, tables))


def _default_groups(table: Mapping[str, Any]) -> tuple[GroupName, ...] | Literal["all"] | None:
    found = table.get("default-groups")
    return "all" if found == "all" else None if found is None else tuple(found)


def _groups(tables: Mapping[GroupName, Iterable[Mapping[str, Any]]]) -> dict[GroupName, tuple[LockedRequirement, ...]]:
    return {name: _requirements(entries) for name, entries in tables.items()}


def _metadata(table: Mapping[str, Any]) -> PackageMetadata:
    return PackageMetadata(
        requires_dist=_requirements(table.get("requires-dist", ())),
        provides_extras=tuple(map(_extra, table.get("provides-extras", ()))),
        requires_dev=_groups(table.get("requires-dev", table.get("dependency-groups", {}))),
    )


def _options(table: Mapping[str, Any]) -> LockOptions:
    moment, span = table.get("exclude-newer"), table.get("exclude-newer-span")
    cutoff: str | tuple[str, str] | None = moment if moment is None or span is None else (moment, span)
    packages: dict[PackageName, Cutoff] = {}
    for name, value in table.get("exclude-newer-package", {}).items():
        packages[_name(name)] = (value["timestamp"], value["span"]) if isinstance(value, dict) else value
    return LockOptions(
        resolution_mode=table.get("resolution-mode", "highest"),
        prerelease_mode=table.get("prerelease-mode", "if-necessary"),
        fork_strategy=table.get("fork-strategy", "requires-python"),
        exclude_newer=cutoff,
        exclude_newer_package=packages,
        prerelease_package=dict(table.get("prerelease-package", {})),
    )


def _manifest(table: Mapping[str, Any]) -> LockManifest:
    return LockManifest(
        members=tuple(map(_name, table.get("members", ()))),
        requirements=_requirements(table.get("requirements", ())),
        dependency_groups=_groups(table.get("dependency-groups", {})),
        constraints=_requirements(table.get("constraints", ())),
        overrides=tuple(map(_override, table.get("overrides", ()))),
        excludes=tuple(map(_exclude, table.get("excludes", ()))),
        build_constraints=_requirements(table.get("build-constraints", ())),
        dependency_metadata=tuple(map(_static, table.get("dependency-metadata", ()))),
        default_groups=_default_groups(table),
        group_requires_python=table.get("group-requires-python", {}),
    )


def _override(table: Mapping[str, Any]) -> LockedRequirement | ScopedOverride:
    package = table.get("package")
    if package is None:
        return _requirement(table)
    return ScopedOverride(
        package=_name(package["name"]),
        version=package.get("version", ""),
        dependencies=_requirements(table["dependencies"]),
    )


def _exclude(entry: str | Mapping[str, Any]) -> PackageName | ScopedExclude:
    if isinstance(entry, str):
        return _name(entry)
    package = entry["package"]
    return ScopedExclude(
        package=_name(package["name"]),
        version=package.get("version", ""),
        dependencies=tuple(map(_name, entry["dependencies"])),
    )


def _static(table: Mapping[str, Any]) -> StaticMetadata:
    return StaticMetadata(
        name=_name(table["name"]),
        version=table.get("version"),
        requires_dist=tuple(table.get("requires-dist", ())),
        requires_python=table.get("requires-python"),
        provides_extras=tuple(map(_extra, table.get("provides-extras", ()))),
    )
