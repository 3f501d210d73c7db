"""Renderings of a resolution in other tools' formats. Pure."""
