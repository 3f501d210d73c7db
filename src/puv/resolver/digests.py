"""Which digests the user vouches for, by package. Pure."""

from __future__ import annotations

from puv.resolver.sources import file_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from puv.model.requirement import Dependency
    from puv.standards.names import PackageName
    from puv.standards.requirement import Requirement

    Digests = Mapping[PackageName, tuple[str, ...]]


def is_pinned(requirement: Requirement) -> bool:
    """Tell whether a requirement names one version or address, so that digests beside it can be of something."""
    return requirement.url is not None or any(
        clause.operator in ("==", "===") and not clause.wildcard for clause in requirement.specifiers
    )


def given_digests(entries: Iterable[Dependency]) -> dict[PackageName, tuple[str, ...]]:
    """Return the digests beside the pinned ones of some requirements; of several with one name the last counts."""
    found: dict[PackageName, tuple[str, ...]] = {}
    for entry in entries:
        requirement, url = entry.requirement, entry.requirement.url
        digests = (*entry.hashes, *(file_of(url).hashes if url else ()))
        if digests and is_pinned(requirement):
            found[requirement.name] = tuple(dict.fromkeys(digests))
    return found


def trusted_digests(requirements: Iterable[Dependency], constraints: Iterable[Dependency]) -> Digests:
    """Return the digests of which one must match: those that requirements and constraints agree on."""
    asked, limits = given_digests(requirements), given_digests(constraints)
    common = {
        name: tuple(digest for digest in asked[name] if digest in limits[name]) or asked[name]
        for name in asked.keys() & limits.keys()
    }
    return {**limits, **asked, **common}
