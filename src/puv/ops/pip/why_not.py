"""Why a requirement cannot be met beside given ones, or beside what is installed."""

from __future__ import annotations

from puv.errors import BuildError, InputError, ParseError
from puv.frozen import Frozen
from puv.model.availability import Unusable
from puv.model.requirement import Dependency
from puv.ops.pip.requests import Inputs
from puv.ops.steps.indexes import indexes
from puv.ops.steps.inputs import read_inputs
from puv.ops.steps.installed import candidates
from puv.ops.steps.look import look
from puv.ops.steps.provision import provision
from puv.ops.steps.pythons import request_of, select_environment, select_interpreter
from puv.ops.steps.revisions import Revisions
from puv.ops.steps.rules import resolve_options
from puv.ops.steps.sources import allow_builds
from puv.ops.steps.whereabouts import Whereabouts
from puv.python.target import target_of
from puv.resolver.errors import NoSolution
from puv.resolver.manifest import Manifest
from puv.resolver.resolve import resolve
from puv.resolver.why_not import why_not
from puv.standards.requirement import Requirement, parse_requirement
from puv.standards.specifiers import Specifier, Specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from puv.model.derivation import WhyNot
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.ops.steps.provision import Provision
    from puv.python.environment import Environment
    from puv.settings import Settings
    from puv.standards.listing import File
    from puv.standards.metadata import Metadata

#: Where the requirements stand that an environment comes to.
INSTALLED = "installed"


class PipWhyNotRequest(Frozen):
    """A requirement, and those that it has to fit; without any, what is installed, each package in its version."""

    requirement: str
    inputs: Inputs = Inputs()
    python_version: str = ""
    python_platform: str = ""


def parse_asked(text: str) -> Requirement:
    """Read the requirement that a question is about.

    Raises:
        InputError: it is none, or one with an address.
    """
    try:
        found = parse_requirement(text)
    except ParseError as error:
        raise InputError(f"Failed to parse: `{text}`") from error
    if found.url is not None:
        raise InputError(f"Only versions can be asked about, but `{found.name}` was given with an address")
    return found


def pip_why_not(request: PipWhyNotRequest, settings: Settings, runtime: Runtime) -> WhyNot:
    """Find out why a requirement cannot be met, or that it can.

    Raises:
        InputError: a requirement or a file is wrong.
        PythonError: there is no interpreter, or no environment.
        ResolutionError: a requirement is impossible by itself.
        FetchError: an index did not answer.
    """
    runtime.not_replayable()
    asked = parse_asked(request.requirement)
    inputs = read_inputs(request.inputs, settings, runtime)
    environment = None
    if request.inputs == Inputs():
        environment = select_environment(settings, runtime, changing=False)
        interpreter = environment.interpreter
    else:
        interpreter = select_interpreter(settings, runtime, request_of(settings.python.python, runtime))
    target = target_of(
        interpreter, python_version=request.python_version or None, platform=request.python_platform or None
    )
    places = indexes(settings, runtime, inputs.hints)
    options = resolve_options(
        settings, runtime, places, no_binary=inputs.no_binary, only_binary=inputs.only_binary,
    )  # fmt: skip
    with provision(places, settings, runtime) as port:
        inputs = allow_builds(inputs, interpreter, options, port, settings, runtime)
        manifest = _given(inputs) if environment is None else _beside(environment, asked, inputs, settings, runtime)

        def solving(patient: Patient) -> Callable[[Manifest], dict[str, str]]:
            return lambda wanted: {str(pin.name): str(pin.version) for pin in resolve(wanted, target, patient, options)}

        return answered(asked, manifest, port, solving, runtime)


class Patient:
    """A port for which a version that cannot be built is one that cannot be used, and no reason to give up.

    A question looks at versions that no installation would come to, so that most of their builds would be in vain:
    without `builds`, what an index has only as source counts as unusable.
    """

    def __init__(self, port: Provision, *, builds: bool) -> None:
        self._port, self._builds = port, builds
        self._failed: dict[str, Unusable] = {}

    def __getattr__(self, name: str) -> Any:
        """Return what the port has under this name."""
        return getattr(self._port, name)

    def metadata(self, file: File) -> Metadata | Unusable:
        """Return the core metadata of a distribution; see `MetadataPort`."""
        if file.index and not (self._builds or file.is_wheel or file.has_metadata):
            return Unusable(reason="no-build", detail="It would have to be built")
        failed = self._failed.get(file.url)
        if failed is None:
            try:
                return self._port.metadata(file)
            except BuildError as error:
                failed = self._failed[file.url] = Unusable(reason="unbuildable", detail=str(error).partition("\n")[0])
        return failed


def answered(
    asked: Requirement,
    manifest: Manifest,
    port: Provision,
    solving: Callable[[Patient], Callable[[Manifest], dict[str, str]]],
    runtime: Runtime,
) -> WhyNot:
    """Return the answer, with the places of requirements in files. Nothing is built, unless nothing goes without.

    `solving` returns, for a port, what resolves manifests with it and tells the versions chosen.

    Raises:
        ResolutionError: a requirement is impossible by itself.
        FetchError: an index did not answer.
    """
    solve = solving(Patient(port, builds=False))
    before = _tried(solve, manifest)
    if before is None:
        solve = solving(Patient(port, builds=True))
        before = _tried(solve, manifest)
    return why_not(asked, manifest, solve, before, Whereabouts(runtime, manifest.members).of)


def _tried(solve: Callable[[Manifest], dict[str, str]], manifest: Manifest) -> dict[str, str] | None:
    try:
        return solve(manifest)
    except NoSolution:
        return None  # when it fails without the requirement too, the proof tells why


def _given(inputs: ReadInputs) -> Manifest:
    return Manifest(
        requirements=inputs.requirements, constraints=inputs.constraints, overrides=inputs.overrides,
        excludes=inputs.excludes,
    )  # fmt: skip


def _beside(
    environment: Environment, asked: Requirement, inputs: ReadInputs, settings: Settings, runtime: Runtime
) -> Manifest:
    """Return what an environment comes to: every package in its version, but for the one that is asked about."""
    installed = look(environment.site_packages, runtime)
    kept = candidates(installed, (), Revisions(settings, runtime.environ), (asked.name,))
    pinned = tuple(
        Dependency(Requirement(name, specifiers=Specifiers((Specifier("==", dist.version),))), origin=INSTALLED)
        for name, dist in kept.items()
    )
    return _given(inputs).replace(requirements=pinned, installed=kept)
