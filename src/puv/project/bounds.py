"""The version bounds that a new requirement gets from the version that was chosen for it. Pure."""

from __future__ import annotations

from puv.standards.specifiers import Specifiers, parse_specifiers
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    BoundsKind: TypeAlias = Literal["lower", "major", "minor", "exact"]


def bounds(version: Version, kind: BoundsKind) -> Specifiers:
    """Return the specifiers of a kind: at least the version, below the next major or minor one, or exactly it.

    Before 1.0 the next number counts as the major one, as it does for semantic versions.
    """
    public = version.public
    if kind == "exact":
        return parse_specifiers(f"=={public}")
    if kind == "lower":
        return parse_specifiers(f">={public}")
    release = version.release
    if release[0]:
        at = 0 if kind == "major" else 1
    elif kind == "major":
        at = next((at for at, number in enumerate(release) if number), 1)
    else:
        at = max(2, next((at for at, number in enumerate(release) if number), 2))
    padded = (*release, *(0 for _ in range(at + 1 - len(release))))
    upper = Version(
        (*padded[:at], padded[at] + 1, *(0 for _ in padded[at + 1 :])), (version.epoch, None, None, None, ())
    )
    return parse_specifiers(f">={public},<{upper}")
