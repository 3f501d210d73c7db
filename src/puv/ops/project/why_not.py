"""`puv why-not`: why a requirement cannot be met in a project or script, or beside other requirements."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.ops.pip.requests import Inputs
from puv.ops.pip.why_not import Patient, PipWhyNotRequest, answered, parse_asked, pip_why_not
from puv.ops.project.lock import wanted_locking, with_job
from puv.ops.project.requests import LockRequest
from puv.ops.steps.workspaces import find_workspace, project_files
from puv.project.errors import NoProjectError
from puv.resolver.universal import resolve_universal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.lockfile.lock import Lock
    from puv.model.derivation import WhyNot
    from puv.model.universal import UniversalResolution
    from puv.ops.project.lock import Job
    from puv.ops.runtime import Runtime
    from puv.resolver.manifest import Manifest
    from puv.settings import Settings
    from puv.standards.requirement import Requirement


class WhyNotRequest(Frozen):
    """`puv why-not`. With `inputs` or `installed` neither the project nor `script` counts; see `PipWhyNotRequest`."""

    requirement: str
    inputs: Inputs = Inputs()
    script: str = ""
    installed: bool = False
    python_version: str = ""
    python_platform: str = ""


def project_why_not(request: WhyNotRequest, settings: Settings, runtime: Runtime) -> WhyNot:
    """Find out why a requirement cannot be met for all that a project or script supports, or that it can.

    Where there is no project, what is installed is asked about.

    Raises:
        InputError: the requirement, or the project, is wrong.
        PythonError: there is no interpreter.
        ResolutionError: a requirement is impossible by itself.
        FetchError: an index did not answer.
    """
    runtime.not_replayable()
    asked = parse_asked(request.requirement)
    alone = request.installed or request.inputs != Inputs()
    if alone or not (request.script or _has_project(settings, runtime)):
        plain = PipWhyNotRequest(
            requirement=request.requirement, inputs=request.inputs, python_version=request.python_version,
            python_platform=request.python_platform,
        )  # fmt: skip
        return pip_why_not(plain, settings, runtime)
    locking, settings = wanted_locking(LockRequest(script=request.script, dry_run=True), settings, runtime)

    def act(job: Job, existing: tuple[Lock, str] | None) -> WhyNot:
        return _in_project(asked, job, existing[0] if existing is not None else None, runtime)

    return with_job(locking, settings, runtime, act)


def _has_project(settings: Settings, runtime: Runtime) -> bool:
    try:
        find_workspace(settings, runtime, project_files(runtime))
    except NoProjectError:
        return False
    return True


def _in_project(asked: Requirement, job: Job, old: Lock | None, runtime: Runtime) -> WhyNot:
    question = job.question(old)

    def solving(port: Patient) -> Callable[[Manifest], dict[str, str]]:
        return lambda wanted: _chosen(resolve_universal(wanted, question.environments, port, question.options))

    return answered(asked, question.manifest, question.port, solving, runtime)


def _chosen(found: UniversalResolution) -> dict[str, str]:
    """Return the versions of each package, those of the project itself aside."""
    chosen: dict[str, list[str]] = {}
    for package in found.packages:
        if package.source is None:
            chosen.setdefault(str(package.name), []).append(str(package.version))
    return {name: ", ".join(dict.fromkeys(versions)) for name, versions in chosen.items()}
