"""From a `UniversalResolution` to the `Lock` that uv would write of it."""

from __future__ import annotations

from puv.lockfile.artifacts import Artifact
from puv.lockfile.lock import Edge, Lock, Package, PackageId, Source
from puv.lockfile.platforms import WheelPlatforms
from puv.lockfile.wanted import Wanted, registry, relative, source_of_url
from puv.model.universal import ConflictItem
from puv.standards.markers.clauses import FALSE, TRUE
from puv.standards.markers.order import order_key
from puv.standards.ranges import Ranges
from puv.standards.timestamps import render_timestamp
from puv.standards.wheel_pythons import WheelPythons

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.lockfile.inputs import LockInputs
    from puv.model.universal import UniversalPackage, UniversalResolution
    from puv.standards.listing import File
    from puv.standards.markers.order import OrderKey
    from puv.standards.names import ExtraName, GroupName

    #: An extra or a group of a package, both None for the package itself.
    Part = tuple[ExtraName | None, GroupName | None]


def lock_of(found: UniversalResolution, inputs: LockInputs) -> Lock:
    """Return the lock of a resolution that was made for these inputs."""
    return _Locking(found, inputs).lock()


class _Locking:
    """One resolution on its way into a lock."""

    def __init__(self, found: UniversalResolution, inputs: LockInputs) -> None:
        self._found = found
        self._inputs = inputs
        self._algebra = found.algebra
        self._wanted = Wanted(inputs, found.algebra)
        self._python = Ranges.from_specifiers(found.environments.requires_python)
        self._pythons = WheelPythons(self._python)
        self._platforms = WheelPlatforms(found.algebra)
        self._keys: dict[int, OrderKey] = {}
        self._ids = [self._id(package) for package in found.packages]
        counts: dict[str, int] = {}
        for package in found.packages:
            counts[package.name] = counts.get(package.name, 0) + 1
        self._several = {name for name, count in counts.items() if count > 1}
        self._union = FALSE
        for marker in found.forks or (TRUE,):
            self._union = self._algebra.or_(self._union, marker)
        self._parts = self._edges()

    def lock(self) -> Lock:
        """Return the whole of it."""
        environments = self._found.environments
        packages = [self._package(at, package) for at, package in enumerate(self._found.packages)]
        packages.sort(key=lambda package: package.id.sort_key())
        return Lock(
            requires_python=environments.requires_python,
            packages=tuple(packages),
            fork_markers=self._fork_markers(self._found.forks),
            supported_markers=tuple(map(self._wanted.environment, environments.supported)),
            required_markers=tuple(map(self._wanted.environment, environments.required)),
            conflicts=tuple(tuple(sorted(items, key=ConflictItem.sort_key)) for items in environments.conflicts),
            options=self._inputs.options,
            manifest=self._wanted.manifest(),
        )

    def _fork_markers(self, forks: Iterable[int]) -> tuple[str, ...]:
        """Return the texts of forks: without the items of conflicts, where they are told apart without them."""
        algebra = self._algebra
        forks = list(forks)
        plain = list(dict.fromkeys(algebra.without_extras(marker) for marker in forks))
        apart = all(
            algebra.is_disjoint(first, second) for at, first in enumerate(plain) for second in plain[at + 1 :]
        )  # fmt: skip
        texts = [self._wanted.marker(marker) for marker in (plain if apart else forks)]
        return tuple(dict.fromkeys(text for text in texts if text))

    def _id(self, package: UniversalPackage) -> PackageId:
        dynamic = package.source is not None and package.source.dynamic
        return PackageId(package.name, None if dynamic else package.version, self._source(package))

    def _source(self, package: UniversalPackage) -> Source:
        root = self._inputs.root
        if package.url:
            return source_of_url(package.url, package.tree, root)
        return registry(package.index, root)

    # --- edges --------------------------------------------------------------------------------------------------

    def _edges(self) -> list[dict[Part, list[tuple[int, int, set[ExtraName]]]]]:
        """Return, per package and part, what it needs: child, marker and extras of the child."""
        found = self._found
        parts: list[dict[Part, list[tuple[int, int, set[ExtraName]]]]] = [{} for _ in found.packages]
        known: dict[tuple[int, Part, int, int], set[ExtraName]] = {}
        for edge in found.edges:
            parent, child = found.nodes[edge.parent], found.nodes[edge.child]
            # What a group asks of its own project is told; what an extra does is told by what it adds.
            is_own = parent.package == child.package and parent.group is None
            if parent.package == -1 or is_own or child.group is not None:
                continue
            marker = self._simple(edge.marker, parent.marker)
            if marker == FALSE:
                continue
            part = (parent.extra, parent.group)
            key = (parent.package, part, child.package, marker)
            extras = known.get(key)
            if extras is None:
                extras = known[key] = set()
                parts[parent.package].setdefault(part, []).append((child.package, marker, extras))
            if child.extra is not None:
                extras.add(child.extra)
        return parts

    def _simple(self, marker: int, parent: int) -> int:
        """Return the marker of an edge without what goes without saying where its parent is needed."""
        algebra = self._algebra
        if algebra.is_disjoint(marker, parent):
            return FALSE
        python = self._python
        marker = algebra.simplify_python(marker, python)
        if not algebra.extras(parent):  # else what goes without saying differs from item to item
            marker = algebra.restrict(marker, algebra.simplify_python(parent, python))
        if not algebra.extras(marker):
            union = algebra.simplify_python(algebra.without_extras(self._union), python)
            marker = algebra.restrict(marker, union)
        return marker

    def _part(self, at: int, part: Part) -> tuple[Edge, ...]:
        rows = [
            (self._ids[child], tuple(sorted(self._existing(child, extras))), marker)
            for child, marker, extras in self._parts[at].get(part, ())
        ]
        rows.sort(key=lambda row: (row[0].sort_key(), row[1], order_key(self._algebra, row[2], self._keys)))
        return tuple(Edge(child, extras, self._algebra.to_text(marker)) for child, extras, marker in rows)

    def _existing(self, child: int, extras: Iterable[ExtraName]) -> list[ExtraName]:
        """Leave out extras that add nothing."""
        return [extra for extra in extras if (extra, None) in self._parts[child]]

    # --- packages -----------------------------------------------------------------------------------------------

    def _package(self, at: int, package: UniversalPackage) -> Package:
        parts = self._parts[at]
        source = self._ids[at].source
        return Package(
            self._ids[at],
            fork_markers=self._fork_markers(package.forks) if package.name in self._several else (),
            dependencies=self._part(at, (None, None)),
            optional_dependencies={
                extra: self._part(at, (extra, group)) for extra, group in sorted(parts, key=_part_key) if extra
            },
            dev_dependencies={
                group: self._part(at, (extra, group)) for extra, group in sorted(parts, key=_part_key) if group
            },
            sdist=self._sdist(package, source),
            wheels=self._wheels(package, source),
            metadata=self._wanted.metadata(package.source) if package.source is not None else None,
            default_groups=package.source.default_groups if package.source is not None else None,
            group_requires_python=package.source.group_requires_python if package.source is not None else None,
        )

    def _sdist(self, package: UniversalPackage, source: Source) -> Artifact | None:
        found = [file for file in package.files if not file.is_wheel]
        if not found:
            return None
        file = next((file for file in found if file.filename.endswith(".tar.gz")), found[-1])
        if source.kind == "registry":
            return self._artifact(file, source)
        return Artifact(hash=_strongest(file)) if source.kind in ("url", "path") else None

    def _wheels(self, package: UniversalPackage, source: Source) -> tuple[Artifact, ...]:
        wheels = [file for file in package.files if file.is_wheel]
        if source.kind == "registry":
            wheels = [
                file
                for file in wheels
                if self._pythons.fits(file.filename) and self._platforms.fits(file.filename, package.marker)
            ]
            return tuple(self._artifact(file, source) for file in sorted(wheels, key=lambda file: file.filename))
        if source.kind == "url":
            return tuple(Artifact(url=source.place, hash=_strongest(file)) for file in wheels)
        return tuple(Artifact(filename=file.filename, hash=_strongest(file)) for file in wheels)

    def _artifact(self, file: File, source: Source) -> Artifact:
        upload_time = "" if file.upload_time is None else render_timestamp(file.upload_time)
        url, path = file.url, ""
        if source.is_registry_path and url.startswith("file://"):
            url, path = "", relative(url, f"{self._inputs.root}/{source.place}")
        return Artifact(url=url, path=path, hash=_strongest(file), size=file.size, upload_time=upload_time)


def _part_key(part: Part) -> tuple[str, str]:
    return part[0] or "", part[1] or ""


def _strongest(file: File) -> str:
    return file.hashes[-1] if file.hashes else ""
