"""`plan`: what must happen so that an environment holds the pins. Pure."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from puv.model.cached import CachedWheel
    from puv.model.installed import InstalledDist
    from puv.model.resolution import Pin
    from puv.standards.names import PackageName
    from puv.standards.version import Version

_NOBODY: frozenset[PackageName] = frozenset()


class InstallPolicy(Frozen):
    """How to treat what is installed already.

    `reinstall` replaces every pin, `reinstall_packages` those of the given names. `exact` removes every distribution
    that is not a pin, save those named in `preserve`.
    """

    reinstall: bool = False
    reinstall_packages: frozenset[PackageName] = _NOBODY
    exact: bool = False
    preserve: frozenset[PackageName] = _NOBODY

    def must_reinstall(self, name: PackageName) -> bool:
        """Tell whether the pin of this name is installed again although it is there."""
        return self.reinstall or name in self.reinstall_packages


class InstallPlan(Frozen):
    """The difference between the pins and an environment; every part in the order of names.

    `keep` are satisfied pins; `link` wheels of the store and `fetch` pins that must be fetched first, both to be
    installed. `reinstall` are distributions that a pin replaces (another version, another source, the same one
    again), `remove` those that simply go.
    """

    keep: tuple[Pin, ...] = ()
    link: tuple[CachedWheel, ...] = ()
    fetch: tuple[Pin, ...] = ()
    reinstall: tuple[InstalledDist, ...] = ()
    remove: tuple[InstalledDist, ...] = ()

    @property
    def removals(self) -> tuple[InstalledDist, ...]:
        """Everything that is removed, in the order of names and versions."""
        return tuple(sorted((*self.reinstall, *self.remove), key=_by_name))

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.link or self.fetch or self.reinstall or self.remove)


def plan(
    pins: Iterable[Pin],
    installed: Iterable[InstalledDist],
    cached: Mapping[PackageName, CachedWheel],
    policy: InstallPolicy,
    is_from: Callable[[InstalledDist, str], bool],
) -> InstallPlan:
    """Compare pins with an environment.

    A pin is satisfied when exactly one distribution of its name is installed, in the pinned version, and for a pin
    with a URL when `is_from(dist, url)` says that it came from there, unchanged. A pin from an index is satisfied by
    that version wherever it came from. `cached` maps names to the wheels of these very pins that the store has.
    """
    present: dict[PackageName, list[InstalledDist]] = {}
    for dist in installed:
        present.setdefault(dist.name, []).append(dist)
    keep: list[Pin] = []
    link: list[CachedWheel] = []
    fetch: list[Pin] = []
    reinstall: list[InstalledDist] = []
    for pin in sorted(pins, key=_pin_name):
        there = present.pop(pin.name, [])
        if not policy.must_reinstall(pin.name) and _is_satisfied(pin, there, is_from):
            keep.append(pin)
            continue
        reinstall.extend(there)
        wheel = cached.get(pin.name)
        if wheel is None:
            fetch.append(pin)
        else:
            link.append(wheel)
    others = (dist for name, dists in present.items() if name not in policy.preserve for dist in dists)
    remove = sorted(others, key=_by_name) if policy.exact else []
    return InstallPlan(
        keep=tuple(keep), link=tuple(link), fetch=tuple(fetch),
        reinstall=tuple(sorted(reinstall, key=_by_name)), remove=tuple(remove),
    )  # fmt: skip


def _is_satisfied(pin: Pin, there: list[InstalledDist], is_from: Callable[[InstalledDist, str], bool]) -> bool:
    if len(there) != 1 or there[0].version != pin.version:
        return False
    return not pin.url or is_from(there[0], pin.url)


def _pin_name(pin: Pin) -> str:
    return pin.name


def _by_name(dist: InstalledDist) -> tuple[str, Version, str]:
    return (dist.name, dist.version, dist.path)
