"""Files of a page → versions in order: the one place that decides which files of a page belong to a package."""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.filenames import are_wheel_tags, parse_sdist_name, parse_wheel_name, sdist_extension
from puv.standards.names import is_name, normalize
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Generic, TypeVar

    from puv.standards.listing import File
    from puv.standards.names import PackageName
    from puv.standards.version import Key

    T = TypeVar("T")
else:

    class _Any:
        def __class_getitem__(cls, _item: object) -> type:
            return object

    Generic, T = _Any, None

_LONGEST_PLAIN = 19  # digits and dots that cannot exceed the largest number of a version
_PLAIN_TAIL = Version((0,)).key[2]


def by_version(name: PackageName, files: Iterable[File]) -> list[tuple[str, list[File]]]:
    """Return the package's versions as (normal text, files in file-name order), ascending; see `grouped`."""
    rows = list(files)
    return grouped(name, [file.filename for file in rows], rows, _filename)


def grouped(
    name: PackageName, filenames: Iterable[str], items: Iterable[T], key: Callable[[T], str]
) -> list[tuple[str, list[T]]]:
    """Group items by the version in their file names: (normal text, items in the order of `key`), ascending.

    Files whose name is invalid, of no known kind, or of another package, are left out. Versions that are equal but
    written with different zeros (`1.0`, `1.0.0`) are one; the first on the page gives the text.
    """
    groups: _Groups[T] = _Groups(name)
    names, tags, texts = groups.wheel_names, groups.wheel_tags, groups.texts
    for filename, item in zip(filenames, items, strict=True):
        # The parts of a wheel's name are valid each for itself, and recur: what has passed is not looked at again.
        parts = filename.split("-", 2)
        if len(parts) == 3 and parts[2] in tags and parts[0] in names:  # noqa: PLR2004 - name, version and the rest
            members = texts.get(parts[1]) or groups.of_text(parts[1])
        else:
            members = groups.of_name(filename, parts)
        if members is not None:
            members.append(item)
    ordered = groups.ordered()
    for _, members in ordered:
        if len(members) > 1:
            members.sort(key=key)
    return ordered


class _Groups(Generic[T]):
    """The versions seen so far, by text and by sorting key, and which parts of file names are known to be valid."""

    __slots__ = ("_groups", "_name", "_source_names", "texts", "wheel_names", "wheel_tags")

    def __init__(self, name: PackageName) -> None:
        self._name = name
        self._groups: dict[Key, tuple[str, list[T]]] = {}
        self._source_names: set[str] = set()
        self.texts: dict[str, list[T]] = {}
        self.wheel_names: set[str] = set()
        self.wheel_tags: set[str] = set()

    def of_name(self, filename: str, parts: list[str]) -> list[T] | None:
        """Return the group that a file belongs to, or None; `parts` is its name split at the first two hyphens."""
        if filename.endswith(".whl"):
            if len(parts) < 3 or not self._is_wheel_of(parts[0], parts[2]):  # noqa: PLR2004 - name, version, the rest
                return None
            return self.texts.get(parts[1]) or self.of_text(parts[1])
        extension = sdist_extension(filename)
        name, _, text = filename[: len(filename) - len(extension)].rpartition("-")
        if extension and name in self._source_names:
            return self.texts.get(text) or self.of_text(text)
        version = version_of(self._name, filename)
        if version is None:
            return None
        if normalize(name) == self._name:  # not so if the version has a hyphen (`1.0-1`)
            self._source_names.add(name)
        return self._group(version.key, str(version))

    def _is_wheel_of(self, name: str, tags: str) -> bool:
        if name not in self.wheel_names:
            if not is_name(name) or normalize(name) != self._name:
                return False
            self.wheel_names.add(name)
        if tags not in self.wheel_tags:
            if not are_wheel_tags(tags):
                return False
            self.wheel_tags.add(tags)
        return True

    def of_text(self, text: str) -> list[T] | None:
        """Return the group of a version as file names write it, or None if it is none."""
        key = _plain_key(text)
        if key is None:
            version = Version.parse_or_none(text)
            if version is None:
                return None
            members = self._group(version.key, str(version))
        else:
            members = self._group(key, text)
        self.texts[text] = members
        return members

    def _group(self, key: Key, text: str) -> list[T]:
        found = self._groups.get(key)
        if found is None:
            found = self._groups[key] = (text, [])
        return found[1]

    def ordered(self) -> list[tuple[str, list[T]]]:
        """Return the groups with their texts, ascending."""
        return [self._groups[key] for key in sorted(self._groups)]


def _plain_key(text: str) -> Key | None:
    """Return the key of a version that is just a release, in normal form; None for any other text."""
    numbers = text.split(".")
    if len(text) > _LONGEST_PLAIN or not (text.isascii() and all(map(str.isdigit, numbers))):
        return None
    if "0" in text:
        if text[0] == "0" and numbers[0] != "0":
            return None
        if ".0" in text and any(number[0] == "0" and number != "0" for number in numbers):
            return None
        while numbers and numbers[-1] == "0":
            numbers.pop()
    return (0, tuple(map(int, numbers)), _PLAIN_TAIL)


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
