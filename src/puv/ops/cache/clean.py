"""`puv cache clean`: empty the cache, or forget some packages."""

from __future__ import annotations

import os

from puv.cache.clean import clean_all, clean_packages
from puv.cache.wheels import WheelStore
from puv.frozen import Frozen
from puv.standards.names import parse_package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cache.clean import Cleaned
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class CacheCleanRequest(Frozen):
    """`puv cache clean`: the packages to forget, none for everything."""

    packages: tuple[str, ...] = ()
    force: bool = False


class CacheCleanReport(Frozen):
    """What was removed; `size` is in bytes on disk. `missing` is the cache's path when there is no cache."""

    files: int = 0
    directories: int = 0
    size: int = 0
    missing: str = ""


def cache_clean(request: CacheCleanRequest, settings: Settings, runtime: Runtime) -> CacheCleanReport:  # noqa: ARG001 - every verb takes these three
    """Empty the cache, or forget some packages.

    Raises:
        ParseError: a name is no package name.
        CacheError: something cannot be deleted.
    """
    cache = runtime.cache
    if not os.path.isdir(cache.root):
        return CacheCleanReport(missing=cache.root)
    if not request.packages:
        return _report(clean_all(cache))
    store = WheelStore(cache)
    names = [parse_package_name(name) for name in request.packages]
    paths = [path for name in names for path in store.paths(name)]
    return _report(clean_packages(cache, names, also=paths))


def _report(cleaned: Cleaned) -> CacheCleanReport:
    return CacheCleanReport(files=cleaned.files, directories=cleaned.directories, size=cleaned.size)
