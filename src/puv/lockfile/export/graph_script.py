"""The style and the script of the page that shows a graph."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--fg:#1c2430;--bg:#fff;--line:#b8c2d0;--box:#f2f5f9;--hit:#c2410c;--path:#2563eb}
@media(prefers-color-scheme:dark){
:root{--fg:#dfe6ef;--bg:#12161c;--line:#44505f;--box:#1d242e;--hit:#fb923c;--path:#60a5fa}}
*{box-sizing:border-box}
body{margin:0;font:14px/1.45 system-ui,sans-serif;color:var(--fg);background:var(--bg);height:100vh;display:flex;
flex-direction:column}
header{display:flex;gap:1rem;align-items:center;padding:.6rem 1rem;border-bottom:1px solid var(--line)}
h1{font-size:1rem;margin:0;flex:1}h2{font-size:1rem;margin:.2rem 0}h3{font-size:.9rem;margin:.8rem 0 .2rem}
input{font:inherit;padding:.3rem .6rem;width:16rem;border:1px solid var(--line);border-radius:5px;
background:var(--box);color:inherit}
output{min-width:5rem}
main{flex:1;display:flex;min-height:0}
svg{flex:1;min-width:0;height:100%;width:auto;cursor:grab;touch-action:none}
svg:active{cursor:grabbing}
aside{width:24rem;overflow:auto;padding:.6rem 1rem;border-left:1px solid var(--line)}
aside ul,aside ol{padding-left:1.2rem;margin:.2rem 0}aside li{overflow-wrap:anywhere;margin:.15rem 0}
.node{cursor:pointer}.node rect{fill:var(--box);stroke:var(--line)}.node.input rect,.node.project rect{stroke-width:2;
stroke:var(--fg)}
.node text{font:13px ui-monospace,monospace;fill:var(--fg)}.version{opacity:.65}
.edge{fill:none;stroke:var(--line);stroke-width:1.2}
.dim{opacity:.18}
.marked rect,.hit rect{stroke:var(--hit)!important;stroke-width:2.5}
.on.edge{stroke:var(--path);stroke-width:2}.node.on rect{stroke:var(--path);stroke-width:2}
"""

SCRIPT = """
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const svg = document.getElementById("graph"), view = document.getElementById("view");
const search = document.getElementById("search"), count = document.getElementById("count");
const details = document.getElementById("details");
const nodes = [...document.querySelectorAll("[data-node]")], edges = [...document.querySelectorAll("[data-edge]")];
const up = data.nodes.map(() => []), down = data.nodes.map(() => []);
data.edges.forEach(([parent, child], at) => { down[parent].push(at); up[child].push(at); });
data.nodes.forEach((node, at) => { if (node.marked) nodes[at].classList.add("marked"); });
const box = { x: 0, y: 0, w: 0, h: 0 };
function show() { svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.w} ${box.h}`); }
function fit() {
  const all = view.getBBox(), pad = 20;
  box.w = Math.max(svg.clientWidth, Math.min(all.width + 2 * pad, 3 * svg.clientWidth));
  box.h = box.w * svg.clientHeight / Math.max(1, svg.clientWidth);
  box.x = all.x - pad; box.y = all.y - pad;
  show();
}
function center(at) {
  const place = nodes[at].transform.baseVal.consolidate().matrix;
  box.x = place.e + 60 - box.w / 2; box.y = place.f - box.h / 2;
  show();
}
function reach(start, links, end) {
  const seen = new Set([start]), queue = [start], used = new Set();
  for (const at of queue) for (const edge of links[at]) {
    used.add(edge);
    const next = data.edges[edge][end];
    if (!seen.has(next)) { seen.add(next); queue.push(next); }
  }
  return [seen, used];
}
function line(text) { const item = document.createElement("li"); item.textContent = text; return item; }
function part(heading, rows) {
  if (!rows.length) return;
  const title = document.createElement("h3"), list = document.createElement("ul");
  title.textContent = heading; rows.forEach((row) => list.append(line(row)));
  details.append(title, list);
}
function select(at) {
  [...nodes, ...edges].forEach((one) => one.classList.remove("on"));
  details.replaceChildren();
  details.hidden = at === null;
  if (at === null) return;
  const [above, over] = reach(at, up, 0);
  above.forEach((one) => nodes[one].classList.add("on"));
  over.forEach((one) => edges[one].classList.add("on"));
  const title = document.createElement("h2");
  title.textContent = `${data.nodes[at].name} ${data.nodes[at].version}`;
  details.append(title);
  part("Needed by", up[at].map((edge) => `${data.nodes[data.edges[edge][0]].name}: ${data.edges[edge][2]}`));
  part("Needs", down[at].map((edge) => data.edges[edge][2]));
}
let hits = [], turn = 0;
function look() {
  const wanted = search.value.trim().toLowerCase().replace(/[-_.]+/g, "-");
  hits = [];
  nodes.forEach((node, at) => {
    const name = data.nodes[at].name.toLowerCase().replace(/[-_.]+/g, "-");
    const hit = wanted !== "" && name.includes(wanted);
    node.classList.toggle("hit", hit);
    node.classList.toggle("dim", wanted !== "" && !hit);
    if (hit) hits.push(at);
  });
  edges.forEach((edge) => edge.classList.toggle("dim", wanted !== ""));
  count.textContent = wanted === "" ? "" : `${hits.length} found`;
  turn = 0;
  if (hits.length) center(hits[0]);
}
search.addEventListener("input", look);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && hits.length) {
    select(hits[turn % hits.length]); center(hits[turn % hits.length]); turn += 1;
  } else if (event.key === "Escape") { search.value = ""; look(); select(null); }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
});
nodes.forEach((node, at) => {
  node.addEventListener("click", (event) => { event.stopPropagation(); select(at); });
  node.addEventListener("keydown", (event) => { if (event.key === "Enter") select(at); });
});
svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  const by = event.deltaY > 0 ? 1.15 : 1 / 1.15, rect = svg.getBoundingClientRect();
  const fx = (event.clientX - rect.left) / rect.width, fy = (event.clientY - rect.top) / rect.height;
  box.x += box.w * fx * (1 - by); box.y += box.h * fy * (1 - by); box.w *= by; box.h *= by;
  show();
}, { passive: false });
let held = null;
svg.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; });
addEventListener("pointerup", () => { held = null; });
addEventListener("pointermove", (event) => {
  if (!held) return;
  const scale = box.w / Math.max(1, svg.clientWidth);
  box.x -= (event.clientX - held[0]) * scale; box.y -= (event.clientY - held[1]) * scale;
  held = [event.clientX, event.clientY];
  show();
});
addEventListener("resize", fit);
fit();
const first = data.nodes.findIndex((node) => node.marked);
if (first >= 0) { select(first); center(first); }
"""
