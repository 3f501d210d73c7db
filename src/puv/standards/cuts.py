"""Cuts: the places between versions where an interval can begin or end, as keys that compare with `Version.key`.

A set of versions is a sorted run of cuts; a version belongs to it when an odd number of cuts is at or below its
key. `BOTTOM` and `TOP` stand before and after every version.
"""

from __future__ import annotations

from puv.standards.version import TOP as _NUMBER_TOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from puv.standards.version import Version

    #: Compares with `Version.key`: a cut is at or below the versions that follow it.
    CutKey: TypeAlias = tuple[Any, ...]

BOTTOM: CutKey = ()
TOP: CutKey = (_NUMBER_TOP,)
_AFTER_LOCAL = (-1,)
_AFTER_LOCALS = (2,)


def before(version: Version) -> CutKey:
    """Cut just before the version."""
    return version.key


def before_series(version: Version) -> CutKey:
    """Cut before the developmental and pre-releases of a final or post-release, that is before its `.dev0`."""
    epoch, release, (phase, number, post, _, _) = version.key
    return (epoch, release, (phase if post >= 0 else -1, number, post, 0, ()))


def after(version: Version) -> CutKey:
    """Cut just after the version itself, before its local versions."""
    epoch, release, (phase, number, post, dev, local) = version.key
    return (epoch, release, (phase, number, post, dev, (*local, _AFTER_LOCAL)))


def after_locals(version: Version) -> CutKey:
    """Cut after the version and all its local versions."""
    epoch, release, (phase, number, post, dev, _) = version.key
    return (epoch, release, (phase, number, post, dev, (_AFTER_LOCALS,)))


def after_posts(version: Version) -> CutKey:
    """Cut after the version, its local versions and its post-releases."""
    epoch, release, (phase, number, _, _, _) = version.key
    return (epoch, release, (phase, number, _NUMBER_TOP))
