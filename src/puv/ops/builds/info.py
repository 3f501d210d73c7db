"""How a package is built: settings for its backend (PEP 517), what its build needs besides, and variables."""

from __future__ import annotations

from puv.errors import InputError
from puv.standards.names import normalize
from puv.standards.requirement import Requirement, parse_requirement
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.model.resolution import Pin, Resolution
    from puv.settings import Settings
    from puv.standards.markers import Marker
    from puv.standards.names import PackageName


class MatchRuntimeError(InputError):
    """A build dependency that shall have the version of the environment cannot have it."""

    code = "match-runtime"


class ExtraRequirement:
    """What a build needs beyond what the package declares. Treat as frozen.

    With `match_runtime` its version is that of the environment; then `index` is where that one comes from.
    """

    __slots__ = ("index", "match_runtime", "requirement")

    index: str
    match_runtime: bool
    requirement: Requirement

    def __init__(self, requirement: Requirement, *, match_runtime: bool = False, index: str = "") -> None:
        self.requirement, self.match_runtime, self.index = requirement, match_runtime, index


def config_settings(settings: Settings, name: str) -> dict[str, str | list[str]]:
    """Return the settings for the package of this (normalised) name; a key given more than once has a list."""
    build = settings.build
    found: dict[str, list[str]] = {}
    for entry in build.config_settings_package:
        package, _, rest = entry.partition(":")
        key, _, value = rest.partition("=")
        if normalize(package) == name:
            found.setdefault(key, []).append(value)
    for entry in build.config_settings:
        key, _, value = entry.partition("=")
        found.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in sorted(found.items())}


def extra_requirements(settings: Settings, name: str, resolution: Resolution | None) -> tuple[ExtraRequirement, ...]:
    """Return what the build of a package needs besides; as in the settings as long as there is no `resolution`.

    Raises:
        MatchRuntimeError: the resolution does not have what a requirement shall match.
    """
    rows = [row for row in settings.build.extra_build_dependencies if row[0] == name]
    if not rows:
        return ()
    found = (ExtraRequirement(parse_requirement(text), match_runtime=match) for _, text, match in rows)
    if resolution is None:
        return tuple(found)
    pins = {pin.name: pin for pin in resolution}
    return tuple(_matched(extra, pins) if extra.match_runtime else extra for extra in found)


def _matched(extra: ExtraRequirement, pins: Mapping[PackageName, Pin]) -> ExtraRequirement:
    wanted = extra.requirement
    if wanted.specifiers.clauses:
        raise MatchRuntimeError(
            "Dependencies marked with `match-runtime = true` cannot include version specifiers, but found: "
            f"`{wanted.name}{wanted.specifiers}`"
        )
    pin = pins.get(wanted.name)
    if pin is None:
        raise MatchRuntimeError(
            f"`{wanted.name}` was declared as an extra build dependency with `match-runtime = true`, but was not found "
            "in the resolution"
        )
    if pin.url:
        exact = Requirement(wanted.name, wanted.extras, wanted.specifiers, pin.url, wanted.marker)
    else:
        specifiers = parse_specifiers(f"=={pin.version}")
        exact = Requirement(wanted.name, wanted.extras, specifiers, None, wanted.marker)
    return ExtraRequirement(exact, match_runtime=True, index=pin.index)


def extra_variables(settings: Settings, name: str) -> dict[str, str]:
    """Return the environment variables for the build of a package."""
    rows = settings.build.extra_build_variables
    return {variable: text for package, variable, text in reversed(rows) if package == name}


def render_build_info(settings: Settings, name: str, resolution: Resolution | None = None) -> str:
    """Return the text of `uv_build.json` for a package that was built: how, as far as that is not the usual way.

    Raises:
        MatchRuntimeError: as `extra_requirements`.
    """
    chosen = config_settings(settings, name)
    extras = extra_requirements(settings, name, resolution)
    variables = extra_variables(settings, name)
    found: dict[str, object] = {}
    if chosen:
        found["config_settings"] = chosen
    if extras:
        found["extra_build_requires"] = [_plain(extra) for extra in extras]
    if variables:
        found["extra_build_variables"] = dict(sorted(variables.items()))
    if not found:
        return "{}"
    import json  # few builds have settings

    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)


def _plain(extra: ExtraRequirement) -> dict[str, object]:
    wanted = extra.requirement
    row: dict[str, object] = {"name": wanted.name}
    if wanted.extras:
        row["extras"] = list(wanted.extras)
    if wanted.marker is not None:
        row["marker"] = _canonical(wanted.marker)
    if wanted.url is not None:
        url, _, fragment = wanted.url.partition("#subdirectory=")
        row |= {"url": url, "subdirectory": fragment or None}
    else:
        if wanted.specifiers.clauses:
            row["specifier"] = str(wanted.specifiers)
        row |= {"index": extra.index or None, "conflict": None}
    return {"requirement": row, "match_runtime": extra.match_runtime}


def _canonical(marker: Marker) -> str:
    from puv.standards.markers.render import to_text  # few requirements of builds have markers
    from puv.standards.markers.tree import MarkerAlgebra

    algebra = MarkerAlgebra()
    return to_text(algebra, algebra.from_marker(marker))
