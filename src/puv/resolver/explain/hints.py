"""What the user may try, found by looking at the facts of an explanation."""

from __future__ import annotations

from puv.errors import ParseError
from puv.resolver import reasons
from puv.resolver.distributions import ABI_TAG, NO_SOURCE, NO_WHEEL, PLATFORM_TAG, PYTHON_TAG, VERSION_TAG
from puv.resolver.explain.tree import PYTHON, Leaf, plain
from puv.solver.state import ROOT
from puv.standards.filenames import parse_wheel_name
from puv.standards.timestamps import render_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from puv.resolver.explain.sentences import Sentences
    from puv.resolver.explain.tree import Node
    from puv.resolver.provider import Package, Provider
    from puv.standards.filenames import WheelName
    from puv.standards.ranges import Ranges
    from puv.standards.version import Version

_PLATFORM_ORDER = ("any", "manylinux", "linux", "musllinux", "macosx", "win")


class Hints:
    """Collects the hints for one failure, without repeats."""

    def __init__(self, provider: Provider, sentences: Sentences, known: Callable[[int], list[Version]]) -> None:
        self._provider = provider
        self._say = sentences
        self._known = known
        self._options = provider.parts.distributions.options
        self._target = provider.parts.distributions.target

    def of(self, tree: Leaf | Node) -> tuple[str, ...]:
        """Return the hints, in the order in which they are shown."""
        levels = list(_levels(tree))
        leaves = [leaf for level in levels for leaf in level]
        # Of several Python versions that are asked for, only the one met deepest in the proof is named.
        pythons = [[leaf for leaf in level if leaf.other == PYTHON] for level in levels]
        named = next((level[0] for level in reversed(pythons) if level), None)
        leaves = [leaf for leaf in leaves if leaf.other != PYTHON or leaf is named]
        looks = (
            self._itself,
            self._shadowed,
            self._prerelease,
            self._unavailable,
            self._excluded,
            self._indexes,
            self._python,
            self._usable,
        )
        found = [hint for look in looks for leaf in leaves for hint in look(leaf)]
        return tuple(dict.fromkeys(found))

    def _package(self, leaf: Leaf) -> Package | None:
        return self._provider.packages[leaf.package] if leaf.package > ROOT else None

    def _itself(self, leaf: Leaf) -> Iterator[str]:
        """Wonder whether a project that needs another version of itself is what was meant."""
        package = self._package(leaf)
        if package is not None and leaf.reason.kind == reasons.ITSELF and self._provider.is_project(leaf.package):
            name = package.name
            yield (
                f"The project `{name}` depends on itself at an incompatible version. This is likely a mistake. If you "
                f"intended to depend on a third-party package named `{name}`, consider renaming the project `{name}` "
                "to avoid creating a conflict."
            )

    def _shadowed(self, leaf: Leaf) -> Iterator[str]:
        """Wonder whether a package that needs one of the project's name means another one."""
        package = self._package(leaf)
        other = self._provider.packages[leaf.other] if leaf.other > ROOT else None
        if package is None or other is None or leaf.reason.kind != reasons.NEEDS or package.name == other.name:
            return
        members = [tree.name for tree in self._provider.parts.manifest.members]
        if other.name not in members or package.name in members:
            return
        whose, what = "your project", "project"
        if len(members) > 1:
            whose, what = "one of your workspace members", "workspace member"
        yield (
            f"The package `{package.name}` depends on the package `{other.name}` but the name is shadowed by {whose}. "
            f"Consider changing the name of the {what}."
        )

    def _prerelease(self, leaf: Leaf) -> Iterator[str]:
        package = self._package(leaf)
        if package is None or leaf.reason.kind != reasons.NO_VERSIONS:
            return
        if self._provider.parts.candidates.admits_prereleases(package.name):
            return
        weren = "but pre-releases weren't enabled (try: `--prerelease=allow`)"
        available = self.prereleases(leaf)
        if available:
            sample = f"in the requested range (e.g., {available[-1]})"
            yield f"Pre-releases are available for `{package.name}` {sample}, {weren}"
        elif any(face is not None and _names_prerelease(face[0]) for face in leaf.versions.faces):
            wanted = " | ".join(self._say.segments(leaf.package, leaf.versions))
            wanted = wanted.replace(self._say.name(leaf.package), package.name)
            yield f"`{package.name}` was requested with a pre-release marker (e.g., {wanted}), {weren}"

    def prereleases(self, leaf: Leaf) -> list[Version]:
        """Return the pre-releases among the versions of a fact, ascending, where they were not admitted."""
        package = self._package(leaf)
        if package is None or self._provider.parts.candidates.admits_prereleases(package.name):
            return []
        return [v for v in self._known(leaf.package) if v.is_prerelease and leaf.versions.contains(v)]

    def excluded(self, leaf: Leaf) -> Version | None:
        """Return the newest version of a fact that only its upload time keeps out."""
        package = self._package(leaf)
        if package is None or leaf.reason.kind not in (reasons.NO_VERSIONS, reasons.NOT_FOUND):
            return None
        limited = self._options.newest_upload(package.name) is not None
        newest = self._newest_excluded(package, leaf.versions) if limited else None
        return None if newest is None else newest[0]

    def _unavailable(self, leaf: Leaf) -> Iterator[str]:
        word = leaf.reason.subject if leaf.reason.kind in (reasons.NOT_FOUND, reasons.UNUSABLE) else ""
        if word == "offline":
            yield (
                "Packages were unavailable because the network was disabled. When the network is disabled, registry "
                "packages may only be read from the cache."
            )
        elif word == "no-index":
            yield (
                "Packages were unavailable because index lookups were disabled and no additional package locations "
                "were provided (try: `--find-links <uri>`)"
            )
        elif word not in ("", "not-found", "no-build") and leaf.reason.detail:
            yield leaf.reason.detail

    def _excluded(self, leaf: Leaf) -> Iterator[str]:
        """Name the newest version that only its upload time keeps out."""
        package = self._package(leaf)
        if package is None or leaf.reason.kind not in (reasons.NO_VERSIONS, reasons.NOT_FOUND):
            return
        limit = self._options.newest_upload(package.name)
        newest = None if limit is None else self._newest_excluded(package, leaf.versions)
        if limit is None or newest is None:
            return
        version, time = newest
        published = "" if time is None else f", published at {render_timestamp(time)}"
        latest = f"The latest version satisfying the requirement is v{version}{published}. "
        yield (
            f"`{package.name}` was filtered by `exclude-newer` to only include packages uploaded before "
            f"{render_timestamp(limit)}. {latest}Consider using `exclude-newer-package` to override the cutoff for "
            "this package."
        )

    @staticmethod
    def _newest_excluded(package: Package, versions: Ranges) -> tuple[Version, int | None] | None:
        for listing in package.universe.unfiltered:
            for position in range(len(listing.versions) - 1, -1, -1):
                version = listing.version(position)
                times = [file.upload_time for file in listing.files(position) if file.upload_time is not None]
                if versions.contains(version) and not version.is_prerelease:
                    return version, min(times, default=None)
        return None

    def _indexes(self, leaf: Leaf) -> Iterator[str]:
        """Say that a later index was not looked at."""
        package = self._package(leaf)
        if package is None or leaf.reason.kind != reasons.NO_VERSIONS:
            return
        order, first = self._options.index_order, package.universe.index
        if self._options.index_strategy != "first-index" or first not in order[:-1] or not package.universe.versions:
            return
        second = order[order.index(first) + 1]
        wanted = " | ".join(self._say.segments(leaf.package, leaf.versions))
        yield (
            f"`{package.name}` was found on {first}, but not at the requested version ({wanted}). A compatible "
            f"version may be available on a subsequent index (e.g., {second}). By default, puv will "
            "only consider versions that are published on the first index that contains a given package, to avoid "
            "dependency confusion attacks. If all indexes are equally trusted, use `--index-strategy "
            "unsafe-best-match` to consider all versions "
            "from all indexes, regardless of the order in which they were defined."
        )

    def _python(self, leaf: Leaf) -> Iterator[str]:
        requested = self._provider.requested_python
        if leaf.other != PYTHON or not requested:
            return
        who = self._say.described(leaf.package, leaf.versions, "all of")
        verb = "only support" if self._say.plural(leaf.versions) else "only supports"
        value, remedy = "--python-version", "higher `--python-version` value."
        if not self._target.explicit_python:
            value = "requires-python"
            remedy = f"more restrictive `requires-python` value (like {leaf.allowed})."
        yield (
            f"The `{value}` value ({requested}) includes Python versions that are not supported by your dependencies "
            f"(e.g., {who} {verb} {leaf.allowed}). Consider using a {remedy}"
        )

    def _usable(self, leaf: Leaf) -> Iterator[str]:
        """Say which wheels there are, or which option forbids what there is."""
        package = self._package(leaf)
        if package is None or leaf.reason.kind != reasons.REJECTED:
            return
        kind = int(leaf.reason.subject)
        if kind == NO_WHEEL:
            everywhere, option = self._options.only_binary is True, "--no-build"
            what, why = "Wheels are", "building from source"
        elif kind == NO_SOURCE:
            everywhere, option = self._options.no_binary is True, "--no-binary"
            what, why = "A source distribution is", "using pre-built wheels"
        else:
            yield from self._tags(leaf, package, kind)
            return
        scope = f"all packages (i.e., with `{option}`)"
        if not everywhere:
            scope = f"`{package.name}` (i.e., with `{option}-package {package.name}`)"
        yield f"{what} required for `{package.name}` because {why} is disabled for {scope}"

    def _tags(self, leaf: Leaf, package: Package, kind: int) -> Iterator[str]:
        inside = [version for version in self._known(leaf.package) if leaf.versions.contains(version)]
        known = (PYTHON_TAG, ABI_TAG, PLATFORM_TAG, *(() if self._target.tags else (VERSION_TAG,)))
        if not inside or kind not in known:
            return
        names = list(_wheels(package, inside[-1]))
        about = f"`{package.name}` (v{inside[-1]})"
        if kind == PLATFORM_TAG:
            platforms = sorted({tag for name in names for tag in name.platform_tags}, key=_platform_order)
            shown = ", ".join(f"`{tag}`" for tag in platforms)
            yield f"Wheels are available for {about} on the following platform{'s' * (len(platforms) > 1)}: {shown}"
            return
        by_abi = kind in (ABI_TAG, VERSION_TAG)
        word = "Python ABI" if by_abi else "Python implementation"
        tags = {tag for name in names for tag in (name.abi_tags if by_abi else name.python_tags)}
        tags = tags - {"none"} or tags
        shown = ", ".join(f"`{tag}`" for tag in sorted(tags, key=_natural))
        if not self._target.tags:
            # No one Python is asked for.
            yield f"Wheels are available for {about} with the following {word} tag{'s' * (len(tags) > 1)}: {shown}"
            return
        tag = next(iter(self._target.tags), "").split("-")[0]
        release = self._target.python_version.release[:2]
        python = f"{_IMPLEMENTATIONS.get(self._target.implementation, 'Python')} {'.'.join(map(str, release))}"
        yield (
            f"You require {python} (`{tag}`), but we only found wheels for {about} with the following {word} "
            f"tag{'s' * (len(tags) > 1)}: {shown}"
        )


_IMPLEMENTATIONS = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy", "pyodide": "Pyodide"}


def _levels(tree: Leaf | Node) -> Iterator[list[Leaf]]:
    """Yield the facts of each level of the proof; versions that are only restated do not count."""
    level = [tree]
    seen: set[int] = set()
    while level:
        below: list[Leaf | Node] = []
        facts: list[Leaf] = []
        for part in level:
            item = plain(part)
            while not isinstance(item, Leaf) and item.restated:
                item = plain(item.left)
            if id(item) in seen:
                continue
            seen.add(id(item))
            if isinstance(item, Leaf):
                facts.append(item)
            else:
                below += (item.left, item.right)
        yield facts
        level = below


def _wheels(package: Package, version: Version) -> Iterator[WheelName]:
    position = package.universe.position_of(version)
    for files in package.universe.files(position):
        for file in files:
            if file.is_wheel:
                try:
                    yield parse_wheel_name(file.filename)
                except ParseError:
                    continue


def _names_prerelease(version: Version) -> bool:
    """Tell whether a bound is a pre-release that somebody wrote: `2.dev0` is what `==1.*` and `~=1.0` end at."""
    return version.is_prerelease and not (version.dev == 0 and version.pre is None and version.post is None)


def _platform_order(tag: str) -> tuple[int, str]:
    for rank, start in enumerate(_PLATFORM_ORDER):
        if tag.startswith(start):
            return rank, tag
    return len(_PLATFORM_ORDER), tag


def _natural(tag: str) -> tuple[str, int, str]:
    """Sort `cp39` before `cp310`: the digits are a major digit and a minor number."""
    letters = tag.rstrip("0123456789abcdefghijklmnopqrstuvwxyz_") or tag[:2]
    digits = "".join(character for character in tag[2:] if character.isdigit())
    return letters, int(digits or 0), tag
