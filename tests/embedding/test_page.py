"""The page with the graph, in a headless browser: its script runs without errors, and searching finds packages."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from puv.lockfile.export.graph_page import Page, render_page
from puv.model.graph import GraphEdge, GraphNode, RequirementGraph

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = [
    pytest.mark.network,  # like its neighbours it needs what a machine may not have
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium"),
]
WATCH = "<script>window.problems=[];addEventListener('error',(e)=>problems.push(e.message));</script>"
USE = """<script>
addEventListener("load", () => {
  const field = document.getElementById("search");
  const hits = () => [...document.querySelectorAll(".hit text")].map((one) => one.textContent);
  field.value = "PY.y"; field.dispatchEvent(new Event("input"));
  const found = hits(), told = document.getElementById("count").textContent;
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  const details = document.getElementById("details").textContent;
  const ways = document.querySelectorAll(".edge.on").length;
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  const before = document.getElementById("graph").getAttribute("viewBox");
  document.getElementById("graph").dispatchEvent(new WheelEvent("wheel", { deltaY: -100, clientX: 200, clientY: 200 }));
  const after = document.getElementById("graph").getAttribute("viewBox");
  const answer = { problems, found, told, details, ways, left: hits(), zoomed: before !== after };
  const place = document.createElement("pre"); place.id = "answer-of-the-test";
  place.textContent = JSON.stringify(answer); document.body.append(place);
});
</script>"""


def test_a_page_can_be_searched_and_looked_at(tmp_path: Path) -> None:
    names = ["app", "lib", "py-yaml", "other", *(f"part{number}" for number in range(40))]
    nodes = (GraphNode(name="requirements", kind="input"), *(GraphNode(name=name, version="1.0") for name in names))
    pairs = [(0, 1), (1, 2), (2, 3), (0, 4), *((4, 5 + number) for number in range(40))]
    edges = tuple(
        GraphEdge(parent=parent, child=child, requirement=f"{nodes[child].name}>=1") for parent, child in pairs
    )
    graph = RequirementGraph(nodes=nodes, edges=edges)
    page = render_page(Page(title="Why lib", graph=graph, why=graph.why("lib")))
    file = tmp_path / "page.html"
    file.write_text(page.replace("<style>", f"{WATCH}<style>").replace("</body>", f"{USE}</body>"), encoding="utf-8")
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
         "--virtual-time-budget=3000", "--window-size=1200,800", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    match = re.search(r'<pre id="answer-of-the-test">(.*?)</pre>', done.stdout, re.DOTALL)
    assert match, done.stderr[-2000:]
    found = json.loads(html.unescape(match[1]))
    assert found["problems"] == []
    assert found["found"] == ["py-yaml 1.0"]
    assert found["told"] == "1 found"
    assert "Needed bylib: py-yaml>=1" in found["details"]
    assert found["ways"] == 3
    assert found["left"] == []
    assert found["zoomed"]
