"""`puv pip compile`: requirements in, a requirements file with every version pinned out."""

from __future__ import annotations

import os
import time

from puv import replay
from puv.errors import InputError
from puv.events import Warned
from puv.frozen import Frozen
from puv.fs.atomic import write_text
from puv.lockfile.export.names import check_pylock_name
from puv.lockfile.export.requirements import RequirementsStyle, compile_command, header, omitted, render
from puv.ops.addresses.digests import compute_digests
from puv.ops.pip.requests import PipCompileReport
from puv.ops.steps.given import check_given
from puv.ops.steps.indexes import indexes, warn_of_ambiguous
from puv.ops.steps.inputs import read_inputs, read_preferences
from puv.ops.steps.provision import provision
from puv.ops.steps.pythons import request_of, select_interpreter
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.solve import name_commits, solved, solved_everywhere
from puv.ops.steps.sources import allow_builds
from puv.python.errors import InspectError, NoInterpreterError
from puv.python.target import target_of
from puv.resolver.manifest import Manifest
from puv.standards.git_url import is_git_url
from puv.standards.names import normalize
from puv.standards.specifiers import Specifier, Specifiers
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.model.index import Index
    from puv.model.resolution import Resolution
    from puv.model.target import Target
    from puv.model.universal import Environments
    from puv.ops.pip.requests import PipCompileRequest
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.ops.steps.provision import Provision
    from puv.python.interpreter import Interpreter
    from puv.resolver.manifest import ResolveOptions
    from puv.settings import Settings
    from puv.standards.git_url import GitUrl
    from puv.standards.names import PackageName


def pip_compile(request: PipCompileRequest, settings: Settings, runtime: Runtime) -> PipCompileReport:
    """Resolve the inputs for one target and write the output file, if one is asked for.

    Raises:
        InputError: an input is missing or wrong.
        PythonError: there is no interpreter.
        ResolutionError: the requirements exclude each other.
        FetchError: an index did not answer.
    """
    kind = _format(request)
    request, settings = _python_version(request, settings)
    started = time.perf_counter()
    warn_of_ambiguous(settings, runtime)
    inputs = read_inputs(request.inputs, settings, runtime)
    check_given(inputs, hashes=False)
    places = indexes(settings, runtime, inputs.hints)
    options = resolve_options(
        settings, runtime, places, no_binary=inputs.no_binary, only_binary=inputs.only_binary,
    )  # fmt: skip
    with provision(places, settings, runtime) as port:
        # An interpreter that was never asked takes as long to answer as the first pages to come: let them come.
        asked = [entry.requirement for entry in inputs.requirements]
        port.prefetch([wanted.name for wanted in asked if wanted.marker is None and wanted.url is None])
        interpreter = _interpreter(request, settings, runtime)
        target = target_of(
            interpreter,
            python_version=request.python_version or None,
            platform=request.python_platform or None,
        )
        inputs = allow_builds(inputs, interpreter, options, port, settings, runtime)
        manifest = _manifest(request, inputs, kind, settings, runtime)
        if request.universal:
            everywhere = solved_everywhere(
                manifest, _environments(target, settings), port, options, runtime, since=started
            )
            from puv.resolver.universal_pins import flattened  # most resolutions are for one target

            simple = kind != "pylock.toml"
            resolution = name_commits(flattened(everywhere, inputs.requirements, simple=simple), port)
        else:
            resolution = solved(manifest, target, port, options, runtime, since=started)
        if request.generate_hashes or kind == "pylock.toml":
            compute_digests(resolution, port, runtime)
        repositories = _repositories(resolution, port) if kind == "pylock.toml" else {}
        trees = frozenset(port.trees)
    for warning in resolution.warnings:
        runtime.report(Warned(message=warning))
    style = _style(request, settings, inputs, places, runtime)
    if kind == "pylock.toml":
        text = (
            style.header
            + _pylock(request, resolution, target, options, _Places(repositories=repositories, trees=trees), runtime)
            + omitted(resolution, style)
        )
    else:
        text = render(resolution, style)
    written = _write(request, runtime, text)
    return PipCompileReport(resolution=resolution, text=text, written=written)


def _manifest(
    request: PipCompileRequest, inputs: ReadInputs, kind: str, settings: Settings, runtime: Runtime
) -> Manifest:
    return Manifest(
        requirements=inputs.requirements,
        constraints=inputs.constraints,
        overrides=inputs.overrides,
        excludes=inputs.excludes,
        preferences=read_preferences(request.output_file, settings, runtime),
        no_deps=request.no_deps,
        markers="full" if kind == "pylock.toml" else "simple" if request.no_strip_markers else "",
    )


def _environments(target: Target, settings: Settings) -> Environments:
    """Return every platform, and every Python from the target's on."""
    from puv.model.universal import Environments  # most resolutions are for one target

    lowest = target.python_version
    if not target.explicit_python:
        lowest = Version(lowest.release[:2])  # the interpreter's patch release is nobody's wish
    return Environments(
        requires_python=Specifiers((Specifier(">=", lowest),)),
        current=target.markers,
        fork_strategy=settings.resolve.fork_strategy,  # type: ignore[arg-type]  # checked when the setting was parsed
    )


def _format(request: PipCompileRequest) -> str:
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


class _Places(Frozen):
    """Repositories of the pins from git, and the addresses of directories that projects name as sources."""

    repositories: Mapping[PackageName, GitUrl]
    trees: frozenset[str]


def _repositories(resolution: Resolution, port: Provision) -> dict[PackageName, GitUrl]:
    """Return the repositories of the pins from git, with their commits."""
    found = {pin.name: port.git.of(pin.url) for pin in resolution if is_git_url(pin.url)}
    return {name: git if git.commit else port.git.of(port.git.located(git.carried())) for name, git in found.items()}


def _pylock(
    request: PipCompileRequest,
    resolution: Resolution,
    target: Target,
    options: ResolveOptions,
    places: _Places,
    runtime: Runtime,
) -> str:
    from puv.lockfile.export.pylock import PinsStyle, pylock_of_pins  # few write that format
    from puv.standards.pylock import render_pylock

    python = target.python_version
    if request.universal and not target.explicit_python:
        python = Version(python.release[:2])
    style = PinsStyle(
        base=os.path.dirname(runtime.path(request.output_file)) if request.output_file else runtime.cwd,
        python=python,
        tags=None if request.universal else target.tags,
        no_binary=options.no_binary,
        no_build=options.only_binary,
        omit=frozenset(map(normalize, request.no_emit_package)),
        repositories=places.repositories,
        trees=places.trees,
    )
    return render_pylock(pylock_of_pins(resolution, style))


def _python_version(request: PipCompileRequest, settings: Settings) -> tuple[PipCompileRequest, Settings]:
    """Take a `--python` that is a plain version for the `--python-version`: it need not be there."""
    asked = settings.python.python or ""
    if request.python_version or not asked or not all(part.isdigit() for part in asked.split(".")):
        return request, settings
    return request.replace(python_version=asked), settings.replace(python=settings.python.replace(python=None))


def _interpreter(request: PipCompileRequest, settings: Settings, runtime: Runtime) -> Interpreter:
    """Return the interpreter: `--python-version` chooses the interpreter too, where there is such a one."""
    if runtime.given.interpreter is not None:
        return runtime.given.interpreter
    asked = settings.python.python
    wanted = request.python_version
    if asked or not wanted:
        interpreter = select_interpreter(settings, runtime, request_of(asked, runtime))
    else:
        try:
            interpreter = select_interpreter(settings, runtime, request_of(wanted, runtime))
        except (InspectError, NoInterpreterError):  # one that cannot answer, as a shim without its Python, is none
            interpreter = select_interpreter(settings, runtime, request_of(None, runtime))
    if wanted and not _is_of(interpreter, wanted):
        message = (
            f"The requested Python version {wanted} is not available; {interpreter.full_version} will be used to "
            "build dependencies instead."
        )
        runtime.report(Warned(message=message))
    return interpreter


def _is_of(interpreter: Interpreter, wanted: str) -> bool:
    """Whether an interpreter is of the wanted version, as far as that is told; `3` means 3.0."""
    numbers = wanted.split(".")
    major, minor = (*numbers, "0")[:2]
    told = (str(interpreter.python_version[0]), str(interpreter.python_version[1]))
    return (major, minor) == told and (len(numbers) < 3 or wanted == interpreter.full_version)  # noqa: PLR2004 - a patch


def _style(
    request: PipCompileRequest,
    settings: Settings,
    inputs: ReadInputs,
    places: tuple[Index, ...],
    runtime: Runtime,
) -> RequirementsStyle:
    build = settings.build
    command = request.custom_compile_command or compile_command(
        runtime.program,
        request.arguments,
        emit_index=request.emit_index_url,
        emit_links=request.emit_find_links,
    )
    named = [index for index in places if index.format != "links"] if request.emit_index_url else []
    named = [index for index in named if index.default or not index.explicit]
    links = tuple(index.given or index.url for index in places if index.format == "links")
    binaries = request.emit_build_options
    return RequirementsStyle(
        header="" if request.no_header else header(command, runtime.program),
        annotate=not request.no_annotate,
        annotation_style=request.annotation_style,
        hashes=request.generate_hashes,
        strip_extras=not request.no_strip_extras,
        strip_markers=not (request.no_strip_markers or request.universal),
        index_annotation=request.emit_index_annotation,
        omit=tuple(normalize(name) for name in request.no_emit_package),
        index_url=next((index.given or index.url for index in named if index.default), ""),
        extra_index_urls=tuple(index.given or index.url for index in named if not index.default),
        find_links=links if request.emit_find_links else (),
        no_binary=_for_all((*inputs.no_binary, *build.no_binary)) if binaries else (),
        only_binary=_for_all((*inputs.only_binary, *build.only_binary), whole=build.no_build) if binaries else (),
    )


def _for_all(names: tuple[str, ...], *, whole: bool = False) -> tuple[str, ...]:
    """Return the names; where all packages are meant, these words alone."""
    return (":all:",) if whole or ":all:" in names else names


def _write(request: PipCompileRequest, runtime: Runtime, text: str) -> str:
    """Write the output file, unless it holds this text already, and return its path (empty without one).

    Raises:
        InputError: the file cannot be written.
    """
    if not request.output_file:
        return ""
    path = runtime.path(request.output_file)
    data = text.encode()
    if _content(path) != data:
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            write_text(path, text)
        except OSError as error:
            message = f"failed to write to file `{request.output_file}`: {error.strerror} (os error {error.errno})"
            raise InputError(message) from error
    runtime.noted(replay.content, path)
    return path


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return None
