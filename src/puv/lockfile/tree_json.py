"""What a lock holds as a graph for other programs: the JSON of `uv tree --format json` (schema `preview`)."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.places import absolute
from puv.lockfile.tree import EXTRA, GROUP, OWN, Reached
from puv.standards.markers import parse_marker
from puv.standards.markers.tree import FALSE, TRUE, MarkerAlgebra

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from puv.lockfile.artifacts import Artifact
    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Lock, Package, PackageId
    from puv.lockfile.tree import Part, TreeStyle
    from puv.standards.names import PackageName

    #: A package (None for the workspace or script itself), and which part of it.
    Node = tuple[PackageId | None, Part]

_KINDS = {"url": "direct"}


class GraphPlace(Frozen):
    """What the graph is of: the absolute directory of the lock, the members of a workspace, or the path of a script."""

    directory: str
    members: tuple[PackageName, ...] = ()
    script: str = ""


def tree_json(lock: Lock, roots: Iterable[Root], style: TreeStyle, place: GraphPlace) -> str:
    """Return the JSON text, ending in a newline."""
    import json  # 8 ms, and only for this format

    return json.dumps(Graph(lock, tuple(roots), style, place).document(), indent=2, ensure_ascii=False) + "\n"


class Graph:
    """The parts of a lock's packages with what each needs, below some roots: as values that JSON can hold."""

    def __init__(self, lock: Lock, roots: tuple[Root, ...], style: TreeStyle, place: GraphPlace) -> None:
        """Connect what the roots reach."""
        self._reached = Reached(lock, roots, style)
        self._roots, self._style, self._place = roots, style, place
        self._edges: dict[Node, list[tuple[Node, str]]] = {}
        self._algebra = algebra = MarkerAlgebra()
        self._markers: dict[str, str] = {}
        self._world = TRUE if not lock.supported_markers else FALSE
        for text in lock.supported_markers:
            self._world = algebra.or_(self._world, algebra.from_marker(parse_marker(text)))
        self._connect()

    def _connect(self) -> None:
        """Make the edges: a part of a package needs the package, and an extra of another stands for that one too."""
        own: Part = (OWN, "")
        for package in self._reached.needs:
            self._edges.setdefault((package, own), [])
        for need in (need for found in (self._reached.first, *self._reached.needs.values()) for need in found):
            children: list[Node] = [(need.child, (EXTRA, extra)) for extra in need.extras] or [(need.child, own)]
            for child in children:
                self._edges.setdefault((need.parent, need.part), []).append((child, self._marker(need.marker)))
                self._edges.setdefault(child, [])
        for node in list(self._edges):
            if node[1][0] == EXTRA:
                self._edges[node].append(((node[0], own), ""))
        self._edges.setdefault((None, own), [])

    def _marker(self, text: str) -> str:
        """Return the marker of an edge in the environments of the lock, whatever conflicting items are active."""
        known = self._markers.get(text)
        if known is None:
            algebra = self._algebra
            marker = algebra.and_(algebra.from_marker(parse_marker(text) if text else None), self._world)
            known = self._markers[text] = algebra.to_text(algebra.without_extras(marker))
        return known

    def document(self) -> dict[str, Any]:
        """Return the whole of it."""
        place = self._place
        document: dict[str, Any] = {"schema": {"version": "preview"}, "workspace_root": place.directory}
        document.update(self.subject())
        starts = self._starts()
        visible = self._visible(starts)
        whole: Part = (OWN, "")
        document["roots"] = [{"id": text} for text in sorted(map(self.id_of, starts))]
        document["inverted"] = self._style.invert
        members = [package for package in self._reached.packages.values() if package.name in place.members]
        if self._style.invert or self._style.packages:
            members = [package for package in members if (package.id, whole) in visible]
        if members:
            document["members"] = self._members(members)
        shown = {**visible, (None, (OWN, "")): True}
        shown.update({(package.id, whole): True for package in members})
        document["resolution"] = self._rows(shown, visible)
        return document

    def subject(self) -> dict[str, Any]:
        """Return what the graph is of: the workspace, or the script."""
        place = self._place
        key, path = ("script", place.script) if place.script else ("workspace", place.directory)
        return {key: {"path": path, "id": self.id_of((None, (OWN, "")))}}

    def whole(self) -> dict[str, Any]:
        """Return the members and everything that is reached, with where the sources are."""
        visible = dict.fromkeys(self._edges, True)
        found: dict[str, Any] = {}
        members = [package for package in self._reached.packages.values() if package.name in self._place.members]
        if members:
            found["members"] = self._members(members)
        found["resolution"] = self._rows(visible, visible, whole=True)
        return found

    def _members(self, packages: list[Package]) -> list[dict[str, str]]:
        directory = self._place.directory
        return [
            {
                "name": package.name,
                "path": absolute(directory, package.source.place),
                "id": self.id_of((package.id, (OWN, ""))),
            }
            for package in packages
        ]

    def _rows(self, shown: dict[Node, bool], visible: dict[Node, bool], *, whole: bool = False) -> dict[str, Any]:
        rows = {self.id_of(node): self._row(node, shown, visible, whole=whole) for node in shown}
        return {text: rows[text] for text in sorted(rows)}

    def _starts(self) -> list[Node]:
        style = self._style
        nodes = [node for node in self._edges if node[0] is not None]
        if style.packages:
            return [node for node in nodes if node[0] is not None and node[0].name in style.packages]
        if style.invert:
            return [node for node in nodes if node[1][0] == OWN and not self._reached.needs[node[0]]]  # type: ignore[index]  # not None
        starts: list[Node] = []
        for root in self._roots:
            package = root.package.id if root.package is not None else None
            parts: list[Part] = [(GROUP, group) for group in root.groups]
            if root.own and (package is not None or any(group is None for group, _ in root.needs)):
                parts += [(OWN, ""), *((EXTRA, extra) for extra in root.extras)]
            starts += [(package, part) for part in parts if (package, part) in self._edges]
        return [node for node in starts if node[0] is None or node[0].name not in style.prune]

    def _visible(self, starts: list[Node]) -> dict[Node, bool]:
        """Return the nodes within the depth, and of each whether it is looked into."""
        following = self._following()
        found: dict[Node, bool] = {}
        level, depth = list(starts), 0
        while level:
            below: list[Node] = []
            while level:
                node = level.pop()
                if node in found:
                    continue
                found[node] = depth < self._style.depth
                for child, _ in following.get(node, ()):
                    (level if child[0] == node[0] and child[0] is not None else below).append(child)
                if self._style.invert and node[0] is not None:
                    level.append((node[0], (OWN, "")))
            level = below if depth < self._style.depth else []
            depth += 1
        return found

    def _following(self) -> dict[Node, list[tuple[Node, str]]]:
        if not self._style.invert:
            return self._edges
        turned: dict[Node, list[tuple[Node, str]]] = {node: [] for node in self._edges}
        for node, edges in self._edges.items():
            for child, marker in edges:
                turned.setdefault(child, []).append((node, marker))
        return turned

    def id_of(self, node: Node) -> str:
        """Return the name by which the graph calls a part of a package."""
        package, (kind, name) = node
        if package is None:
            word, path = ("script", self._place.script) if self._place.script else ("workspace", self._place.directory)
            return f"{word}+{path}" + (f":{name}" if kind == GROUP else "")
        part = f"[{name}]" if kind == EXTRA else f":{name}" if kind == GROUP else ""
        version = f"=={package.version}" if package.version is not None else ""
        source = package.source
        place = source.place
        if source.is_local or source.is_registry_path:
            place = absolute(self._place.directory, place)
        return f"{package.name}{part}{version}@{_KINDS.get(source.kind, source.kind)}+{place}"

    def _row(self, node: Node, shown: dict[Node, bool], visible: dict[Node, bool], *, whole: bool) -> dict[str, Any]:
        package_id, (kind, name) = node
        row: dict[str, Any] = {}
        package = self._reached.packages[package_id] if package_id is not None else None
        if package is not None:
            row["name"] = package.name
            if package.version is not None:
                row["version"] = str(package.version)
            row["source"] = self._source(package)
        own = "package" if package is not None else "script" if self._place.script else "workspace"
        row["kind"] = {"extra": name} if kind == EXTRA else {"group": name} if kind == GROUP else own
        if package is None:
            row["path"] = self._place.script or self._place.directory
        row["dependencies"] = self._dependencies(node, visible, whole=whole)
        if kind == OWN:
            for word, part in (("optional_dependencies", EXTRA), ("dependency_groups", GROUP)):
                parts = sorted(other[1][1] for other in shown if other[0] == package_id and other[1][0] == part)
                if parts:
                    row[word] = [{"name": found, "id": self.id_of((package_id, (part, found)))} for found in parts]
            if whole and package is not None and package.sdist is not None:
                row["sdist"] = self._artifact(package.sdist)
            if package is not None and package.wheels:
                row["wheels"] = [self._wheel(wheel) for wheel in package.wheels]
        return row

    def _dependencies(self, node: Node, visible: dict[Node, bool], *, whole: bool) -> list[dict[str, str]]:
        inside = visible.get(node, False)
        rows = {
            (self.id_of(child), marker)
            for child, marker in self._following().get(node, ())
            if child in visible and (inside or (child[0] == node[0] and child[0] is not None))
        }
        ordered = sorted(rows, key=lambda row: (bool(row[1]), row) if whole else row)
        return [{"id": text, "marker": marker} if marker else {"id": text} for text, marker in ordered]

    def _source(self, package: Package) -> dict[str, Any]:
        source = package.source
        if source.kind == "registry":
            if source.is_registry_path:
                return {"registry": {"path": absolute(self._place.directory, source.place)}}
            return {"registry": {"url": source.place}}
        if source.kind == "url":
            return {"url": source.place, "subdirectory": source.subdirectory or None}
        if source.kind == "git":
            return {"git": source.place}
        return {source.kind: absolute(self._place.directory, source.place)}

    def _wheel(self, wheel: Artifact) -> dict[str, Any]:
        return {**self._artifact(wheel), "filename": wheel.name}

    def _artifact(self, artifact: Artifact) -> dict[str, Any]:
        row: dict[str, Any] = {}
        if artifact.url:
            row["url"] = artifact.url
        elif artifact.path:
            row["path"] = absolute(self._place.directory, artifact.path)
        algorithm, separator, digest = artifact.hash.partition(":")
        if separator:
            row["hashes"] = {algorithm: digest}
        if artifact.size is not None:
            row["size"] = artifact.size
        if artifact.upload_time:
            row["upload_time"] = artifact.upload_time
        return row
