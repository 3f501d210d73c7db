"""`puv cache prune`: remove what nothing can use any more."""

from __future__ import annotations

import os

from puv import replay
from puv.cache import prune
from puv.cache.clean import remove
from puv.frozen import Frozen
from puv.ops.cache.clean import CacheCleanReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class CachePruneRequest(Frozen):
    """`puv cache prune`. `ci` removes also what an index can give again; `force` what processes are just making."""

    ci: bool = False
    force: bool = False


def cache_prune(request: CachePruneRequest, settings: Settings, runtime: Runtime) -> CacheCleanReport:  # noqa: ARG001 - every verb takes these three
    """Remove what nothing can use any more.

    Raises:
        CacheError: something cannot be deleted.
    """
    cache = runtime.cache
    if not os.path.isdir(cache.root):
        return CacheCleanReport(missing=cache.root)
    is_running = _nothing_runs if request.force else _is_running
    paths = [
        *prune.old_buckets(cache), *prune.strays(cache, is_running), *prune.records(cache, replay.is_current),
        *prune.environments(cache),
        *(prune.downloads(cache) if request.ci else prune.unpointed(cache, runtime.clock())),
    ]  # fmt: skip
    cleaned = remove(paths)
    return CacheCleanReport(files=cleaned.files, directories=cleaned.directories, size=cleaned.size)


def _nothing_runs(process: int) -> bool:  # noqa: ARG001 - stands in for `_is_running`
    return False


def _is_running(process: int) -> bool:
    """Tell whether there is a process of this id; where that cannot be told, say yes."""
    if os.name == "nt":  # `os.kill` would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
