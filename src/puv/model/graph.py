"""`RequirementGraph`: who needs whom, and why something is there: the ways from what was asked for down to it."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from puv.model.resolution import Resolution


class GraphNode(Frozen):
    """A package, a project, or an `input`: where requirements of the user's stand.

    Of an input `name` is what it is called (`requirements.in`); `version` is empty where there is none.
    """

    name: str
    version: str = ""
    kind: Literal["input", "project", "package"] = "package"

    def __str__(self) -> str:
        """Write the name, with the version if there is one."""
        return f"{self.name} {self.version}" if self.version else self.name


class GraphEdge(Frozen):
    """That a node needs another; both are positions in `RequirementGraph.nodes`.

    `requirement` is what it requires (`numpy>=1.26`; only the name where more is not known), `marker` where. At most
    one of `extra` and `group` says which part of the needing one it is.
    """

    parent: int
    child: int
    requirement: str
    marker: str = ""
    extra: str = ""
    group: str = ""


class Link(Frozen):
    """One step of a path: `parent` needs `name` (in this `version`) by this `requirement`."""

    parent: str
    requirement: str
    name: str
    version: str = ""
    marker: str = ""
    extra: str = ""
    group: str = ""


class Path(Frozen):
    """How something comes to be needed: links from what was asked for (`start`) down to it."""

    start: str
    links: tuple[Link, ...]

    def __str__(self) -> str:
        """Write it as `api -> pandas>=2 -> numpy>=1.26`."""
        return " -> ".join((self.start, *(_shown(link) for link in self.links)))

    def __len__(self) -> int:
        """Count the links."""
        return len(self.links)


class Why(Frozen):
    """Why a package is there: for each requirement on it the shortest path that ends with it, the shortest first.

    `versions` are those that are there (several in a lock with forks). Empty `paths` with versions: it was asked for by
    nobody. No `versions`: it is not there.
    """

    name: str
    versions: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()

    def __iter__(self) -> Iterator[Path]:
        """Iterate over the paths."""
        return iter(self.paths)

    def __len__(self) -> int:
        """Count the paths."""
        return len(self.paths)

    def __bool__(self) -> bool:
        """Whether the package is there."""
        return bool(self.versions)

    @property
    def requirements(self) -> tuple[str, ...]:
        """What is required of the package, without repeats."""
        return tuple(dict.fromkeys(path.links[-1].requirement for path in self.paths))

    def __str__(self) -> str:
        """Write one path a line."""
        return "\n".join(map(str, self.paths))


class RequirementGraph(Frozen):
    """Packages and what they need. The nodes that are not packages come first; cycles are possible."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]

    def positions(self, name: str) -> tuple[int, ...]:
        """Return where the packages of a (normalised) name are."""
        return tuple(at for at, node in enumerate(self.nodes) if node.name == name and node.kind != "input")

    def roots(self) -> tuple[int, ...]:
        """Return where paths begin: inputs and projects, or where there are none, what nobody needs."""
        asked = tuple(at for at, node in enumerate(self.nodes) if node.kind != "package")
        needed = {edge.child for edge in self.edges}
        return asked or tuple(at for at in range(len(self.nodes)) if at not in needed) or tuple(range(len(self.nodes)))

    def why(self, name: str) -> Why:
        """Return why a package is there; `name` is normalised."""
        wanted = self.positions(name)
        reached = self._reached()
        # A package that needs itself, by an extra of its own, explains nothing.
        last = [edge for edge in self.edges if edge.child in wanted and edge.parent not in wanted]
        paths = [self._path((*reached[edge.parent], edge)) for edge in last if edge.parent in reached]
        paths.sort(key=lambda path: (len(path), str(path)))
        return Why(name=name, versions=tuple(self.nodes[at].version for at in wanted), paths=tuple(paths))

    def _reached(self) -> dict[int, tuple[GraphEdge, ...]]:
        """Return the shortest way from a root to each node."""
        below: dict[int, list[GraphEdge]] = {}
        for edge in self.edges:
            below.setdefault(edge.parent, []).append(edge)
        queue = list(self.roots())
        found: dict[int, tuple[GraphEdge, ...]] = dict.fromkeys(queue, ())
        for parent in queue:
            for edge in below.get(parent, ()):
                if edge.child not in found:
                    found[edge.child] = (*found[parent], edge)
                    queue.append(edge.child)
        return found

    def _path(self, edges: tuple[GraphEdge, ...]) -> Path:
        links = []
        for edge in edges:
            child = self.nodes[edge.child]
            link = Link(
                parent=self.nodes[edge.parent].name, requirement=edge.requirement, name=child.name,
                version=child.version, marker=edge.marker, extra=edge.extra, group=edge.group,
            )  # fmt: skip
            links.append(link)
        return Path(start=links[0].parent, links=tuple(links))


def _shown(link: Link) -> str:
    return f"{link.requirement} ; {link.marker}" if link.marker else link.requirement


def graph_of(resolution: Resolution, inputs: str = "requirements") -> RequirementGraph:
    """Return the graph of a resolution; requirements of the user's that stand in no file belong to `inputs`."""
    asked = resolution.requirements or tuple((str(name), "") for name in sorted(resolution.asked))
    origins = list(dict.fromkeys(origin for _, origin in asked))
    nodes = [GraphNode(name=_input(origin) or inputs, kind="input") for origin in origins]
    places = {str(pin.name): at for at, pin in enumerate(resolution, len(nodes))}
    nodes += [GraphNode(name=pin.name, version=str(pin.version)) for pin in resolution]
    edges = [
        GraphEdge(parent=origins.index(origin), child=places[required_name(text)], requirement=text)
        for text, origin in asked
        if required_name(text) in places
    ]
    for pin in resolution:
        texts = pin.requires or tuple((str(name), "") for name in pin.dependencies)
        edges += [
            GraphEdge(parent=places[pin.name], child=places[required_name(text)], requirement=text, extra=extra)
            for text, extra in texts
            if required_name(text) in places
        ]
    return RequirementGraph(nodes=tuple(nodes), edges=tuple(edges))


def _input(origin: str) -> str:
    """Return the file that an origin names: `-r requirements.in`."""
    return origin.rpartition(" ")[2]


def required_name(text: str) -> str:
    """Return the name in a requirement that puv wrote: it ends at the first character that no name has."""
    for at, character in enumerate(text):
        if not (character.isalnum() or character in "-_."):
            return text[:at]
    return text
