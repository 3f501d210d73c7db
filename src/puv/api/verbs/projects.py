"""Verbs about projects, their locks and their environments."""

from __future__ import annotations

from puv.api.base import Base
from puv.api.interpreter import Interpreter
from puv.api.lock import Lock
from puv.api.plan import Report
from puv.api.project import Project
from puv.api.resolution import Resolution
from puv.api.target import Target
from puv.standards.names import parse_package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    from puv.cancel import CancelToken
    from puv.ops.project.add import AddReport
    from puv.ops.project.build import BuildReport
    from puv.ops.project.init import InitReport
    from puv.ops.project.remove import RemoveReport
    from puv.ops.project.version import VersionReport
    from puv.ops.publish.requests import PublishReport
    from puv.settings import Settings

    #: A project, or a directory in it.
    AnyProject: TypeAlias = Project | str | os.PathLike[str]


class ProjectVerbs(Base):
    """Locking, syncing, changing, building and publishing projects."""

    def init(self, path: str | None = None, *, python: str | None = None, **options: Any) -> InitReport:
        """Begin a project or a script; `options` are the fields of `InitRequest`.

        Raises:
            UsageError: there is a project already.
            InputError: no name can be had from the path, or a project around it is broken.
            PythonError: no interpreter was found.
        """
        from puv.ops.project.init import InitRequest, init

        request = InitRequest(path=path, **options)
        return self._call(lambda s, r: init(request, s, r), self._at(python))

    def add(
        self, requirements: Iterable[str], project: AnyProject = ".", *, python: str | None = None,
        cancel: CancelToken | None = None, **options: Any,
    ) -> AddReport:  # fmt: skip
        """Add requirements to a project, lock it and sync it; `options` are the fields of `AddRequest`.

        Raises:
            InputError: a requirement or the project is wrong.
            PuvError: the project cannot be locked or installed with them; every file is as it was.
        """
        from puv.ops.project.add import AddRequest, add

        request = AddRequest(packages=tuple(requirements), **options)
        return self._call(lambda s, r: add(request, s, r), self._on(project, python), cancel=cancel)

    def remove(
        self, packages: Iterable[str], project: AnyProject = ".", *, python: str | None = None,
        cancel: CancelToken | None = None, **options: Any,
    ) -> RemoveReport:  # fmt: skip
        """Remove requirements from a project, lock it and sync it; `options` are the fields of `RemoveRequest`.

        Raises:
            InputError: the project does not have them.
            PuvError: the project cannot be locked without them; every file is as it was.
        """
        from puv.ops.project.remove import RemoveRequest, remove

        request = RemoveRequest(packages=tuple(map(parse_package_name, packages)), **options)
        return self._call(lambda s, r: remove(request, s, r), self._on(project, python), cancel=cancel)

    def version(self, project: AnyProject = ".", **options: Any) -> VersionReport:
        """Tell or change the version of a project; `options` are the fields of `VersionRequest`.

        Raises:
            InputError: there is no project, or none with a version of its own.
        """
        from puv.ops.project.version import VersionRequest, version

        request = VersionRequest(**options)
        return self._call(lambda s, r: version(request, s, r), self._on(project, None))

    def lock(  # noqa: PLR0913 - what may be asked of a lock
        self,
        project: AnyProject = ".",
        *,
        upgrade: bool | Iterable[str] = False,
        dry_run: bool = False,
        check: bool = False,
        frozen: bool = False,
        python: str | None = None,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
    ) -> Lock:
        """Bring the lock of a project up to date, and return it; what happened to it is its `action`.

        `upgrade` are packages whose locked versions do not count, or True for all. `dry_run` writes nothing. `check`
        demands that the lock is up to date; `frozen` returns it without looking at what it should be.

        Raises:
            LockfileError: with `check`, it is missing or out of date.
            PuvError: the lock is as it was.
        """
        from puv.ops.project.lock import lock
        from puv.ops.project.requests import LockRequest

        request = LockRequest(
            locked="check=True" if check else "", frozen="frozen=True" if frozen else "", dry_run=dry_run
        )
        found = self._call(
            lambda s, r: lock(request, s, r), self._on(project, python, upgrade), cancel=cancel, deadline=deadline
        )
        return Lock.of(found)

    def sync(  # noqa: PLR0913 - the parts of a project
        self,
        project: AnyProject = ".",
        *,
        extras: Iterable[str] = (),
        groups: Iterable[str] = (),
        packages: Iterable[str] = (),
        exact: bool = True,
        frozen: bool = False,
        locked: bool = False,
        dry_run: bool = False,
        environment: str | os.PathLike[str] | Target | None = None,
        upgrade: bool | Iterable[str] = False,
        python: str | None = None,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
        **options: Any,
    ) -> Report:
        """Lock a project and make its environment hold that: the project, its default groups, and what is named.

        `packages` are members of the workspace, instead of the project. `exact` removes what the lock does not have.
        `frozen` takes the lock as it is, `locked` demands that it is up to date. `environment` is another one than the
        project's. `options` are further fields of `SyncRequest` and `Selection`.

        Raises:
            PuvError: the environment is as it was.
        """
        from puv.ops.project.requests import Selection, SyncRequest
        from puv.ops.project.sync import sync

        chosen = {name: options.pop(name) for name in tuple(options) if name in Selection.__fields__}
        selection = Selection(extra=tuple(extras), group=tuple(groups), package=tuple(packages), **chosen)
        place = environment.path if isinstance(environment, Target) else environment
        request = SyncRequest(
            selection=selection, inexact=not exact, frozen="frozen=True" if frozen else "",
            locked="locked=True" if locked else "", dry_run=dry_run,
            root="" if place is None else self.runtime.path(str(place)), **options,
        )  # fmt: skip
        found = self._call(
            lambda s, r: sync(request, s, r), self._on(project, python, upgrade), cancel=cancel, deadline=deadline
        )
        if found.environment is not None:
            target = Target.of(found.environment)
        else:
            planned = Interpreter.of(found.python_version, implementation=found.implementation)
            target = Target(kind="venv", path=found.root, interpreter=planned.inside(found.root, found.python))
        changes, told = found.changes, found.changes.resolution
        return Report(
            target=target, changes=changes.changes, warnings=changes.warnings, dry_run=found.dry_run,
            resolution=None if told is None else Resolution.of(told, target.interpreter),
        )  # fmt: skip

    def export(  # noqa: PLR0913 - likewise
        self,
        project: AnyProject = ".",
        *,
        format: str = "requirements.txt",  # noqa: A002 - the option's name
        extras: Iterable[str] = (),
        groups: Iterable[str] = (),
        frozen: bool = False,
        locked: bool = False,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> str:
        """Lock a project and return the lock in another format: `requirements.txt`, `pylock.toml` or `cyclonedx1.5`.

        `options` are further fields of `ExportRequest` and `Selection`.

        Raises:
            PuvError: it cannot be locked, or what is asked for does not exist.
        """
        from puv.ops.project.export import ExportRequest, export
        from puv.ops.project.reading import LockWanted
        from puv.ops.project.requests import Selection

        chosen = {name: options.pop(name) for name in tuple(options) if name in Selection.__fields__}
        request = ExportRequest(
            selection=Selection(extra=tuple(extras), group=tuple(groups), **chosen), format=format,
            wanted=LockWanted(frozen="frozen=True" if frozen else "", locked="locked=True" if locked else ""),
            **{"no_header": True, **options},
        )  # fmt: skip
        return self._call(lambda s, r: export(request, s, r), self._on(project, None), cancel=cancel).text

    def build(
        self,
        source: str | os.PathLike[str] = "",
        *,
        python: str | None = None,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
        **options: Any,
    ) -> BuildReport:
        """Build a source distribution and a wheel of a project, which starts its build backend.

        `options` are the fields of `BuildRequest` (`wheel`, `sdist`, `out_dir`, …).

        Raises:
            InputError: there is nothing to build at `source`.
            BuildError: the build failed; the output directory holds nothing unfinished.
        """
        from puv.ops.project.build import BuildRequest, build

        request = BuildRequest(source=str(source), **options)
        return self._call(lambda s, r: build(request, s, r), self._at(python), cancel=cancel, deadline=deadline)

    def publish(self, files: Iterable[str] = (), **options: Any) -> PublishReport:
        """Upload distributions (paths or patterns, by default `dist/*`); `options` are the fields of `PublishRequest`.

        Raises:
            UploadError: a file was refused; its `uploaded` tells which were not.
            PuvError: there is nothing to publish, or nobody to sign in as.
        """
        from puv.ops.publish.publish import publish
        from puv.ops.publish.requests import PublishRequest

        request = PublishRequest(files=tuple(files), **options)
        return self._call(lambda s, r: publish(request, s, r))

    # --- what the verbs share -----------------------------------------------------------------------------------

    def _on(self, project: AnyProject, python: str | None, upgrade: bool | Iterable[str] = ()) -> Settings:
        """Return the settings for a project."""
        settings = self._at(python)
        resolve = settings.resolve
        if upgrade is True:
            resolve = resolve.replace(upgrade=True)
        elif upgrade:
            resolve = resolve.replace(upgrade_package=(*upgrade, *resolve.upgrade_package))
        place = project.directory if isinstance(project, Project) else str(project)
        if place in ("", "."):
            return settings.replace(resolve=resolve)
        return settings.replace(output=settings.output.replace(project=place), resolve=resolve)
