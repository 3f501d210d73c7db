"""Look into site-packages directories."""

from __future__ import annotations

from puv import replay
from puv.events import Warned
from puv.python.site_packages import snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.ops.runtime import Runtime
    from puv.python.site_packages import SitePackages


def look(directories: Iterable[str], runtime: Runtime) -> SitePackages:
    """List what is installed in the given directories (absolute), noting the look.

    Raises:
        InstalledMetadataError: a distribution has no valid name and version.
    """
    places = tuple(directories)
    for directory in places:
        runtime.noted(replay.names, directory)
    found = snapshot(places)
    for warning in found.warnings:
        runtime.report(Warned(message=warning))
    return found
