"""puv's own source as syntax trees, for the architecture tests."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "puv"


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its path below `src/puv` in POSIX form, dotted name, text and tree."""

    path: str
    name: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The first part below `puv`: `standards`, or the module's own name for those at the top (`errors`)."""
        return self.path.split("/")[0].removesuffix(".py")

    def imports(self) -> Iterator[Import]:
        """Every import, wherever it stands; `from a import b` counts as both `a` and perhaps `a.b`."""
        yield from _imports(self.tree, late=False)


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module; `names` are those taken from it; `late` if it stands inside a function."""

    module: str
    names: tuple[str, ...]
    line: int
    late: bool
    relative: bool = False


def _imports(node: ast.AST, *, late: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        inside = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, (), child.lineno, inside)
        elif isinstance(child, ast.ImportFrom):
            names = tuple(alias.name for alias in child.names)
            yield Import(child.module or "", names, child.lineno, inside, child.level > 0)
        else:
            yield from _imports(child, late=inside)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of puv, in path order."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        relative = path.relative_to(SOURCE).as_posix()
        dotted = ".".join(["puv", *relative.removesuffix(".py").split("/")]).removesuffix(".__init__")
        text = path.read_text(encoding="utf-8")
        found.append(Module(relative, dotted, text, ast.parse(text, str(path))))
    return tuple(found)


def dotted(node: ast.expr) -> str:
    """`a.b.c` for a chain of attributes on a name, else an empty string."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
