"""What a lock says of its inputs: the manifest, and what source trees say of themselves."""

from __future__ import annotations

from puv.lockfile.lock import LockedRequirement, LockManifest, PackageMetadata, Source
from puv.model.requirement import SourcedRequirement
from puv.standards.git_url import locked_place
from puv.standards.markers.clauses import FALSE
from puv.standards.markers.order import order_key
from puv.standards.markers.tree import MarkerAlgebra
from puv.standards.ranges import Ranges
from puv.standards.urls import without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.lockfile.inputs import LockInputs
    from puv.model.universal import SourceTree
    from puv.standards.markers import Marker
    from puv.standards.markers.order import OrderKey
    from puv.standards.requirement import Requirement


class Wanted:
    """Turns the inputs of a lock into what it holds of them. One algebra serves many texts."""

    def __init__(self, inputs: LockInputs, algebra: MarkerAlgebra | None = None) -> None:
        self._inputs = inputs
        self._algebra = algebra or MarkerAlgebra()
        self._requires = Ranges.from_specifiers(inputs.environments.requires_python)
        self._keys: dict[int, OrderKey] = {}

    def marker(self, marker: int) -> str:
        """Return the text of a marker as the lock writes it: for the Pythons that the lock is for."""
        algebra = self._algebra
        return algebra.to_text(algebra.simplify_python(marker, self._requires))

    def text(self, marker: Marker | None) -> str:
        """Return the text of a requirement's marker, which uv writes whatever the Pythons of the lock are."""
        return "" if marker is None else self._algebra.to_text(self._algebra.from_marker(marker))

    def environment(self, marker: Marker) -> str:
        """Return the text of an environment's marker: for the Pythons of the lock, unless it holds for none of them."""
        algebra = self._algebra
        found = algebra.from_marker(marker)
        simple = algebra.simplify_python(found, self._requires)
        return algebra.to_text(found if simple == FALSE else simple)

    def requirement(self, requirement: Requirement) -> LockedRequirement:
        """Return how the lock holds a requirement."""
        source = None
        if requirement.url is not None:
            tree = requirement.tree if isinstance(requirement, SourcedRequirement) else None
            source = source_of_url(requirement.url, tree, self._inputs.root)
        elif isinstance(requirement, SourcedRequirement) and requirement.index:
            source = Source("registry", without_credentials(requirement.index))
        clauses = sorted(requirement.specifiers, key=lambda clause: (clause.version.key, clause.operator))
        return LockedRequirement(
            name=requirement.name,
            extras=tuple(dict.fromkeys(requirement.extras)),
            marker=self.text(requirement.marker),
            specifier=",".join(map(str, clauses)),
            source=source,
            conflict=requirement.item if isinstance(requirement, SourcedRequirement) else None,
        )

    def requirements(self, requirements: Iterable[Requirement]) -> tuple[LockedRequirement, ...]:
        """Return how the lock holds a set of requirements: sorted, each once."""
        rows = [(self._order(requirement), self.requirement(requirement)) for requirement in requirements]
        rows.sort(key=lambda row: row[0])
        return tuple(dict.fromkeys(row for _, row in rows))

    def _order(self, requirement: Requirement) -> OrderKey:
        algebra = self._algebra
        marker = algebra.from_marker(requirement.marker)
        source = (requirement.url or "", str(requirement.specifiers))
        return requirement.name, requirement.extras, order_key(algebra, marker, self._keys), source

    def metadata(self, tree: SourceTree) -> PackageMetadata:
        """Return what a tree says of itself."""
        return PackageMetadata(
            requires_dist=self.requirements(tree.requires),
            provides_extras=tree.provides_extras,
            requires_dev={group: self.requirements(tree.groups[group]) for group in sorted(tree.groups)},
        )

    def manifest(self) -> LockManifest:
        """Return what the lock was made for."""
        inputs = self._inputs
        return LockManifest(
            members=tuple(sorted(tree.name for tree in inputs.members)) if inputs.is_workspace else (),
            requirements=self.requirements(inputs.requirements),
            dependency_groups={
                group: self.requirements(inputs.dependency_groups[group]) for group in sorted(inputs.dependency_groups)
            },
            constraints=self.requirements(inputs.constraints),
            overrides=self.requirements(inputs.overrides),
            excludes=tuple(sorted(inputs.excludes)),
            build_constraints=self.requirements(inputs.build_constraints),
            dependency_metadata=tuple(
                sorted(inputs.dependency_metadata, key=lambda entry: (entry.name, entry.version or ""))
            ),
            default_groups=inputs.default_groups,
            group_requires_python=inputs.group_requires_python,
        )


def registry(index: str, root: str) -> Source:
    """Return the source of what an index lists; one on disk is named by its path."""
    if index.startswith("file://"):
        return Source("registry", relative(index, root))
    return Source("registry", without_credentials(index))


def source_of_url(url: str, tree: str | None, root: str) -> Source:
    """Return the source of a direct address: a repository, an archive somewhere, or something on disk."""
    address, _, fragment = url.partition("#")
    inner = next((part[13:] for part in fragment.split("&") if part.startswith("subdirectory=")), "")
    if address.startswith("git+"):
        return Source("git", locked_place(url))
    if not address.startswith("file://"):
        return Source("url", without_credentials(address), inner)
    if tree in ("directory", "editable", "virtual"):
        return Source(tree, relative(address, root))  # type: ignore[arg-type]  # one of the three above
    return Source("path", relative(address, root))


def relative(url: str, root: str) -> str:
    """Return the path of a `file:` URL relative to an absolute directory, with forward slashes."""
    path = url.removeprefix("file://")
    if "%" in path:
        from urllib.parse import unquote  # 10 ms, and rare

        path = unquote(path)
    ours = [part for part in root.replace("\\", "/").split("/") if part]
    theirs = [part for part in path.split("/") if part]
    if ours and ours[0].endswith(":") and ours[0] != theirs[0]:
        return path.lstrip("/")
    common = 0
    while common < min(len(ours), len(theirs)) and ours[common] == theirs[common]:
        common += 1
    return "/".join([".."] * (len(ours) - common) + theirs[common:]) or "."
