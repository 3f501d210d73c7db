"""puv: a Python package and project manager, drop-in compatible with uv, that is also a library.

Start with `Session`. Importing this package imports nothing else; its names are loaded when they are first used.
"""

from __future__ import annotations

from puv._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cancel import CancelToken
    from puv.errors import PuvError
    from puv.model.resolution import Pin, Resolution
    from puv.ops.pip.requests import Inputs
    from puv.session import Session
    from puv.settings import Settings
else:
    _HOMES = {
        "CancelToken": "puv.cancel",
        "Inputs": "puv.ops.pip.requests",
        "Pin": "puv.model.resolution",
        "PuvError": "puv.errors",
        "Resolution": "puv.model.resolution",
        "Session": "puv.session",
        "Settings": "puv.settings",
    }

    def __getattr__(name):  # noqa: ANN001, ANN202 - type checkers see the other branch
        """Load a public name on first use (PEP 562)."""
        home = _HOMES.get(name)
        if home is None:
            message = f"module 'puv' has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module

        value = getattr(import_module(home), name)
        globals()[name] = value
        return value


__all__ = ["CancelToken", "Inputs", "Pin", "PuvError", "Resolution", "Session", "Settings", "__version__"]


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
