"""`puv cache clean`, `prune`, `size` and `dir`."""

from __future__ import annotations

from puv.cache.clean import clean_all, clean_packages, disk_usage
from puv.cache.wheels import WheelStore
from puv.frozen import Frozen
from puv.standards.names import parse_package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cache.clean import Cleaned
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class CacheRequest(Frozen):
    """`puv cache clean`: the packages to forget, none for everything."""

    packages: tuple[str, ...] = ()


class CacheReport(Frozen):
    """Where the cache is and, after cleaning, what was removed; `size` is in bytes on disk."""

    root: str
    cleaned: Cleaned | None = None
    size: int = 0


def cache_dir(request: CacheRequest, settings: Settings, runtime: Runtime) -> CacheReport:  # noqa: ARG001 - a verb
    """Tell where the cache is."""
    return CacheReport(root=runtime.cache.root)


def cache_size(request: CacheRequest, settings: Settings, runtime: Runtime) -> CacheReport:  # noqa: ARG001 - a verb
    """Measure the cache."""
    return CacheReport(root=runtime.cache.root, size=disk_usage(runtime.cache.root))


def cache_clean(request: CacheRequest, settings: Settings, runtime: Runtime) -> CacheReport:  # noqa: ARG001 - a verb
    """Empty the cache, or forget some packages.

    Raises:
        ParseError: a name is no package name.
        CacheError: something cannot be deleted.
    """
    cache = runtime.cache
    if not request.packages:
        return CacheReport(root=cache.root, cleaned=clean_all(cache))
    store = WheelStore(cache)
    names = [parse_package_name(name) for name in request.packages]
    paths = [path for name in names for path in store.entries(name)]
    return CacheReport(root=cache.root, cleaned=clean_packages(cache, names, also=paths))
