"""`puv audit`: known vulnerabilities of what the lock of a project or a script holds."""

from __future__ import annotations

import os

from puv.errors import UsageError
from puv.events import Warned
from puv.frozen import Frozen
from puv.lockfile.asked import ExtrasAsked, GroupsAsked, roots_of
from puv.lockfile.export.graph import exported
from puv.ops.audit.model import Audit, Ignored, kept
from puv.ops.audit.osv import DEFAULT_SERVICE, statuses, vulnerabilities
from puv.ops.project.frozen import use_frozen
from puv.ops.project.lock import lock
from puv.ops.project.requests import LockRequest, Selection
from puv.ops.project.scripts import find_script
from puv.ops.steps.network import http_client
from puv.ops.steps.selection import roots_asked
from puv.ops.steps.workspaces import find_workspace, project_files, shown_in
from puv.project.errors import WorkspaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.lockfile.lock import Package
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class AuditRequest(Frozen):
    """`puv audit`. `ignore` are ids of vulnerabilities, or aliases. `locked`, `frozen`, `script` as in `LockRequest`.

    Everything counts that `selection` does not leave out.
    """

    selection: Selection = Selection()
    locked: str = ""
    frozen: str = ""
    script: str = ""
    ignore: tuple[str, ...] = ()
    ignore_until_fixed: tuple[str, ...] = ()
    service_url: str = ""


class AuditReport(Frozen):
    """What was found, and the lock that the findings are located at, as messages show it."""

    audit: Audit
    shown: str


def audit(request: AuditRequest, settings: Settings, runtime: Runtime) -> AuditReport:
    """Lock, unless told not to, and ask the service about what the lock holds, on every platform.

    Raises:
        UsageError: the network is off.
        InputError: the project or the script is wrong.
        LockfileError: the lock cannot be read; it is missing or out of date, and must not be written.
        AuditError: the service did not answer.
    """
    if settings.network.offline:
        raise UsageError("Auditing requires network access and cannot be performed in offline mode")
    runtime.not_replayable()
    path, packages = _of_script(request, settings, runtime) if request.script else _locked(request, settings, runtime)
    found, indexed = _identities(packages)
    client = http_client(settings, runtime)
    known = vulnerabilities(found, request.service_url or DEFAULT_SERVICE, client)
    ignored = Ignored(
        always=(*request.ignore, *settings.audit.ids("ignore")),
        pending=(*request.ignore_until_fixed, *settings.audit.ids("ignore-until-fixed")),
    )
    rest, matched = kept(known, ignored)
    for identity in ignored.unmatched(matched):
        message = f"Ignored vulnerability `{identity}` does not match any vulnerability in the project"
        runtime.report(Warned(message=message))
    adverse = statuses(indexed, client)
    report = Audit(count=len(found), vulnerabilities=tuple(rest), statuses=tuple(adverse), matched=matched)
    return AuditReport(audit=report, shown=shown_in(runtime.cwd)(path))


def _locked(request: AuditRequest, settings: Settings, runtime: Runtime) -> tuple[str, list[Package]]:
    """Return the project's lock by its path, and what of it is to be audited.

    Raises:
        PuvError: as `audit`.
    """
    workspace = find_workspace(settings, runtime, project_files(runtime))
    if workspace.file.project is None and workspace.file.uv.workspace is None:
        raise WorkspaceError(f"No `project` table found in: {os.path.join(workspace.root, 'pyproject.toml')}")
    path = os.path.join(workspace.root, "uv.lock")
    if request.frozen:
        found = use_frozen(path, request.frozen, runtime)
    else:
        found = lock(LockRequest(locked=request.locked), settings, runtime)
    selection = request.selection.replace(all_extras=True, all_groups=_takes_groups(request.selection))
    roots = roots_asked(found.lock, workspace, tuple(workspace.members.values()), selection, check=False)
    packages = [entry.package for entry in exported(found.lock, roots)]
    return path, [package for package in packages if package.name not in workspace.members]


def _takes_groups(selection: Selection) -> bool:
    return not (selection.no_default_groups or selection.only_dev or selection.only_group)


def _of_script(request: AuditRequest, settings: Settings, runtime: Runtime) -> tuple[str, list[Package]]:
    script = find_script(request.script, runtime, needs_metadata=True)
    if request.frozen:
        found = use_frozen(script.lock_path, request.frozen, runtime)
    else:
        has_lock = os.path.exists(script.lock_path)
        found = lock(LockRequest(locked=request.locked, script=request.script, dry_run=not has_lock), settings, runtime)
    roots = roots_of(found.lock, (), ExtrasAsked(), GroupsAsked(), manifest=True)
    return script.lock_path, [entry.package for entry in exported(found.lock, roots)]


def _identities(packages: Iterable[Package]) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """Return names and versions of packages that a service may know, and those with an index with its address."""
    found, indexed = [], []
    for package in packages:
        if package.version is None:
            continue
        row = (str(package.name), str(package.version))
        found.append(row)
        if package.source.kind == "registry" and not package.source.is_registry_path:
            indexed.append((*row, package.source.place))
    return found, indexed
