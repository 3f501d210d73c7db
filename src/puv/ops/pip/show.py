"""`puv pip show`: what is known of single installed distributions."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import PuvError, PythonError
from puv.ops.pip.requests import PipShowReport, Shown
from puv.ops.steps.diagnose import diagnostics
from puv.ops.steps.look import look
from puv.ops.steps.pythons import select_environment
from puv.python import site_packages
from puv.python.target import target_of
from puv.standards.metadata import parse_metadata
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.model.installed import InstalledDist
    from puv.model.target import Target
    from puv.ops.pip.requests import PipShowRequest
    from puv.ops.runtime import Runtime
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings


def pip_show(request: PipShowRequest, settings: Settings, runtime: Runtime) -> PipShowReport:
    """Return what is known of the named distributions, by name; every installation of a name is one.

    Raises:
        PythonError: there is no environment, or a distribution has no valid name and version.
    """
    environment = select_environment(settings, runtime, changing=False)
    installed = look(environment.site_packages, runtime)
    names = sorted({normalize(name) for name in request.packages})
    missing = tuple(name for name in names if not installed.get(name))
    found = [dist for name in names for dist in installed.get(name)]
    if not found:
        return PipShowReport(missing=missing)
    target = target_of(environment.interpreter)
    requires = _requires(found, installed, target, runtime)
    shown: list[Shown] = []
    for dist in found:
        row = _row(dist, requires, runtime)
        shown.append(row)
        if request.files:
            try:
                shown[-1] = row.replace(files=_files(dist, runtime))
            except PuvError as error:
                return PipShowReport(packages=tuple(shown), missing=missing, failure=error)
    problems: tuple[str, ...] = ()
    if request.strict:
        runtime.not_replayable()  # more is looked at than is noted
        problems = diagnostics(installed, target)
    return PipShowReport(packages=tuple(shown), missing=missing, diagnostics=problems)


def _requires(
    shown: Sequence[InstalledDist], installed: SitePackages, target: Target, runtime: Runtime
) -> dict[str, tuple[str, ...]]:
    """Return what each package needs in this environment; unreadable ones are left out.

    Of several installations of a package the last counts if it is shown, else the first.
    """
    found: dict[str, tuple[str, ...]] = {}
    for dist in reversed(shown):
        _add_needs(found, dist, target, runtime)
    for dist in installed:
        _add_needs(found, dist, target, runtime)
    return found


def _add_needs(found: dict[str, tuple[str, ...]], dist: InstalledDist, target: Target, runtime: Runtime) -> None:
    if dist.name in found:
        return
    runtime.noted(replay.stat, site_packages.metadata_path(dist))
    try:
        needed = parse_metadata(site_packages.metadata_bytes(dist)).requires_dist
    except PuvError:
        return
    applying = (need for need in needed if need.marker is None or need.marker.evaluate(target.markers))
    found[dist.name] = tuple(sorted({need.name for need in applying}))


def _row(dist: InstalledDist, requires: dict[str, tuple[str, ...]], runtime: Runtime) -> Shown:
    location, editable = dist.location, dist.editable_location
    if dist.kind == "egg-link":
        location = dist.editable_location
    runtime.noted(replay.stat, os.path.join(dist.path, "direct_url.json"))
    text = site_packages.direct_url_text(dist)
    if text is not None:
        from puv.standards.direct_url import parse_direct_url  # not for what came from an index

        direct = parse_direct_url(text)
        if direct.editable:
            editable = direct.local_path()
    needs = requires.get(dist.name)
    users = tuple(sorted(name for name, needed in requires.items() if name != dist.name and dist.name in needed))
    return Shown(
        name=dist.name, version=str(dist.version), location=location, editable_location=editable, requires=needs,
        required_by=None if needs is None else users,
    )  # fmt: skip


def _files(dist: InstalledDist, runtime: Runtime) -> tuple[str, ...]:
    """Return the paths in a distribution's RECORD.

    Raises:
        PuvError: there is none, or it cannot be read.
    """
    from puv.standards.record import parse_record  # only `--files` reads it

    directory = os.path.dirname(site_packages.metadata_path(dist)) if dist.kind == "egg-link" else dist.path
    path = os.path.join(directory, "RECORD")
    runtime.noted(replay.stat, path)
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            text = file.read()
    except OSError as error:
        raise PythonError(f"failed to open file `{path}`: {error.strerror} (os error {error.errno})") from None
    try:
        return tuple(entry.path.removeprefix("/") for entry in parse_record(text))
    except PuvError as error:
        raise PythonError("`RECORD` file is invalid") from PythonError(str(error))
