"""From the settings to the rules of a resolution."""

from __future__ import annotations

import time

from puv.fetcher.redact import redacted, split_credentials
from puv.resolver.manifest import ResolveOptions
from puv.settings.exclude_newer import Moment
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from puv.model.index import Index
    from puv.model.policy import PrereleaseMode
    from puv.ops.runtime import Runtime
    from puv.settings import Settings
    from puv.standards.names import PackageName


def resolve_options(
    settings: Settings,
    runtime: Runtime,
    indexes: tuple[Index, ...],
    *,
    require_hashes: bool = False,
    no_binary: Iterable[str] = (),
    only_binary: Iterable[str] = (),
) -> ResolveOptions:
    """Return the rules; `no_binary` and `only_binary` are what requirements files add to the settings'."""
    resolve, build = settings.resolve, settings.build
    only: frozenset[PackageName] | Literal[True] = _names((*only_binary, *build.only_binary))
    if build.no_build:
        only = True
    elif only is not True:
        only |= {normalize(name) for name in build.no_build_package}
    without = True if build.no_binary_all else _names((*no_binary, *build.no_binary))
    if without is not True:
        without |= {normalize(name) for name in build.no_binary_package}
    return ResolveOptions(
        mode=resolve.resolution,
        prerelease="allow" if resolve.pre else resolve.prerelease,
        prerelease_package=dict(_prereleases(resolve.prerelease_package)),
        index_strategy=settings.index.index_strategy,
        exclude_newer=_instant(resolve.exclude_newer, runtime) or None,
        exclude_newer_package={
            normalize(name): _instant(text, runtime)
            for name, _, text in (entry.partition("=") for entry in reversed(resolve.exclude_newer_package))
        },
        exclude_newer_index={
            split_credentials(index.url)[0]: _instant(index.exclude_newer, runtime)
            for index in indexes
            if index.exclude_newer is not None
        },
        undated_indexes=frozenset(split_credentials(index.url)[0] for index in indexes if index.format != "simple"),
        index_order=tuple(
            redacted(split_credentials(index.url)[0])
            for index in indexes
            if index.format != "links" and not index.explicit
        ),
        no_binary=without,
        only_binary=only,
        require_hashes=require_hashes,
    )


def _prereleases(entries: tuple[str, ...]) -> Iterable[tuple[PackageName, PrereleaseMode]]:
    for entry in reversed(entries):
        name, _, mode = entry.partition("=")
        yield normalize(name), mode  # type: ignore[misc]  # checked when the setting was parsed


def _names(entries: Iterable[str]) -> frozenset[PackageName] | Literal[True]:
    """Combine names, `:all:` and `:none:`, the later winning over the earlier."""
    found: set[PackageName] = set()
    everything = False
    for entry in entries:
        if entry == ":all:":
            everything = True
        elif entry == ":none:":
            everything = False
            found.clear()
        else:
            found.add(normalize(entry))
    return True if everything else frozenset(found)


def _instant(text: str | None, runtime: Runtime) -> int | Literal[False]:
    """Return a setting's moment in milliseconds since the epoch, or False for none."""
    if text is None or text == "false":
        return False
    moment = Moment.parse(text)
    now = runtime.clock()
    if moment.span is not None:
        runtime.not_replayable()
    offset = time.localtime(moment.timestamp or now).tm_gmtoff if moment.local else 0
    return int(moment.before(now, offset) * 1000)
