"""`puv pip install -r pylock.toml` and `puv pip sync pylock.toml`: install what a PEP 751 lock says."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.events import Warned
from puv.installer.plan import InstallPolicy
from puv.lockfile.pylock_pins import UNKNOWN, PylockChoice, check_target, pins_of_pylock
from puv.ops.steps.change import Goal, carry_out, preserved
from puv.ops.steps.indexes import indexes
from puv.ops.steps.inputs import names
from puv.ops.steps.locked import locked_snapshot
from puv.ops.steps.projects import parse_pylock, pylock_text
from puv.ops.steps.provision import BuildContext, provision
from puv.ops.steps.pythons import select_environment
from puv.ops.steps.rules import resolve_options
from puv.python.target import target_of
from puv.standards.names import parse_extra_name, parse_group_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.resolution import Resolution
    from puv.ops.pip.requests import Inputs, PipInstallReport, PipInstallRequest, PipSyncRequest
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import Provision
    from puv.python.environment import Environment
    from puv.python.site_packages import SitePackages
    from puv.settings import Settings
    from puv.standards.pylock import Pylock

_PREVIEW = "pylock"


class _Place:
    """Where to install, with what is installed there, and the absolute directory of the lock."""

    def __init__(self, directory: str, environment: Environment, installed: SitePackages, *, exact: bool) -> None:
        self.directory, self.environment, self.installed, self.exact = directory, environment, installed, exact


def install_pylock(
    path: str, request: PipInstallRequest | PipSyncRequest, settings: Settings, runtime: Runtime, *, exact: bool
) -> PipInstallReport:
    """Install what a `pylock.toml` says; with `exact` also remove everything else.

    Raises:
        InputError: the file is missing or wrong, not for this target, or given together with other inputs.
        PythonError: there is no environment, or it must not be changed.
        LockfileError: a package has no file for this target.
        FetchError: a download failed.
        InstallError: a wheel is faulty; nothing has changed.
    """
    _refuse_others(path, request.inputs)
    text = pylock_text(path, runtime)
    output = settings.output
    if not (output.preview or _PREVIEW in output.preview_features):
        message = (
            "The `--pylock` option is experimental and may change without warning. Pass "
            f"`--preview-features {_PREVIEW}` to disable this warning."
        )
        runtime.report(Warned(message=message))
    environment = select_environment(settings, runtime, changing=True)
    if not settings.python.break_system_packages:
        environment.refuse_if_externally_managed(system=settings.python.system)
    lock = parse_pylock(path, text, runtime)
    with locked_snapshot(environment, runtime) as installed:
        place = _Place(os.path.dirname(runtime.path(path)), environment, installed, exact=exact)
        return _install(place, lock, request, settings, runtime)


def _refuse_others(path: str, inputs: Inputs) -> None:
    """Refuse whatever would come on top of the lock.

    Raises:
        InputError: there is something.
    """
    others = [other for other in inputs.requirements if other != path]
    if inputs.packages or inputs.editable:
        raise InputError("Cannot specify additional requirements alongside a `pylock.toml` file")
    if others or len(inputs.requirements) > 1:
        second = (others or [path])[0]
        if os.path.basename(second).endswith(".toml") and os.path.basename(second) != "pyproject.toml":
            raise InputError(f"Multiple `pylock.toml` files specified: `{path}` vs. `{second}`")
        raise InputError("Cannot specify additional requirements alongside a `pylock.toml` file")
    if inputs.constraints:
        raise InputError("Cannot specify constraints with a `pylock.toml` file")
    if inputs.overrides:
        raise InputError("Cannot specify overrides with a `pylock.toml` file")


def _install(
    place: _Place, lock: Pylock, request: PipInstallRequest | PipSyncRequest, settings: Settings, runtime: Runtime
) -> PipInstallReport:
    """Choose, fetch and install; the environment's lock is held."""
    environment = place.environment
    target = target_of(
        environment.interpreter,
        python_version=request.python_version or None,
        platform=request.python_platform or None,
    )
    check_target(lock, target)
    places = indexes(settings, runtime)
    options = resolve_options(settings, runtime, places)
    inputs = request.inputs
    choice = PylockChoice(
        target=target,
        directory=place.directory,
        extras=tuple(map(parse_extra_name, inputs.extra)),
        all_extras=inputs.all_extras,
        groups=tuple(map(parse_group_name, inputs.group)),
        no_binary=options.no_binary,
        no_build=options.only_binary,
    )
    resolution = pins_of_pylock(lock, choice)
    with provision(places, settings, runtime) as port:
        context = BuildContext(
            interpreter=environment.interpreter,
            options=options.replace(only_binary=frozenset()),
            names={pin.file.url: pin.name for pin in resolution if pin.url},
            editables=frozenset(pin.url for pin in resolution if pin.editable),
        )
        port.allow_builds(context)
        install = settings.install
        goal = Goal(
            resolution=_versioned(resolution, port),
            policy=InstallPolicy(
                reinstall=install.reinstall,
                reinstall_packages=names(install.reinstall_package),
                exact=place.exact,
                preserve=preserved(environment),
            ),
            target=target,
            verify_hashes=request.verify_hashes,
            dry_run=request.dry_run,
            strict=request.strict,
        )
        return carry_out(goal, environment, place.installed, port, settings, runtime)


def _versioned(resolution: Resolution, port: Provision) -> Resolution:
    """Ask the metadata for the versions that the lock does not tell."""
    pins = tuple(
        pin.change(version=port.metadata(pin.file).version) if pin.version is UNKNOWN else pin  # type: ignore[union-attr]  # builds raise
        for pin in resolution
    )
    return resolution.replace(pins=pins)
