"""`Resolution`: what the resolver chose, and why each package is there."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from puv.model.graph import RequirementGraph, Why
    from puv.standards.listing import File
    from puv.standards.names import ExtraName, PackageName
    from puv.standards.version import Version


class Pin:
    """One chosen distribution. Treat as frozen.

    `file` is what to install; `files` are all files of that version (for hashes). `extras` are those activated,
    sorted. `index` is the URL of the index (empty for a direct URL). `url` is set for direct URL requirements, as
    written (`name @ url`). `dependencies` are the names of the pins it needs; `via` are who asked for it: package
    names, or origins of the input such as `-r requirements.in` (origins as `Dependency.origin` has them).
    `marker` is the text of the condition under which the pin is needed, empty when always.
    `hashes` are the digests the user gave or a lock holds (`algorithm:hex`), to verify the download against.
    `editable` tells that the user asked for an editable, `given` is the user's own word for `url` where it is another.
    `installed` tells that the distribution is there already and stays; then `file` has no name.
    `requires` are what it needs as requirements (`numpy>=1.26`), each with the extra of it that needs that, or nothing;
    empty where only the names in `dependencies` are known.
    """

    __slots__ = (
        "dependencies", "editable", "extras", "file", "files", "given", "hashes", "index", "installed", "marker",
        "name", "requires", "url", "version", "via",
    )  # fmt: skip

    dependencies: tuple[PackageName, ...]
    editable: bool
    extras: tuple[ExtraName, ...]
    file: File
    files: tuple[File, ...]
    given: str
    hashes: tuple[str, ...]
    index: str
    installed: bool
    marker: str
    name: PackageName
    requires: tuple[tuple[str, str], ...]
    url: str
    version: Version
    via: tuple[str, ...]

    def __init__(  # noqa: PLR0913 - the fields of one row of the answer
        self,
        *,
        name: PackageName,
        version: Version,
        file: File,
        files: tuple[File, ...] = (),
        extras: tuple[ExtraName, ...] = (),
        index: str = "",
        url: str = "",
        dependencies: tuple[PackageName, ...] = (),
        via: tuple[str, ...] = (),
        hashes: tuple[str, ...] = (),
        marker: str = "",
        installed: bool = False,
        editable: bool = False,
        given: str = "",
        requires: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.name, self.version, self.file, self.files = name, version, file, files
        self.extras, self.index, self.url = extras, index, url
        self.dependencies, self.via, self.hashes = dependencies, via, hashes
        self.installed, self.editable = installed, editable
        self.given = given
        self.marker = marker
        self.requires = requires

    def change(self, **changes: Any) -> Pin:
        """Return a copy with the given fields changed."""
        return Pin(**{**{name: getattr(self, name) for name in self.__slots__}, **changes})

    def __repr__(self) -> str:
        """Show name and version."""
        return f"Pin({self.name}=={self.version})"


class Resolution(Frozen):
    """The pins, sorted by name, and what the user should know about them. `asked` are the names the user gave.

    `requirements` are what the user asked for, each with where that stands (`-r requirements.in`, or nothing).
    """

    pins: tuple[Pin, ...]
    warnings: tuple[str, ...] = ()
    asked: frozenset[PackageName] = frozenset()
    requirements: tuple[tuple[str, str], ...] = ()

    def __iter__(self) -> Iterator[Pin]:
        """Iterate over the pins in name order."""
        return iter(self.pins)

    def __len__(self) -> int:
        """Count the pins."""
        return len(self.pins)

    @property
    def graph(self) -> RequirementGraph:
        """Return who needs whom, beginning with what the user asked for."""
        from puv.model.graph import graph_of  # few ask why

        return graph_of(self)

    def why(self, name: str) -> Why:
        """Return why a package is there: the ways from what was asked for down to it, with the requirements.

        Raises:
            ParseError: `name` is no name.
        """
        from puv.standards.names import parse_package_name  # likewise

        return self.graph.why(parse_package_name(name))
