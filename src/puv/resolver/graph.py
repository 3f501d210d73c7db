"""From the solver's answer to a `Resolution`: pins with their files, neighbours and annotations."""

from __future__ import annotations

from puv.model.availability import Unusable
from puv.model.resolution import Pin, Resolution
from puv.resolver.digests import trusted_digests
from puv.resolver.provider import BASE, PROXY
from puv.solver.state import ROOT
from puv.standards.listing import File
from puv.standards.urls import redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.requirement import Dependency
    from puv.resolver.needs import Need
    from puv.resolver.provider import Provider
    from puv.standards.names import ExtraName, PackageName

# Origins come before names in an annotation, in this order.
_ORIGINS = ("-c ", "--override ", "-r ")


def resolution(provider: Provider, warnings: list[str]) -> Resolution:
    """Read the answer off a provider whose solver has finished."""
    state = provider.state
    chosen: dict[PackageName, int] = {}
    extras: dict[PackageName, list[ExtraName]] = {}
    needs: dict[PackageName, list[Need]] = {}
    requires: dict[PackageName, list[tuple[str, str]]] = {}
    for number, package in enumerate(provider.packages):
        bit = state.decided[number]
        if package is None or not bit or package.kind == PROXY:
            continue
        own = provider.needs_of.get((number, bit), ())
        needs.setdefault(package.name, []).extend(own)
        requires.setdefault(package.name, []).extend(
            (shown_need(need), package.extra or "") for need in own if need.limit is None and need.name != package.name
        )
        if package.extra is None:
            chosen[package.name] = number
        else:
            extras.setdefault(package.name, []).append(package.extra)
    via: dict[PackageName, set[str]] = {name: set() for name in chosen}
    for need in provider.needs_of[(ROOT, 1)]:
        via[need.name].update(need.origins)
    for name, found in needs.items():
        for need in found:
            if need.name != name:
                via[need.name].update((name, *need.origins))
    markers = _markers(provider, chosen, extras)
    pins = [
        _pin(provider, chosen[name], extras.get(name, []), needs.get(name, []), via[name]) for name in sorted(chosen)
    ]
    for pin in pins:
        pin.marker = markers.get(pin.name, "")
        pin.requires = tuple(dict.fromkeys(requires.get(pin.name, ())))
        if pin.file.yanked is not None:
            why = pin.file.yanked.strip()
            reason = f' (reason: "{why}")' if why else ""
            warnings.append(f"`{pin.name}=={pin.version}` is yanked{reason}")
        warnings += _missing_extras(provider, pin)
    asked = frozenset(need.name for need in provider.needs_of[(ROOT, 1)])
    requirements = tuple((shown_need(need), need.origin) for need in provider.needs_of[(ROOT, 1)] if need.limit is None)
    return Resolution(pins=tuple(pins), warnings=tuple(warnings), asked=asked, requirements=requirements)


def shown_need(need: Need) -> str:
    """Return a need as a requirement: `pandas[excel]>=2`, or with its address."""
    extras = f"[{','.join(need.extras)}]" if need.extras else ""
    return f"{need.name}{extras}{f' @ {redacted(need.url)}' if need.url else need.specifiers}"


def _markers(
    provider: Provider, chosen: dict[PackageName, int], extras: dict[PackageName, list[ExtraName]]
) -> dict[PackageName, str]:
    """Return the markers of the pins, if they are wanted."""
    if not provider.parts.manifest.markers:
        return {}
    from puv.resolver.pin_markers import pin_markers  # few files show them

    return pin_markers(provider, chosen, extras)


def _pin(provider: Provider, number: int, extras: list[ExtraName], needs: list[Need], via: set[str]) -> Pin:
    package = provider.packages[number]
    assert package is not None  # noqa: S101 - only the root has none
    universe = package.universe
    position = provider.state.decided[number] // 2 - 1
    source = provider.chosen[(package.name, position)]
    version = universe.version(position)
    url = provider.parts.sources.urls.get(package.name, "")
    kept = not isinstance(source, File)
    file = source if isinstance(source, File) else File(filename="", url=source.url)
    rows = universe.files(position)
    asked = _asked(provider, package.name) if url else None
    return Pin(
        name=package.name,
        version=version,
        file=file,
        files=tuple(entry for row in rows for entry in row if entry.index == file.index) if not kept else (),
        extras=tuple(sorted(extras)),
        index=file.index,
        url=url,
        dependencies=tuple(sorted({need.name for need in needs} - {package.name})),
        via=tuple(sorted(via, key=_annotation_order)),
        hashes=_hashes(provider, package.name, str(version)),
        installed=kept,
        editable=asked is not None and asked.editable,
        given=asked.given if asked is not None else "",
    )


def _asked(provider: Provider, name: PackageName) -> Dependency | None:
    """Return the user's requirement that gives a package's address; an editable one counts first."""
    manifest = provider.parts.manifest
    asked = [
        entry
        for entry in (*manifest.requirements, *manifest.constraints, *manifest.overrides)
        if entry.requirement.name == name and entry.requirement.url is not None
    ]
    return next((entry for entry in asked if entry.editable), asked[0] if asked else None)


def _hashes(provider: Provider, name: PackageName, version: str) -> tuple[str, ...]:
    """Return the digests that the user gave for a name, else those of the preference that was followed."""
    manifest, applies = provider.parts.manifest, provider.parts.needs.applies
    asked, limits = (
        [entry for entry in entries if entry.requirement.name == name and applies(entry.requirement.marker)]
        for entries in ((*manifest.requirements, *manifest.overrides), manifest.constraints)
    )
    own = trusted_digests(asked, limits).get(name, ())
    if own:
        return own
    followed = (p.hashes for p in manifest.preferences if p.name == name and str(p.version) == version)
    return tuple(dict.fromkeys(digest for hashes in followed for digest in hashes))


def _annotation_order(text: str) -> tuple[int, str]:
    for rank, start in enumerate(_ORIGINS):
        if text.startswith(start):
            return rank, text
    return len(_ORIGINS), text


def _missing_extras(provider: Provider, pin: Pin) -> list[str]:
    """Say which of the extras asked for a chosen version does not have."""
    package = provider.packages[provider.numbers[(BASE, pin.name, None)]]
    if not pin.extras or package is None or pin.installed:
        return []
    metadata = provider.metadata(package.universe, package.universe.position_of(pin.version))
    provided = () if isinstance(metadata, Unusable) else metadata.provides_extras
    shown = f"{pin.name} @ {redacted(pin.url)}" if pin.url else f"{pin.name}=={pin.version}"
    return [
        f"The package `{shown}` does not have an extra named `{extra}`" for extra in pin.extras if extra not in provided
    ]
