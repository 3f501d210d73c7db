"""`Dependency`: a requirement with where it came from, ready for the resolver."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.requirement import Requirement


class Dependency:
    """One requirement of the user's. Treat as frozen.

    `origin` is the text an annotation shows: `-r requirements.in`, `-c constraints.txt`, `--override o.txt`,
    `pyproject.toml` forms, or empty for the command line. `hashes` are `algorithm:hex` texts given beside it.
    `editable` marks `-e`. `given` is the address as written where variables in it were replaced (`${HOME}/x.whl`), to
    be shown instead of `requirement.url`; empty otherwise.
    """

    __slots__ = ("editable", "given", "hashes", "origin", "requirement")

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
