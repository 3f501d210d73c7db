"""What is installed, in the forms that the resolver and the planner ask for."""

from __future__ import annotations

import os

from puv.errors import PuvError
from puv.fetcher.redact import file_path, split_credentials
from puv.model.availability import Unusable
from puv.ops.steps.revisions import same_source
from puv.python import site_packages
from puv.standards.cache_info import FILE_NAME as CACHE_INFO
from puv.standards.cache_info import parse_cache_info
from puv.standards.direct_url import parse_direct_url
from puv.standards.git_url import is_git_url, parse_git_url
from puv.standards.metadata import parse_metadata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from puv.model.installed import InstalledDist
    from puv.model.requirement import Dependency
    from puv.ops.steps.revisions import Revisions
    from puv.python.site_packages import SitePackages
    from puv.resolver.manifest import Installed
    from puv.standards.cache_info import CacheInfo
    from puv.standards.direct_url import DirectUrl
    from puv.standards.metadata import Metadata
    from puv.standards.names import PackageName
    from puv.standards.requirement import Requirement
    from puv.standards.version import Version


_BUILD_INFO = "uv_build.json"


class InstalledCandidate:
    """An installed distribution as the resolver sees it: what it needs is read when asked for."""

    __slots__ = ("_dist", "name", "version")

    name: PackageName
    version: Version

    def __init__(self, dist: InstalledDist) -> None:
        self._dist = dist
        self.name, self.version = dist.name, dist.version

    @property
    def url(self) -> str:
        """The address that it was installed from, empty for one from an index."""
        return direct_url_of(self._dist)

    def metadata(self) -> Metadata | Unusable:
        """Return its core metadata."""
        try:
            return parse_metadata(site_packages.metadata_bytes(self._dist))
        except PuvError as error:
            return Unusable(reason="invalid-metadata", detail=str(error))


def candidates(
    installed: SitePackages, asked: Iterable[Dependency], revisions: Revisions, without: Iterable[str] = ()
) -> Mapping[PackageName, Installed]:
    """Return what may be kept: every package installed once and whole.

    Not those to be upgraded (`without`), nor those that are `asked` for from another address, or whose source or way
    of building has changed.
    """
    dropped = set(without)
    for entry in asked:
        name, url = entry.requirement.name, entry.requirement.url
        if url is None:
            continue
        if not all(is_from(dist, url, revisions, editable=entry.editable) for dist in installed.get(name)):
            dropped.add(name)
    return {
        name: InstalledCandidate(dists[0])
        for name, dists in installed.by_name.items()
        if len(dists) == 1 and name not in dropped and _is_whole(dists[0])
    }


def _is_whole(dist: InstalledDist) -> bool:
    """Tell a distribution from the rest of one, without metadata, that somebody failed to remove."""
    return dist.kind != "dist-info" or os.path.exists(os.path.join(dist.path, "METADATA"))


def direct_url_of(dist: InstalledDist) -> str:
    """Return the address that a distribution was installed from (PEP 610), empty for one from an index."""
    recorded = recorded_origin(dist)
    return "" if recorded is None else recorded.url


def is_from(dist: InstalledDist, url: str, revisions: Revisions, *, editable: bool = False) -> bool:
    """Tell whether a distribution came from this address, likewise as an editable, and would be the same again."""
    if is_git_url(url):
        return _is_of_commit(dist, url)
    if direct_url_of(dist) != split_credentials(url.partition("#")[0])[0] or is_editable(dist) != editable:
        return False
    if url.startswith("file:") and not same_source(revisions, url, _recorded(dist)):
        return False
    built = _text(dist, _BUILD_INFO)
    return built is None or built == revisions.build_info(dist.name)


def _is_of_commit(dist: InstalledDist, url: str) -> bool:
    """Tell whether a distribution is of the commit that an address names; a branch or tag may have moved since."""
    wanted = parse_git_url(url)
    recorded = recorded_origin(dist)
    if recorded is None or recorded.kind != "vcs" or recorded.vcs != "git" or not wanted.commit:
        return False
    large = "lfs=true" in wanted.fragment.split("&")
    return large == recorded.lfs and parse_git_url(recorded.requirement_url()).same_as(wanted)


def recorded_origin(dist: InstalledDist) -> DirectUrl | None:
    """Return where a distribution was installed from (PEP 610), None for one from an index."""
    text = site_packages.direct_url_text(dist)
    try:
        return None if text is None else parse_direct_url(text)
    except PuvError:
        return None


def came_from(dist: InstalledDist, url: str) -> bool:
    """Tell whether a distribution was installed from an address, whatever has changed there since."""
    recorded = recorded_origin(dist)
    if recorded is None:
        return False
    if recorded.kind == "vcs":
        return is_git_url(url) and parse_git_url(recorded.requirement_url()).same_as(parse_git_url(url))
    return recorded.url == split_credentials(url.partition("#")[0])[0]


def is_editable(dist: InstalledDist) -> bool:
    """Tell whether a distribution was installed as an editable (PEP 660)."""
    recorded = recorded_origin(dist)
    return recorded is not None and recorded.editable is True


def is_directory(url: str) -> bool:
    """Tell whether a URL is that of a directory on this machine."""
    return url.startswith("file:") and os.path.isdir(file_path(url))


def _recorded(dist: InstalledDist) -> CacheInfo | None:
    """Return the state of the source that a distribution was installed from."""
    text = _text(dist, CACHE_INFO)
    return None if text is None else parse_cache_info(text)


def _text(dist: InstalledDist, name: str) -> str | None:
    try:
        with open(os.path.join(dist.path, name), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None


class Facts:
    """What `installer.satisfied` reads of installed distributions."""

    __slots__ = ("_editables", "_revisions")

    def __init__(self, revisions: Revisions, editables: Iterable[str] = ()) -> None:
        """Take how sources look now, and the addresses that are asked for as editables."""
        self._revisions, self._editables = revisions, frozenset(editables)

    def requires(self, dist: InstalledDist) -> Iterable[Requirement] | None:
        """Return its requirements, None when its metadata cannot be read."""
        found = InstalledCandidate(dist).metadata()
        if isinstance(found, Unusable):
            return None
        try:
            return found.requires_dist
        except PuvError:
            return None

    def is_from(self, dist: InstalledDist, url: str) -> bool:
        """Tell whether it came from this address, unchanged."""
        return is_from(dist, url, self._revisions, editable=url in self._editables)
