"""Settings for build backends (PEP 517): what `--config-setting` says, for one package."""

from __future__ import annotations

from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings import Settings


def config_settings(settings: Settings, name: str) -> dict[str, str | list[str]]:
    """Return the settings for the package of this (normalised) name; a key given more than once has a list."""
    build = settings.build
    found: dict[str, list[str]] = {}
    for entry in build.config_settings:
        key, _, value = entry.partition("=")
        found.setdefault(key, []).append(value)
    for entry in build.config_settings_package:
        package, _, rest = entry.partition(":")
        key, _, value = rest.partition("=")
        if normalize(package) == name:
            found.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in found.items()}


def render_build_info(settings: Settings, name: str) -> str:
    """Return the text of `uv_build.json` for a package that was built: how, as far as that is not the usual way."""
    chosen = config_settings(settings, name)
    if not chosen:
        return "{}"
    import json  # few builds have settings

    return json.dumps({"config_settings": dict(sorted(chosen.items()))}, separators=(",", ":"), ensure_ascii=False)
