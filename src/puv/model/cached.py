"""`CachedWheel`: an unpacked wheel in the store."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.names import PackageName
    from puv.standards.version import Version


class CachedWheel(Frozen):
    """One unpacked wheel with its manifest.

    `path` is the absolute directory of the unpacked tree (an archive of the store, immutable once there);
    `filename` the wheel's file name; `hashes` the digests computed while it was fetched (`algorithm:hex`).
    The manifest (`puv.cache.wheels.Manifest`) stands beside the tree, so installing never walks or re-hashes.
    """

    name: PackageName
    version: Version
    filename: str
    path: str
    hashes: tuple[str, ...] = ()
