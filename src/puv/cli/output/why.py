"""How reasons are written: as text, as JSON, as a page."""

from __future__ import annotations

import json

from puv.cli.rendered import Rendered
from puv.frozen import Frozen
from puv.fs.atomic import write_text
from puv.lockfile.export.graph_page import render_page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.lockfile.export.graph_page import Page
    from puv.model.derivation import WhyNot
    from puv.ops.project.why import WhyReport
    from puv.ops.runtime import Runtime

BOLD, DIM, OFF = "\x1b[1m", "\x1b[2m", "\x1b[0m"
#: The shape of the JSON; it grows only.
SCHEMA = 1


def with_page(rendered: Rendered, page: Page, path: str | None, runtime: Runtime) -> Rendered:
    """Write the page to a file, if one is asked for."""
    if path:
        write_text(runtime.path(path), render_page(page))
    return rendered


def render_why(report: WhyReport, form: str, page: Page) -> Rendered:
    """Write why a package is there."""
    if form == "html":
        return Rendered(stdout=render_page(page))
    why = report.why
    if form == "json":
        graph = {
            "nodes": [value_of(node) for node in report.graph.nodes],
            "edges": [value_of(edge) for edge in report.graph.edges],
        }
        return _json({"name": why.name, "versions": why.versions, "paths": why.paths, "graph": graph})
    lines = [f"{BOLD}{why.name}{OFF} {', '.join(why.versions)}".rstrip()]
    lines += [f"  {path}" for path in why]
    if not why.paths:
        lines.append(f"  {DIM}nothing requires it{OFF}")
    return Rendered(stdout="".join(f"{line}\n" for line in lines))


def render_why_not(found: WhyNot, form: str, page: Page) -> Rendered:
    """Write why a requirement cannot be met; the exit code is 1 then."""
    code = 0 if found.possible else 1
    if form == "html":
        return Rendered(stdout=render_page(page), code=code)
    if form == "json":
        return _json(value_of(found)).replace(code=code)
    if found.possible:
        lines = [f"{BOLD}{found.requirement}{OFF} is possible"]
        lines += [_change(one.name, one.before, one.after) for one in found.changes]
        return Rendered(stdout="".join(f"{line}\n" for line in lines))
    lines = [f"{BOLD}{found.requirement}{OFF} is not possible"]
    lines += [f"  {one}" for one in found.binding]
    lines += ["", *(f"  {line}" for line in found.text.splitlines())]
    if found.suggestions:
        lines += ["", f"{BOLD}What may help:{OFF}", *(f"  {one}" for one in found.suggestions)]
    return Rendered(stdout="".join(f"{line}\n" for line in lines), code=code)


def _change(name: str, before: str, after: str) -> str:
    if before and after:
        return f"  {name} {before} -> {after}"
    return f"  {name} {after} is added" if after else f"  {name} {before} is removed"


def _json(value: object) -> Rendered:
    body = {"schema": {"version": SCHEMA}, **value} if isinstance(value, dict) else value
    return Rendered(stdout=json.dumps(value_of(body), indent=2, ensure_ascii=False) + "\n")


def value_of(value: object) -> object:
    """Return a value as JSON has it: frozen values as objects, with `type` where several kinds are possible."""
    if isinstance(value, Frozen):
        fields = {name: value_of(getattr(value, name)) for name in value.__fields__}
        suggestion = type(value).__name__ in ("Relax", "AllowPrerelease", "WidenPython", "AllowBuild", "AllowNewer")
        return {"type": type(value).__name__, **fields} if suggestion else fields
    if isinstance(value, dict):
        return {str(key): value_of(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [value_of(each) for each in value]
    return value
