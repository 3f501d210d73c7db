"""The page about the library's names: which there are comes from `puv` itself, what they are from docstrings."""

from __future__ import annotations

import types

import puv

_INTRODUCTION = """\
# API

Everything here is typed and documented in the code; this page is made from it. The names of `puv` itself are loaded on
first use, so that `import puv` costs next to nothing.
"""
# Modules that a program imports by their own names.
_MODULES = ("puv.errors", "puv.events", "puv.standards.markers", "puv.builder.backend")


def api_page() -> str:
    """Return the page: a directive of mkdocstrings for each name, what a reader meets first before the others."""
    names = sorted(name for name in puv.__all__ if not name.startswith("_"))
    first = [name for name in ("Session", "Settings", "Project", "Lock") if name in names]
    names = [*first, *(name for name in names if name not in first)]
    whole = {name.removeprefix("puv.") for name in _MODULES}
    values = [f"::: puv.{name}\n" for name in names if name not in whole]
    modules = [f"::: {name}\n    options:\n      show_root_full_path: true\n" for name in _MODULES]
    return "\n".join((_INTRODUCTION, *values, *modules))


def undocumented() -> list[str]:
    """Return the public names of the page without a docstring."""
    found = [getattr(puv, name) for name in puv.__all__ if not name.startswith("_")]
    return [repr(one) for one in found if not isinstance(one, types.ModuleType) and not one.__doc__]
