"""What changed between two locks, as values. Pure."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal, TypeAlias

    from puv.lockfile.lock import Lock, Package
    from puv.standards.names import PackageName

    ChangeKind: TypeAlias = Literal["added", "removed", "updated", "altered"]
    #: What of a package differs.
    Aspect: TypeAlias = Literal["version", "source", "forks", "dependencies", "files", "metadata"]

# What of a lock beside its packages may differ.
_SETTINGS = (
    "requires_python", "fork_markers", "supported_markers", "required_markers", "conflicts", "options", "manifest",
    "revision",
)  # fmt: skip


class PackageChange(Frozen):
    """What became of a name. `before` and `after` are its packages in the locks, several where forks chose differently.

    `kind` is `updated` where the versions differ, and `altered` where only something else does: `aspects` tell what.
    `because` are the packages whose needs brought the change about: those that need an added package now, those that
    needed a removed one before, those that changed and need an updated one. None of them means that the project's own
    requirements, or newer files on the index, did.
    """

    name: PackageName
    kind: ChangeKind
    before: tuple[Package, ...] = ()
    after: tuple[Package, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    because: tuple[PackageName, ...] = ()

    @property
    def versions_before(self) -> tuple[str, ...]:
        """Return the versions that were locked, each once; a dynamic one is the empty text."""
        return _versions(self.before)

    @property
    def versions_after(self) -> tuple[str, ...]:
        """Return the versions that are locked, likewise."""
        return _versions(self.after)

    @property
    def reason(self) -> str:
        """Tell in a few words what brought the change about."""
        names = ", ".join(self.because)
        if self.kind == "added":
            return f"needed by {names}" if names else "asked for"
        if self.kind == "removed":
            return f"was needed by {names}" if names else "no longer asked for"
        changed = ", ".join(self.aspects)
        return f"{changed} changed with {names}" if names else f"{changed} changed"


class LockDiff(Frozen):
    """The changes from one lock to another, in the order of names, and which `settings` (fields of `Lock`) differ."""

    changes: tuple[PackageChange, ...] = ()
    settings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.changes or self.settings)

    @property
    def added(self) -> tuple[PackageChange, ...]:
        """Return the names that are new."""
        return self._of("added")

    @property
    def removed(self) -> tuple[PackageChange, ...]:
        """Return the names that are gone."""
        return self._of("removed")

    @property
    def updated(self) -> tuple[PackageChange, ...]:
        """Return the names with other versions."""
        return self._of("updated")

    @property
    def altered(self) -> tuple[PackageChange, ...]:
        """Return the names with the same versions, of which something else changed."""
        return self._of("altered")

    def _of(self, kind: ChangeKind) -> tuple[PackageChange, ...]:
        return tuple(change for change in self.changes if change.kind == kind)


def diff(old: Lock | None, new: Lock) -> LockDiff:
    """Return what changed from a lock, or from none at all, to another."""
    before = old.by_name() if old is not None else {}
    after = new.by_name()
    found = {
        name: _difference(before.get(name, []), after.get(name, []))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
    found = {name: (kind, aspects) for name, (kind, aspects) in found.items() if kind != "altered" or aspects}
    was_needed, is_needed = _needed(before, found), _needed(after, found)
    changes = []
    for name, (kind, aspects) in found.items():
        because = was_needed.get(name, ()) if kind == "removed" else is_needed.get(name, ())
        if kind in ("updated", "altered"):
            because = tuple(parent for parent in because if parent in found)
        was, now = tuple(before.get(name, ())), tuple(after.get(name, ()))
        changes.append(PackageChange(name=name, kind=kind, before=was, after=now, aspects=aspects, because=because))
    settings = () if old is None else tuple(name for name in _SETTINGS if getattr(old, name) != getattr(new, name))
    return LockDiff(changes=tuple(changes), settings=settings)


def _difference(was: list[Package], now: list[Package]) -> tuple[ChangeKind, tuple[Aspect, ...]]:
    if not was or not now:
        return ("removed" if was else "added"), ()
    found: list[Aspect] = []
    if [package.version for package in was] != [package.version for package in now]:
        found.append("version")
    if [package.source for package in was] != [package.source for package in now]:
        found.append("source")
    if [package.fork_markers for package in was] != [package.fork_markers for package in now]:
        found.append("forks")
    if list(map(_needs, was)) != list(map(_needs, now)):
        found.append("dependencies")
    if [package.files_text() for package in was] != [package.files_text() for package in now]:
        found.append("files")
    if [_said(package) for package in was] != [_said(package) for package in now]:
        found.append("metadata")
    kind: ChangeKind = "updated" if _versions(was) != _versions(now) else "altered"
    return kind, tuple(found)


def _needs(package: Package) -> list[object]:
    """Return what a package needs, whichever version that is."""
    return [(extra, group, e.package.name, e.extras, e.marker) for extra, group, e in package.edges()]


def _said(package: Package) -> tuple[object, ...]:
    """Return what a source tree said of itself."""
    return package.metadata, package.default_groups, dict(package.group_requires_python)


def _versions(packages: Iterable[Package]) -> tuple[str, ...]:
    return tuple(dict.fromkeys("" if package.version is None else str(package.version) for package in packages))


def _needed(
    packages: Mapping[PackageName, list[Package]], names: Iterable[PackageName]
) -> dict[PackageName, tuple[PackageName, ...]]:
    """Return who needs each of some names, in the order of names."""
    wanted = frozenset(names)
    found: dict[PackageName, dict[PackageName, None]] = {}
    for parent in sorted(packages):
        for package in packages[parent]:
            for _, _, edge in package.edges():
                if edge.package.name in wanted and edge.package.name != parent:
                    found.setdefault(edge.package.name, {})[parent] = None
    return {name: tuple(parents) for name, parents in found.items()}
