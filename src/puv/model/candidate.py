"""`Candidate` and `Verdict`: what a policy is asked about, and what it answers."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal, TypeAlias

    from puv.model.availability import Unusable
    from puv.standards.listing import File
    from puv.standards.metadata import Metadata
    from puv.standards.names import PackageName
    from puv.standards.version import Version


class Verdict(Frozen):
    """What a policy says of a candidate. Make one with `ok`, `skip` or `reject`."""

    kind: Literal["ok", "skip", "reject"]
    reason: str = ""

    @classmethod
    def ok(cls) -> Verdict:
        """Take it."""
        return cls(kind="ok")

    @classmethod
    def skip(cls, reason: str = "") -> Verdict:
        """Try another version; where there is none, the explanation gives the reason."""
        return cls(kind="skip", reason=reason)

    @classmethod
    def reject(cls, reason: str = "") -> Verdict:
        """End the resolution with a `PolicyViolation`."""
        return cls(kind="reject", reason=reason)


class Candidate:
    """A version that is about to be chosen. Nothing of it was built or executed.

    `file` is what would be installed, `files` are all of that version. `index` is the URL of its index, empty for one
    with an address. `license` is read from the core metadata when it is first asked for.
    """

    __slots__ = ("_metadata", "file", "files", "name", "version")

    name: PackageName
    version: Version
    file: File
    files: tuple[File, ...]

    def __init__(
        self,
        name: PackageName,
        version: Version,
        file: File,
        files: tuple[File, ...],
        metadata: Callable[[], Metadata | Unusable],
    ) -> None:
        """Take what is known; `metadata` reads the rest."""
        self.name, self.version, self.file, self.files = name, version, file, files
        self._metadata = metadata

    @property
    def is_sdist(self) -> bool:
        """Whether it would have to be built."""
        return not self.file.is_wheel

    @property
    def index(self) -> str:
        """The URL of the index that lists it, empty for an address."""
        return self.file.index

    @property
    def url(self) -> str:
        """The address of the file, without credentials."""
        return self.file.url

    @property
    def license(self) -> str:
        """The license that its metadata names: an SPDX expression or the author's words; empty if it names none.

        Of a source distribution without static metadata it is empty: reading it would be building it.
        """
        if self.is_sdist and not self.file.has_metadata:
            return ""
        return getattr(self._metadata(), "license", "")

    def __str__(self) -> str:
        """Write name and version."""
        return f"{self.name}=={self.version}"

    def __repr__(self) -> str:
        """Show name and version."""
        return f"Candidate({self.name}=={self.version})"


if TYPE_CHECKING:
    #: A policy: asked about each version before it is chosen, in the order of choosing. It may be asked again.
    Policy: TypeAlias = Callable[[Candidate], Verdict]
