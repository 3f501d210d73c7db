"""How a dependency tree looks. Pure."""

from __future__ import annotations

from puv.cli.output.console import BOLD, CYAN, DEFAULT, PLAIN
from puv.cli.output.listing import warnings
from puv.cli.rendered import Rendered
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.pip.requests import PipTreeReport, TreeLink, TreePackage

_SEEN, _CYCLE = "(*) Package tree already displayed\n", "(*) Package tree is a cycle and cannot be shown\n"


class TreeStyle(Frozen):
    """How much is drawn: `depth` counts levels below the roots."""

    depth: int = 255
    no_dedupe: bool = False
    invert: bool = False
    specifiers: bool = False


def render_tree(report: PipTreeReport, style: TreeStyle) -> Rendered:
    """Render `pip tree`."""
    drawing = _Drawing(report, style)
    for root in report.roots:
        drawing.draw(root)
    if drawing.marked:
        drawing.lines.append(_CYCLE if style.no_dedupe else _SEEN)
    return Rendered(stdout="".join(drawing.lines), stderr=warnings(report.diagnostics), replayable=True)


class _Drawing:
    """The lines so far, the names whose links they show, and whether some line stands for what is not repeated."""

    __slots__ = ("_packages", "_seen", "_style", "lines", "marked")

    def __init__(self, report: PipTreeReport, style: TreeStyle) -> None:
        self._packages, self._style = report.packages, style
        self._seen: dict[str, bool] = {}
        self.lines: list[str] = []
        self.marked = False

    def draw(self, root: int) -> None:
        """Draw a root and what is below it, depth first; a stack of its own knows no limit but `depth`."""
        # A level: the names above and at it, the links to draw below it, how lines below it begin.
        levels: list[tuple[tuple[str, ...], list[TreeLink], str]] = []
        package, above, begin = self._packages[root], (), ""
        links = self._line(package, None, None, above, "")
        levels.append(((package.name,), links, begin))
        while levels:
            path, waiting, begin = levels[-1]
            if not waiting:
                levels.pop()
                continue
            link = waiting.pop()
            last = not waiting
            below = self._packages[link.package]
            links = self._line(below, link, path[-1], path, begin + ("└── " if last else "├── "))
            levels.append(((*path, below.name), links, begin + ("    " if last else "│   ")))

    def _line(
        self, package: TreePackage, link: TreeLink | None, parent: str | None, path: tuple[str, ...], begin: str
    ) -> list[TreeLink]:
        """Draw one package; return its links that are to be drawn, last first."""
        text = f"{begin}{package.name} v{package.version}{self._requirement(link, parent)}"
        linked = self._seen.get(package.name)
        if linked is not None and (not self._style.no_dedupe or package.name in path):
            self.marked = self.marked or linked
            self.lines.append(f"{text} (*)\n" if linked else f"{text}\n")
            return []
        self._seen[package.name] = bool(package.links)
        if package.latest_version:
            text += f" {CYAN}{BOLD}(latest: v{package.latest_version}){PLAIN}{DEFAULT}"
        self.lines.append(f"{text}\n")
        return list(reversed(package.links)) if len(path) < self._style.depth else []

    def _requirement(self, link: TreeLink | None, parent: str | None) -> str:
        if link is None or not self._style.specifiers:
            return ""
        return f" [requires: {parent} {link.required}]" if self._style.invert else f" [required: {link.required}]"
