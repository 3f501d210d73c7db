"""The only way out of the resolver: `MetadataPort`, and the values that cross it."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal, Protocol

    from puv.model.listing import File, Listing
    from puv.standards.metadata import Metadata
    from puv.standards.names import PackageName


class Missing(Frozen):
    """Why there is no listing: `reason` is `not-found`, `offline`, `no-index` or `unauthorized`; `detail` a sentence."""

    reason: Literal["not-found", "offline", "no-index", "unauthorized", "forbidden"]
    detail: str = ""


class Unusable(Frozen):
    """Why a distribution's metadata cannot be used. `detail` is one sentence without the package's name."""

    reason: Literal["invalid-metadata", "offline", "inconsistent-metadata", "invalid-structure", "no-build", "network"]
    detail: str = ""


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

        def listings(self, name: PackageName) -> tuple[Listing, ...] | Missing:
            """Return the package's listings, one per index that has it, in index order.

            Raises:
                FetchError: the network failed in a way that must end the resolution.
            """

        def metadata(self, file: File) -> Metadata | Unusable:
            """Return the core metadata of a distribution.

            Raises:
                FetchError: the network failed in a way that must end the resolution.
            """
