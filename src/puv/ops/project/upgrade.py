"""`puv upgrade`: raise the bounds of a project's requirements so that they admit the newest versions."""

from __future__ import annotations

from puv.errors import InputError
from puv.events import Warned
from puv.frozen import Frozen
from puv.ops.project.edits import Relocking, find_for_edit, interpreter_for, lock_with, read_document
from puv.ops.project.rewrite import Rewrite
from puv.ops.steps.project_python import pythons_of
from puv.project.bounds import raised, without_upper
from puv.project.edit.requirements import requirements_at, rewrite_requirements
from puv.project.errors import NoProjectError
from puv.standards.markers.tree import FALSE, MarkerAlgebra
from puv.standards.ranges import Ranges
from puv.standards.requirement import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from puv.ops.project.edits import Project
    from puv.ops.project.requests import LockReport
    from puv.ops.runtime import Runtime
    from puv.project.edit.document import TomlText
    from puv.settings import Settings
    from puv.standards.names import PackageName
    from puv.standards.specifiers import Specifiers
    from puv.standards.version import Version

_LIST = ("project", "dependencies")


class UpgradeRequest(Frozen):
    """`puv upgrade`: which packages, all without any, and which not."""

    packages: tuple[PackageName, ...] = ()
    exclude: tuple[PackageName, ...] = ()


class Upgraded(Frozen):
    """What became of a package: the versions in the lock as it is, none without a lock, and the newest ones."""

    name: PackageName
    before: tuple[Version, ...]
    after: tuple[Version, ...]


class UpgradeReport(Frozen):
    """The packages that were looked at, and the requirements that changed: as they were written, and as they are."""

    packages: tuple[Upgraded, ...] = ()
    requirements: tuple[tuple[str, Requirement], ...] = ()


class UnsuitableProjectError(InputError):
    """`upgrade` is for single projects with a `[project]` table."""

    code = "unsuitable-project"

    def __init__(self, reason: str) -> None:
        super().__init__(f"`puv upgrade` {reason}")


class NotUpgradableError(InputError):
    """A package cannot be upgraded; `name` is empty where none was chosen."""

    code = "not-upgradable"

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


def upgrade(request: UpgradeRequest, settings: Settings, runtime: Runtime) -> UpgradeReport:
    """Resolve without the upper bounds of the chosen packages, and raise those bounds that keep the result out.

    Only `project.dependencies` changes; the lock and the environment stay as they are.

    Raises:
        UnsuitableProjectError: there is no such project.
        NotUpgradableError: no package is chosen, or one of them is not required or comes from no index.
        PuvError: the project is wrong or cannot be locked.
    """
    project = _project(settings, runtime)
    document = read_document(project.path)
    requirements = requirements_at(document, _LIST)
    names = _chosen(request, requirements)
    wanted = _admitted(names, requirements, project, runtime)
    _refuse_other_sources(wanted, project)
    if not wanted:
        return UpgradeReport()
    freed = read_document(project.path)
    rewrite_requirements(freed, _LIST, lambda one: _with(one, without_upper(one.specifiers)) if one in wanted else one)
    found = {requirement.name for requirement in wanted}
    names = [name for name in names if name in found]
    report = _newest(project, freed, names, settings, runtime)
    before, after = _versions(report, names)

    def raise_bounds(one: Requirement) -> Requirement:
        newest = max(after[one.name], default=None) if one in wanted else None
        return one if newest is None else _with(one, raised(one.specifiers, newest))

    changed = rewrite_requirements(document, _LIST, raise_bounds)
    if changed:
        with Rewrite(project.path) as files:
            files.write(project.path, document.text)
    packages = tuple(Upgraded(name=name, before=before[name], after=after[name]) for name in names if after[name])
    return UpgradeReport(
        packages=packages, requirements=tuple(sorted(changed, key=lambda pair: (pair[1].name, pair[0])))
    )


def _project(settings: Settings, runtime: Runtime) -> Project:
    try:
        project = find_for_edit(None, settings, runtime)
    except NoProjectError:
        raise UnsuitableProjectError("requires a project with a `[project]` table") from None
    if project.member is None:
        raise UnsuitableProjectError("requires a project with a `[project]` table")
    if len(project.workspace.members) > 1:
        raise UnsuitableProjectError("does not support workspaces with multiple members yet")
    return project


def _chosen(request: UpgradeRequest, requirements: list[Requirement]) -> list[PackageName]:
    """Return the names to upgrade, in the order of the request or else of the project."""
    there = dict.fromkeys(requirement.name for requirement in requirements)
    for name in request.packages:
        if name not in there:
            raise NotUpgradableError(f"Dependency `{name}` was not found in `project.dependencies`", name)
    names = [name for name in dict.fromkeys(request.packages) or there if name not in request.exclude]
    if not names:
        raise NotUpgradableError("No dependencies selected for upgrade")
    return names


def _admitted(
    names: Collection[PackageName], requirements: list[Requirement], project: Project, runtime: Runtime
) -> list[Requirement]:
    """Return the requirements on some names, without those whose markers never hold, which are told of."""
    algebra = MarkerAlgebra()
    pythons = pythons_of(project.workspace, None, runtime).all
    world = algebra.python(Ranges.from_specifiers(pythons)) if pythons is not None else algebra.from_marker(None)
    supported = FALSE
    for environment in project.workspace.file.uv.environments:
        supported = algebra.or_(supported, algebra.from_marker(environment))
    if supported != FALSE:
        world = algebra.and_(world, supported)
    found = []
    for requirement in requirements:
        if requirement.name not in names:
            continue
        marker = algebra.from_marker(requirement.marker)
        if not algebra.is_disjoint(marker, world):
            found.append(requirement)
            continue
        shown = Requirement(
            requirement.name, requirement.extras, requirement.specifiers, requirement.url, algebra.to_marker(marker)
        )
        reason = "excluded by the project's environments or Python requirement"
        message = f"Skipping dependency `{requirement.name}` in `project.dependencies`: `{shown}` ({reason})"
        runtime.report(Warned(message=message))
    return found


def _refuse_other_sources(wanted: list[Requirement], project: Project) -> None:
    sources = project.workspace.file.uv.sources
    for requirement in wanted:
        name = requirement.name
        if requirement.url is not None:
            message = f"Dependency `{name}` is a direct URL requirement and cannot be upgraded"
            raise NotUpgradableError(message, name)
        if any(source.kind != "index" for source in sources.get(name, ())):
            message = f"Dependency `{name}` uses a non-registry source in `tool.uv.sources` and cannot be upgraded"
            raise NotUpgradableError(message, name)


def _newest(
    project: Project, document: TomlText, names: list[PackageName], settings: Settings, runtime: Runtime
) -> LockReport:
    """Lock without the bounds, and without what the lock keeps of the packages; write nothing."""
    interpreter = interpreter_for(project.workspace, settings, runtime, active=False, environment=False)
    resolve = settings.resolve
    wanted = settings.replace(resolve=resolve.replace(upgrade_package=(*resolve.upgrade_package, *names)))
    texts = {project.directory: document.text}
    return lock_with(project, texts, Relocking(interpreter=interpreter), wanted, runtime)


def _versions(
    report: LockReport, names: list[PackageName]
) -> tuple[Mapping[PackageName, tuple[Version, ...]], Mapping[PackageName, tuple[Version, ...]]]:
    """Return the versions of some packages in the lock that was there and in the new one."""
    old = report.lock if report.action == "check" else report.old
    tables: list[dict[PackageName, tuple[Version, ...]]] = []
    for lock in (old, report.lock):
        packages = lock.by_name() if lock is not None else {}
        tables.append(
            {
                name: tuple(
                    sorted({package.version for package in packages.get(name, ()) if package.version is not None})
                )
                for name in names
            }
        )
    return tables[0], tables[1]


def _with(requirement: Requirement, specifiers: Specifiers) -> Requirement:
    if specifiers == requirement.specifiers:
        return requirement
    marker = requirement.marker
    if marker is not None:
        algebra = MarkerAlgebra()
        marker = algebra.to_marker(algebra.from_marker(marker))
    return Requirement(requirement.name, requirement.extras, specifiers, None, marker)
