"""PEP 508 markers: parse, evaluate, combine, print. Pure.

`Marker` is the syntax tree; `MarkerAlgebra` (in `puv.standards.markers.tree`) computes with their meaning.
"""

from __future__ import annotations

from puv.standards.markers.syntax import Marker, parse_marker, parse_marker_at

__all__ = ["Marker", "parse_marker", "parse_marker_at"]
