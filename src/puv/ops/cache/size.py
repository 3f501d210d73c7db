"""`puv cache size`: how much space the cache takes."""

from __future__ import annotations

from puv.cache.clean import disk_usage
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class CacheSizeRequest(Frozen):
    """`puv cache size`."""


class CacheSizeReport(Frozen):
    """`size` is in bytes on disk, directories included; 0 where there is no cache."""

    size: int


def cache_size(request: CacheSizeRequest, settings: Settings, runtime: Runtime) -> CacheSizeReport:  # noqa: ARG001 - every verb takes these three
    """Measure the cache; what cannot be read counts nothing."""
    return CacheSizeReport(size=disk_usage(runtime.cache.root))
