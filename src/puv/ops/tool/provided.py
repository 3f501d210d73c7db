"""Tools that other verbs drive (ruff, ty), at a version that suits both, in an environment in the cache."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import FetchError, InputError, ParseError, UsageError
from puv.events import BytecodeCompiled, InstalledAll, Retrying, Warned
from puv.frozen import Frozen
from puv.ops.running.cached_environments import cached_environment
from puv.ops.steps.look import look
from puv.ops.steps.solve import NoSolutionError
from puv.ops.tool.install import find_python, upgrading
from puv.ops.tool.options import without_project
from puv.ops.tool.targets import parse_target
from puv.ops.tool.workshop import Workshop, read_main
from puv.python.paths import scripts_directory
from puv.settings.groups.resolve import ResolveSettings
from puv.standards.specifiers import parse_specifiers
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.events import Event
    from puv.ops.runtime import Runtime
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings

LATEST = "latest"


class Wanted(Frozen):
    """A tool by its package's name, the versions that puv knows how to drive, and what the user says of them.

    `said` is `latest`, a version, specifiers, or None where nothing is said. `exact` is a version that a lock names.
    """

    name: str
    usual: str
    said: str | None = None
    exact: str = ""


class Provided(Frozen):
    """The tool's program (absolute path) and its version."""

    program: str
    version: Version


class ToolVersionError(UsageError):
    """What is said of a tool's version is neither a version nor specifiers."""

    code = "tool-version"


class ToolUnavailableError(UsageError):
    """No version of a tool that will do can be had; the cause says why."""

    code = "tool-unavailable"


class _Request(Frozen):
    """What to resolve, and what messages say where that fails."""

    requirement: str
    failure: str
    limits: str = ""
    is_exact: bool = False


def provide(wanted: Wanted, settings: Settings, runtime: Runtime) -> Provided:
    """Bring about an environment with the tool, and tell where its program is.

    Of the settings on resolution only the date before which files must have been uploaded counts, unless a project
    names it; it does not count for exact versions.

    Raises:
        ToolVersionError: what the user says is no version.
        ToolUnavailableError: there is no such version, or it cannot be fetched.
        PuvError: there is no interpreter, or installing failed.
    """
    request = _request(wanted)
    newer = None if request.is_exact else without_project(settings).resolve.exclude_newer
    settings = settings.replace(resolve=ResolveSettings(exclude_newer=newer))
    told = runtime
    if wanted.said is not None and wanted.said.lower() == LATEST:
        told.not_replayable()
        settings, runtime = upgrading(parse_target(f"{wanted.name}@{LATEST}"), settings, runtime)
    interpreter = find_python(None, settings, runtime)
    inputs = read_main(request.requirement, settings, runtime)
    is_told = bool(wanted.exact)

    def report(event: Event) -> None:
        if isinstance(event, (Warned, Retrying)) or (is_told and isinstance(event, (InstalledAll, BytecodeCompiled))):
            told.report(event)

    world = runtime.within(report=report, observe=True)
    with Workshop(inputs, interpreter, settings, world) as workshop:
        try:
            resolution = workshop.resolve(workshop.named(inputs))
        except NoSolutionError:
            limits = f" matching `{request.limits}`" if request.limits else ""
            message = f"No version of {wanted.name} found{limits} for platform `{platform(interpreter)}`"
            if settings.network.offline:
                message = f"Network connectivity is disabled, and the cache has none of the files of {wanted.name}"
            raise ToolUnavailableError(request.failure) from InputError(message)
        except FetchError as error:
            raise ToolUnavailableError(request.failure) from error
        environment = cached_environment(
            resolution, interpreter, world,
            lambda made: workshop.install(resolution, made, look(made.site_packages, world)),
        )  # fmt: skip
    told.adopt(world)
    version = next(pin.version for pin in resolution if pin.name == wanted.name)
    program = program_in(environment.root, wanted.name)
    told.noted(replay.stat, program)
    return Provided(program=program, version=version)


def program_in(root: str, name: str) -> str:
    """Return the path of an environment's program."""
    return os.path.join(scripts_directory(root, os.name), name + (".exe" if os.name == "nt" else ""))


def _request(wanted: Wanted) -> _Request:
    name, said = wanted.name, wanted.said
    if wanted.exact or (said is not None and (version := Version.parse_or_none(said)) is not None):
        exact = wanted.exact or str(version)
        return _Request(
            requirement=f"{name}=={exact}", failure=f"Failed to install {name} {exact}", limits=f"=={exact}",
            is_exact=True,
        )  # fmt: skip
    if said is None:
        limits = _specifiers(wanted.usual)
        failure = f"Failed to find {name} version matching default constraints: {limits}"
        return _Request(requirement=f"{name}{limits}", failure=failure, limits=limits)
    if said.lower() == LATEST:
        return _Request(requirement=name, failure=f"Failed to find latest {name} version")
    limits = _specifiers(said)
    failure = f"Failed to find {name} version matching: {limits}"
    return _Request(requirement=f"{name}{limits}", failure=failure, limits=limits)


def _specifiers(text: str) -> str:
    """Return specifiers in their normal form.

    Raises:
        ToolVersionError: they cannot be read.
    """
    try:
        return ", ".join(map(str, parse_specifiers(text)))
    except ParseError as error:
        marks = " " * error.start + "^" * (error.end - error.start)
        raise ToolVersionError(f"Failed to parse version: {error}:\n{text}\n{marks}".rstrip()) from None


def platform(interpreter: Interpreter) -> str:
    """Return the platform of an interpreter as a target triple: `x86_64-unknown-linux-gnu`."""
    machine = interpreter.machine
    if interpreter.os_name == "nt":
        return f"{machine}-pc-windows-msvc"
    if interpreter.system == "macos":
        return f"{machine}-apple-darwin"
    return f"{machine}-unknown-{interpreter.system}-{interpreter.libc}"
