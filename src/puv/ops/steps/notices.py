"""What the user should know of the settings themselves: old names, unknown features."""

from __future__ import annotations

from puv.settings.preview import PREVIEW_FEATURES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from puv.settings import Layer, Settings

_LATER = "is deprecated and will be removed in a future release."


def notices(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield sentences about settings that are given under old names, or name features that nobody knows."""
    output = settings.output
    # With every feature enabled names do not matter.
    for name in () if output.preview else dict.fromkeys(output.preview_features):
        if name not in PREVIEW_FEATURES:
            yield f"Unknown preview feature: `{name}`"
    if output.isolated:
        yield (
            "The `--isolated` flag is deprecated. Instead, use `--no-config` to prevent uv from discovering "
            "configuration files."
        )
    if ("UV_NATIVE_TLS" in environ or "PUV_NATIVE_TLS" in environ) and "UV_SYSTEM_CERTS" not in environ:
        yield f"The `UV_NATIVE_TLS` environment variable {_LATER} Use `UV_SYSTEM_CERTS` instead."
    for layer in settings.layers:
        yield from _of_layer(layer)


def _of_layer(layer: Layer) -> Iterator[str]:
    value = layer.values.get("network.native_tls")
    if value is None or "network.system_certs" in layer.values:
        return
    if layer.kind == "command-line":
        no = "" if value else "no-"
        yield f"The `--{no}native-tls` flag {_LATER} Use `--{no}system-certs` instead."
    elif layer.kind != "environment":
        yield f"The `native-tls` setting {_LATER} Use `system-certs` instead."
