"""Which cache entries the settings do not trust."""

from __future__ import annotations

from puv.cache.refresh import Refresh
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings import Settings


def refresh_policy(settings: Settings, now: float) -> Refresh:
    """Return the policy of `--refresh`, and of what implies it (`--upgrade`, `--reinstall`), from `now` on."""
    cache, resolve, install = settings.cache, settings.resolve, settings.install
    if cache.refresh or resolve.upgrade or install.reinstall:
        return Refresh.all(now)
    packages = [*map(normalize, (*cache.refresh_package, *install.reinstall_package))]
    if resolve.upgrade_package:
        from puv.standards.requirement import parse_requirement  # few commands upgrade single packages

        packages += [parse_requirement(text).name for text in resolve.upgrade_package]
    return Refresh.only(packages, now) if packages else Refresh.none()
