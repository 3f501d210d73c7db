"""The part of `puv pip list --outdated` that asks the indexes."""

from __future__ import annotations

from puv.ops.steps.indexes import indexes
from puv.ops.steps.provision import provision
from puv.ops.steps.rules import resolve_options
from puv.python.target import target_of
from puv.resolver.latest import Latest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.pip.requests import Listed
    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment
    from puv.settings import Settings


def outdated(rows: list[Listed], environment: Environment, settings: Settings, runtime: Runtime) -> list[Listed]:
    """Keep the rows for which an index has a newer version, and say which."""
    runtime.not_replayable()
    places = indexes(settings, runtime)
    options = resolve_options(settings, runtime, places)
    found = []
    with provision(places, settings, runtime) as port:
        port.prefetch([row.dist.name for row in rows])
        newest = Latest(target_of(environment.interpreter), port, options, runtime.report)
        for row in rows:
            latest = newest.of(row.dist.name)
            if latest is not None and latest[0] > row.dist.version:
                kind = "wheel" if latest[1].is_wheel else "sdist"
                found.append(row.replace(latest_version=str(latest[0]), latest_filetype=kind))
    return found
