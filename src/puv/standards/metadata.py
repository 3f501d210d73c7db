"""Core metadata (`METADATA`, `PKG-INFO`): the fields a resolver needs, read by a scanner of its own.

`email.parser` would cost 150 µs a file and 22 ms to import. Requirements are kept as texts, or as the rows that a
cache holds, until somebody asks for them: most of the published ones belong to extras that nobody wants.
"""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.markers import Marker
from puv.standards.names import ExtraName, PackageName, is_name, normalize, parse_package_name
from puv.standards.requirement import Requirement, parse_requirement_lenient
from puv.standards.specifiers import Specifier, Specifiers, parse_specifiers
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import TypeAlias

    from puv.standards.markers.syntax import Node

    #: Operator, version text, and whether `.*` follows.
    ClauseRow: TypeAlias = tuple[str, str, bool]
    #: Name, extras, clauses, URL or None, syntax tree of the marker or None.
    RequirementRow: TypeAlias = tuple[str, tuple[str, ...], tuple[ClauseRow, ...], str | None, Node | None]
    #: Metadata as plain tuples and texts, fit for `marshal`; see `Metadata.to_row`.
    MetadataRow: TypeAlias = tuple[
        str, str, str, str, tuple[RequirementRow | str, ...], tuple[str, ...], tuple[str, ...], str
    ]

_UNKNOWN = "UNKNOWN"  # what old versions of setuptools wrote for fields they had no value for
_LONGEST_LICENSE = 120  # what is longer is the text of the license itself


class MetadataError(ParseError):
    """A field of the metadata is missing or invalid.

    `str()` is what uv shows, with the bad line and carets below it where a requirement is at fault. `field` and
    `line` are the field's name and its value; both are empty when it is missing.
    """

    field: str
    line: str

    code = "invalid-metadata"

    def __init__(self, message: str, *, field: str = "", line: str = "") -> None:
        super().__init__(message)
        self.field, self.line = field, line


class Metadata:
    """The core metadata of one distribution. Treat as frozen.

    `requires_python` is the text of the field, empty without one; so is `metadata_version`. `provides_extras` and
    `dynamic` are in the order of the file, extras normalised (invalid ones are left out), fields in lower case.
    `license` is an SPDX expression, or what else the author says in a few words; empty where that is not told.
    """

    # Slotted by hand: every version that the resolver looks at has one. `_requirements` holds, in the order of the
    # file, texts and rows, each replaced by its `Requirement` when that is first needed.
    __slots__ = (
        "_all", "_requirements", "dynamic", "license", "metadata_version", "name", "provides_extras",
        "requires_python", "version",
    )  # fmt: skip

    dynamic: tuple[str, ...]
    license: str
    metadata_version: str
    name: PackageName
    provides_extras: tuple[ExtraName, ...]
    requires_python: str
    version: Version

    def __init__(  # noqa: PLR0913 - the fields of the file
        self,
        *,
        name: PackageName,
        version: Version,
        requires: Sequence[Requirement | RequirementRow | str] = (),
        requires_python: str = "",
        provides_extras: tuple[ExtraName, ...] = (),
        dynamic: tuple[str, ...] = (),
        metadata_version: str = "",
        license: str = "",  # noqa: A002 - the name of the field
    ) -> None:
        self.name = name
        self.version = version
        self.requires_python = requires_python
        self.provides_extras = provides_extras
        self.dynamic = dynamic
        self.metadata_version = metadata_version
        self.license = license
        self._requirements = list(requires)
        self._all: tuple[Requirement, ...] | None = None

    @property
    def requires_dist(self) -> tuple[Requirement, ...]:
        """Return all requirements, parsed when first asked for (published slips repaired).

        Raises:
            MetadataError: a requirement stays malformed.
        """
        found = self._all
        if found is None:
            found = self._all = tuple(map(self._requirement, range(len(self._requirements))))
        return found

    def requirements_for(self, extras: Collection[str] = ()) -> list[Requirement]:
        """Return the requirements that may apply when these extras (normalised) are active, cheaply.

        Left out are those whose marker plainly asks for another extra; markers are not evaluated otherwise.

        Raises:
            MetadataError: a requirement is malformed.
        """
        found = []
        for position, item in enumerate(self._requirements):
            if isinstance(item, tuple):
                node = item[4]
            else:
                marker = self._requirement(position).marker
                node = None if marker is None else marker.node
            if node is None or _may_hold(node, extras):
                found.append(self._requirement(position))
        return found

    def _requirement(self, position: int) -> Requirement:
        item = self._requirements[position]
        if isinstance(item, Requirement):
            return item
        made = _parse(item) if isinstance(item, str) else _from_row(item)
        self._requirements[position] = made
        return made

    def validate(self) -> None:
        """Check what is otherwise checked on use: the requirements and the Python versions.

        Raises:
            MetadataError: one is malformed.
        """
        try:
            parse_specifiers(self.requires_python, lenient=True)
        except ParseError as error:
            line = self.requires_python
            message = f"Failed to parse version: {error}:\n{_marked(error, line)}\n"
            raise MetadataError(message, field="Requires-Python", line=line) from error
        _ = self.requires_dist

    def to_row(self) -> MetadataRow:
        """Return plain tuples and texts, fit for `marshal`; malformed requirements stay texts."""
        return (
            self.metadata_version, self.name, str(self.version), self.requires_python,
            tuple(map(self._to_row, range(len(self._requirements)))), self.provides_extras, self.dynamic,
            self.license,
        )  # fmt: skip

    def _to_row(self, position: int) -> RequirementRow | str:
        item = self._requirements[position]
        if isinstance(item, tuple):
            return item
        try:
            requirement = self._requirement(position)
        except MetadataError as error:
            return error.line
        clauses = tuple((c.operator, str(c.version), c.wildcard) for c in requirement.specifiers)
        marker = requirement.marker
        return (requirement.name, requirement.extras, clauses, requirement.url, None if marker is None else marker.node)

    @classmethod
    def from_row(cls, row: MetadataRow) -> Metadata:
        """Rebuild what `to_row` gave, without parsing requirements."""
        # Rows that were stored before licenses were end without one.
        metadata_version, name, version, requires_python, requires, provides_extras, dynamic, *rest = row
        return cls(
            name=PackageName(name),
            version=Version.parse(version),
            requires=requires,
            requires_python=requires_python,
            provides_extras=tuple(map(ExtraName, provides_extras)) if provides_extras else (),
            dynamic=dynamic,
            metadata_version=metadata_version,
            license=rest[0] if rest else "",
        )

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return isinstance(other, Metadata) and self.to_row() == other.to_row()

    def __hash__(self) -> int:
        """Hash name and version."""
        return hash((self.name, self.version))

    def __repr__(self) -> str:
        """Show name and version."""
        return f"Metadata({self.name}=={self.version})"


def parse_metadata(data: bytes) -> Metadata:
    """Read a METADATA or PKG-INFO file; its Metadata-Version may be any, and requirements are not looked at.

    Raises:
        MetadataError: the name or the version is missing or invalid.
    """
    fields = parse_fields(data)
    name = _first(fields, "Name", required=True)
    version = _first(fields, "Version", required=True)
    try:
        package = parse_package_name(name)
    except ParseError as error:
        raise MetadataError(str(error), field="Name", line=name) from error
    try:
        parsed = Version.parse(version)
    except ParseError as error:
        raise MetadataError(f"Invalid version: {error}", field="Version", line=version) from error
    return Metadata(
        name=package,
        version=parsed,
        requires=[text for text in fields.get("requires-dist", ()) if text != _UNKNOWN],
        requires_python=_first(fields, "Requires-Python"),
        provides_extras=tuple([ExtraName(normalize(n)) for n in fields.get("provides-extra", ()) if is_name(n)]),
        dynamic=tuple([n.lower() for n in fields.get("dynamic", ())]),
        metadata_version=_first(fields, "Metadata-Version"),
        license=_license(fields),
    )


def _license(fields: dict[str, list[str]]) -> str:
    """Return the license as shortly as it is told: the expression, one line of words, or a classifier."""
    words = _first(fields, "License-Expression") or _first(fields, "License")
    if words and len(words) <= _LONGEST_LICENSE:
        return words
    classifiers = (text for text in fields.get("classifier", ()) if text.startswith("License ::"))
    return next((text.rpartition(" :: ")[2] for text in classifiers), "")


def _first(fields: dict[str, list[str]], name: str, *, required: bool = False) -> str:
    for value in fields.get(name.lower(), ()):
        if value != _UNKNOWN:
            return value
    if required:
        raise MetadataError(f"Metadata field {name} not found")
    return ""


def parse_fields(data: bytes) -> dict[str, list[str]]:
    """Return the header fields: names in lower case, each with its values in order; the body is left out.

    Folded lines are joined with a blank. Reading ends at a line that is no field. Bytes that are not UTF-8 become
    replacement characters. Never raises.
    """
    text = _head(data)
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t"):
            if values:
                values[-1] = f"{values[-1]} {line.strip()}".strip()
            continue
        if not colon or not name.isascii():
            break
        name = name.lower()
        values = fields.get(name) or fields.setdefault(name, [])
        values.append(value.strip())
    if "=?" in text:
        for encoded in fields.values():
            encoded[:] = [_decoded(value) if "=?" in value else value for value in encoded]
    return fields


def _head(data: bytes) -> str:
    """Return the text before the first empty line, line ends normalised."""
    head = data.partition(b"\n\n")[0]
    if b"\r" in head:
        head = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").partition(b"\n\n")[0]
    return head.decode("utf-8", "replace")


def _decoded(value: str) -> str:
    """Decode RFC 2047 words, which old tools wrote."""
    from email.errors import HeaderParseError  # 20 ms, and rare
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


def _may_hold(node: Node, extras: Collection[str]) -> bool:
    """Tell whether a marker is not plainly tied to an extra outside `extras`."""
    if len(node) == 3:  # noqa: PLR2004 - a comparison is a triple
        return node[0] != "extra" or node[1] != "==" or node[2] in extras
    return node[0] == "or" or all(_may_hold(part, extras) for part in node[1])


def _parse(text: str) -> Requirement:
    try:
        return parse_requirement_lenient(text)
    except ParseError as error:
        shown = f"\n{_marked(error, text)}" if text else ""
        raise MetadataError(f"{error}{shown}", field="Requires-Dist", line=text) from error


def _marked(error: ParseError, text: str) -> str:
    """Return the text with carets below the bad part."""
    start = min(error.start, len(text))
    return f"{text}\n{' ' * start}{'^' * max(error.end - start, int(start == len(text)))}"


def _from_row(row: RequirementRow) -> Requirement:
    name, extras, clauses, url, node = row
    return Requirement(
        PackageName(name),
        tuple(map(ExtraName, extras)) if extras else (),
        Specifiers([Specifier(operator, Version.parse(version), wildcard) for operator, version, wildcard in clauses]),
        url,
        None if node is None else Marker(node),
    )
