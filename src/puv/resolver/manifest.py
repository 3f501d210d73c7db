"""`Manifest`: what is asked of the resolver, and `ResolveOptions`: by which rules it answers."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, Protocol

    from puv.model.availability import Unusable
    from puv.model.policy import IndexStrategy, PrereleaseMode, ResolutionMode
    from puv.model.requirement import Dependency
    from puv.model.universal import SourceTree
    from puv.standards.markers import Marker
    from puv.standards.metadata import Metadata
    from puv.standards.names import PackageName
    from puv.standards.version import Version

    class Installed(Protocol):
        """A distribution that is installed where the resolution will go.

        `url` is the address it was installed from (PEP 610), or empty for one from an index.
        """

        name: PackageName
        version: Version

        @property
        def url(self) -> str:
            """Return the address it was installed from, or empty."""

        def metadata(self) -> Metadata | Unusable:
            """Return its core metadata; read when first asked for."""


class Preference(Frozen):
    """A version to keep where the requirements allow it, from an existing output file or lock.

    `hashes` are `algorithm:hex` texts; `index` is the URL of the index it came from, or empty for any. `markers` are
    the forks of an earlier universal resolution that chose it; empty for all of them.
    """

    name: PackageName
    version: Version
    hashes: tuple[str, ...] = ()
    index: str = ""
    markers: tuple[Marker, ...] = ()


class Manifest(Frozen):
    """What is asked.

    `overrides` replace every requirement on their names; `excludes` are names that are left out altogether.
    `installed` are distributions to keep where the requirements allow it; with `reinstall` (names, or True for all)
    their versions are preferred no more. `project_name` names the root in explanations. `members` are the projects to
    resolve with every extra and every group of theirs; other trees that they need by path stand in `trees`.
    `markers` wants the pins to tell under which marker they are needed, and whether as it is or `simple`, without what
    goes without saying for the target's Python and later ones.
    """

    requirements: tuple[Dependency, ...]
    constraints: tuple[Dependency, ...] = ()
    overrides: tuple[Dependency, ...] = ()
    excludes: frozenset[PackageName] = frozenset()
    preferences: tuple[Preference, ...] = ()
    installed: Mapping[PackageName, Installed] = {}
    reinstall: frozenset[PackageName] | Literal[True] = frozenset()
    no_deps: bool = False
    markers: Literal["full", "simple", ""] = ""
    project_name: PackageName | None = None
    members: tuple[SourceTree, ...] = ()
    trees: tuple[SourceTree, ...] = ()


class ResolveOptions(Frozen):
    """The rules.

    `exclude_newer` is milliseconds since the epoch: later uploads do not exist; per package a time, or False for no
    limit; likewise per index (by its URL), which counts for packages without a time of their own. `undated_indexes` are
    index URLs (flat ones) to which it does not apply; with `keeps_undated` it applies to no file without a time.
    `index_order` are the URLs of all in the order of asking. `no_binary` and `only_binary` are names, or True for all.
    `require_hashes` admits only files whose digest a requirement lists.
    """

    mode: ResolutionMode = "highest"
    prerelease: PrereleaseMode = "if-necessary"
    prerelease_package: Mapping[PackageName, PrereleaseMode] = {}
    index_strategy: IndexStrategy = "first-index"
    exclude_newer: int | None = None
    exclude_newer_package: Mapping[PackageName, int | Literal[False]] = {}
    keeps_undated: bool = False
    exclude_newer_index: Mapping[str, int | Literal[False]] = {}
    undated_indexes: frozenset[str] = frozenset()
    index_order: tuple[str, ...] = ()
    no_binary: frozenset[PackageName] | Literal[True] = frozenset()
    only_binary: frozenset[PackageName] | Literal[True] = frozenset()
    require_hashes: bool = False

    def binary_forbidden(self, name: PackageName) -> bool:
        """Tell whether wheels of a package must not be used."""
        return self.no_binary is True or name in self.no_binary

    def source_forbidden(self, name: PackageName) -> bool:
        """Tell whether source distributions of a package must not be used."""
        return self.only_binary is True or name in self.only_binary

    def newest_upload(self, name: PackageName, index: str = "") -> int | None:
        """Return the time (ms since the epoch) after which uploads of a package to an index do not exist, or None."""
        own = self.exclude_newer_package.get(name)
        if own is None:
            own = self.exclude_newer_index.get(index)
        return self.exclude_newer if own is None else own or None

    def prerelease_of(self, name: PackageName) -> PrereleaseMode:
        """Return the pre-release mode of a package."""
        return self.prerelease_package.get(name, self.prerelease)
