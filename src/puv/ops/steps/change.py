"""Change an environment so that it holds a resolution: plan, fetch, apply, report."""

from __future__ import annotations

import os
import time

from puv.builder.errors import BuildFailedError
from puv.errors import InputError
from puv.events import Checked, InstalledAll, Uninstalled
from puv.fetcher.redact import redacted, split_credentials
from puv.frozen import Frozen
from puv.installer.apply import InstallOptions, apply
from puv.installer.plan import plan
from puv.ops.addresses.unfit import refuse_unfit
from puv.ops.builds.info import render_build_info
from puv.ops.pip.requests import Change, PipInstallReport
from puv.ops.steps.blame import included_because
from puv.ops.steps.diagnose import diagnostics
from puv.ops.steps.installed import is_directory, is_from, recorded_origin
from puv.ops.steps.prepare import fetch, stored
from puv.ops.steps.revisions import Revisions
from puv.python.config import read_config
from puv.python.site_packages import snapshot
from puv.python.target import target_of
from puv.resolver.sources import file_of
from puv.standards.cache_info import render_cache_info
from puv.standards.git_url import is_git_url
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal

    from puv.cache.wheels import StoredWheel
    from puv.installer.apply import Changes
    from puv.installer.plan import InstallPlan, InstallPolicy
    from puv.model.cached import CachedWheel
    from puv.model.installed import InstalledDist
    from puv.model.resolution import Pin, Resolution
    from puv.model.target import Target
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import Provision
    from puv.python.environment import Environment
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings
    from puv.standards.cache_info import CacheInfo
    from puv.standards.names import PackageName


_SEEDS = frozenset(normalize(name) for name in ("pip", "setuptools", "wheel", "uv"))


class Goal(Frozen):
    """What the environment shall hold, and how careful to be.

    `locked` tells that a project's lock says so. Wheels at addresses are held against `target` and `no_binary`,
    where it is given.
    """

    resolution: Resolution
    policy: InstallPolicy
    target: Target | None = None
    no_binary: frozenset[PackageName] | Literal[True] = frozenset()
    verify_hashes: bool = True
    dry_run: bool = False
    strict: bool = False
    locked: bool = False


def preserved(environment: Environment) -> frozenset[PackageName]:
    """Return the packages that an exact change leaves alone: those that other tools put into new environments.

    An environment that puv or uv made has none, unless it was asked for (`--seed`).
    """
    config = read_config(environment.root)
    if "uv" in config and config.get("seed", "").lower() != "true":
        return frozenset()
    return _SEEDS


def carry_out(
    goal: Goal,
    environment: Environment,
    installed: SitePackages,
    port: Provision,
    settings: Settings,
    runtime: Runtime,
) -> PipInstallReport:
    """Bring the environment to the goal, or with `dry_run` tell what that would take.

    Raises:
        DownloadError: a wheel could not be had; nothing has changed.
        InstallError: a wheel is faulty or the disk refuses; nothing has changed.
    """
    started = time.perf_counter()
    # What the resolver kept is there already and has no file; it may only be in the way of `exact`.
    goal = goal.replace(resolution=_as_wanted(goal.resolution, port))
    pins = goal.resolution.pins
    available = _available(goal, port)
    # Looked at before anything is read: a file that changes meanwhile is then older on record than it is.
    revisions = Revisions(settings, runtime.environ, runtime.cwd)
    infos = _cache_infos(available, port, revisions)
    editables = frozenset(pin.url for pin in pins if pin.editable)
    port.settle(goal.resolution)
    cached = stored(available, infos, port, runtime.cache.refresh, verify=goal.verify_hashes)

    def is_same(dist: InstalledDist, url: str) -> bool:
        return is_from(dist, url, revisions, editable=url in editables)

    intended = plan(pins, installed, cached, goal.policy, is_same)
    if not intended:
        runtime.report(Checked(count=len(pins), seconds=time.perf_counter() - started))
        return PipInstallReport(
            resolution=goal.resolution,
            warnings=goal.resolution.warnings,
            dry_run=goal.dry_run,
        )
    runtime.not_replayable()
    if goal.dry_run:
        return _intention(goal, intended)
    fetched = _fetched(goal, intended, infos, port, runtime)
    wheels = sorted((*intended.link, *fetched), key=_name)
    options = _options(goal, infos, port, settings, runtime)
    gone = [removal(dist) for dist in intended.removals]  # looked at while they are there
    changes = _apply(intended, wheels, environment, options, runtime)
    if settings.install.compile_bytecode:
        from puv.ops.steps.bytecode import compile_installed

        compile_installed([pin.name for pin in pins], environment, runtime)
    problems: tuple[str, ...] = ()
    if goal.strict:
        problems = diagnostics(snapshot(environment.site_packages), target_of(environment.interpreter))
    return PipInstallReport(
        changes=_changes(gone, changes.installed, goal.resolution),
        resolution=goal.resolution,
        warnings=goal.resolution.warnings,
        diagnostics=problems,
    )


def _as_wanted(resolution: Resolution, port: Provision) -> Resolution:
    """Mark as editables what other projects take as such."""
    trees = port.trees
    if not trees:
        return resolution
    pins = (pin.change(editable=True) if trees.get(pin.url) == "editable" else pin for pin in resolution)
    return resolution.replace(pins=tuple(pins))


def _fetched(
    goal: Goal, intended: InstallPlan, infos: Mapping[PackageName, CacheInfo], port: Provision, runtime: Runtime
) -> list[StoredWheel]:
    try:
        return fetch(intended.fetch, infos, port, runtime, verify=goal.verify_hashes)
    except BuildFailedError as error:
        error.explain(included_because(error.name, goal.resolution))
        raise


def _available(goal: Goal, port: Provision) -> list[Pin]:
    """Return the pins that have a file, those of repositories as port knows them, once all fit.

    Raises:
        InstallError: a wheel at an address does not fit.
    """
    found = [pin for pin in goal.resolution.pins if not pin.installed]
    for pin in found:
        if is_git_url(pin.file.url):
            pin.file = file_of(port.located(pin.file.url))
    if goal.target is not None:
        refuse_unfit(found, goal.target, goal.no_binary)
    return found


def _cache_infos(pins: Iterable[Pin], port: Provision, revisions: Revisions) -> dict[PackageName, CacheInfo]:
    """Return the state of those that come from local files; wheels of repositories are such once they are here.

    Raises:
        BuildFailedError: a project says wrongly what tells that it has changed.
    """
    found = {}
    for pin in pins:
        url = port.local(pin.file).url if pin.file.is_wheel and pin.url else pin.file.url
        if not url.startswith("file:"):
            continue
        try:
            info = revisions.cache_info(url)
        except InputError as error:
            raise BuildFailedError(f"{pin.name} @ {redacted(pin.url)}", pin.name, exit_code=2) from error
        if info is not None:
            found[pin.name] = info
    return found


def _options(
    goal: Goal, infos: Mapping[PackageName, CacheInfo], port: Provision, settings: Settings, runtime: Runtime
) -> InstallOptions:
    prefix = runtime.cwd.rstrip(os.sep) + os.sep
    return InstallOptions(
        link_mode=settings.install.link_mode or "clone",
        installer="" if settings.install.no_installer_metadata else "puv",
        direct_urls=_direct_urls(goal, port),
        cache_infos={name: render_cache_info(info) for name, info in infos.items() if info},
        build_infos={
            pin.name: render_build_info(settings, pin.name, goal.resolution)
            for pin in goal.resolution
            if _is_built(pin)
        },
        lenient=True,
        shown=lambda path: path.removeprefix(prefix),
    )


def _apply(
    intended: InstallPlan,
    wheels: list[CachedWheel],
    environment: Environment,
    options: InstallOptions,
    runtime: Runtime,
) -> Changes:
    changes = apply(
        intended.removals,
        wheels,
        environment.layout,
        options,
        reporter=runtime.report,
        cancel=runtime.cancel,
    )
    if intended.removals:
        runtime.report(Uninstalled(count=len(intended.removals), seconds=changes.seconds_removing))
    if wheels:
        runtime.report(InstalledAll(count=len(wheels), seconds=changes.seconds_installing))
    return changes


def _direct_urls(goal: Goal, port: Provision) -> dict[str, str]:
    pins = [pin for pin in goal.resolution if pin.url]
    if not pins:
        return {}
    from puv.standards.direct_url import render_archive_url, render_directory_url, render_git_url

    found: dict[str, str] = {}
    for pin in pins:
        if is_git_url(pin.url):
            found[pin.name] = render_git_url(port.git.of(pin.file.url))
        elif is_directory(pin.url):
            address, _, inner = pin.file.url.partition("#subdirectory=")
            # A project always says whether it wants an editable; a requirement of pip's says it only when it does.
            editable = pin.editable if pin.editable or goal.locked or pin.url in port.trees else None
            found[pin.name] = render_directory_url(address, editable=editable, subdirectory=inner)
        else:
            found[pin.name] = render_archive_url(pin.url, pin.hashes)
    return found


def _is_built(pin: Pin) -> bool:
    return not (pin.installed or pin.file.is_wheel)


def _intention(goal: Goal, intended: InstallPlan) -> PipInstallReport:
    removed = map(removal, intended.removals)
    # What has to be fetched first may turn out to be something else, hence no reinstallation.
    fetched = [_change("added", pin, pin.url).replace(unread=bool(pin.url)) for pin in intended.fetch]
    return PipInstallReport(
        changes=_sorted((*_changes(removed, intended.link, goal.resolution), *fetched)),
        resolution=goal.resolution,
        warnings=goal.resolution.warnings,
        dry_run=True,
        would_fetch=len(intended.fetch),
        would_remove=len(intended.removals),
        would_install=len(intended.link) + len(intended.fetch),
    )


def _changes(
    removed: Iterable[Change],
    installed: Iterable[CachedWheel],
    resolution: Resolution,
) -> tuple[Change, ...]:
    """Return what was done; the removal and the addition of one version from one place are one reinstallation."""
    urls = {pin.name: pin.url for pin in resolution}
    gone = {(change.name, change.version, change.url): change for change in removed}
    done = []
    for wheel in installed:
        url = urls[wheel.name]
        added = _change("added", wheel, url)
        told = url if is_git_url(url) else url.partition("#")[0]
        same = gone.pop((added.name, added.version, split_credentials(told)[0]), None)
        done.append(added if same is None else added.replace(kind="reinstalled"))
    return _sorted((*gone.values(), *done))


def removal(dist: InstalledDist) -> Change:
    """Describe the removal of a distribution."""
    recorded = recorded_origin(dist)
    url = "" if recorded is None else recorded.requirement_url() if recorded.kind == "vcs" else recorded.url
    return _change("removed", dist, url)


def _change(
    kind: Literal["added", "removed"],
    what: Pin | CachedWheel | InstalledDist,
    url: str,
) -> Change:
    return Change(kind=kind, name=what.name, version=str(what.version), url=redacted(url))


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Sort by name, a removal before the addition that replaces it."""
    return tuple(sorted(changes, key=lambda change: (change.name, change.kind != "removed", change.version)))


def _name(wheel: CachedWheel) -> str:
    return wheel.name
