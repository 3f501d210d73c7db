"""The version bounds that a requirement gets from the version that was chosen for it. Pure."""

from __future__ import annotations

from puv.standards.specifiers import Specifier, Specifiers, parse_specifiers
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
    upper = _released((*padded[:at], padded[at] + 1, *(0 for _ in padded[at + 1 :])), version.epoch)
    return parse_specifiers(f">={public},<{upper}")


def without_upper(specifiers: Specifiers) -> Specifiers:
    """Return what remains of bounds when everything that may keep a newer version out is gone."""
    kept = [clause for clause in specifiers if clause.operator in (">=", ">", "!=")]
    kept += [Specifier(">=", clause.version) for clause in specifiers if clause.operator == "~="]
    return Specifiers(kept)


def raised(specifiers: Specifiers, version: Version) -> Specifiers:
    """Return bounds in which every clause that refuses a version says the same of that one, as precisely as before.

    >>> str(raised(parse_specifiers(">=1,<2"), Version.parse("3.4.5")))
    '>=1,<4'
    """
    return Specifiers(clause if clause.contains(version) else _raised(clause, version) for clause in specifiers)


def _raised(clause: Specifier, version: Version) -> Specifier:
    numbers = len(clause.version.release)
    release = (*version.release, *(0 for _ in range(numbers - len(version.release))))[:numbers]
    if clause.operator == "<":
        return Specifier("<", _released((*release[:-1], release[-1] + 1), version.epoch))
    if clause.operator == "~=" or clause.wildcard:
        return Specifier(clause.operator, _released(release, version.epoch), clause.wildcard)
    return Specifier(clause.operator, version.public)


def _released(release: tuple[int, ...], epoch: int) -> Version:
    return Version(release, (epoch, None, None, None, ()))
