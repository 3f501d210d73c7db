"""Which tools have newer versions."""

from __future__ import annotations

from puv.ops.steps.indexes import indexes
from puv.ops.steps.provision import provision
from puv.ops.steps.rules import resolve_options
from puv.ops.tool.options import recorded, without_project
from puv.python.target import target_of
from puv.resolver.latest import Latest
from puv.standards.names import normalize
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.ops.runtime import Runtime
    from puv.ops.tool.directory import Tools
    from puv.ops.tool.requests import ListedTool
    from puv.settings import Settings


def newer(listed: Iterable[ListedTool], tools: Tools, settings: Settings, runtime: Runtime) -> list[ListedTool]:
    """Return the tools that have a newer version, each with that.

    The settings that a tool was installed with count; what limited its version does not.

    Raises:
        FetchError: an index did not answer.
    """
    runtime.not_replayable()
    own = without_project(settings)
    found = []
    for entry in listed:
        version = _latest(entry, tools, own, runtime)
        if version is not None and version > Version.parse(entry.version):
            found.append(entry.replace(latest=str(version)))
    return found


def _latest(entry: ListedTool, tools: Tools, settings: Settings, runtime: Runtime) -> Version | None:
    tool, environment = tools.find(entry.name), tools.environment(entry.name)
    if tool is None or tool.receipt is None or environment is None:
        return None
    merged = recorded(tool.receipt.options, settings)
    places = indexes(merged, runtime)
    with provision(places, merged, runtime) as port:
        options = resolve_options(merged, runtime, places)
        found = Latest(target_of(environment.interpreter), port, options).of(normalize(entry.name))
    return None if found is None else found[0]
