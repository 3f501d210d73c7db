"""A graph of packages as one HTML page to look at and to search: no other file, no network."""

from __future__ import annotations

import json
from html import escape

from puv.frozen import Frozen
from puv.lockfile.export.graph_layout import layout
from puv.lockfile.export.graph_script import SCRIPT, STYLE
from puv.model.graph import GraphEdge, GraphNode, RequirementGraph, required_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.derivation import WhyNot
    from puv.model.graph import Why

_COLUMN, _ROW, _HEIGHT, _MARGIN = 60, 34, 24, 30
_CHARACTER = 7.9


class Page(Frozen):
    """What a page shows: a heading, a graph, and why something is there (`why`) or cannot be (`why_not`)."""

    title: str
    graph: RequirementGraph
    why: Why | None = None
    why_not: WhyNot | None = None


def render_page(page: Page) -> str:
    """Return the text of the page, which needs no other file. It also can be read without running its script."""
    data = json.dumps(_data(page), separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    drawing, width, height = _drawing(page.graph)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(page.title)}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{STYLE}</style>\n</head>\n<body>\n'
        f'<header>\n<h1>{escape(page.title)}</h1>\n<input id="search" type="search" placeholder="Search ( / )" '
        f'aria-label="Search packages" autocomplete="off">\n<output id="count"></output>\n</header>\n'
        f'<main>\n<svg id="graph" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="Dependency graph">\n<g id="view">\n{drawing}</g>\n</svg>\n'
        f'<aside>\n<section id="details" hidden></section>\n{_answer(page)}</aside>\n</main>\n'
        f'<script id="data" type="application/json">{data}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n'
    )


def _data(page: Page) -> dict[str, object]:
    marked = {page.why.name} if page.why is not None else set()
    if page.why_not is not None:
        marked = {required_name(page.why_not.requirement)}
    return {
        "nodes": [
            {"name": node.name, "version": node.version, "kind": node.kind, "marked": node.name in marked}
            for node in page.graph.nodes
        ],
        "edges": [[edge.parent, edge.child, _label(edge)] for edge in page.graph.edges],
    }


def _label(edge: GraphEdge) -> str:
    part = f" ({edge.extra or edge.group})" if edge.extra or edge.group else ""
    marker = f" ; {edge.marker}" if edge.marker else ""
    return f"{edge.requirement}{part}{marker}"


def _drawing(graph: RequirementGraph) -> tuple[str, int, int]:
    """Return the elements, and how wide and high they are in pixels."""
    places = layout(graph)
    widths = [int(len(str(node)) * _CHARACTER) + 18 for node in graph.nodes]
    columns: dict[int, int] = {}
    for (column, _), width in zip(places, widths, strict=True):
        columns[column] = max(columns.get(column, 0), width)
    left: dict[int, int] = {}
    x = _MARGIN
    for column in sorted(columns):
        left[column] = x
        x += columns[column] + _COLUMN
    corners = [(left[column], _MARGIN + row * _ROW) for column, row in places]
    lines = [_curve(edge, at, corners, widths) for at, edge in enumerate(graph.edges)]
    boxes = [_box(node, at, corners[at], widths[at]) for at, node in enumerate(graph.nodes)]
    height = max((y for _, y in corners), default=0) + _HEIGHT + _MARGIN
    return "".join((*lines, *boxes)), max(x, 2 * _MARGIN), height


def _curve(edge: GraphEdge, at: int, corners: list[tuple[int, int]], widths: list[int]) -> str:
    (x1, y1), (x2, y2) = corners[edge.parent], corners[edge.child]
    x1, y1, y2 = x1 + widths[edge.parent], y1 + _HEIGHT // 2, y2 + _HEIGHT // 2
    bend = max(40, abs(x2 - x1) // 2)
    path = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    return f'<path class="edge" data-edge="{at}" d="{path}"><title>{escape(_label(edge))}</title></path>\n'


def _box(node: GraphNode, at: int, corner: tuple[int, int], width: int) -> str:
    x, y = corner
    version = f' <tspan class="version">{escape(node.version)}</tspan>' if node.version else ""
    return (
        f'<g class="node {node.kind}" data-node="{at}" tabindex="0" transform="translate({x} {y})">'
        f'<rect width="{width}" height="{_HEIGHT}" rx="5"/><text x="9" y="16">{escape(node.name)}{version}</text></g>\n'
    )


def _answer(page: Page) -> str:
    if page.why is not None:
        rows = "".join(f"<li>{escape(str(path))}</li>\n" for path in page.why)
        return f'<section id="answer"><h2>Why {escape(page.why.name)}</h2>\n<ul>\n{rows}</ul></section>\n'
    if page.why_not is None:
        return ""
    found = page.why_not
    if found.possible:
        rows = "".join(
            f"<li>{escape(c.name)} {escape(c.before or '∅')} → {escape(c.after or '∅')}</li>\n" for c in found.changes
        )
        heading = f"{escape(found.requirement)} is possible"
        return f'<section id="answer"><h2>{heading}</h2>\n<ul>\n{rows}</ul></section>\n'
    binding = "".join(f"<li>{escape(str(one))}</li>\n" for one in found.binding)
    steps = "".join(f"<li>{escape(str(step))}{_from(step.cause)}</li>\n" for step in found.derivation)
    helps = "".join(f"<li>{escape(str(one))}</li>\n" for one in found.suggestions)
    tail = f"<h3>What may help</h3>\n<ul>\n{helps}</ul>\n" if helps else ""
    return (
        f'<section id="answer"><h2>Why not {escape(found.requirement)}</h2>\n<ul>\n{binding}</ul>\n'
        f"<h3>Derivation</h3>\n<ol>\n{steps}</ol>\n{tail}</section>\n"
    )


def _from(cause: tuple[int, ...]) -> str:
    return f" <small>from {' and '.join(str(at + 1) for at in cause)}</small>" if cause else ""


def proof_graph(found: WhyNot) -> RequirementGraph:
    """Return the requirements that a proof speaks of as a graph; empty where the requirement is possible."""
    steps = [step for step in found.derivation if step.requirement and step.kind != "python"]
    names = dict.fromkeys(name for step in steps for name in (step.package, required_name(step.requirement)))
    order = [name for name in names if not name] + [name for name in names if name]
    nodes = tuple(GraphNode(name=name or "your requirements", kind="package" if name else "input") for name in order)
    edges = (
        GraphEdge(parent=order.index(step.package), child=order.index(required_name(step.requirement)),
                  requirement=step.requirement)
        for step in steps
    )  # fmt: skip
    return RequirementGraph(nodes=nodes, edges=tuple(dict.fromkeys(edges)))
