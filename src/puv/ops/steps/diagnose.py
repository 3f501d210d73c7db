"""What is wrong with a set of installed distributions: the sentences of `pip check` and of `--strict`."""

from __future__ import annotations

import os

from puv.errors import PuvError
from puv.python import site_packages
from puv.standards.metadata import parse_metadata
from puv.standards.requirement import Requirement
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.installed import InstalledDist
    from puv.model.target import Target
    from puv.python.site_packages import SitePackages
    from puv.standards.metadata import Metadata


def diagnostics(installed: SitePackages, target: Target) -> tuple[str, ...]:
    """Return one sentence per problem, by package in name order.

    Looked for: unreadable metadata, a Python that `Requires-Python` excludes, several installations of one package,
    requirements that are missing or of another version. Extras are not followed: what asked for them is not recorded.
    """
    found: list[str] = []
    for dists in (installed.by_name[name] for name in sorted(installed.by_name)):
        if len(dists) > 1:
            places = "".join(f"\n  - {dist.path}" for dist in dists)
            found.append(f"The package `{dists[0].name}` has multiple installed distributions: {places}")
            continue
        found += _problems(dists[0], installed, target)
    return tuple(found)


def _problems(dist: InstalledDist, installed: SitePackages, target: Target) -> list[str]:
    try:
        metadata = parse_metadata(site_packages.metadata_bytes(dist))
        requirements = metadata.requires_dist
    except PuvError:
        return [_broken(dist, "`METADATA`")]
    found = _python_problem(dist, metadata, target)
    if dist.kind == "dist-info" and not os.path.exists(os.path.join(dist.path, "WHEEL")):
        found.append(_broken(dist, "`WHEEL` file"))
    for requirement in requirements:
        found += _requirement_problem(dist, requirement, installed, target)
    return found


def _broken(dist: InstalledDist, what: str) -> str:
    return (
        f"The package `{dist.name}` is broken or incomplete (unable to read {what}). "
        f"Consider recreating the virtualenv, or removing the package directory at: {dist.path}."
    )


def _python_problem(dist: InstalledDist, metadata: Metadata, target: Target) -> list[str]:
    if not metadata.requires_python:
        return []
    try:
        accepted = parse_specifiers(metadata.requires_python, lenient=True)
    except PuvError:
        return []
    if accepted.contains(target.python_version):
        return []
    return [f"The package `{dist.name}` requires Python {accepted}, but `{target.python_version}` is installed"]


def _requirement_problem(
    dist: InstalledDist,
    requirement: Requirement,
    installed: SitePackages,
    target: Target,
) -> list[str]:
    if requirement.marker is not None and not requirement.marker.evaluate(target.markers):
        return []
    present = installed.get(requirement.name)
    if not present:
        return [f"The package `{dist.name}` requires `{_shown(requirement)}`, but it's not installed"]
    version = present[0].version
    if len(present) > 1 or requirement.url is not None or requirement.specifiers.contains(version):
        return []
    return [f"The package `{dist.name}` requires `{_shown(requirement)}`, but `{version}` is installed"]


def _shown(requirement: Requirement) -> str:
    """Write a requirement with its marker in canonical form."""
    if requirement.marker is None:
        return str(requirement)
    from puv.standards.markers.tree import MarkerAlgebra  # only where something is wrong

    algebra = MarkerAlgebra()
    canonical = algebra.to_marker(algebra.from_marker(requirement.marker))
    return str(
        Requirement(requirement.name, requirement.extras, requirement.specifiers, requirement.url, canonical),
    )
