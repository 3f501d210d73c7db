"""Files of a page → versions in order: the one place that decides which files of a page belong to a package."""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.filenames import parse_sdist_name, parse_wheel_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.standards.listing import File
    from puv.standards.names import PackageName
    from puv.standards.version import Version


def by_version(name: PackageName, files: Iterable[File]) -> list[tuple[str, list[File]]]:
    """Return the package's versions as (normal text, files in file-name order), ascending.

    Files whose name is invalid, of no known kind, or of another package, are left out. Versions that are equal but
    written with different zeros (`1.0`, `1.0.0`) are one; the first on the page gives the text.
    """
    groups: dict[Version, tuple[str, list[File]]] = {}
    # Wheels of one version differ in their tags, and those of different versions share tags: a name whose two halves
    # both passed in other names is valid too, and is not parsed again. That is true of nine files in ten.
    halves: dict[str, list[File]] = {}
    good_tags: set[str] = set()
    for file in files:
        filename = file.filename
        at = filename.find("-", filename.find("-") + 1)
        head, tags = filename[:at], filename[at:]
        members = halves.get(head)
        if members is None or tags not in good_tags:
            version = version_of(name, filename)
            if version is None:
                continue
            members = groups.setdefault(version, (str(version), []))[1]
            if filename.endswith(".whl"):
                halves[head] = members
                good_tags.add(tags)
        members.append(file)
    ordered = [groups[version] for version in sorted(groups)]
    for _, members in ordered:
        members.sort(key=_filename)
    return ordered


def version_of(name: PackageName, filename: str) -> Version | None:
    """Return the version of a distribution file of the package, or None when it is none."""
    try:
        if filename.endswith(".whl"):
            wheel = parse_wheel_name(filename)
            return wheel.version if wheel.name == name else None
        return parse_sdist_name(filename, name)
    except ParseError:
        return None


def _filename(file: File) -> str:
    return file.filename
