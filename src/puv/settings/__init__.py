"""Options, layers and `Settings`: policy that has a variable, a file key, or serves several commands. Pure."""

from __future__ import annotations

from puv.settings.layers import Layer, Origin, Settings, resolve

__all__ = ["Layer", "Origin", "Settings", "resolve"]
