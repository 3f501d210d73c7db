"""What a lock and an environment hold, for other programs: the JSON of `uv workspace metadata` (schema `preview`)."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.tree import EXTRA, GROUP, OWN, TreeStyle
from puv.lockfile.tree_json import Graph
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from puv.lockfile.asked import Root
    from puv.lockfile.lock import Lock
    from puv.lockfile.tree_json import GraphPlace
    from puv.model.universal import ConflictItem
    from puv.standards.names import PackageName


class InstalledFacts(Frozen):
    """One installed distribution: where its metadata is (absolute), and the modules that it brings."""

    name: PackageName
    version: str
    path: str
    editable: bool = False
    modules: frozenset[str] = frozenset()


class EnvironmentFacts(Frozen):
    """An environment at `root`, its interpreter (both paths absolute), and what is installed in it."""

    root: str
    python: str
    version: str
    implementation: str
    installed: tuple[InstalledFacts, ...] = ()


def metadata_json(
    lock: Lock, roots: Iterable[Root], place: GraphPlace, environment: EnvironmentFacts | None = None
) -> str:
    """Return the JSON text, ending in a newline; with an environment it tells that too, and who brings which module."""
    import json  # 8 ms, and only for this command

    graph = Graph(lock, tuple(roots), TreeStyle(), place)
    document: dict[str, Any] = {"schema": {"version": "preview"}, "workspace_root": place.directory}
    names: dict[InstalledFacts, str] = {}
    if environment is not None:
        names = {one: _name(one, lock, graph) for one in environment.installed}
        document["environment"] = _environment(environment, names)
    document.update(graph.subject())
    document["requires_python"] = ",".join(map(str, lock.requires_python))
    document["conflicts"] = {"sets": [{"items": [_item(item, lock, graph) for item in one]} for one in lock.conflicts]}
    if environment is not None:
        document["modules"] = _modules(names)
    document.update(graph.whole())
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _name(one: InstalledFacts, lock: Lock, graph: Graph) -> str:
    """Return the name in the graph of what is installed; what the lock does not have is named by its place."""
    packages = [package for package in lock.packages if package.name == one.name]
    if not packages:
        return f"{one.name}=={one.version}@unmanaged+{one.path}"
    version = Version.parse(one.version)
    package = next((package for package in packages if package.version in (None, version)), packages[0])
    return graph.id_of((package.id, (OWN, "")))


def _environment(environment: EnvironmentFacts, names: Mapping[InstalledFacts, str]) -> dict[str, Any]:
    packages = {
        name: {"name": one.name, "version": one.version, "path": one.path, "editable": one.editable}
        for one, name in names.items()
    }
    return {
        "root": environment.root,
        "python": {
            "path": environment.python,
            "version": environment.version,
            "implementation": environment.implementation,
        },
        "packages": {name: packages[name] for name in sorted(packages)},
    }


def _item(item: ConflictItem, lock: Lock, graph: Graph) -> dict[str, Any]:
    kind: Any = "Project"
    part = (OWN, "")
    if item.extra is not None:
        kind, part = {"Extra": item.extra}, (EXTRA, item.extra)
    elif item.group is not None:
        kind, part = {"Group": item.group}, (GROUP, item.group)
    row: dict[str, Any] = {"package": item.package, "kind": kind}
    package = next((package for package in lock.packages if package.name == item.package), None)
    if package is not None:
        row["id"] = graph.id_of((package.id, part))
    return row


def _modules(names: Mapping[InstalledFacts, str]) -> dict[str, Any]:
    owners: dict[str, list[str]] = {}
    for one, name in names.items():
        for module in one.modules:
            owners.setdefault(module, []).append(name)
    return {module: {"owners": [{"package_id": name} for name in sorted(owners[module])]} for module in sorted(owners)}
