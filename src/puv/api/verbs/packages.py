"""Verbs about packages and the targets they are in."""

from __future__ import annotations

import os

from puv.api import restart
from puv.api.base import Base
from puv.api.interpreter import Interpreter
from puv.api.plan import Plan, Report
from puv.api.resolution import Resolution
from puv.api.target import Target
from puv.api.words import inputs_of, moment
from puv.errors import TargetError
from puv.python.interpreter import startable
from puv.python.site_packages import snapshot
from puv.standards.filenames import parse_wheel_name
from puv.standards.tags import wheel_rank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    from puv.api.base import BuildPython
    from puv.cancel import CancelToken
    from puv.model.candidate import Policy
    from puv.ops.pip.requests import (
        Inputs,
        PipCheckReport,
        PipCompileReport,
        PipInstallReport,
        PipListReport,
        PipShowReport,
        PipTreeReport,
    )
    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment
    from puv.settings import Settings
    from puv.standards.listing import File

    #: Where to act: a target, the directory of an environment, or the name of an interpreter. None: what the settings
    #: and the working directory tell.
    AnyTarget: TypeAlias = Target | str | os.PathLike[str] | None


class PackageVerbs(Base):
    """Resolving, installing, and looking at what is installed."""

    def resolve(  # noqa: PLR0913 - the terms of a resolution
        self,
        requirements: Iterable[str],
        *,
        interpreter: Interpreter | None = None,
        python: str | None = None,
        constraints: Iterable[str] = (),
        overrides: Iterable[str] = (),
        exclude_newer: str | None = None,
        only_binary: bool | Iterable[str] = False,
        build_python: BuildPython | None = None,
        policy: Policy | None = None,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
        **options: Any,
    ) -> Resolution:
        """Choose versions, and touch nothing but the cache.

        `requirements`, `constraints` and `overrides` are texts of PEP 508. They hold for `interpreter`, by default the
        one that runs this process; `python` looks for one instead (`3.12`, a path). `exclude_newer` is a date, a moment
        or a span (`7 days`). `only_binary` refuses what must be built: True for all, or names.
        `policy` is asked about each version before it is chosen (by default the session's).
        `options` are further fields of `PipCompileRequest`.

        Raises:
            PolicyViolation: the policy rejects a version.
            ResolutionError: the requirements exclude each other.
            BuildInterpreterRequired: something must be built to know what it needs.
            FetchError: an index did not answer.
        """
        from puv.ops.pip.compile import pip_compile
        from puv.ops.pip.requests import PipCompileRequest

        wanted = tuple(requirements)
        settings = _tightened(self.settings, constraints, overrides, exclude_newer, only_binary)
        chosen = interpreter or self._interpreter(python, cancel)
        request = PipCompileRequest(inputs=inputs_of(wanted), **options)
        given = self._given(interpreter=chosen, build_python=build_python, policy=policy)

        def act(settings: Settings, runtime: Runtime) -> PipCompileReport:
            return pip_compile(request, settings, runtime)

        found = self._call(act, settings, cancel=cancel, deadline=deadline, given=given).resolution
        return Resolution.of(found, chosen, wanted)

    def compile(
        self,
        inputs: Inputs,
        *,
        interpreter: Interpreter | None = None,
        python: str | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> PipCompileReport:
        """Pin every package that files and requirements need; `options` are the fields of `PipCompileRequest`.

        Raises:
            PuvError: see `resolve`; also for inputs that are missing or wrong.
        """
        from puv.ops.pip.compile import pip_compile
        from puv.ops.pip.requests import PipCompileRequest

        request = PipCompileRequest(inputs=inputs, **options)
        chosen = interpreter or (Interpreter.current() if python is None else None)
        given = self._given(interpreter=chosen)
        return self._call(lambda s, r: pip_compile(request, s, r), self._at(python), cancel=cancel, given=given)

    def plan(
        self,
        resolution: Resolution,
        target: AnyTarget = None,
        *,
        exact: bool = False,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
    ) -> Plan:
        """Return what it takes for a target to hold a resolution; nothing is changed.

        `exact` removes what the resolution does not have.

        Raises:
            PuvError: the target cannot be looked at.
        """
        from puv.ops.pip.carry import CarryRequest, carry

        request = CarryRequest(resolution=resolution.chosen(), exact=exact, dry_run=True)
        place = self._target(target)
        given = self._given(environment=place.environment())
        found = self._call(lambda s, r: carry(request, s, r), cancel=cancel, deadline=deadline, given=given)
        changes = found.changes.changes
        gone = {change.name for change in changes if change.kind != "added"}
        files = (
            file for dist in snapshot(place.site_packages) if dist.name in gone for file in restart.files_of(dist)
        )  # fmt: skip
        loaded = restart.loaded(place.site_packages)
        return Plan(
            target=place, resolution=resolution, changes=changes, installed=found.installed, exact=exact,
            needs_restart=restart.among(loaded, files) if gone and loaded else restart.NeedsRestart(),
        )  # fmt: skip

    def apply(
        self,
        plan: Plan,
        *,
        build_python: BuildPython | None = None,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
    ) -> Report:
        """Carry out a plan, as a whole or not at all.

        Raises:
            TargetChanged: the target is not what it was when the plan was made.
            PuvError: a wheel cannot be had or installed; the target is as it was.
        """
        from puv.ops.pip.carry import CarryRequest, carry

        request = CarryRequest(resolution=plan.resolution.chosen(), exact=plan.exact, installed=plan.installed)

        def act(settings: Settings, runtime: Runtime) -> PipInstallReport:
            return carry(request, settings, runtime).changes

        return self._change(
            plan.target, act, self.settings, cancel=cancel, deadline=deadline, build_python=build_python
        ).replace(resolution=plan.resolution)

    def install(  # noqa: PLR0913 - the terms of a resolution, and of its installation
        self,
        requirements: Iterable[str] | Resolution = (),
        target: AnyTarget = None,
        *,
        constraints: Iterable[str] = (),
        overrides: Iterable[str] = (),
        exclude_newer: str | None = None,
        only_binary: bool | Iterable[str] = False,
        upgrade: bool | Iterable[str] = False,
        reinstall: bool | Iterable[str] = False,
        inputs: Inputs | None = None,
        build_python: BuildPython | None = None,
        policy: Policy | None = None,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
        **options: Any,
    ) -> Report:
        """Add packages, and what they need, to a target: as a whole or not at all.

        `requirements` are texts as a line of a requirements file has them (`flask>=3`, `-e .`, `-r more.txt`), or a
        resolution. What is there already and suits stays. `upgrade` and `reinstall` are True for all, or names.
        `inputs` adds files. The other arguments are those of `resolve`; `options` are further fields of
        `PipInstallRequest` (`dry_run`, `exact`, `no_deps`, …).

        Raises:
            PuvError: the target is as it was.
        """
        from puv.ops.pip.install import pip_install
        from puv.ops.pip.requests import PipInstallRequest

        if isinstance(requirements, Resolution):
            plan = self.plan(requirements, target, exact=bool(options.get("exact")), cancel=cancel, deadline=deadline)
            if options.get("dry_run"):
                return Report(target=plan.target, changes=plan.changes, resolution=requirements, dry_run=True)
            return self.apply(plan, build_python=build_python, cancel=cancel, deadline=deadline)
        given = inputs_of(tuple(requirements))
        if inputs is not None:
            given = inputs.replace(
                packages=(*inputs.packages, *given.packages), editable=(*inputs.editable, *given.editable),
                requirements=(*inputs.requirements, *given.requirements),
                constraints=(*inputs.constraints, *given.constraints),
            )  # fmt: skip
        settings = _tightened(self.settings, constraints, overrides, exclude_newer, only_binary)
        settings = _renewed(settings, upgrade, reinstall)
        request = PipInstallRequest(inputs=given, **options)
        return self._change(
            target, lambda s, r: pip_install(request, s, r), settings,
            cancel=cancel, deadline=deadline, build_python=build_python, policy=policy,
        )  # fmt: skip

    def sync_requirements(
        self,
        files: Iterable[str],
        target: AnyTarget = None,
        *,
        build_python: BuildPython | None = None,
        cancel: CancelToken | None = None,
        deadline: float | None = None,
        **options: Any,
    ) -> Report:
        """Make a target hold exactly what requirements files pin; `options` are the fields of `PipSyncRequest`.

        Raises:
            PuvError: the target is as it was.
        """
        from puv.ops.pip.requests import Inputs, PipSyncRequest
        from puv.ops.pip.sync import pip_sync

        request = PipSyncRequest(inputs=Inputs(requirements=tuple(files)), **options)
        return self._change(
            target, lambda s, r: pip_sync(request, s, r), self.settings,
            cancel=cancel, deadline=deadline, build_python=build_python,
        )  # fmt: skip

    def uninstall(
        self, packages: Iterable[str], target: AnyTarget = None, *, cancel: CancelToken | None = None, **options: Any
    ) -> Report:
        """Remove packages from a target; `options` are the fields of `PipUninstallRequest`.

        Raises:
            PuvError: the target is as it was.
        """
        from puv.ops.pip.requests import PipUninstallRequest
        from puv.ops.pip.uninstall import pip_uninstall

        request = PipUninstallRequest(packages=tuple(packages), **options)
        place = self._target(target)
        loaded = restart.loaded(place.site_packages)
        given = self._given(environment=place.environment())
        found = self._call(lambda s, r: pip_uninstall(request, s, r), cancel=cancel, given=given)
        return Report(
            target=place, changes=found.changes, needs_restart=restart.replaced(loaded), dry_run=found.dry_run
        )

    def list(self, target: AnyTarget = None, **options: Any) -> PipListReport:
        """Return what is installed; `options` are the fields of `PipListRequest`. See also `Target.inspect`.

        Raises:
            PythonError: there is no environment, or a distribution's metadata is broken.
        """
        from puv.ops.pip.list import pip_list
        from puv.ops.pip.requests import PipListRequest

        request = PipListRequest(**options)
        return self._call(lambda s, r: pip_list(request, s, r), given=self._looking(target))

    def show(self, packages: Iterable[str], target: AnyTarget = None, **options: Any) -> PipShowReport:
        """Return what is known of installed packages; `options` are the fields of `PipShowRequest`.

        Raises:
            PythonError: there is no environment, or a distribution has no valid name and version.
        """
        from puv.ops.pip.requests import PipShowRequest
        from puv.ops.pip.show import pip_show

        request = PipShowRequest(packages=tuple(packages), **options)
        return self._call(lambda s, r: pip_show(request, s, r), given=self._looking(target))

    def tree(self, target: AnyTarget = None, **options: Any) -> PipTreeReport:
        """Return who needs whom in a target; `options` are the fields of `PipTreeRequest`.

        Raises:
            PythonError: there is no environment, or a distribution's metadata is broken.
        """
        from puv.ops.pip.requests import PipTreeRequest
        from puv.ops.pip.tree import pip_tree

        request = PipTreeRequest(**options)
        return self._call(lambda s, r: pip_tree(request, s, r), given=self._looking(target))

    def check(self, target: AnyTarget = None, **options: Any) -> PipCheckReport:
        """Return what is wrong with a target; `options` are the fields of `PipCheckRequest`.

        Raises:
            PythonError: there is no environment.
        """
        from puv.ops.pip.check import pip_check
        from puv.ops.pip.requests import PipCheckRequest

        request = PipCheckRequest(**options)
        return self._call(lambda s, r: pip_check(request, s, r), given=self._looking(target))

    def venv(
        self,
        path: str | os.PathLike[str] = ".venv",
        *,
        python: str | None = None,
        interpreter: Interpreter | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> Target:
        """Create a virtual environment, and return it as a target; `options` are the fields of `VenvRequest`.

        Its interpreter is by default the one that runs this process, or its installation's; then, and where `python`
        is that version, no process is started.

        Raises:
            PythonError: no interpreter was found, or something is in the way.
            TargetError: this process has no interpreter that an environment could start.
        """
        from puv.ops.venv import VenvRequest, venv

        chosen = interpreter
        own = Interpreter.current()
        if chosen is None and (python is None or _is_version_of(python, own)):
            chosen = startable(own)
            if not chosen.executable:
                hint = "Pass `python=` with the path or version of one"
                raise TargetError("This process has no interpreter for an environment to start", hints=(hint,))
        request = VenvRequest(path=os.fspath(path), **options)
        given = self._given(interpreter=chosen)
        made = self._call(lambda s, r: venv(request, s, r), self._at(python), cancel=cancel, given=given)
        return Target.of(made.environment)

    def download(
        self,
        resolution: Resolution,
        directory: str | os.PathLike[str],
        *,
        platforms: Iterable[str] = (),
        cancel: CancelToken | None = None,
        deadline: float | None = None,
    ) -> tuple[str, ...]:
        """Fetch the files of a resolution into a directory, verified; return their absolute paths.

        `platforms` (as `Interpreter.of` takes them) asks for the wheels of these instead: all that fit the resolution's
        version of Python, or the source distribution where none does.

        Raises:
            FetchError: a file cannot be had.
        """
        from puv.ops.pip.download import DownloadRequest, download

        request = DownloadRequest(
            files=tuple(_files(resolution, tuple(platforms))), directory=os.fspath(directory)
        )  # fmt: skip
        return self._call(
            lambda s, r: download(request, s, r), cancel=cancel, deadline=deadline, given=self._given()
        ).paths

    # --- what the verbs share -----------------------------------------------------------------------------------

    def _change(  # noqa: PLR0913 - what changing verbs share
        self,
        target: AnyTarget,
        act: Callable[[Settings, Runtime], PipInstallReport],
        settings: Settings,
        *,
        cancel: CancelToken | None,
        deadline: float | None,
        build_python: BuildPython | None,
        policy: Policy | None = None,
    ) -> Report:
        """Change a target, and report."""
        place = self._target(target)
        loaded = restart.loaded(place.site_packages)
        given = self._given(environment=place.environment(), build_python=build_python, policy=policy)
        with restart.told(place.path, loaded):
            found = self._call(act, settings, cancel=cancel, deadline=deadline, given=given)
        resolution = None if found.resolution is None else Resolution.of(found.resolution, place.interpreter)
        return Report(
            target=place, changes=found.changes, resolution=resolution, warnings=found.warnings,
            diagnostics=found.diagnostics, needs_restart=restart.replaced(loaded), dry_run=found.dry_run,
        )  # fmt: skip

    def _target(self, target: AnyTarget) -> Target:
        """Return a target for what a caller may name one by."""
        if isinstance(target, Target):
            return target
        if target is None and self._for_kernel:
            return Target.current()
        named = None if target is None else os.fspath(target)
        if named is not None and os.path.isfile(os.path.join(self.runtime.path(named), "pyvenv.cfg")):
            return Target.venv(self.runtime.path(named))
        return Target.of(self._found(named))

    def _found(self, named: str | None) -> Environment:
        from puv.ops.steps.pythons import select_environment

        return self._call(lambda s, r: select_environment(s, r, changing=True), self._at(named))

    def _looking(self, target: AnyTarget) -> Any:
        if target is None and not self._for_kernel:
            return None
        return self._given(environment=self._target(target).environment())

    def _interpreter(self, python: str | None, cancel: CancelToken | None) -> Interpreter:
        """Return this process's interpreter, or look for another one."""
        from puv.ops.python.find import python_find
        from puv.ops.python.requests import PythonFindRequest

        if python is None:
            return Interpreter.current()
        request = PythonFindRequest(request=python, no_project=True)
        return Interpreter.of_facts(self._call(lambda s, r: python_find(request, s, r), cancel=cancel))


def _is_version_of(python: str, interpreter: Interpreter) -> bool:
    numbers = python.split(".")
    return all(map(str.isdigit, numbers)) and interpreter.full_version.split(".")[: len(numbers)] == numbers


def _tightened(
    settings: Settings, constraints: Iterable[str], overrides: Iterable[str], exclude_newer: str | None,
    only_binary: bool | Iterable[str],
) -> Settings:  # fmt: skip
    """Return the settings with the terms of one resolution."""
    resolve, build = settings.resolve, settings.build
    limits, replacements = tuple(constraints), tuple(overrides)
    if limits or replacements or exclude_newer is not None:
        resolve = resolve.replace(
            constraint_dependencies=(*limits, *resolve.constraint_dependencies),
            override_dependencies=(*replacements, *resolve.override_dependencies),
            exclude_newer=resolve.exclude_newer if exclude_newer is None else moment(exclude_newer),
        )
    if only_binary is True:
        build = build.replace(no_build=True)
    elif only_binary is not False:
        build = build.replace(only_binary=(*build.only_binary, *only_binary))
    if resolve is settings.resolve and build is settings.build:
        return settings
    return settings.replace(resolve=resolve, build=build)


def _renewed(settings: Settings, upgrade: bool | Iterable[str], reinstall: bool | Iterable[str]) -> Settings:
    resolve, install = settings.resolve, settings.install
    if upgrade is True:
        resolve = resolve.replace(upgrade=True)
    elif upgrade:
        resolve = resolve.replace(upgrade_package=(*upgrade, *resolve.upgrade_package))
    if reinstall is True:
        install = install.replace(reinstall=True)
    elif reinstall:
        install = install.replace(reinstall_package=(*reinstall, *install.reinstall_package))
    return settings.replace(resolve=resolve, install=install)


def _files(resolution: Resolution, platforms: tuple[str, ...]) -> Iterable[tuple[str, str, File]]:
    """Return the files to download: the chosen ones, or those of platforms."""
    version = resolution.interpreter.full_version
    tables = [
        {tag: rank for rank, tag in enumerate(Interpreter.of(version, platform).tags)} for platform in platforms
    ]  # fmt: skip
    for pin in resolution:
        artifacts = [pin.artifact]
        if tables and pin.artifacts:
            wheels = [one for one in pin.artifacts if one.is_wheel]
            fitting = [
                one for one in wheels
                if any(wheel_rank(parse_wheel_name(one.filename), table) is not None for table in tables)
            ]  # fmt: skip
            artifacts = fitting or [one for one in pin.artifacts if not one.is_wheel] or artifacts
        for artifact in artifacts:
            yield pin.name, str(pin.version), artifact.file()
