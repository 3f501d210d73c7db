"""A universal resolution as a flat list of pins with markers, as a requirements file holds it."""

from __future__ import annotations

from puv.model.resolution import Pin, Resolution
from puv.standards.listing import File
from puv.standards.markers.clauses import FALSE
from puv.standards.ranges import Ranges

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.requirement import Dependency
    from puv.model.universal import UniversalPackage, UniversalResolution

_ORIGINS = ("-c ", "--override ", "-r ")  # come before names in an annotation, in this order


def flattened(found: UniversalResolution, requirements: tuple[Dependency, ...], *, simple: bool = True) -> Resolution:
    """Return the pins, sorted by name and version; a package may have several, each under its own marker.

    `requirements` are the user's: each is told of beside every pin of its name, wherever its marker holds. Markers
    leave out what goes without saying for the Pythons of the resolution, unless they are not to be `simple`.
    """
    asked: dict[str, set[str]] = {}
    for dependency in requirements:
        if dependency.origin and found.algebra.from_marker(dependency.requirement.marker) != FALSE:
            asked.setdefault(dependency.requirement.name, set()).add(dependency.origin)
    via = [set(asked.get(package.name, ())) for package in found.packages]
    needed: list[set[str]] = [set() for _ in found.packages]
    extras: list[set[str]] = [set() for _ in found.packages]
    for node in found.nodes:
        if node.extra is not None:
            extras[node.package].add(node.extra)
    for edge in found.edges:
        parent, child = found.nodes[edge.parent], found.nodes[edge.child]
        package = found.packages[child.package]
        via[child.package].update(edge.origins)
        if parent.package >= 0 and found.packages[parent.package].name != package.name:
            via[child.package].add(found.packages[parent.package].name)
            needed[parent.package].add(package.name)
    requires = Ranges.from_specifiers(found.environments.requires_python)
    algebra = found.algebra
    given = {entry.requirement.name: entry for entry in requirements if entry.requirement.url is not None}
    pins = [
        _pin(
            package,
            given.get(package.name) if package.url else None,
            marker=algebra.to_text(algebra.simplify_python(package.marker, requires) if simple else package.marker),
            extras=extras[at],
            needed=needed[at],
            via=via[at],
        )
        for at, package in enumerate(found.packages)
    ]
    return Resolution(pins=tuple(pins))


def _pin(
    package: UniversalPackage,
    given: Dependency | None,
    *,
    marker: str,
    extras: set[str],
    needed: set[str],
    via: set[str],
) -> Pin:
    nothing = File(filename="", url=package.url)
    return Pin(
        name=package.name,
        version=package.version,
        file=package.files[0] if package.files else nothing,
        files=package.files,
        extras=tuple(sorted(extras)),  # type: ignore[arg-type]  # the names of extras
        index=package.index,
        url=package.url,
        dependencies=tuple(sorted(needed)),  # type: ignore[arg-type]  # the names of packages
        via=tuple(sorted(via, key=_annotation_order)),
        marker=marker,
        editable=given is not None and given.editable,
        given=given.given if given is not None else "",
    )


def _annotation_order(text: str) -> tuple[int, str]:
    for rank, start in enumerate(_ORIGINS):
        if text.startswith(start):
            return rank, text
    return len(_ORIGINS), text
