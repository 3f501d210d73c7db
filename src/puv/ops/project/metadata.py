"""`puv workspace metadata`: a workspace or script, its lock and its environment, for other programs."""

from __future__ import annotations

import os

from puv.errors import InputError, PuvError
from puv.events import Building, Built, Checked, Installed, InstalledAll, Prepared, Uninstalled, Warned
from puv.frozen import Frozen
from puv.lockfile.errors import ConflictsEnabledError, ConflictsRequestedError
from puv.lockfile.metadata_json import EnvironmentFacts, InstalledFacts, metadata_json
from puv.lockfile.tree_json import GraphPlace
from puv.ops.project.edits import without
from puv.ops.project.frozen import MissingLockError
from puv.ops.project.reading import LockRead, LockWanted, read_wanted
from puv.ops.project.requests import Selection, SyncRequest
from puv.ops.project.scripts import environment_place, find_script, refuse_missing
from puv.ops.project.sync import sync
from puv.ops.steps.project_environment import environment_root, existing_interpreter
from puv.python.environment import Environment
from puv.python.paths import environment_python
from puv.python.site_packages import direct_url_text, snapshot
from puv.standards.direct_url import parse_direct_url
from puv.standards.modules import extension_suffixes, modules_of
from puv.standards.record import parse_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.installed import InstalledDist
    from puv.ops.project.requests import SyncReport
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_PREVIEW = "workspace-metadata"
_PROGRESS = (Building, Built, Prepared, Uninstalled, Installed, InstalledAll, Checked)
_EVERYTHING = Selection(all_packages=True, all_extras=True, all_groups=True)


class MetadataRequest(Frozen):
    """`puv workspace metadata`. With `sync` the environment is brought to the lock, which is written, and told of.

    The other fields are as in `LockWanted` and `SyncRequest`.
    """

    wanted: LockWanted = LockWanted()
    sync: bool = False
    exact: bool = False
    active: bool | None = None


class MetadataReport(Frozen):
    """The JSON text to show."""

    text: str


class UninspectableEnvironmentError(PuvError):
    """The environment of a workspace could not be brought to its lock; the cause says why."""

    code = "uninspectable-environment"

    def __init__(self) -> None:
        super().__init__("Failed to inspect environment")


def metadata(request: MetadataRequest, settings: Settings, runtime: Runtime) -> MetadataReport:
    """Tell what a workspace or script is made of. Without `sync` no file changes.

    Raises:
        InputError: the project is wrong.
        LockfileError: the lock cannot be read; it is missing or out of date, and must not be written.
        UninspectableEnvironmentError: the environment could not be brought to the lock.
        PuvError: locking failed.
    """
    if request.wanted.script:
        refuse_missing(request.wanted.script, runtime)
    output = settings.output
    if not (output.preview or _PREVIEW in output.preview_features):
        message = (
            "The `puv workspace metadata` command is experimental and may change without warning. Pass "
            f"`--preview-features {_PREVIEW}` to disable this warning."
        )
        runtime.report(Warned(message=message))
    environment: EnvironmentFacts | None
    if request.sync and request.wanted.script:
        found, environment = _synced_script(request, settings, runtime)
    else:
        wanted = request.wanted.replace(dry_run=not request.sync)
        found = read_wanted(wanted, _EVERYTHING, settings, runtime)
        environment = _synced(request, settings, runtime) if request.sync else _existing(request, found, runtime)
    place = GraphPlace(
        directory=found.directory,
        members=tuple(found.member_names),
        script=_script(request, runtime),
    )
    return MetadataReport(text=metadata_json(found.lock, found.roots(_asked(request), check=False), place, environment))


def _script(request: MetadataRequest, runtime: Runtime) -> str:
    return runtime.path(request.wanted.script) if request.wanted.script else ""


def _asked(request: MetadataRequest) -> Selection:
    return Selection(all_extras=True, all_groups=True) if request.wanted.script else _EVERYTHING


def _synced(request: MetadataRequest, settings: Settings, runtime: Runtime) -> EnvironmentFacts:
    """Bring the environment of the workspace to the lock that is on disk by now.

    Raises:
        UninspectableEnvironmentError: that failed.
    """
    wanted = SyncRequest(
        selection=_EVERYTHING, frozen="--frozen", inexact=not request.exact, active=request.active, as_json=True
    )
    try:
        report = sync(wanted, _unmarked(settings), without(_PROGRESS, runtime))
        return _brought_about(report)
    except ConflictsRequestedError as error:
        # Everything is asked for, and so the first two of the set.
        what = "groups" if error.items[0][0] == "group" else "extras"
        raise UninspectableEnvironmentError from ConflictsEnabledError(*error.declared[:2], what=what)
    except PuvError as error:
        raise UninspectableEnvironmentError from error


def _synced_script(request: MetadataRequest, settings: Settings, runtime: Runtime) -> tuple[LockRead, EnvironmentFacts]:
    """Bring the environment of a script to its lock, or to what it needs where it has none."""
    script = request.wanted.script
    for flag in filter(None, (request.wanted.locked, request.wanted.frozen)):
        if not os.path.exists(f"{runtime.path(script)}.lock"):
            raise MissingLockError(f"{script}.lock", flag)
    wanted = SyncRequest(
        script=script, locked=request.wanted.locked, frozen=request.wanted.frozen, inexact=not request.exact,
        active=request.active, as_json=True,
    )  # fmt: skip
    report = sync(wanted, _unmarked(settings), without(_PROGRESS, runtime))
    found = LockRead(lock=report.used, directory=os.path.dirname(runtime.path(script)))
    return found, _brought_about(report)


def _brought_about(report: SyncReport) -> EnvironmentFacts:
    assert report.environment is not None  # noqa: S101 - it was brought about
    return _facts(report.environment, report.root)


def _unmarked(settings: Settings) -> Settings:
    """Return the settings with which installed packages do not tell who installed them: that is somebody else's."""
    return settings.replace(install=settings.install.replace(no_installer_metadata=True))


def _existing(request: MetadataRequest, found: LockRead, runtime: Runtime) -> EnvironmentFacts | None:
    """Return what the environment holds as it is, None where there is none that the lock is for."""
    if found.workspace is not None or request.active:
        root = environment_root(found.directory, runtime, active=bool(request.active))
    else:
        root = environment_place(find_script(request.wanted.script, runtime), runtime)
    interpreter = existing_interpreter(root, runtime, only_look=True)
    if interpreter is None or not found.lock.requires_python.contains(interpreter.version.only_release()):
        return None
    return _facts(Environment.of(interpreter), root)


def _facts(environment: Environment, root: str) -> EnvironmentFacts:
    """Tell what an environment holds."""
    interpreter = environment.interpreter
    extensions = extension_suffixes(interpreter.soabi, interpreter.os_name)
    return EnvironmentFacts(
        root=root,
        python=environment_python(root, interpreter.os_name),
        version=interpreter.full_version,
        implementation=interpreter.implementation,
        installed=tuple(_installed(dist, extensions) for dist in snapshot(environment.site_packages)),
    )


def _installed(dist: InstalledDist, extensions: tuple[str, ...]) -> InstalledFacts:
    try:
        with open(os.path.join(dist.path, "RECORD"), encoding="utf-8") as stream:
            paths = [entry.path for entry in parse_record(stream.read())]
    except (OSError, UnicodeDecodeError, InputError):
        paths = []  # an old format, or a damaged one: it has no modules that are known
    origin = direct_url_text(dist)
    return InstalledFacts(
        name=dist.name,
        version=str(dist.version),
        path=dist.path,
        editable=dist.kind == "egg-link" or (origin is not None and bool(parse_direct_url(origin).editable)),
        modules=frozenset(modules_of(paths, extensions)),
    )
