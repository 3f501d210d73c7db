"""`puv remove`: take requirements out of a project, lock, and uninstall."""

from __future__ import annotations

from puv.errors import InputError
from puv.frozen import Frozen
from puv.ops.project.edits import (
    PRODUCTION,
    Keeping,
    Relocking,
    find_for_edit,
    keep,
    paths_of,
    read_document,
)
from puv.ops.project.requests import SyncRequest
from puv.ops.project.script_edits import ScriptEdit
from puv.ops.project.scripts import find_script, refuse_missing, script_interpreter
from puv.project.edit.document import TomlText
from puv.project.edit.requirements import requirements_at, take_requirements
from puv.project.edit.sources import drop_source, is_required
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.project.edits import ListName
    from puv.ops.project.requests import LockReport, SyncReport
    from puv.ops.runtime import Runtime
    from puv.settings import Settings
    from puv.standards.names import PackageName
    from puv.standards.toml_spans import Path


class RemoveRequest(Frozen):
    """`puv remove`. The other fields are as in `AddRequest`."""

    packages: tuple[PackageName, ...]
    target: ListName = PRODUCTION
    package: PackageName | None = None
    locked: str = ""
    frozen: str = ""
    active: bool | None = None
    install: SyncRequest | None = SyncRequest()
    script: str = ""


class RemoveReport(Frozen):
    """The lock without what was removed, None for a frozen one, and what became of the environment."""

    lock: LockReport | None = None
    sync: SyncReport | None = None


class MissingRequirementError(InputError):
    """A list does not have what should be removed from it. The hints name the lists that do."""

    code = "missing-requirement"

    def __init__(self, name: str, shown: str, hints: tuple[str, ...]) -> None:
        super().__init__(f"The dependency `{name}` could not be found in {shown}", hints=hints)
        self.name = name


def remove(request: RemoveRequest, settings: Settings, runtime: Runtime) -> RemoveReport:
    """Take every requirement on some packages out of a list, and their sources where nothing needs them.

    A failure leaves every file as it was.

    Raises:
        MissingRequirementError: the list has none.
        PuvError: the project is wrong or cannot be locked.
    """
    if request.script:
        return _remove_from_script(request, settings, runtime)
    project = find_for_edit(request.package, settings, runtime)
    document = read_document(project.path)
    _take(document, request, paths_of(document, request.target))
    keeping = Keeping(locked=request.locked, frozen=request.frozen, active=request.active, install=request.install)
    lock, synced = keep(project, document.text, keeping, settings, runtime)
    return RemoveReport(lock=lock, sync=synced)


def _take(document: TomlText, request: RemoveRequest, paths: tuple[Path, ...]) -> None:
    for name in request.packages:
        if not sum(take_requirements(document, path, name) for path in paths):
            raise MissingRequirementError(name, request.target.shown, tuple(_elsewhere(document, name)))
        if not is_required(document, name, *paths):
            drop_source(document, name)


def _remove_from_script(request: RemoveRequest, settings: Settings, runtime: Runtime) -> RemoveReport:
    """Take requirements out of the metadata of a script, and out of its lock if it has one."""
    refuse_missing(request.script, runtime)
    script = find_script(request.script, runtime, needs_metadata=True)
    document = TomlText(script.script.block or "")
    _take(document, request, (("dependencies",),))
    edit = ScriptEdit(script, runtime)
    lock = None
    if edit.has_lock and not request.frozen:
        interpreter = script_interpreter(script, settings, runtime)
        lock = edit.lock(document.text, Relocking(interpreter=interpreter, locked=request.locked), settings)
    edit.write(document.text, lock)
    return RemoveReport(lock=lock)


def _elsewhere(document: TomlText, name: PackageName) -> list[str]:
    """Say which other lists have a package."""

    def has(*path: str) -> bool:
        return any(requirement.name == name for requirement in requirements_at(document, path))

    found = []
    if has("project", "dependencies"):
        found.append(f"`{name}` is a production dependency")
    table = ("project", "optional-dependencies")
    extras = [normalize(key) for key in document.keys(table) if has(*table, key)]
    found += [f"`{name}` is an optional dependency (try: `puv remove {name} --optional {extra}`)" for extra in extras]
    groups = [normalize(key) for key in document.keys(("dependency-groups",)) if has("dependency-groups", key)]
    found += [f"`{name}` is in the `{group}` group (try: `puv remove {name} --group {group}`)" for group in groups]
    if has("tool", "uv", "dev-dependencies"):
        found.append(f"`{name}` is a development dependency (try: `puv remove {name} --dev`)")
    return found
