"""Building distributions with the backends that projects name, in environments of their own."""

from __future__ import annotations

import os

from puv.builder.frontend import Frontend, FrontendOptions
from puv.events import BuildLog, BuildOutput
from puv.fs import atomic
from puv.fs.remove import remove_tree
from puv.ops.builds.environments import Environments, Ground
from puv.ops.builds.info import config_settings, extra_requirements
from puv.ops.pip.requests import Inputs
from puv.ops.steps.indexes import indexes
from puv.ops.steps.inputs import read_inputs
from puv.ops.steps.provision import BuildContext, provision
from puv.ops.steps.rules import resolve_options
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from puv.builder.tree import SourceTree
    from puv.events import Event
    from puv.ops.runtime import Runtime
    from puv.python.interpreter import Interpreter
    from puv.settings import Settings


class Workshop:
    """Builds with one interpreter. Close it.

    `constraints` are files that limit what builds need; with `logs` what backends write is passed on.
    """

    def __init__(
        self, interpreter: Interpreter, constraints: Iterable[str], settings: Settings, runtime: Runtime, *, logs: bool
    ) -> None:
        self._settings, self._runtime, self._logs = settings, runtime, logs
        places = indexes(settings, runtime)
        limits = read_inputs(Inputs(build_constraints=tuple(constraints)), settings, runtime).build_constraints
        options = resolve_options(settings, runtime, places)
        self._context = BuildContext(interpreter=interpreter, options=options, constraints=limits)
        self._port = provision(places, settings, runtime)
        self._port.allow_builds(self._context)

    def close(self) -> None:
        """Stop what still runs."""
        self._port.close()

    def build(self, tree: SourceTree, area: str, label: str, *, sdist: bool) -> str:
        """Build a wheel, or a source distribution, in the directory `area` (absolute), and return its path.

        Raises:
            BuildError: the backend failed, or what it needs cannot be had.
        """
        name = tree.static.name if tree.static is not None else ""
        settings, runtime = self._settings, self._runtime
        exempt = {normalize(package) for package in settings.build.no_build_isolation_package}
        isolated = not (settings.build.no_build_isolation or name in exempt)
        scratch = atomic.temporary_name(runtime.cache.temporary_area())
        os.mkdir(scratch)
        ground = Ground(root=os.path.join(scratch, "environment"), name=name, isolated=isolated)
        environments = Environments(ground, self._port.within(()), self._context, settings, runtime)
        extras = extra_requirements(settings, name, None)
        options = FrontendOptions(
            scratch=area, label=label, report=self._reporter(label), cancel=runtime.cancel,
            config_settings=config_settings(settings, name), isolated=isolated, sdist=sdist,
            extra_requires=tuple(str(extra.requirement) for extra in extras),
        )  # fmt: skip
        frontend = Frontend(tree, environments, options)
        try:
            return frontend.sdist() if sdist else frontend.wheel()
        finally:
            frontend.close()
            remove_tree(scratch)

    def _reporter(self, label: str) -> Callable[[Event], None]:
        report = self._runtime.report

        def pass_on(event: Event) -> None:
            if isinstance(event, BuildOutput) and event.label == label and self._logs:
                report(BuildLog(text=event.text))

        return pass_on
