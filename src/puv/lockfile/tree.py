"""What a lock holds as a tree of lines: downward from the projects, or upward from what needs nothing more."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.select import applies
from puv.standards.markers import parse_marker
from puv.standards.markers.tree import FALSE, TRUE, MarkerAlgebra

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, TypeAlias

    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Edge, Lock, Package, PackageId
    from puv.standards.names import ExtraName, GroupName, PackageName
    from puv.standards.version import Version

    #: Which part of a package needs something: nothing, an extra or a group of it.
    Part: TypeAlias = tuple[int, str]
    #: What tells two drawings of a package apart, the label, and what the nodes below follow from.
    Branch: TypeAlias = tuple[object, str, Any]

#: Parts of a package, in the order in which they are drawn.
OWN, EXTRA, GROUP = 0, 1, 2
_NOBODY: frozenset[PackageName] = frozenset()
_SIZES = ("KiB", "MiB", "GiB", "TiB")
_KIB = 1024


class TreeStyle(Frozen):
    """How the tree looks. `environment` is None for every platform; `packages` are the ones to begin with, if any.

    `latest` maps packages to their latest version, to be shown where it is newer.
    """

    environment: Mapping[str, str] | None = None
    depth: int = 255
    prune: frozenset[PackageName] = _NOBODY
    packages: frozenset[PackageName] = _NOBODY
    invert: bool = False
    dedupe: bool = True
    sizes: bool = False
    latest: Mapping[PackageId, Version] = {}


class Need:
    """That a part of one package needs another with some extras. Treat as frozen."""

    __slots__ = ("child", "extras", "marker", "parent", "part")

    child: PackageId
    extras: tuple[ExtraName, ...]
    marker: str
    parent: PackageId | None
    part: Part

    def __init__(
        self, parent: PackageId | None, part: Part, child: PackageId, extras: tuple[ExtraName, ...], marker: str
    ) -> None:
        self.parent, self.part, self.child, self.extras, self.marker = parent, part, child, extras, marker


class Reached:
    """The part of a lock that the roots reach, as edges of both directions."""

    roots: tuple[Root, ...]
    packages: dict[PackageId, Package]

    def __init__(self, lock: Lock, roots: Iterable[Root], style: TreeStyle) -> None:
        self.roots = tuple(roots)
        self.packages = lock.by_id()
        self.needs: dict[PackageId, list[Need]] = {}
        self.needed_by: dict[PackageId, list[Need]] = {}
        self.first: list[Need] = []  # what the manifest itself needs
        self._lock, self._style = lock, style
        self._known: dict[str, bool] = {"": True}
        self._seen: set[tuple[PackageId, Part]] = set()
        self._pending: list[tuple[PackageId, Part]] = []
        self._follow_all()

    def _applies(self, marker: str) -> bool:
        if self._style.environment is None:
            return True
        known = self._known.get(marker)
        if known is None:
            known = self._known[marker] = applies(marker, self._style.environment)
        return known

    def _follow_all(self) -> None:
        for root in self.roots:
            if root.package is not None:
                self.needs.setdefault(root.package.id, [])
                parts = [(OWN, ""), *((EXTRA, extra) for extra in root.extras)] if root.own else []
                for part in (*parts, *((GROUP, group) for group in root.groups)):
                    self._reach(root.package.id, part)
            for group, needed in root.needs:
                self._require(group, needed.name, needed.extras, needed.marker)
        while self._pending:
            current, part = self._pending.pop()
            for edge in _edges(self.packages[current], part):
                self._follow(current, part, edge)

    def _require(self, group: GroupName | None, name: PackageName, extras: tuple[ExtraName, ...], marker: str) -> None:
        part = (OWN, "") if group is None else (GROUP, group)
        if name in self._style.prune or not self._applies(marker):
            return
        for package in self._lock.packages:
            forks = package.fork_markers
            if package.name == name and (not forks or any(map(self._applies, forks))):
                self.first.append(Need(None, part, package.id, extras, marker))
                self._arrive(package.id, extras)

    def _follow(self, parent: PackageId, part: Part, edge: Edge) -> None:
        if edge.package.name in self._style.prune or not self._applies(edge.marker):
            return
        need = Need(parent, part, edge.package, edge.extras, edge.marker)
        self.needs.setdefault(parent, []).append(need)
        self.needed_by.setdefault(edge.package, []).append(need)
        self._arrive(edge.package, edge.extras)

    def _arrive(self, package: PackageId, extras: tuple[ExtraName, ...]) -> None:
        self.needs.setdefault(package, [])
        self._reach(package, (OWN, ""))
        for extra in extras:
            self._reach(package, (EXTRA, extra))

    def _reach(self, package: PackageId, part: Part) -> None:
        node = (package, part)
        if node not in self._seen:
            self._seen.add(node)
            self._pending.append(node)


def _edges(package: Package, part: Part) -> tuple[Edge, ...]:
    kind, name = part
    if kind == OWN:
        return package.dependencies
    if kind == EXTRA:
        return package.optional_dependencies.get(name, ())  # type: ignore[call-overload, no-any-return]  # a name of its
    return package.dev_dependencies.get(name, ())  # type: ignore[call-overload, no-any-return]  # likewise


def tree_lines(lock: Lock, roots: Iterable[Root], style: TreeStyle) -> Iterator[str]:
    """Yield the lines of the tree, without line ends."""
    reached = Reached(lock, roots, style)
    drawing: _Drawing = _Upward(reached, style) if style.invert else _Downward(reached, style)
    yield from drawing.lines()
    if drawing.repeated:
        yield f"(*) Package tree {'already displayed' if style.dedupe else 'is a cycle and cannot be shown'}"


class _Drawing:
    """What both directions share: labels, branches, and what was drawn already."""

    def __init__(self, reached: Reached, style: TreeStyle) -> None:
        self._reached, self._style = reached, style
        self._drawn: dict[object, bool] = {}  # a node that was drawn whole -> whether there is anything below it
        self._path: list[object] = []
        self.repeated = False

    def lines(self) -> Iterator[str]:
        """Yield the lines."""
        raise NotImplementedError

    def _label(self, package: PackageId, extras: Iterable[str], part: Part) -> str:
        listed = ", ".join(sorted(extras))
        version = f" v{package.version}" if package.version is not None else ""
        text = f"{package.name}{f'[{listed}]' if listed else ''}{version}"
        kind, name = part
        text += f" (extra: {name})" if kind == EXTRA else f" (group: {name})" if kind == GROUP else ""
        if self._style.sizes:
            text += _size(self._reached.packages[package])
        latest = self._style.latest.get(package)
        if latest is not None and package.version is not None and latest > package.version:
            text += f" (latest: v{latest})"
        return text

    def _draw(self, branch: Branch) -> list[str]:
        key, label, about = branch
        whole = self._drawn.get(key)
        if whole is not None and (self._style.dedupe or key in self._path):
            if not whole:
                return [label]
            self.repeated = True
            return [f"{label} (*)"]
        if len(self._path) >= self._style.depth:
            return [label]
        children = self._children(about)
        self._drawn[key] = bool(children)
        self._path.append(key)
        lines = [label]
        for at, child in enumerate(children):
            last = at == len(children) - 1
            drawn = self._draw(child)
            lines.append(("└── " if last else "├── ") + drawn[0])
            lines += [("    " if last else "│   ") + line for line in drawn[1:]]
        self._path.pop()
        return lines

    def _children(self, about: Any) -> list[Branch]:
        raise NotImplementedError


class _Downward(_Drawing):
    """From the projects to what they need. A node is a package with the extras that are asked of it."""

    def lines(self) -> Iterator[str]:
        reached, style = self._reached, self._style
        if style.packages:
            for package in reached.packages:
                if package.name in style.packages and package in reached.needs:
                    yield from self._root(package)
            return
        for need in reversed(reached.first):
            about = (need.child, frozenset(need.extras))
            label = self._label(need.child, need.extras, need.part)
            yield from self._draw((about, label, about))
        for root in reversed(reached.roots):
            if root.package is not None and root.package.name not in style.prune:
                yield from self._root(root.package.id)

    def _root(self, package: PackageId) -> list[str]:
        about = (package, frozenset(self._reached.packages[package].optional_dependencies))
        return self._draw((about, self._label(package, (), (OWN, "")), about))

    def _children(self, about: Any) -> list[Branch]:
        package, extras = about
        shown = [
            need for need in self._reached.needs.get(package, ()) if need.part[0] != EXTRA or need.part[1] in extras
        ]
        shown.sort(key=_by_child)
        return [self._child(need) for need in shown]

    def _child(self, need: Need) -> Branch:
        about = (need.child, frozenset(need.extras))
        return about, self._label(need.child, need.extras, need.part), about


class _Upward(_Drawing):
    """From what is needed to who needs it. A node is a package, the extra of it by which it needs, and a marker.

    The marker is where everything on the way up holds together: a parent that never meets it is not drawn.
    """

    def __init__(self, reached: Reached, style: TreeStyle) -> None:
        super().__init__(reached, style)
        self._algebra = MarkerAlgebra()
        self._markers: dict[str, int] = {"": TRUE}

    def lines(self) -> Iterator[str]:
        reached, style = self._reached, self._style
        for package, needs in sorted(reached.needs.items(), key=lambda item: item[0].sort_key()):
            if (package.name in style.packages if style.packages else not needs) and package.name not in style.prune:
                label = self._label(package, (), (OWN, ""))
                yield from self._draw((package, label, (package, None, TRUE)))

    def _marker(self, text: str) -> int:
        known = self._markers.get(text)
        if known is None:
            known = self._markers[text] = self._algebra.from_marker(parse_marker(text))
        return known

    def _children(self, about: Any) -> list[Branch]:
        found: list[Branch] = []
        if about is None:
            return found
        package, extra, marker = about
        for need in sorted(self._reached.needed_by.get(package, ()), key=_by_parent):
            together = self._algebra.and_(marker, self._marker(need.marker))
            if need.parent is None or together == FALSE or (extra is not None and extra not in need.extras):
                continue
            kind, name = need.part
            node = (need.parent, name if kind == EXTRA else None, together)
            # Nobody asks for the groups of another package. In uv such a node also stands for the package itself.
            below = node if kind != GROUP else None
            found.append((node, self._label(need.parent, need.extras, need.part), below))
        return found


def _by_child(need: Need) -> tuple[object, ...]:
    return need.part, need.child.sort_key(), need.extras


def _by_parent(need: Need) -> tuple[object, ...]:
    return need.part, need.parent.sort_key() if need.parent is not None else (), need.extras


def _size(package: Package) -> str:
    """Return the size of the first wheel, as ` (1.2MiB)`; nothing where it is not known."""
    wheel = next(iter(package.wheels), None)
    if wheel is None or wheel.size is None:
        return ""
    size, unit = float(wheel.size), "B"
    for larger in _SIZES:
        if size < _KIB:
            break
        size, unit = size / _KIB, larger
    return f" ({wheel.size}B)" if unit == "B" else f" ({size:.1f}{unit})"
