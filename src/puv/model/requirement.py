"""`Dependency`: a requirement with where it came from, ready for the resolver."""

from __future__ import annotations

from puv.standards.requirement import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from puv.model.universal import ConflictItem
    from puv.standards.markers import Marker
    from puv.standards.names import ExtraName, PackageName
    from puv.standards.specifiers import Specifiers

    #: How a source tree is taken: built, linked to, or only its dependencies.
    TreeKind: TypeAlias = Literal["directory", "editable", "virtual"]


class SourcedRequirement(Requirement):
    """A requirement whose project says where the package comes from (`tool.uv.sources`). Treat as frozen.

    `index` is the URL of the only index to look at, empty for any. `tree` tells how the source tree at `url` is taken;
    None when the project does not say. Git sources and paths stand in `url`, as `git+…` and `file://…` addresses.
    `item` is the extra or the group that the index is for, where it is for one only.
    """

    __slots__ = ("index", "item", "tree")

    index: str
    item: ConflictItem | None

    def __init__(  # noqa: PLR0913, PLR0917 - a requirement and where it comes from
        self,
        name: PackageName,
        extras: tuple[ExtraName, ...],
        specifiers: Specifiers,
        url: str | None,
        marker: Marker | None,
        index: str = "",
        tree: TreeKind | None = None,
        item: ConflictItem | None = None,
    ) -> None:
        super().__init__(name, extras, specifiers, url, marker)
        self.index = index
        self.tree = tree
        self.item = item

    def _key(self) -> tuple[object, ...]:
        return (*super()._key(), self.index, self.tree, self.item)


class Dependency:
    """One requirement of the user's. Treat as frozen.

    `origin` is the text an annotation shows: `-r requirements.in`, `-c constraints.txt`, `--override o.txt`,
    `pyproject.toml` forms, or empty for the command line. `hashes` are `algorithm:hex` texts given beside it.
    `editable` marks `-e`. `given` is the address as written where variables in it were replaced (`${HOME}/x.whl`), to
    be shown instead of `requirement.url`; empty otherwise.
    """

    __slots__ = ("editable", "given", "hashes", "origin", "requirement")

    editable: bool
    given: str
    hashes: tuple[str, ...]
    origin: str
    requirement: Requirement

    def __init__(
        self,
        requirement: Requirement,
        *,
        origin: str = "",
        hashes: tuple[str, ...] = (),
        editable: bool = False,
        given: str = "",
    ) -> None:
        self.requirement = requirement
        self.origin = origin
        self.hashes = hashes
        self.editable = editable
        self.given = given

    def requiring(self, requirement: Requirement) -> Dependency:
        """Return the same with another requirement; digests were given for the old one."""
        return Dependency(requirement, origin=self.origin, editable=self.editable)

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return isinstance(other, Dependency) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    def __hash__(self) -> int:
        """Hash the requirement and its origin."""
        return hash((self.requirement, self.origin))

    def __repr__(self) -> str:
        """Show the requirement and its origin."""
        return f"Dependency({str(self.requirement)!r}, origin={self.origin!r})"
