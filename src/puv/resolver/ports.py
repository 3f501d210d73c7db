"""The only way out of the resolver: `MetadataPort`, and nothing else."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from puv.model.availability import Missing, Unusable
    from puv.standards.listing import File, Listing
    from puv.standards.metadata import Metadata
    from puv.standards.names import PackageName


if TYPE_CHECKING:

    class MetadataPort(Protocol):
        """Where listings and metadata come from. Calls block; hints do not.

        Answers are a function of the arguments alone: the same question twice has the same answer, whatever
        arrived in between, so that a resolution never depends on timing.
        """

        def prefetch(self, names: Iterable[PackageName]) -> None:
            """Hint that these listings will be wanted, most urgent first. Never blocks, never raises."""

        def prefetch_metadata(self, files: Iterable[File]) -> None:
            """Hint that these files' metadata will be wanted. Never blocks, never raises."""

        def listings(self, name: PackageName, index: str = "") -> tuple[Listing, ...] | Missing:
            """Return the package's listings, one per index that has it, in index order.

            With the URL of an index, which may be one that is asked only for named packages, only what that one has.

            Raises:
                FetchError: the network failed in a way that must end the resolution.
            """

        def located(self, url: str) -> str:
            """Return the one address of what a direct address means now: of a repository, with the commit.

            Raises:
                FetchError: nobody can tell, and that must end the resolution.
            """

        def metadata(self, file: File) -> Metadata | Unusable:
            """Return the core metadata of a distribution.

            Raises:
                FetchError: the network failed in a way that must end the resolution.
            """
