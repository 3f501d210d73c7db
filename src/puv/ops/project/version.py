"""`puv version`: tell the version of a project, set it or bump it, and bring the lock up to date."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.frozen import Frozen
from puv.ops.project.edits import (
    Keeping,
    find_for_edit,
    keep,
    read_document,
)
from puv.ops.project.frozen import use_frozen
from puv.ops.project.requests import SyncRequest
from puv.project.bump import bumped
from puv.standards.toml_text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.project.requests import LockReport, SyncReport
    from puv.ops.runtime import Runtime
    from puv.project.bump import Bump
    from puv.settings import Settings
    from puv.standards.names import PackageName
    from puv.standards.version import Version

_PATH = ("project", "version")


class VersionRequest(Frozen):
    """`puv version`. `value` is the version to set, `bumps` are steps to take; without both it is only told."""

    value: Version | None = None
    bumps: tuple[Bump, ...] = ()
    dry_run: bool = False
    package: PackageName | None = None
    locked: str = ""
    frozen: str = ""
    active: bool | None = None
    install: SyncRequest | None = SyncRequest(inexact=True)


class VersionReport(Frozen):
    """The project's name, and its version before and after (`new` is None where it was only told).

    `lock` and `sync` are None where they were not brought up to date.
    """

    name: PackageName
    old: Version
    new: Version | None = None
    lock: LockReport | None = None
    sync: SyncReport | None = None


class DynamicVersionError(InputError):
    """The version of a project is not in its `pyproject.toml`."""

    code = "dynamic-version"

    def __init__(self, shown: str) -> None:
        super().__init__(f"We cannot get or set dynamic project versions in: {shown}")


def version(request: VersionRequest, settings: Settings, runtime: Runtime) -> VersionReport:
    """Tell the version, or change it; then lock unless `frozen`. A failure leaves every file as it was.

    Raises:
        InputError: there is no project, or none with a version of its own.
        BumpError: the version would not go up.
        PuvError: the project cannot be locked.
    """
    project = find_for_edit(request.package, settings, runtime)
    if project.member is None or project.member.file.project is None:
        raise InputError(f"No `project` table found in: {project.path}")
    table = project.member.file.project
    if table.version is None:
        raise DynamicVersionError(os.path.relpath(project.path, runtime.cwd))
    name, old = project.member.name, table.version
    if request.value is None and not request.bumps:
        if request.frozen:
            use_frozen(project.lock, request.frozen, runtime)
        return VersionReport(name=name, old=old)
    new = bumped(old, request.bumps) if request.bumps else request.value
    assert new is not None  # noqa: S101 - one of the two is given
    if request.dry_run:
        return VersionReport(name=name, old=old, new=new)
    document = read_document(project.path)
    document.set(_PATH, quoted(str(new)))
    keeping = Keeping(locked=request.locked, frozen=request.frozen, active=request.active, install=request.install)
    lock, synced = keep(project, document.text, keeping, settings, runtime)
    return VersionReport(name=name, old=old, new=new, lock=lock, sync=synced)
