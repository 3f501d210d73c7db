"""Why a listing or a distribution's metadata is not to be had: `Missing` and `Unusable`."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class Missing(Frozen):
    """Why there is no listing. `detail` is a sentence, maybe empty; `status` the server's HTTP status, 0 for none."""

    reason: Literal["not-found", "offline", "no-index", "unauthorized", "forbidden"]
    detail: str = ""
    status: int = 0


class Unusable(Frozen):
    """Why a distribution's metadata cannot be used. `detail` is one sentence without the package's name."""

    reason: Literal[
        "invalid-metadata",
        "offline",
        "inconsistent-metadata",
        "invalid-structure",
        "no-build",
        "network",
        "unbuildable",
    ]
    detail: str = ""
