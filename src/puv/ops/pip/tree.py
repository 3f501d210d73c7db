"""`puv pip tree`: who needs whom in an environment."""

from __future__ import annotations

import errno
import os

from puv import replay
from puv.errors import ParseError, PythonError
from puv.ops.pip.requests import Listed, PipTreeReport, TreeLink, TreePackage
from puv.ops.pip.roots import roots
from puv.ops.steps.diagnose import diagnostics
from puv.ops.steps.look import look
from puv.ops.steps.pythons import select_environment
from puv.python import site_packages
from puv.python.target import target_of
from puv.standards.metadata import parse_metadata
from puv.standards.names import normalize
from puv.standards.specifiers import Specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from puv.model.installed import InstalledDist
    from puv.model.target import Target
    from puv.ops.pip.requests import PipTreeRequest
    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment
    from puv.settings import Settings
    from puv.standards.requirement import Requirement

    # the needing one, the needed one, what is required
    Edge = tuple[int, int, str]


def pip_tree(request: PipTreeRequest, settings: Settings, runtime: Runtime) -> PipTreeReport:
    """Return the graph of what is installed: all of it, or what is reached from some packages, without the pruned.

    Extras are not followed, because nothing records which were asked for, nor are requirements that what is installed
    does not meet.

    Raises:
        PythonError: there is no environment, or a distribution's metadata is broken.
        FetchError: `outdated`, and an index did not answer.
    """
    environment = select_environment(settings, runtime, changing=False)
    installed = look(environment.site_packages, runtime)
    target = target_of(environment.interpreter)
    dists = sorted(installed, key=lambda dist: (dist.name, dist.version.key))
    edges = _edges(dists, target, runtime)
    if request.invert:
        edges = [(needed, needing, required) for needing, needed, required in edges]
    kept, edges = _selected(dists, edges, request)
    newer = _newer([dists[at] for at in kept], environment, settings, runtime) if request.outdated else {}
    problems: tuple[str, ...] = ()
    if request.strict:
        runtime.not_replayable()  # more is looked at than is noted
        problems = diagnostics(installed, target)
    return _report([dists[at] for at in kept], _renumbered(kept, edges), newer, problems)


def _edges(dists: Sequence[InstalledDist], target: Target, runtime: Runtime) -> list[Edge]:
    """Return the edges, by needing package and then in the order of its metadata."""
    positions: dict[str, list[int]] = {}
    for at, dist in enumerate(dists):
        positions.setdefault(dist.name, []).append(at)
    edges = []
    for at, dist in enumerate(dists):
        needs: dict[int, list[Requirement]] = {}
        for need in _requirements(dist, runtime):
            if need.marker is not None and not need.marker.evaluate(target.markers):
                continue
            for other in positions.get(need.name, ()):
                if need.url is not None or need.specifiers.contains(dists[other].version):
                    needs.setdefault(other, []).append(need)
        edges += [(at, other, _required(found)) for other, found in needs.items()]
    return edges


def _requirements(dist: InstalledDist, runtime: Runtime) -> tuple[Requirement, ...]:
    path = site_packages.metadata_path(dist)
    runtime.noted(replay.stat, path)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        number = error.errno or errno.EIO
        raise PythonError(f"failed to open file `{path}`: {os.strerror(number)} (os error {number})") from None
    try:
        return parse_metadata(data).requires_dist
    except ParseError as error:
        kind = "METADATA" if dist.kind == "dist-info" else "PKG-INFO"
        shown = path.removeprefix(runtime.cwd.rstrip(os.sep) + os.sep)
        raise PythonError(f"Failed to parse `{kind}` file: {shown}") from PythonError(str(error))


def _required(needs: Sequence[Requirement]) -> str:
    """Write what several requirements on one package ask together."""
    for need in needs:
        if need.url is not None:
            return need.url
    clauses = dict.fromkeys(clause for need in needs for clause in need.specifiers)
    return ", ".join(str(clause) for clause in Specifiers(clauses)) or "*"


def _selected(
    dists: Sequence[InstalledDist], edges: list[Edge], request: PipTreeRequest
) -> tuple[list[int], list[Edge]]:
    """Drop the pruned packages, then what cannot be reached from the wanted ones."""
    pruned = {normalize(name) for name in request.prune}
    wanted = {normalize(name) for name in request.package}
    kept = {at for at, dist in enumerate(dists) if dist.name not in pruned}
    edges = _within(kept, edges)
    if wanted:
        kept = _reached({at for at in kept if dists[at].name in wanted}, edges)
        edges = _within(kept, edges)
    return sorted(kept), edges


def _within(kept: Collection[int], edges: list[Edge]) -> list[Edge]:
    return [edge for edge in edges if edge[0] in kept and edge[1] in kept]


def _reached(start: set[int], edges: list[Edge]) -> set[int]:
    following: dict[int, list[int]] = {}
    for source, target, _ in edges:
        following.setdefault(source, []).append(target)
    found, waiting = set(start), list(start)
    while waiting:
        new = [at for at in following.get(waiting.pop(), ()) if at not in found]
        found.update(new)
        waiting += new
    return found


def _renumbered(kept: Sequence[int], edges: list[Edge]) -> list[Edge]:
    new = {old: at for at, old in enumerate(kept)}
    return [(new[source], new[target], required) for source, target, required in edges]


def _newer(
    dists: Sequence[InstalledDist], environment: Environment, settings: Settings, runtime: Runtime
) -> dict[InstalledDist, str]:
    """Ask the indexes for newer versions."""
    from puv.ops.pip.outdated import outdated  # only `--outdated` asks the indexes

    rows = [Listed(dist=dist, name=dist.name, version=str(dist.version)) for dist in dists]
    return {row.dist: row.latest_version for row in outdated(rows, environment, settings, runtime)}


def _report(
    dists: Sequence[InstalledDist], edges: list[Edge], newer: dict[InstalledDist, str], problems: tuple[str, ...]
) -> PipTreeReport:
    links: dict[int, list[TreeLink]] = {}
    for source, target, required in edges:
        links.setdefault(source, []).append(TreeLink(package=target, required=required))
    packages = tuple(
        TreePackage(
            name=dist.name, version=str(dist.version), latest_version=newer.get(dist, ""),
            links=tuple(sorted(links.get(at, ()), key=lambda link: link.package)),
        )
        for at, dist in enumerate(dists)
    )  # fmt: skip
    starts = roots(len(dists), [(source, target) for source, target, _ in edges])
    return PipTreeReport(packages=packages, roots=starts, diagnostics=problems)
