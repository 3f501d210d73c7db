"""Core metadata that the settings state (`dependency-metadata`), in place of what distributions say themselves."""

from __future__ import annotations

from puv.errors import InputError, ParseError
from puv.standards.filenames import parse_sdist_name, parse_wheel_name
from puv.standards.metadata import Metadata
from puv.standards.names import normalize, parse_extra_name
from puv.standards.requirement import parse_requirement
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from puv.standards.listing import File
    from puv.standards.names import PackageName


def told(tables: Iterable[Mapping[str, object]], file: File, name: str = "") -> Metadata | None:
    """Return what the tables say of a distribution, the first that fits; None where they say nothing.

    `name` is the package's name where the file's does not tell. A table without a version is about every version, but
    only where the file tells which one it is.

    Raises:
        InputError: a table is wrong.
    """
    for table in tables:
        package = normalize(str(table["name"]))
        version = _version(file, package)
        if version is None and (not name or normalize(name) != package):
            continue
        stated = None if table.get("version") is None else Version.parse(str(table["version"]))
        told_version = version or stated
        if told_version is not None and stated in (None, told_version):
            return _metadata(table, package, told_version)
    return None


def _version(file: File, package: PackageName) -> Version | None:
    """Return the version that a file's name tells, None where it is no name of the package's."""
    try:
        if not file.is_wheel:
            return parse_sdist_name(file.filename, package)
        parsed = parse_wheel_name(file.filename)
    except ParseError:
        return None
    return parsed.version if parsed.name == package else None


def _metadata(table: Mapping[str, object], package: PackageName, version: Version) -> Metadata:
    requires, extras = table.get("requires-dist", ()), table.get("provides-extra") or table.get("provides-extras") or ()
    try:
        return Metadata(
            name=package,
            version=version,
            requires=[parse_requirement(str(text)) for text in requires],  # type: ignore[attr-defined]  # checked with the file
            requires_python=str(table.get("requires-python", "")),
            provides_extras=tuple(parse_extra_name(str(extra)) for extra in extras),  # type: ignore[attr-defined]  # likewise
        )
    except ParseError as error:
        raise InputError(f"The `dependency-metadata` of `{table['name']}` is wrong") from error
