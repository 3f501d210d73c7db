"""Why a package is there: the shortest chain of dependencies from what the user asked for."""

from __future__ import annotations

from puv.model.chain import chain_sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.resolution import Pin, Resolution
    from puv.standards.names import PackageName


def included_because(name: PackageName, resolution: Resolution) -> str:
    """Return the sentence about a package of a resolution; empty for one that the user asked for."""
    pins = {pin.name: pin for pin in resolution}
    if name not in pins or name in resolution.asked:
        return ""
    before: dict[PackageName, PackageName] = {}
    level = [pin.name for pin in resolution if pin.name in resolution.asked]
    seen = set(level)
    while level and name not in seen:
        following: list[PackageName] = []
        for parent in level:
            for child in pins[parent].dependencies:
                if child in pins and child not in seen:
                    seen.add(child)
                    before[child] = parent
                    following.append(child)
        level = following
    if name not in before:
        return ""
    path = [name]
    while path[-1] in before:
        path.append(before[path[-1]])
    parents = [(_shown(pins[step]), str(pins[step].version)) for step in reversed(path[1:])]
    return chain_sentence([*parents, (name, str(pins[name].version))], name)


def _shown(pin: Pin) -> str:
    return f"{pin.name}[{','.join(pin.extras)}]" if pin.extras else str(pin.name)
