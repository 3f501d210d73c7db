"""Run the resolver and tell what it found."""

from __future__ import annotations

import time

from puv.errors import ResolutionError
from puv.events import Resolved, Warned
from puv.resolver.errors import NoSolution
from puv.resolver.resolve import resolve
from puv.standards.git_url import is_git_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.events import Event, Reporter
    from puv.model.derivation import Step, Suggestion
    from puv.model.resolution import Resolution
    from puv.model.target import Target
    from puv.model.universal import Environments, UniversalResolution
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import Provision
    from puv.resolver.manifest import Manifest, ResolveOptions


class NoSolutionError(ResolutionError):
    """There is no solution; the cause explains why."""

    code = "no-solution"

    def __init__(self, split: str = "") -> None:
        where = f" for split ({split})" if split else ""
        super().__init__(f"No solution found when resolving dependencies{where}")

    @property
    def derivation(self) -> tuple[Step, ...]:
        """The steps of the proof: each after those that it follows from."""
        return self.__cause__.derivation if isinstance(self.__cause__, NoSolution) else ()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What may help, judging by the proof; nothing was tried."""
        return self.__cause__.suggestions if isinstance(self.__cause__, NoSolution) else ()


def watched(runtime: Runtime) -> Reporter:
    """Return the reporter for a resolver: what it tells of each choice is where it can be stopped."""
    cancel, report = runtime.cancel, runtime.report
    if cancel is None:
        return report

    def observe(event: Event) -> None:
        cancel.check()
        report(event)

    return observe


def solved_everywhere(
    manifest: Manifest,
    environments: Environments,
    port: Provision,
    options: ResolveOptions,
    runtime: Runtime,
    *,
    since: float,
) -> UniversalResolution:
    """Resolve for every platform and Python of the environments, and report as `solved` does.

    Raises:
        NoSolutionError: the requirements exclude each other.
        ResolutionError: a requirement is impossible by itself.
        FetchError: an index did not answer.
    """
    from puv.resolver.universal import resolve_universal  # most resolutions are for one target

    try:
        found = resolve_universal(manifest, environments, port, options, watched(runtime), runtime.given.policy)
    except NoSolution as error:
        _locate(error, manifest, runtime)
        raise NoSolutionError(error.split) from error
    runtime.report(Resolved(count=len(found.packages), seconds=time.perf_counter() - since))
    for warning in found.warnings:
        runtime.report(Warned(message=warning))
    for package in found.packages:
        if is_git_url(package.url):
            # What is locked is the commit, and what was asked for.
            package.url = port.git.of(port.located(package.url)).carried()
    return found


def solved(
    manifest: Manifest,
    target: Target,
    port: Provision,
    options: ResolveOptions,
    runtime: Runtime,
    *,
    since: float,
) -> Resolution:
    """Resolve, and report the count and the seconds since `since` (`time.perf_counter`).

    Raises:
        NoSolutionError: the requirements exclude each other.
        ResolutionError: a requirement is impossible by itself.
        FetchError: an index did not answer.
    """
    try:
        found = resolve(manifest, target, port, options, watched(runtime), runtime.given.policy)
    except NoSolution as error:
        _locate(error, manifest, runtime)
        raise NoSolutionError from error
    runtime.report(Resolved(count=len(found), seconds=time.perf_counter() - since))
    return name_commits(found, port)


def _locate(error: NoSolution, manifest: Manifest, runtime: Runtime) -> None:
    """Let an explanation tell the files and lines of the user's requirements, when it is asked for them."""
    from puv.ops.steps.whereabouts import Whereabouts  # only a failure is explained

    error.locate(Whereabouts(runtime, manifest.members))


def name_commits(resolution: Resolution, port: Provision) -> Resolution:
    """Let the pins of repositories and paths show the words they were asked for by; return the resolution.

    A repository's show the commit, too.
    """
    for pin in resolution:
        if is_git_url(pin.url):
            pin.url = port.located(pin.url)
            pin.given = port.git.of(pin.url).verbatim()
        elif not pin.given:
            pin.given = port.written.get(pin.url, "")
    return resolution
