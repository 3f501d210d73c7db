"""`puv export`: a project's lock in another format."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import InputError
from puv.events import Warned
from puv.frozen import Frozen
from puv.fs.atomic import write_text
from puv.lockfile.asked import check_conflicts
from puv.lockfile.export.graph import Emitted, exported
from puv.lockfile.export.locked import LockedStyle, render_requirements
from puv.lockfile.export.names import check_pylock_name
from puv.lockfile.export.requirements import compile_command, header
from puv.ops.project.reading import LockWanted, read_wanted
from puv.ops.project.requests import Selection
from puv.ops.steps.indexes import indexes
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.lockfile.export.graph import Exported
    from puv.ops.project.reading import LockRead
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_PREVIEW = "sbom-export"


class ExportRequest(Frozen):
    """`puv export`. `arguments` are the words of the command line, for the header."""

    selection: Selection = Selection()
    wanted: LockWanted = LockWanted()
    format: str = ""
    prune: tuple[str, ...] = ()
    no_annotate: bool = False
    no_header: bool = False
    emit_index_url: bool = False
    emit_find_links: bool = False
    no_editable: bool = False
    no_editable_package: tuple[str, ...] = ()
    no_hashes: bool = False
    output_file: str = ""
    no_emit_project: bool = False
    no_emit_workspace: bool = False
    no_emit_local: bool = False
    no_emit_package: tuple[str, ...] = ()
    only_emit_project: bool = False
    only_emit_workspace: bool = False
    only_emit_local: bool = False
    only_emit_package: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


class ExportReport(Frozen):
    """The text, and the absolute path of the file it was written to (empty without one)."""

    text: str
    written: str = ""


def export(request: ExportRequest, settings: Settings, runtime: Runtime) -> ExportReport:
    """Lock, unless told not to, and write the lock in another format.

    Raises:
        InputError: the project is wrong, or what is asked of it does not exist or conflicts.
        LockfileError: the lock cannot be read; it is missing or out of date, and must not be written.
        UsageError: the name of the output file does not fit the format.
        PuvError: locking failed.
    """
    kind = _format(request)
    found = read_wanted(request.wanted, request.selection, settings, runtime)
    roots = found.roots(request.selection)
    check_conflicts(found.lock, roots)
    packages = exported(found.lock, roots, frozenset(map(normalize, request.prune)))
    emitted = _emitted(request, found)
    shown = [entry for entry in packages if emitted.includes(entry.package)]
    if kind == "requirements.txt":
        text = render_requirements(shown, _style(request, settings, runtime))
    elif kind == "pylock.toml":
        text = _header(request, runtime) + _pylock(request, found, shown, runtime)
    else:
        text = _bill(request, found, packages, shown, settings, runtime)
    return ExportReport(text=text, written=_write(request, runtime, text))


def _format(request: ExportRequest) -> str:
    """Return the format that is asked for, or that the name of the output file tells.

    Raises:
        UsageError: the name of a `pylock.toml` is not one.
    """
    name = os.path.basename(request.output_file)
    is_pylock = name.startswith("pylock.") and name.endswith(".toml")
    kind = request.format or ("pylock.toml" if is_pylock else "requirements.txt")
    if kind == "pylock.toml":
        check_pylock_name(name)
    return kind


def _emitted(request: ExportRequest, found: LockRead) -> Emitted:
    single = found.members[0].name if len(found.members) == 1 else None
    root = found.lock.root()
    return Emitted(
        project=single or (root.name if root is not None else None),
        members=found.member_names,
        no_project=request.no_emit_project,
        no_workspace=request.no_emit_workspace,
        no_local=request.no_emit_local,
        no_packages=frozenset(map(normalize, request.no_emit_package)),
        only_project=request.only_emit_project,
        only_workspace=request.only_emit_workspace,
        only_local=request.only_emit_local,
        only_packages=frozenset(map(normalize, request.only_emit_package)),
    )


def _header(request: ExportRequest, runtime: Runtime) -> str:
    if request.no_header:
        return ""
    command = compile_command(
        runtime.program, request.arguments, emit_index=request.emit_index_url, emit_links=request.emit_find_links
    )
    return header(command)


def _style(request: ExportRequest, settings: Settings, runtime: Runtime) -> LockedStyle:
    places = indexes(settings, runtime) if request.emit_index_url else ()
    named = [index for index in places if index.format != "links" and (index.default or not index.explicit)]
    return LockedStyle(
        header=_header(request, runtime),
        annotate=not request.no_annotate,
        hashes=not request.no_hashes,
        editable=not request.no_editable,
        not_editable=frozenset(map(normalize, request.no_editable_package)),
        index_url=next((index.given or index.url for index in named if index.default), ""),
        extra_index_urls=tuple(index.given or index.url for index in named if not index.default),
        find_links=settings.index.find_links if request.emit_find_links else (),
    )


def _pylock(request: ExportRequest, found: LockRead, shown: list[Exported], runtime: Runtime) -> str:
    from puv.lockfile.export.pylock import PylockStyle, pylock_of_lock, undigested  # few exports are of this format
    from puv.standards.pylock import render_pylock

    base = os.path.dirname(runtime.path(request.output_file)) if request.output_file else runtime.cwd
    style = PylockStyle(
        directory=found.directory,
        base=base,
        editable=not request.no_editable,
        not_editable=frozenset(map(normalize, request.no_editable_package)),
        digests=_digests(undigested(shown, found.directory), runtime),
    )
    return render_pylock(pylock_of_lock(found.lock, shown, style))


def _digests(urls: Iterable[str], runtime: Runtime) -> dict[str, str]:
    """Read the files of the addresses, which are of this disk, and return their digests.

    Raises:
        InputError: a file cannot be read.
    """
    found = {}
    for url in urls:
        import hashlib  # rare: a lock has the digest of nearly every file
        from urllib.parse import unquote

        path = unquote(url.removeprefix("file://"))
        runtime.noted(replay.content, path)
        try:
            with open(path, "rb") as stream:
                found[url] = f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
        except OSError as error:
            cause = InputError(f"failed to open file `{path}`: {error.strerror} (os error {error.errno})")
            raise InputError(f"Failed to read `{path}` to compute missing hashes") from cause
    return found


def _bill(
    request: ExportRequest,
    found: LockRead,
    packages: tuple[Exported, ...],
    shown: list[Exported],
    settings: Settings,
    runtime: Runtime,
) -> str:
    from datetime import UTC, datetime  # with the next two, 25 ms that no other format needs
    from uuid import uuid4

    from puv._version import __version__
    from puv.lockfile.export.cyclonedx import BillStyle, render_bill

    if not (settings.output.preview or _PREVIEW in settings.output.preview_features):
        message = (
            "`puv export --format=cyclonedx1.5` is experimental and may change without warning. Pass "
            f"`--preview-features {_PREVIEW}` to disable this warning."
        )
        runtime.report(Warned(message=message))
    runtime.not_replayable()  # no two bills are the same
    root = found.lock.root()
    single = found.members[0].name if len(found.members) == 1 else None
    style = BillStyle(
        root=single,
        workspace=root.name if root is not None else "puv-workspace",
        members=found.member_names,
        emitted=frozenset(entry.package.id for entry in shown),
        serial=str(uuid4()),
        timestamp=datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        version=__version__,
        hashes=not request.no_hashes,
    )
    return render_bill(packages, style)


def _write(request: ExportRequest, runtime: Runtime, text: str) -> str:
    """Write the output file, if one is asked for, and return its path.

    Raises:
        InputError: the file cannot be written.
    """
    if not request.output_file:
        return ""
    path = runtime.path(request.output_file)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_text(path, text)
    except OSError as error:
        message = f"failed to write to file `{request.output_file}`: {error.strerror} (os error {error.errno})"
        raise InputError(message) from error
    return path
