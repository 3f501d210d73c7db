"""`puv why`: why a package is in the lock of a project or script, or in an environment."""

from __future__ import annotations

import os

from puv.errors import FetchError, InputError
from puv.frozen import Frozen
from puv.lockfile.why import lock_graph
from puv.model.availability import Missing, Unusable
from puv.model.graph import GraphEdge, GraphNode, RequirementGraph, Why
from puv.ops.pip.requests import PipTreeRequest
from puv.ops.pip.tree import pip_tree
from puv.ops.project.frozen import use_frozen
from puv.ops.project.lock import lock
from puv.ops.project.reading import LockWanted
from puv.ops.project.requests import LockRequest
from puv.ops.steps.indexes import indexes
from puv.ops.steps.provision import provision
from puv.ops.steps.workspaces import find_workspace, project_files
from puv.project.errors import NoProjectError
from puv.standards.names import parse_package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.lockfile.lock import Lock, PackageId
    from puv.ops.pip.requests import TreePackage
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import Provision
    from puv.settings import Settings
    from puv.standards.listing import File
    from puv.standards.requirement import Requirement


class NotThereError(InputError):
    """A package that is asked about is not there. `name` is it, `place` where it was looked for."""

    name: str
    place: str

    code = "not-there"
    exit_code = 1

    def __init__(self, name: str, place: str) -> None:
        super().__init__(
            f"Package `{name}` is not in {place}",
            hints=(f"To find out whether it could be, and in which versions, run `puv why-not {name}`.",),
        )
        self.name, self.place = name, place


class WhyRequest(Frozen):
    """`puv why`. Without `installed` the lock of the project is looked at, if there is one.

    The lock is brought up to date for the answer, unless `wanted` says otherwise, but not written.
    """

    package: str
    wanted: LockWanted = LockWanted()
    installed: bool = False


class WhyReport(Frozen):
    """Why a package is there, and the graph that this was read from. `place` names what was looked at."""

    why: Why
    graph: RequirementGraph
    place: str


def why(request: WhyRequest, settings: Settings, runtime: Runtime) -> WhyReport:
    """Find out why a package is there.

    Raises:
        NotThereError: it is not.
        InputError: the name is none, or the project is wrong.
        LockfileError: the lock cannot be read; with `wanted`, it is missing or out of date.
        PythonError: there is no interpreter or no environment.
        PuvError: locking failed.
    """
    runtime.not_replayable()
    name = parse_package_name(request.package)
    found = None if request.installed else _read(request.wanted, settings, runtime)
    if found is None:
        graph, place = installed_graph(settings, runtime), "the environment"
    else:
        plain = lock_graph(found)
        names = _names_above(plain, name)
        with provision(indexes(settings, runtime), settings, runtime) as port:
            graph = lock_graph(found, requires=_said(found, names, port))
        place = f"the lock of `{request.wanted.script}`" if request.wanted.script else "the lock"
    answer = graph.why(name)
    if not answer:
        raise NotThereError(name, place)
    return WhyReport(why=answer, graph=graph, place=place)


def _read(wanted: LockWanted, settings: Settings, runtime: Runtime) -> Lock | None:
    """Return the lock, None where there is no project."""
    path = f"{runtime.path(wanted.script)}.lock"
    if not wanted.script:
        try:
            path = os.path.join(find_workspace(settings, runtime, project_files(runtime)).root, "uv.lock")
        except NoProjectError:
            return None
    if wanted.frozen:
        return use_frozen(path, wanted.frozen, runtime).lock
    request = LockRequest(locked=wanted.locked, script=wanted.script, dry_run=True)
    return lock(request, settings, runtime).lock


def _names_above(graph: RequirementGraph, name: str) -> frozenset[str]:
    """Return what is on paths to a package: only of that the words of requirements matter."""
    return frozenset(link.parent for path in graph.why(name) for link in path.links)


def _said(lock: Lock, names: frozenset[str], port: Provision) -> dict[PackageId, tuple[Requirement, ...]]:
    """Return what packages of indexes say that they need, as far as that can be had; usually it is in the cache."""
    wanted = [package.id for package in lock.packages if package.name in names and package.source.kind == "registry"]
    port.prefetch([package.name for package in wanted])
    files: dict[PackageId, File] = {}
    for package in wanted:
        try:
            listings = port.listings(package.name)
        except FetchError:
            continue
        if isinstance(listings, Missing):
            continue
        rows = (
            file
            for listing in listings
            for at in range(len(listing.versions))
            if listing.version(at) == package.version
            for file in listing.files(at)
            if file.is_wheel
        )
        file = next(rows, None)
        if file is not None:
            files[package] = file
    port.prefetch_metadata(files.values())
    found = {package: _requirements(port, file) for package, file in files.items()}
    return {package: requirements for package, requirements in found.items() if requirements}


def _requirements(port: Provision, file: File) -> tuple[Requirement, ...]:
    try:
        metadata = port.metadata(file)
        return () if isinstance(metadata, Unusable) else metadata.requires_dist
    except (FetchError, InputError):
        return ()  # then only the names of what it needs are told


def installed_graph(settings: Settings, runtime: Runtime) -> RequirementGraph:
    """Return who needs whom in an environment. Nothing records there what was asked for.

    Raises:
        PythonError: there is no environment, or a distribution's metadata is broken.
    """
    report = pip_tree(PipTreeRequest(), settings, runtime)
    nodes = tuple(GraphNode(name=package.name, version=package.version) for package in report.packages)
    return RequirementGraph(nodes=nodes, edges=tuple(_links(report.packages)))


def _links(packages: Iterable[TreePackage]) -> Iterable[GraphEdge]:
    packages = tuple(packages)
    for at, package in enumerate(packages):
        for link in package.links:
            name = packages[link.package].name
            required = "" if link.required == "*" else link.required.replace(", ", ",")
            text = f"{name} @ {required}" if "://" in required else f"{name}{required}"
            yield GraphEdge(parent=at, child=link.package, requirement=text)
