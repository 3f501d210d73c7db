"""Whether a lock still answers what is asked: each reason why it does not, as a value."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.lock import LockedRequirement, ScopedOverride
from puv.lockfile.wanted import Wanted, registry, source_of_url
from puv.standards.markers import parse_marker
from puv.standards.markers.clauses import TRUE
from puv.standards.markers.tree import MarkerAlgebra
from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal, TypeAlias

    from puv.lockfile.inputs import LockInputs
    from puv.lockfile.lock import Lock, Package, PackageMetadata
    from puv.model.universal import SourceTree
    from puv.standards.specifiers import Specifiers
    from puv.standards.version import Version

    #: What of a lock is out of date.
    Reason: TypeAlias = Literal[
        "requires-python", "conflicts", "environments", "required-environments", "options", "members", "requirements",
        "constraints", "overrides", "excludes", "build-constraints", "dependency-groups", "dependency-metadata",
        "default-groups", "missing-package", "version", "metadata", "index",
    ]  # fmt: skip

# Each part of a manifest with the fields that make it up.
_PARTS: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    ("members", ("members",)),
    ("requirements", ("requirements",)),
    ("constraints", ("constraints",)),
    ("overrides", ("overrides",)),
    ("excludes", ("excludes",)),
    ("build-constraints", ("build_constraints",)),
    ("dependency-groups", ("dependency_groups",)),
    ("dependency-metadata", ("dependency_metadata",)),
    ("default-groups", ("default_groups", "group_requires_python")),
)


# The first revision whose locks tell which groups are installed by default, and the Pythons of groups.
_WITH_GROUP_RULES = 5


class Stale(Frozen):
    """One reason why a lock is out of date. `package` is whose, empty for the lock as a whole."""

    reason: Reason
    expected: object
    actual: object
    package: str = ""

    def __str__(self) -> str:
        """Tell the reason in a sentence, for the log."""
        of = f" of `{self.package}`" if self.package else ""
        return f"the {self.reason}{of} changed from `{self.actual}` to `{self.expected}`"


def check(lock: Lock, inputs: LockInputs, trees: Iterable[SourceTree] = ()) -> Stale | None:
    """Return the first reason why a lock is not the one for these inputs, None where it is.

    `trees` are the source trees that are not members. Whether the versions are the newest is not asked.
    """
    look = _Look(lock, inputs, tuple(trees))
    for one in (look.environments, look.manifest, look.projects, look.places):
        found = one()
        if found is not None:
            return found
    return None


class _Look:
    """One look at a lock."""

    def __init__(self, lock: Lock, inputs: LockInputs, trees: tuple[SourceTree, ...]) -> None:
        self._lock, self._inputs, self._trees = lock, inputs, trees
        self._wanted = Wanted(inputs)
        self._meaning = _Meaning(inputs.environments.requires_python)

    def environments(self) -> Stale | None:
        """Compare for what the lock is."""
        lock, wanted = self._lock, self._inputs.environments
        if _clauses(lock.requires_python) != _clauses(wanted.requires_python):
            return Stale(reason="requires-python", expected=wanted.requires_python, actual=lock.requires_python)
        if set(map(frozenset, lock.conflicts)) != set(map(frozenset, wanted.conflicts)):
            return Stale(reason="conflicts", expected=wanted.conflicts, actual=lock.conflicts)
        supported = tuple(map(self._wanted.environment, wanted.supported))
        if not _same_markers(lock.supported_markers, supported):
            return Stale(reason="environments", expected=supported, actual=lock.supported_markers)
        required = tuple(map(self._wanted.environment, wanted.required))
        if not _same_markers(lock.required_markers, required):
            return Stale(reason="required-environments", expected=required, actual=lock.required_markers)
        if lock.options != self._inputs.options:
            return Stale(reason="options", expected=self._inputs.options, actual=lock.options)
        return None

    def manifest(self) -> Stale | None:
        """Compare what was asked for beside the projects."""
        actual, expected = self._lock.manifest, self._wanted.manifest()
        if actual == expected:
            return None
        for reason, names in _PARTS:
            if reason == "default-groups" and self._lock.revision < _WITH_GROUP_RULES:
                continue
            told, wanted = ([getattr(manifest, name) for name in names] for manifest in (actual, expected))
            if told != wanted and list(map(self._meaning.of, told)) != list(map(self._meaning.of, wanted)):
                return Stale(reason=reason, expected=wanted, actual=told)
        return None

    def projects(self) -> Stale | None:
        """Compare what the projects on disk say of themselves."""
        locked = {package.source: package for package in self._lock.packages if package.source.is_tree}
        members = {tree.url for tree in self._inputs.members}
        for tree in (*self._inputs.members, *self._trees):
            source = source_of_url(tree.url, tree.kind, self._inputs.root)
            package = locked.pop(source, None)
            if package is None or package.name != tree.name:
                return Stale(reason="missing-package", expected=source, actual=None, package=tree.name)
            found = self._project(tree, package, is_member=tree.url in members)
            if found is not None:
                return found
        if locked:
            source, package = next(iter(locked.items()))
            return Stale(reason="missing-package", expected=None, actual=source, package=package.name)
        return None

    def _project(self, tree: SourceTree, package: Package, *, is_member: bool) -> Stale | None:
        version = None if tree.dynamic else tree.version
        if package.version != version:
            return Stale(reason="version", expected=version, actual=package.version, package=tree.name)
        expected = self._wanted.metadata(tree)
        if package.metadata is not None and package.metadata != expected and not self._says(package.metadata, expected):
            return Stale(reason="metadata", expected=expected, actual=package.metadata, package=tree.name)
        if package.metadata is None and (expected.requires_dist or any(expected.requires_dev.values())):
            return Stale(reason="metadata", expected=expected, actual=None, package=tree.name)
        groups = (tree.default_groups, tree.group_requires_python)
        told = (package.default_groups, package.group_requires_python)
        if is_member and groups != told and self._lock.revision >= _WITH_GROUP_RULES:
            return Stale(reason="default-groups", expected=groups, actual=told, package=tree.name)
        return None

    def _says(self, told: PackageMetadata, wanted: PackageMetadata) -> bool:
        """Tell whether two texts of what a tree says of itself mean the same."""
        of = self._meaning.of
        return (
            of(told.requires_dist) == of(wanted.requires_dist)
            and of(told.requires_dev) == of(wanted.requires_dev)
            and set(told.provides_extras) == set(wanted.provides_extras)
        )

    def places(self) -> Stale | None:
        """Check that every index of the lock is still one of those that may be asked."""
        root = self._inputs.root
        known = {registry(_address(index.url), root) for index in self._inputs.indexes}
        asked = (
            requirement
            for tree in (*self._inputs.members, *self._trees)
            for requirement in (*tree.requires, *(entry for entries in tree.groups.values() for entry in entries))
        )
        known |= {registry(index, root) for one in asked if (index := getattr(one, "index", ""))}
        for package in self._lock.packages:
            source = package.source
            if source.kind == "registry" and source not in known:
                return Stale(reason="index", expected=None, actual=source.place, package=package.name)
        return None


def _address(place: str) -> str:
    """Return a `file:` URL for the path of a flat index."""
    return place if "://" in place else f"file://{place}"


class _Meaning:
    """What parts of a lock mean, for those whose texts differ. Markers count for the Pythons of the lock only."""

    def __init__(self, requires_python: Specifiers) -> None:
        self._requires_python = requires_python
        self._algebra: MarkerAlgebra | None = None

    def of(self, part: object) -> object:
        """Return something that is equal for parts that mean the same, which are requirements, one by one or many."""
        if isinstance(part, LockedRequirement):
            return self._requirement(part)
        if isinstance(part, ScopedOverride):
            return part.package, part.version, self.of(part.dependencies)
        if isinstance(part, tuple):
            return frozenset(map(self.of, part))
        if isinstance(part, dict):
            return {key: self.of(value) for key, value in part.items()}
        return part

    def _requirement(self, one: LockedRequirement) -> tuple[object, ...]:
        if self._algebra is None:
            self._algebra = MarkerAlgebra()
        algebra = self._algebra
        marker = algebra.from_marker(parse_marker(one.marker)) if one.marker else TRUE
        marker = algebra.simplify_python(marker, Ranges.from_specifiers(self._requires_python))
        specifiers = frozenset(_clauses(parse_specifiers(one.specifier)))
        return one.name, frozenset(one.extras), one.groups, marker, specifiers, one.source, one.conflict


def _clauses(specifiers: Specifiers) -> list[tuple[str, Version, bool]]:
    """Return the clauses, whose versions are equal however they are written."""
    return [(clause.operator, clause.version, clause.wildcard) for clause in specifiers]


def _same_markers(actual: tuple[str, ...], expected: tuple[str, ...]) -> bool:
    if actual == expected:
        return True
    if len(actual) != len(expected):
        return False
    algebra = MarkerAlgebra()
    return [algebra.from_marker(parse_marker(text)) for text in actual] == [
        algebra.from_marker(parse_marker(text)) for text in expected
    ]  # fmt: skip
