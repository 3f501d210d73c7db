"""`puv pip list` and `puv pip freeze`: what is installed."""

from __future__ import annotations

from puv.ops.pip.requests import Listed, PipListReport
from puv.ops.steps.look import look
from puv.ops.steps.pythons import select_environment
from puv.python import site_packages
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.installed import InstalledDist
    from puv.ops.pip.requests import PipListRequest
    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment
    from puv.python.site_packages import SitePackages
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
        from puv.ops.pip.outdated import outdated  # only `--outdated` asks the indexes

        rows = outdated(rows, environment, settings, runtime)
    problems = _problems(installed, environment) if request.strict else ()
    return PipListReport(rows=tuple(rows), diagnostics=problems)


def _problems(installed: SitePackages, environment: Environment) -> tuple[str, ...]:
    from puv.ops.steps.diagnose import diagnostics  # only `--strict` reads what packages need
    from puv.python.target import target_of  # likewise

    return diagnostics(installed, target_of(environment.interpreter))


def _row(dist: InstalledDist) -> Listed:
    url, editable = "", dist.editable_location
    text = site_packages.direct_url_text(dist)
    if text is not None:
        from puv.standards.direct_url import parse_direct_url  # not for what came from an index

        direct = parse_direct_url(text)
        url = direct.requirement_url()
        if direct.editable:
            editable = direct.local_path()
    return Listed(dist=dist, name=dist.name, version=str(dist.version), url=url, editable_location=editable)
