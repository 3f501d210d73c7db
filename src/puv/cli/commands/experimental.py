"""Telling that a command may change without warning."""

from __future__ import annotations

from puv.events import Warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def warn_of(name: str, features: tuple[str, ...], settings: Settings, runtime: Runtime) -> None:
    """Warn that `puv NAME` is experimental, unless the user has enabled one of its features; the first is advised."""
    output = settings.output
    if output.preview or not set(features).isdisjoint(output.preview_features):
        return
    advice = f"Pass `--preview-features {features[0]}` to disable this warning."
    runtime.report(Warned(message=f"`puv {name}` is experimental and may change without warning. {advice}"))
