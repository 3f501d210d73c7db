"""`UniversalProvider`: the solver's host in one fork of a universal resolution."""

from __future__ import annotations

from puv.model.availability import Unusable
from puv.resolver import reasons
from puv.resolver.distributions import NO_PLATFORM, VERSION_TAG, Rejection
from puv.resolver.errors import ConflictingAddresses
from puv.resolver.fork import Branch, branches, kept
from puv.resolver.provider import BASE, EXTRA, GROUP, GROUPED, MARKED, PROXY, Package, Parts, Provider
from puv.resolver.scope import python_range
from puv.resolver.universal_files import UniversalDistributions
from puv.resolver.wheel_markers import WheelMarkers
from puv.solver.state import ROOT
from puv.standards.listing import File
from puv.standards.markers import parse_marker
from puv.standards.markers.clauses import FALSE
from puv.standards.metadata import Metadata
from puv.standards.names import ExtraName
from puv.standards.urls import redacted
from puv.standards.wheel_pythons import begins_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.resolver.fork import Conflicts
    from puv.resolver.needs import Need
    from puv.resolver.scope import Scope
    from puv.resolver.universal_needs import UniversalNeeds
    from puv.resolver.universal_places import Places
    from puv.resolver.universe import Universe
    from puv.standards.markers.tree import MarkerAlgebra
    from puv.standards.names import PackageName
    from puv.standards.ranges import Ranges

    #: Where a package comes from: the address and the only index to ask, either of them empty.
    Origin = tuple[str, str]


_PROXIES = (PROXY, MARKED, GROUPED)
_SYSTEMS = ("darwin", "linux", "win32")


class Forked(Exception):  # noqa: N818 - not a fault: there is more than one way on
    """The fork divides: each branch goes on from a copy of the state. The last one is to be solved first.

    `choice` is the package's number and bit whose needs made it divide, or None when only the scopes differ.
    """

    def __init__(self, found: list[Branch], choice: tuple[int, int] | None = None) -> None:
        super().__init__(len(found))
        self.found = found
        self.choice = choice


class Moved(Exception):  # noqa: N818 - not a fault: what was assumed of a package is to be assumed otherwise
    """A package comes from somewhere else than was assumed; the fork has to be solved anew."""

    name: PackageName
    origin: Origin

    def __init__(self, name: PackageName, origin: Origin) -> None:
        super().__init__(name)
        self.name, self.origin = name, origin


class Shared:
    """What all forks share, beside the parts: needs, places, and the answers found so far."""

    __slots__ = (
        "conflicts", "forks_on_python", "lowest_first", "memo", "needs", "places", "python", "required",
        "requires_python", "systems",
        "wheels",
    )  # fmt: skip

    conflicts: Conflicts
    forks_on_python: bool
    lowest_first: bool
    needs: UniversalNeeds
    places: Places
    python: Ranges
    required: tuple[int, ...]
    requires_python: str
    systems: list[int]
    wheels: WheelMarkers

    def __init__(  # noqa: PLR0913 - what forks have in common
        self,
        algebra: MarkerAlgebra,
        needs: UniversalNeeds,
        places: Places,
        conflicts: Conflicts,
        *,
        python: Ranges,
        requires_python: str,
        required: tuple[int, ...],
        forks_on_python: bool,
        lowest_first: bool,
    ) -> None:
        self.needs = needs
        self.places = places
        self.conflicts = conflicts
        self.python = python
        self.requires_python = requires_python
        self.required = required
        self.wheels = WheelMarkers(algebra)
        self.systems = [algebra.from_marker(parse_marker(f"sys_platform == '{name}'")) for name in _SYSTEMS]
        self.forks_on_python = forks_on_python
        self.lowest_first = lowest_first
        self.memo: dict[tuple[Universe, int, int, str | None], list[Need]] = {}


class UniversalProvider(Provider):
    """The state of one fork. `origins` says where packages come from that are not taken from just any index."""

    def __init__(self, parts: Parts, shared: Shared, scope: Scope, origins: dict[PackageName, Origin]) -> None:
        super().__init__(parts)
        self.shared = shared
        self.scope = scope
        self.origins = origins
        self.marked: dict[tuple[PackageName, ExtraName | None, int], int] = {}
        self._assumed: dict[PackageName, Origin] = {}
        self._pending: tuple[int, int, list[Need]] | None = None
        self._forced: tuple[int, int] | None = None

    def branch(self, branch: Branch, choice: tuple[int, int] | None) -> UniversalProvider:
        """Return a copy of this that goes on in a branch."""
        other = UniversalProvider.__new__(UniversalProvider)
        other.__dict__.update(self.__dict__)
        other.state, other.queue = self.state.clone(), self.queue.clone()
        other.priorities, other.conflicts = self.priorities.clone(), self.conflicts.clone()
        other.scope = branch.scope
        other.packages = self.packages.copy()
        for name in (
            "numbers",
            "marked",
            "chosen",
            "needs_of",
            "looked_for",
            "origins",
            "_assumed",
            "_metadata",
            "_likely",
            "_crawled",
        ):
            setattr(other, name, getattr(self, name).copy())
        other.tried = {name: seen.copy() for name, seen in self.tried.items()}
        other.__dict__["_on"] = {number: rows.copy() for number, rows in self._on.items()}
        other.__dict__["_pending"] = None if choice is None else (*choice, branch.needs)
        other.__dict__["_forced"] = branch.choice
        return other

    def assumptions_hold(self) -> bool:
        """Tell whether what was assumed of packages' origins before they were asked for still is to be assumed."""
        return all(
            self.shared.places.declared_origin(name, self.scope) == origin
            for name, origin in self._assumed.items()
            if name not in self.origins
        )

    @property
    def requested_python(self) -> str:
        """Return what the project requires of Python."""
        return self.shared.requires_python

    def shown_marker(self, marker: int) -> str:
        """Return the marker of a proxy as explanations show it: for the Pythons that the project is for."""
        return f"{{{self.scope.algebra.to_text(self.scope.algebra.simplify_python(marker, self.shared.python))}}}"

    # --- where packages come from -------------------------------------------------------------------------------

    def origin_of(self, name: PackageName) -> Origin:
        """Return where a package comes from in this fork."""
        found = self.origins.get(name) or self._assumed.get(name)
        if found is None:
            found = self._assumed[name] = self.shared.places.declared_origin(name, self.scope)
        return found

    def _universe(self, need: Need) -> Universe:
        name = need.name
        if need.url is not None or need.index:
            wanted = (need.url or "", need.index)
            known = self.origins.get(name)
            if known is None:
                if self._assumed.get(name, wanted) != wanted:
                    raise Moved(name, wanted)
                self.origins[name] = wanted
            elif known != wanted:
                raise self._clash(name, known, wanted)
        return self.shared.places.universe(name, self.origin_of(name))

    def _clash(self, name: PackageName, known: Origin, wanted: Origin) -> ConflictingAddresses:
        """Return the error that one package is asked for from two places."""
        kind = "URLs" if known[0] or wanted[0] else "indexes"
        both = "\n".join(f"- {redacted(url or index)}" for url, index in sorted((known, wanted)))
        text = self.scope.algebra.to_text(self.scope.marker)
        where = f"split `{text}`" if text else "all marker environments"
        return ConflictingAddresses(f"Requirements contain conflicting {kind} for package `{name}` in {where}:\n{both}")

    def _is_direct(self, name: PackageName) -> bool:
        return bool(self.origin_of(name)[0])

    def _check_url(self, number: int, bit: int, need: Need) -> None:
        if number == ROOT:
            return
        package = self._package(number)
        if self._is_direct(package.name):
            known = self.origins.get(need.name)
            wanted = (need.url or "", need.index)
            if known is not None and known != wanted:
                version = package.universe.versions[bit // 2 - 1]
                message = f"Failed to resolve dependencies for package `{package.name}=={version}`"
                raise ConflictingAddresses(message) from self._clash(need.name, known, wanted)
            return
        if self.shared.places.is_declared(need.name, need.url or ""):
            return
        super()._check_url(number, bit, need)

    # --- the solver's questions ---------------------------------------------------------------------------------

    def choose(self, number: int, mask: int) -> int:
        """Return the bit of the version to try, or 0 after ruling something out.

        Raises:
            Forked: the version does not take all Pythons of the fork.
        """
        if self._pending is not None and self._pending[0] == number:
            return self._pending[1]
        package = self._package(number)
        universe = package.universe
        found = self._forced_choice(number, universe, mask) or self.parts.candidates.choose(universe, mask)
        if found is None:
            self._no_versions(number, universe, mask)
            return 0
        position, outcome = found
        bit = 2 * position + 2
        if isinstance(outcome, Rejection):
            self.state.forbid(number, universe.around(bit), self._rejection(outcome))
            return 0
        if isinstance(outcome, File):
            refusal = self._refusal(universe, position, outcome)
            if refusal >= 0:
                self.state.forbid(number, universe.around(bit), refusal)
                return 0
            if outcome.index:
                position = self._for_platforms(number, universe, position, mask)
                if position < 0:
                    return 0
                bit = 2 * position + 2
                outcome = self._file(universe, position) or outcome
        return self._taken(number, (position, outcome), mask, counts=package.kind not in _PROXIES)

    def _refusal(self, universe: Universe, position: int, file: File) -> int:
        """Return the reason why a version, of which a file was chosen, is not for the Pythons of the fork, or -1.

        Raises:
            Forked: it is for some of them.
        """
        if file.requires_python and not self._takes(file.requires_python):
            return self.reasons.number(reasons.PYTHON, file.requires_python, "index")
        python = self.scope.python
        # The project's own upper bound was asked about when the files were looked at.
        if not file.index or not file.is_wheel or python.keys[-1:] == self.shared.python.keys[-1:]:
            return -1
        files = (file, *self._usable(universe, position))
        if any(not one.is_wheel or begins_below(one.filename, python) for one in files):
            return -1
        return self.reasons.number(reasons.REJECTED, str(VERSION_TAG), self._lowest_tag())

    def _lowest_tag(self) -> str:
        low, _ = self.shared.python.bounds()
        return f"cp{''.join(map(str, low.release[:2]))}" if low is not None else ""

    def _forced_choice(self, number: int, universe: Universe, mask: int) -> tuple[int, File] | None:
        """Return the version that this fork was made for, once."""
        forced, self._forced = self._forced, None
        if forced is None or forced[0] != number or not mask >> forced[1] & 1:
            return None
        position = forced[1] // 2 - 1
        file = self._file(universe, position)
        return None if file is None else (position, file)

    def _file(self, universe: Universe, position: int) -> File | None:
        found = self.parts.distributions.of(universe, position)
        return found if isinstance(found, File) else None

    # --- platforms ----------------------------------------------------------------------------------------------

    def _for_platforms(self, number: int, universe: Universe, position: int, mask: int) -> int:
        """Return the position of the version to take for the platforms of the fork, -1 after ruling it out.

        Raises:
            Forked: another version is needed on some of them.
        """
        required = self.shared.required
        is_local = universe.version(position).is_local
        if not required and not is_local:
            return position
        covered = self._covered(universe, position)
        algebra = self.scope.algebra
        for marker in required:
            here = algebra.and_(marker, self.scope.marker)
            if not self.scope.admits(marker) or not algebra.is_disjoint(covered, here):
                continue
            if algebra.is_disjoint(self._needed(self._package(number).name), marker):
                continue
            # Any marker will do that tells what is required from what is covered: the simplest.
            parts = self._parts_by(algebra.restrict(marker, algebra.or_(marker, covered)))
            if len(parts) > 1 and not algebra.is_disjoint(covered, self.scope.marker):
                raise Forked([Branch(scope, []) for scope in parts])
            kind = self.reasons.number(reasons.REJECTED, str(NO_PLATFORM), algebra.to_text(marker))
            self.state.forbid(number, universe.around(2 * position + 2), kind)
            return -1
        return self._local_or_base(number, universe, position, mask) if is_local else position

    def _covered(self, universe: Universe, position: int) -> int:
        return self.shared.wheels.covered(self._usable(universe, position))

    def _usable(self, universe: Universe, position: int) -> list[File]:
        distributions = self.parts.distributions
        assert isinstance(distributions, UniversalDistributions)  # noqa: S101 - `resolve_universal` made it
        return distributions.usable(universe, position)

    def _parts_by(self, marker: int) -> list[Scope]:
        """Return the part of the fork where a marker holds, and the rest; only what is not empty."""
        found = [self.scope.narrow(marker), self.scope.narrow(self.scope.algebra.not_(marker))]
        return [scope for scope in found if scope.marker != FALSE and scope.python.keys]

    def _local_or_base(self, number: int, universe: Universe, position: int, mask: int) -> int:
        """Choose between a local version and the plain one, which may be there for more platforms.

        Raises:
            Forked: each has platforms that the other has not.
        """
        algebra = self.scope.algebra
        version = universe.version(position)
        base = universe.position_of(version.public)
        if base < 0 or not mask >> (2 * base + 2) & 1 or self._file(universe, base) is None:
            return position
        covered = self._covered(universe, position)
        rest = algebra.and_(self._covered(universe, base), algebra.not_(covered))
        if rest == FALSE or not self.scope.admits(rest):
            return position
        if not self.scope.admits(covered):
            return base
        # Where the local version has nothing of a system at all, the system is named as a whole.
        for system in self.shared.systems:
            if algebra.is_disjoint(covered, system) and not algebra.is_disjoint(rest, system):
                rest = algebra.or_(rest, system)
        parts = self._parts_by(rest)
        if len(parts) < 2:  # noqa: PLR2004 - nothing to choose
            return position
        raise Forked([Branch(parts[0], [], (number, 2 * base + 2)), Branch(parts[1], [])])

    def _needed(self, name: PackageName) -> int:
        """Return where the choices made so far need a package."""
        algebra, state = self.scope.algebra, self.state
        reached: dict[int, int] = {ROOT: self.scope.marker}
        pending, found = [ROOT], FALSE
        while pending:
            parent = pending.pop()
            for need in self.needs_of.get((parent, state.decided[parent]), ()):
                marker = algebra.and_(need.marker, reached[parent])
                if need.name == name:
                    found = algebra.or_(found, marker)
                for child in self._nodes_of(need):
                    after = algebra.or_(reached.get(child, FALSE), marker)
                    if after != reached.get(child):
                        reached[child] = after
                        pending.append(child)
        return found

    def _nodes_of(self, need: Need) -> list[int]:
        """Return the packages that a need is about, proxies aside."""
        keys = [(BASE, need.name, None), *((EXTRA, need.name, extra) for extra in need.extras)]
        keys += [(GROUP, need.name, ExtraName(group)) for group in need.groups]
        return [number for key in keys if (number := self.numbers.get(key)) is not None]

    # --- dependencies -------------------------------------------------------------------------------------------

    def _takes(self, requires_python: str) -> bool:
        """Tell whether all Pythons of the fork are taken by a version.

        Raises:
            Forked: some are.
        """
        if self.parts.distributions.admits_python(requires_python):
            return True
        admitted = python_range(requires_python)
        if admitted is not None and self.shared.forks_on_python:
            scopes = self.scope.split_python(admitted)
            if len(scopes) > 1:
                raise Forked([Branch(scope, []) for scope in scopes])
        return False

    def expand(self, number: int, bit: int) -> list[int] | None:
        """Add the clauses of a version's needs; None when the version cannot be used.

        Raises:
            Forked: the needs exclude each other in parts of the fork.
        """
        if number != ROOT:
            package = self._package(number)
            if package.kind in _PROXIES:
                return self._expand_proxy(number, package, package.universe.around(bit), bit)
        if self._pending is not None and self._pending[:2] == (number, bit):
            needs = self._pending[2]
            self._pending = None
        else:
            found = self._needs_in_scope(number, bit)
            if found is None:
                return None
            ways = branches(self.scope, found, self.shared.conflicts)
            if len(ways) > 1:
                raise Forked(ways, (number, bit))
            needs = ways[0].needs if ways else []
        if number == ROOT:
            return self._expand_root(needs)
        clauses = self._add_needs(number, self._package(number).universe.around(bit), needs, bit)
        if clauses is not None:
            self.needs_of[(number, bit)] = needs
        return clauses

    def _targets(self, need: Need, universe: Universe, allowed: int) -> list[int]:
        """Return the packages that a need is about; under a marker, proxies for it."""
        if not need.marker:
            return super()._targets(need, universe, allowed)
        package = Package(BASE, need.name, None, universe)
        targets = []
        for extra in need.extras or (None,):
            proxy = self._proxy(package, extra, need.marker)
            tie = self.reasons.number(reasons.TIE, str(need.specifiers))
            self.state.add_dependency(proxy, allowed, self._number(BASE, package, None), allowed, tie)
            targets.append(proxy)
        return [*targets, *self._groups(need, package)]

    def _proxy(self, package: Package, extra: ExtraName | None, marker: int) -> int:
        """Return the number of the proxy of a package (or one of its extras) and a marker."""
        key = (package.name, extra, marker)
        number = self.marked.get(key)
        if number is None:
            number = self.marked[key] = self.state.add_package(package.universe.size)
            kind = MARKED if extra is None else PROXY
            self.packages.append(Package(kind, package.name, extra, package.universe, marker))
        return number

    def _needs_in_scope(self, number: int, bit: int) -> list[Need] | None:
        if number == ROOT:
            return kept(self.scope, self.shared.needs.of_root(self.parts.manifest))
        package = self._package(number)
        metadata = self.metadata(package.universe, bit // 2 - 1)
        problem = self._problem(metadata)
        if problem >= 0:
            text = metadata.requires_python if isinstance(metadata, Metadata) else ""
            if not text or not self._takes(text):
                self.state.forbid(number, package.universe.around(bit), problem)
                return None
        return self._needs_of(package, metadata)

    def _needs_of(self, package: Package, metadata: Metadata | Unusable) -> list[Need]:
        if isinstance(metadata, Unusable):
            return []
        key = (package.universe, package.universe.position_of(metadata.version), package.kind, package.extra)
        memo = self.shared.memo
        if key not in memo:
            memo[key] = self._all_needs(package, metadata)
        return kept(self.scope, memo[key])

    def _all_needs(self, package: Package, metadata: Metadata) -> list[Need]:
        needs = self.shared.needs
        if package.extra is None:
            return needs.of_version(package.name, metadata.requirements_for())
        if package.kind == GROUP:
            tree = self.shared.places.trees[package.name]
            return needs.of_group(tree, package.extra)
        return needs.of_extra(package.name, metadata.requires_dist, package.extra)

    def metadata(self, universe: Universe, position: int) -> Metadata | Unusable:
        """Return the metadata of the version that stands at a position; that of a project's tree is known."""
        tree = self.shared.places.tree_of(universe)
        if tree is not None:
            return tree
        return super().metadata(universe, position)
