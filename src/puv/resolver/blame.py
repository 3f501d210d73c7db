"""Why the resolver looks at a version: the shortest chain of the choices so far from what the user asked for."""

from __future__ import annotations

from puv.model.chain import chain_sentence
from puv.solver.state import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.resolver.needs import Need
    from puv.resolver.provider import Provider
    from puv.resolver.universe import Universe
    from puv.standards.names import PackageName


def included_because(provider: Provider, universe: Universe, position: int) -> str:
    """Return the sentence about a version; empty where the user asked for the package himself."""
    wanted = universe.name
    roots = [need.name for need in provider.needs_of.get((ROOT, 1), ())]
    if wanted in roots:
        return ""
    chosen = _chosen(provider)
    queue: list[tuple[tuple[tuple[str, str], ...], PackageName]] = [((), name) for name in dict.fromkeys(roots)]
    seen = set(roots)
    for path, name in queue:
        for shown, version, needs in chosen.get(name, ()):
            links = (*path, (shown, version))
            for need in needs:
                if need.name == wanted:
                    last = (str(wanted), str(universe.version(position)))
                    return chain_sentence((*links, last), _shown(need))
                if need.name not in seen:
                    seen.add(need.name)
                    queue.append((links, need.name))
    return ""


def _chosen(provider: Provider) -> dict[PackageName, list[tuple[str, str, list[Need]]]]:
    """Return each version chosen so far and its needs, by name; what an extra adds stands for itself."""
    found: dict[PackageName, list[tuple[str, str, list[Need]]]] = {}
    for (number, bit), needs in provider.needs_of.items():
        package = provider.packages[number]
        if package is not None and provider.state.decided[number] == bit:
            shown = f"{package.name}[{package.extra}]" if package.extra else str(package.name)
            version = str(package.universe.version(bit // 2 - 1))
            found.setdefault(package.name, []).append((shown, version, needs))
    return found


def _shown(need: Need) -> str:
    return f"{need.name}{', '.join(str(clause) for clause in need.specifiers.clauses)}"
