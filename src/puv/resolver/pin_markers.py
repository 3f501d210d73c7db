"""Under which markers the pins of a resolution for one target are needed, as far as its requirements tell."""

from __future__ import annotations

from puv.model.availability import Unusable
from puv.standards.markers.tree import FALSE, TRUE, MarkerAlgebra
from puv.standards.ranges import Ranges
from puv.standards.specifiers import Specifier, Specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from puv.resolver.provider import Provider
    from puv.standards.names import ExtraName, PackageName
    from puv.standards.requirement import Requirement

    #: A package, or an extra of it.
    Node = tuple[PackageName, ExtraName | None]


def pin_markers(
    provider: Provider, chosen: Mapping[PackageName, int], extras: Mapping[PackageName, list[ExtraName]]
) -> dict[PackageName, str]:
    """Return the text of the marker of each chosen package; empty where it is always needed.

    Only requirements that apply to the target count.
    """
    return _Marking(provider, chosen, extras).texts()


class _Marking:
    def __init__(
        self, provider: Provider, chosen: Mapping[PackageName, int], extras: Mapping[PackageName, list[ExtraName]]
    ) -> None:
        self._provider, self._chosen, self._extras = provider, chosen, extras
        self._algebra = MarkerAlgebra()
        target = provider.parts.distributions.target
        self._environment = target.markers
        self._simple = provider.parts.manifest.markers == "simple"
        self._python = Ranges.from_specifiers(Specifiers((Specifier(">=", target.python_version),)))
        self._reach: dict[Node, int] = {}
        self._overrides: dict[PackageName, list[Requirement]] = {}
        for dependency in provider.parts.manifest.overrides:
            self._overrides.setdefault(dependency.requirement.name, []).append(dependency.requirement)

    def texts(self) -> dict[PackageName, str]:
        """Carry markers along the requirements until none grows; the nodes are packages and extras of packages."""
        asked = [dependency.requirement for dependency in self._provider.parts.manifest.requirements]
        pending = list(self._grown(asked, TRUE, ()))
        while pending:
            name, extra = node = pending.pop()
            extras = () if extra is None else (extra,)
            pending += self._grown(self._requirements(name, extras), self._reach[node], extras)
        return {name: self._algebra.to_text(self._reach.get((name, None), TRUE)) for name in self._chosen}

    def _requirements(self, name: PackageName, extras: tuple[ExtraName, ...]) -> list[Requirement]:
        provider = self._provider
        number = self._chosen[name]
        package = provider.packages[number]
        if package is None or provider.parts.manifest.no_deps:
            return []
        metadata = provider.metadata(package.universe, provider.state.decided[number] // 2 - 1)
        return [] if isinstance(metadata, Unusable) else metadata.requirements_for(extras)

    def _grown(self, requirements: Iterable[Requirement], reach: int, extras: tuple[ExtraName, ...]) -> Iterator[Node]:
        """Yield the nodes whose markers grow by these requirements of a node that is needed under `reach`."""
        for written in requirements:
            for requirement in self._overrides.get(written.name, [written]):
                marker = requirement.marker
                applies = marker is None or marker.evaluate(self._environment, extras)
                if not applies or requirement.name not in self._chosen:
                    continue
                own = self._algebra.assume_extras(self._algebra.from_marker(marker), extras)
                own = self._algebra.simplify_python(own, self._python) if self._simple else own
                together = self._algebra.and_(reach, own)
                for extra in (None, *requirement.extras):
                    node = (requirement.name, extra)
                    known = self._reach.get(node, FALSE)
                    grown = self._algebra.or_(known, together)
                    if grown != known:
                        self._reach[node] = grown
                        yield node
