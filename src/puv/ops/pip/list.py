"""`puv pip list` and `puv pip freeze`: what is installed."""

from __future__ import annotations

from puv.ops.pip.requests import Listed, PipListReport
from puv.ops.steps.diagnose import diagnostics
from puv.ops.steps.indexes import indexes
from puv.ops.steps.installed import look
from puv.ops.steps.provision import provision
from puv.ops.steps.pythons import select_environment
from puv.ops.steps.rules import resolve_options
from puv.python import site_packages
from puv.standards.direct_url import parse_direct_url
from puv.standards.names import normalize
from puv.python.target import target_of
from puv.resolver.latest import Latest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.installed import InstalledDist
    from puv.ops.pip.requests import PipListRequest
    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment
    from puv.settings import Settings


def pip_list(request: PipListRequest, settings: Settings, runtime: Runtime) -> PipListReport:
    """Return what is installed, sorted by name and version.

    Raises:
        PythonError: there is no environment, or a distribution's metadata is broken.
    """
    environment = select_environment(settings, runtime, changing=False)
    directories = tuple(runtime.path(path) for path in request.path) or environment.site_packages
    installed = look(directories, runtime)
    excluded = {normalize(name) for name in request.exclude}
    rows = [_row(dist) for dist in installed if dist.name not in excluded]
    if request.editable:
        rows = [row for row in rows if row.editable_location]
    if request.exclude_editable:
        rows = [row for row in rows if not row.editable_location]
    rows.sort(key=lambda row: (row.name, row.dist.version.key))
    if request.outdated:
        rows = _outdated(rows, environment, settings, runtime)
    problems = diagnostics(installed, target_of(environment.interpreter)) if request.strict else ()
    return PipListReport(rows=tuple(rows), diagnostics=problems)


def _outdated(rows: list[Listed], environment: Environment, settings: Settings, runtime: Runtime) -> list[Listed]:
    """Keep the rows for which an index has a newer version, and say which."""
    runtime.not_replayable()
    places = indexes(settings, runtime)
    options = resolve_options(settings, runtime, places)
    found = []
    with provision(places, settings, runtime) as port:
        port.prefetch([row.dist.name for row in rows])
        newest = Latest(target_of(environment.interpreter), port, options)
        for row in rows:
            latest = newest.of(row.dist.name)
            if latest is not None and latest[0] > row.dist.version:
                kind = "wheel" if latest[1].is_wheel else "sdist"
                found.append(row.replace(latest_version=str(latest[0]), latest_filetype=kind))
    return found


def _row(dist: InstalledDist) -> Listed:
    url, editable = "", dist.editable_location
    text = site_packages.direct_url_text(dist)
    if text is not None:
        direct = parse_direct_url(text)
        url = direct.requirement_url()
        if direct.editable:
            editable = direct.local_path()
    return Listed(dist=dist, name=dist.name, version=str(dist.version), url=url, editable_location=editable)
