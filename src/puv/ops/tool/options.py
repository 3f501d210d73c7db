"""The settings that a tool was installed with: as its receipt has them, and as a layer below today's settings."""

from __future__ import annotations

from puv.ops.steps.indexes import given_index, located
from puv.settings.exclude_newer import Moment
from puv.settings.layers import Layer
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from typing import Any

    from puv.ops.runtime import Runtime
    from puv.settings import Settings

# Receipts' keys, in uv's order, and the settings that say the same in the same form.
_PLAIN = {
    "index-strategy": "index.index_strategy",
    "keyring-provider": "index.keyring_provider",
    "resolution": "resolve.resolution",
    "prerelease": "resolve.prerelease",
    "fork-strategy": "resolve.fork_strategy",
    "require-build-hashes": "build.require_build_hashes",
    "link-mode": "install.link_mode",
    "compile-bytecode": "install.compile_bytecode",
    "no-sources": "resolve.no_sources",
    "no-sources-package": "resolve.no_sources_package",
    "no-build": "build.no_build",
    "no-build-package": "build.no_build_package",
    "no-binary-package": "build.no_binary_package",
    "no-index": "index.no_index",
    "index-url": "index.index_url",
    "extra-index-url": "index.extra_index_url",
}
_ORDER = (
    "index", "index-url", "extra-index-url", "no-index", "find-links", "index-strategy", "keyring-provider",
    "resolution", "prerelease", "prerelease-package", "fork-strategy", "config-settings", "config-settings-package",
    "build-isolation", "require-build-hashes", "exclude-newer", "exclude-newer-span", "exclude-newer-package",
    "link-mode", "compile-bytecode", "no-sources", "no-sources-package", "no-build", "no-build-package", "no-binary",
    "no-binary-package",
)  # fmt: skip
# Index tables: uv's order; the first ones always stand there.
_INDEX_KEYS = (
    "name", "url", "explicit", "default", "format", "publish-url", "authenticate", "ignore-error-codes",
    "cache-control", "exclude-newer",
)  # fmt: skip
_INDEX_DEFAULTS = {"explicit": False, "default": False, "format": "simple", "authenticate": "auto"}


def without_project(settings: Settings) -> Settings:
    """Return the settings without those of the project around: tools belong to the user.

    Limits on dependencies are left out, too; of them only what the command line names counts for tools.
    """
    layers = []
    for layer in settings.layers:
        if layer.kind == "project":
            continue
        values = {path: value for path, value in layer.values.items() if path not in _OF_PROJECTS}
        layers.append(layer.replace(values=values))
    return settings.of(layers)


_OF_PROJECTS = (
    "resolve.constraint_dependencies", "resolve.override_dependencies", "resolve.exclude_dependencies",
)  # fmt: skip


def recorded(options: Mapping[str, Any], settings: Settings) -> Settings:
    """Return the settings above those that a receipt's table has."""
    values: dict[str, Any] = {}
    for key, path in _PLAIN.items():
        if key in options:
            values[path] = tuple(options[key]) if isinstance(options[key], list) else options[key]
    for key, (path, read) in _READERS.items():
        if key in options:
            values[path] = read(options[key])
    isolation = options.get("build-isolation")
    if isolation == "shared":
        values["build.no_build_isolation"] = True
    elif isinstance(isolation, dict):
        values["build.no_build_isolation_package"] = tuple(isolation.get("shared-package", ()))
    moment = options.get("exclude-newer-span") or options.get("exclude-newer")
    if moment:
        values["resolve.exclude_newer"] = moment
    if not values:
        return settings
    return settings.of((Layer(kind="user", values=values), *settings.layers))


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _limits(table: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for name, value in table.items():
        text = value["span"] if isinstance(value, dict) else "false" if value is False else value
        found.append(f"{name}={text}")
    return tuple(found)


def _pairs(table: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"{name}={text}" for name, value in table.items() for text in (value if isinstance(value, list) else [value])
    )


def _package_pairs(table: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"{package}:{pair}" for package, pairs in table.items() for pair in _pairs(pairs))


_READERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "index": ("index.configured", lambda tables: tuple(map(_frozen, tables))),
    "find-links": ("index.find_links", tuple),
    "prerelease-package": ("resolve.prerelease_package", _pairs),
    "config-settings": ("build.config_settings", _pairs),
    "config-settings-package": ("build.config_settings_package", _package_pairs),
    "exclude-newer-package": ("resolve.exclude_newer_package", _limits),
    "no-binary": ("build.no_binary", lambda value: (":all:",) if value else ()),
}


def options_of(settings: Settings, runtime: Runtime) -> dict[str, Any]:
    """Return the table of everything that was set on the line, in variables and in the user's files."""
    given = settings.given()
    found = _plain(settings, given)
    index, resolve, build = settings.index, settings.resolve, settings.build
    found["index"] = _indexes(settings, runtime)
    found["find-links"] = [located(place, runtime) for place in index.find_links]
    if resolve.pre:
        found["prerelease"] = "allow"
    if resolve.prerelease_package:
        found["prerelease-package"] = dict(reversed(_divided(resolve.prerelease_package)))
    found["config-settings"] = _grouped(_divided(build.config_settings))
    found["config-settings-package"] = _by_package(build.config_settings_package)
    if "build.no_build_isolation" in given or build.no_build_isolation_package:
        found["build-isolation"] = _isolation(settings)
    if build.no_binary:
        found["no-binary"] = ":all:" in build.no_binary
    found |= _cutoffs(settings, runtime)
    return {key: found[key] for key in _ORDER if found.get(key) not in (None, {}, [])}


def _plain(settings: Settings, given: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, path in _PLAIN.items():
        group, _, field = path.partition(".")
        value = getattr(getattr(settings, group), field) if path in given else None
        if value not in ((), None):
            found[key] = list(value) if isinstance(value, tuple) else value
    return found


def _isolation(settings: Settings) -> Any:
    build = settings.build
    if build.no_build_isolation_package and not build.no_build_isolation:
        return {"shared-package": list(build.no_build_isolation_package)}
    return "shared" if build.no_build_isolation else "isolate"


def _divided(texts: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (text.partition("=") for text in texts)]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in sorted(found.items())}


def _by_package(texts: Iterable[str]) -> dict[str, Any]:
    found: dict[str, list[tuple[str, str]]] = {}
    for text in texts:
        package, _, pair = text.partition(":")
        found.setdefault(normalize(package), []).extend(_divided((pair,)))
    return {package: _grouped(pairs) for package, pairs in sorted(found.items())}


def _cutoffs(settings: Settings, runtime: Runtime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    text = settings.resolve.exclude_newer
    if text and text != "false":
        found["exclude-newer"] = _instant(text, runtime)
        if _span(text):
            found["exclude-newer-span"] = _span(text)
    packages: dict[str, Any] = {}
    for name, value in reversed(_divided(settings.resolve.exclude_newer_package)):
        instant: Any = False if value == "false" else _instant(value, runtime)
        span = _span(value) if instant else ""
        packages[normalize(name)] = {"timestamp": instant, "span": span} if span else instant
    if packages:
        found["exclude-newer-package"] = dict(sorted(packages.items()))
    return found


def _span(text: str) -> str:
    """Return the length of a span before now, as ISO 8601 has it; empty for a fixed moment."""
    seconds = Moment.parse(text).span
    if seconds is None:
        return ""
    if text[:1] in "Pp":
        return text
    if seconds % 604_800 == 0 and "w" in text.lower():
        return f"P{seconds // 604_800}W"
    if seconds % 86_400 == 0 and "d" in text.lower():
        return f"P{seconds // 86_400}D"
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return "PT" + "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if count)


def _instant(text: str, runtime: Runtime) -> str:
    import time  # only for cutoffs

    moment = Moment.parse(text)
    now = runtime.clock()
    offset = time.localtime(moment.timestamp or now).tm_gmtoff if moment.local else 0
    whole, fraction = divmod(moment.before(now, offset), 1)
    digits = f"{fraction:.9f}"[1:].rstrip("0").rstrip(".")
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f"{digits}Z"


def _indexes(settings: Settings, runtime: Runtime) -> list[dict[str, Any]]:
    """Return tables of the indexes, default ones first, in uv's order of keys."""
    index = settings.index
    tables: list[Mapping[str, Any]] = []
    if index.default_index:
        tables.append({**_table(index.default_index, settings, runtime), "default": True})
    tables += [_table(text, settings, runtime) for text in index.index]
    tables += index.configured
    found = [
        {key: {**_INDEX_DEFAULTS, **table}[key] for key in _INDEX_KEYS if key in table or key in _INDEX_DEFAULTS}
        for table in tables
    ]
    return sorted(found, key=lambda table: not table["default"])


def _table(text: str, settings: Settings, runtime: Runtime) -> dict[str, Any]:
    for table in settings.index.configured:
        if table.get("name") == text:
            return dict(table)
    name, url = given_index(text, runtime)
    return {"name": name, "url": url} if name else {"url": url}
