"""`Provider`: the solver's host. Turns names, versions and requirements into the solver's numbers and masks."""

from __future__ import annotations

from puv.errors import BuildError, FetchError, ParseError
from puv.events import Resolving
from puv.model.availability import Unusable
from puv.resolver import reasons
from puv.resolver.blame import included_because
from puv.resolver.distributions import PYTHON, Rejection
from puv.resolver.errors import UnadmittedAddress, UnsatisfiableInput
from puv.resolver.policies import judge_of
from puv.resolver.priority import Conflicts, Priorities
from puv.resolver.reasons import Reasons
from puv.solver.solve import Queue
from puv.solver.state import DERIVED, ROOT, State, Step
from puv.standards.listing import File
from puv.standards.names import ExtraName
from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers
from puv.standards.urls import redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from puv.events import Event
    from puv.model.candidate import Policy
    from puv.resolver.candidates import Candidates
    from puv.resolver.distributions import Distributions
    from puv.resolver.manifest import Installed, Manifest
    from puv.resolver.needs import Need, Needs
    from puv.resolver.ports import MetadataPort
    from puv.resolver.sources import Sources
    from puv.resolver.universe import Universe
    from puv.standards.metadata import Metadata
    from puv.standards.names import PackageName

# Prefetching in batches: at these numbers of tried versions, and then at every further twenty.
_BATCHES = (5, 10, 20)
_BATCH_STEP = 20
_BATCH_LIMIT = 50


# The kinds of the solver's packages. A requirement on `name[extra]` is one on a proxy, which stands for "the package
# and what the extra adds, at the same version"; what the extra adds is a package of its own, and so is a group, for
# which a proxy stands likewise: so groups come after extras. In a universal resolution a requirement under a marker is
# one on a proxy too, of the package and the marker.
BASE, PROXY, EXTRA, GROUP, MARKED, GROUPED = range(6)


class Package:
    """A package of the solver. All those of one name share a universe. Of a group, `extra` is its name.

    `marker` is the id of the marker that a proxy stands for.
    """

    __slots__ = ("extra", "kind", "marker", "name", "universe")

    extra: ExtraName | None
    kind: int
    marker: int
    name: PackageName
    universe: Universe

    def __init__(
        self, kind: int, name: PackageName, extra: ExtraName | None, universe: Universe, marker: int = 0
    ) -> None:
        self.kind = kind
        self.name = name
        self.extra = extra
        self.universe = universe
        self.marker = marker


class Parts:
    """What a provider works with, put together by `resolve`."""

    __slots__ = ("candidates", "distributions", "manifest", "needs", "observer", "policy", "port", "sources")

    candidates: Candidates
    distributions: Distributions
    manifest: Manifest
    needs: Needs
    observer: Callable[[Event], None] | None
    policy: Policy | None
    port: MetadataPort
    sources: Sources

    def __init__(  # noqa: PLR0913, PLR0917 - the collaborators of one resolution
        self,
        manifest: Manifest,
        port: MetadataPort,
        sources: Sources,
        needs: Needs,
        distributions: Distributions,
        candidates: Candidates,
        observer: Callable[[Event], None] | None,
        policy: Policy | None = None,
    ) -> None:
        self.policy = policy
        self.manifest = manifest
        self.port = port
        self.sources = sources
        self.needs = needs
        self.distributions = distributions
        self.candidates = candidates
        self.observer = observer


class Provider:
    """The state of one resolution above the solver's; implements `puv.solver.solve.Host`.

    `packages[number]` describes the solver's packages (the root has none). `needs_of[(number, bit)]` are the needs of
    each version that was expanded. `tried` counts the versions chosen per name. `looked_for` has the
    clauses that narrowed a package down to versions that do not exist, for explanations.
    """

    state: State
    queue: Queue
    reasons: Reasons
    priorities: Priorities
    conflicts: Conflicts

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.state = State()
        self.queue = Queue()
        self.reasons = Reasons()
        self.priorities = Priorities()
        self.conflicts = Conflicts()
        self.packages: list[Package | None] = [None]
        self.numbers: dict[tuple[int, PackageName, ExtraName | None], int] = {}
        self.chosen: dict[tuple[PackageName, int], File | Installed] = {}
        self.needs_of: dict[tuple[int, int], list[Need]] = {}
        self.tried: dict[PackageName, set[int]] = {}
        self.looked_for: dict[int, tuple[int, ...]] = {}
        self._on: dict[int, list[tuple[int, str]]] = {}
        self._metadata: dict[tuple[PackageName, int], Metadata | Unusable] = {}
        self._judge = judge_of(parts.policy)
        self._announced: set[PackageName] = set()
        self._crawled: set[int] = set()
        self._likely: dict[int, int] = {}
        self._trail_seen = 0
        self.state.add_package(1)

    def _universe(self, need: Need) -> Universe:
        """Return the versions that a need is about; blocks until they are known."""
        return self.parts.sources.universe(need.name)

    def _is_direct(self, name: PackageName) -> bool:
        """Tell whether a package comes from an address."""
        return name in self.parts.sources.urls

    # --- the solver's questions ---------------------------------------------------------------------------------

    def priority(self, package: int) -> int:
        """Return a package's place in the queue."""
        return self.priorities.key(self._package(package).name)

    def learned(self, package: int, steps: list[tuple[int, int]]) -> None:
        """Count conflicts; move packages in the queue that have seen too many, and undo choices that caused them."""
        for pivot, clause in steps:
            self._record(package, pivot, clause)
        conflicts = self.conflicts
        if not conflicts.newly_affected and not conflicts.newly_culprit:
            return
        for number in conflicts.newly_affected:
            self.priorities.prefer(self._package(number).name)
        for number in conflicts.newly_culprit:
            if self.priorities.defer(self._package(number).name):
                self._undo(number)
        conflicts.newly_affected.clear()
        conflicts.newly_culprit.clear()

    def rejected(self, package: int, clause: int) -> None:
        """Count a conflict with a dependency of a version that was about to be chosen."""
        self._record(package, package, clause)

    def visit(self) -> int:
        """Look at what has narrowed: hint at likely choices, and find requirements that exclude each other.

        Masks cannot tell when two requirements exclude each other in the gap between two published versions.
        """
        state = self.state
        trail = state.trail_package
        files: list[File] = []
        changed = -1
        for position in range(min(self._trail_seen, len(trail)), len(trail)):
            number = trail[position]
            known = state.known[number]
            if number == ROOT or known & 1 or state.decided[number]:
                continue
            package = self._package(number)
            if not known & package.universe.published and changed < 0:
                changed = self._exclude(number)
            likely = self._likely.get(number, 0)
            if not likely or not known >> likely & 1:
                self._hint(number, known, files)
        self._trail_seen = len(trail)
        if files:
            self.parts.port.prefetch_metadata(files)
        return changed

    def _active(self, number: int) -> list[tuple[int, Ranges]]:
        """Return the requirements on a package that are in force, and what they admit."""
        state = self.state
        found = []
        for clause, text in self._on.get(number, ()):
            parent, mask = state.terms[clause][0]
            known = state.known[parent]
            if known & mask == known:
                found.append((clause, Ranges.from_specifiers(parse_specifiers(text))))
        return found

    def _exclude(self, number: int) -> int:
        """Add the clause that two requirements exclude each other, if they do; return the package or -1."""
        active = self._active(number)
        for position, (second, theirs) in enumerate(active):
            for first, ours in active[:position]:
                if not ours.is_disjoint(theirs):
                    continue
                state = self.state
                terms = dict(state.terms[first][:1])
                parent, mask = state.terms[second][0]
                terms[parent] = terms.get(parent, mask) & mask
                step = Step(first, state.terms[first], second, state.terms[second], number)
                clause = state.store(tuple(terms.items()), DERIVED, step)
                for parent in terms:
                    state.watch[parent].append(clause)
                return parent
        return -1

    def choose(self, number: int, mask: int) -> int:
        """Return the bit of the version to try, or 0 after ruling something out."""
        package = self._package(number)
        universe = package.universe
        found = self.parts.candidates.choose(universe, mask)
        if found is None:
            self._no_versions(number, universe, mask)
            return 0
        position, outcome = found
        bit = 2 * position + 2
        if isinstance(outcome, Rejection):
            self.state.forbid(number, universe.around(bit), self._rejection(outcome))
            return 0
        return self._taken(number, (position, outcome), mask, counts=package.kind != PROXY)

    def _taken(self, number: int, choice: tuple[int, File | Installed], mask: int, *, counts: bool) -> int:
        """Note a choice and return its bit, or 0 where the caller's policy skips it."""
        position, source = choice
        package = self._package(number)
        self.chosen[(package.name, position)] = source
        if self._judge is not None and self._is_skipped(number, position):
            return 0
        if counts:
            self._count_try(package, position, mask)
        if self.parts.observer is not None:
            self.parts.observer(Resolving(name=package.name, version=package.universe.versions[position]))
        return 2 * position + 2

    def _is_skipped(self, number: int, position: int) -> bool:
        """Rule out a version that the caller's policy skips."""
        universe = self._package(number).universe
        source = self.chosen[(universe.name, position)]
        if self._judge is None or not isinstance(source, File):
            return False  # what is installed was judged when it was
        verdict = self._judge.verdict(universe, position, source, lambda: self.metadata(universe, position))
        if verdict.kind == "ok":
            return False
        kind = self.reasons.number(reasons.POLICY, verdict.reason)
        self.state.forbid(number, universe.around(2 * position + 2), kind)
        return True

    def expand(self, number: int, bit: int) -> list[int] | None:
        """Add the clauses of a version's needs; None when the version cannot be used."""
        if number == ROOT:
            return self._expand_root(self.parts.needs.of_root(self.parts.manifest.requirements))
        package = self._package(number)
        around = package.universe.around(bit)
        if package.kind == PROXY:
            return self._expand_proxy(number, package, around, bit)
        if self.parts.manifest.no_deps:
            self.needs_of[(number, bit)] = []  # what it needs makes no difference, so nobody is asked
            return []
        metadata = self.metadata(package.universe, bit // 2 - 1)
        problem = self._problem(metadata, direct=package.name in self.parts.sources.urls)
        if problem >= 0:
            self.state.forbid(number, around, problem)
            return None
        needs = self._needs_of(package, metadata)
        clauses = self._add_needs(number, around, needs, bit)
        if clauses is not None:
            self.needs_of[(number, bit)] = needs
        return clauses

    def _expand_root(self, needs: list[Need]) -> list[int] | None:
        clauses = self._add_needs(ROOT, 1 << 1, needs)
        self.needs_of[(ROOT, 1)] = needs
        self._crawl()
        return clauses

    def _needs_of(self, package: Package, metadata: Metadata | Unusable) -> list[Need]:
        if isinstance(metadata, Unusable):
            return []
        if package.extra is None:
            return self.parts.needs.of_version(package.name, metadata)
        return self.parts.needs.of_extra(package.name, metadata.requires_dist, package.extra)

    def _expand_proxy(self, number: int, package: Package, around: int, bit: int) -> list[int]:
        """A proxy needs the package and what the extra adds, or a group, at its own version."""
        self.priorities.see(package.name, singleton=True)
        tie = self.reasons.number(reasons.TIE)
        targets = [(BASE, None), (EXTRA, package.extra)][: 2 if package.extra is not None else 1]
        if package.kind == GROUPED:
            targets = [(GROUP, package.extra)]
        return [
            self.state.add_dependency(number, around, self._number(kind, package, extra), 1 << bit, tie)
            for kind, extra in targets
        ]

    # --- metadata and hints -------------------------------------------------------------------------------------

    def metadata(self, universe: Universe, position: int) -> Metadata | Unusable:
        """Return the metadata of the version that stands at a position, which must have been chosen."""
        key = (universe.name, position)
        found = self._metadata.get(key)
        if found is None:
            source = self.chosen[key]
            try:
                found = self.parts.port.metadata(source) if isinstance(source, File) else source.metadata()
            except BuildError as error:
                error.explain(included_because(self, universe, position))
                raise
            self._metadata[key] = found
        return found

    def _problem(self, metadata: Metadata | Unusable, *, direct: bool = False) -> int:
        """Return the reason why a version with this metadata cannot be used, or -1; `direct` has no index entry."""
        if isinstance(metadata, Unusable):
            return self.reasons.number(reasons.UNUSABLE, metadata.reason, metadata.detail)
        text = metadata.requires_python
        if text and not self.parts.distributions.admits_python(text):
            return self.reasons.number(reasons.PYTHON, text, "direct" if direct else "")
        try:
            metadata.requires_dist  # noqa: B018 - parsed on first use
        except ParseError as error:
            return self.reasons.number(reasons.UNUSABLE, "invalid-metadata", str(error))
        return -1

    def _hint(self, number: int, mask: int, files: list[File]) -> None:
        """Note the likely choice of a package, and its file when its metadata is not there yet."""
        package = self._package(number)
        if package.kind != BASE or self.parts.manifest.no_deps:
            return
        found = self.parts.candidates.choose(package.universe, mask)
        if found is None:
            return
        position, source = found
        if isinstance(source, Rejection):
            return
        self._likely[number] = 2 * position + 2
        if (package.name, position) not in self._metadata:
            self.chosen[(package.name, position)] = source
            if isinstance(source, File):
                files.append(source)

    def _crawl(self) -> None:
        """Read the metadata of the likely choices of undecided packages, to hint at the listings they will need.

        All of it was hinted at before and is on its way, so this waits once per level of the graph instead of
        once per package. It changes nothing but the time an answer takes.
        """
        if self.parts.manifest.no_deps:
            return
        state = self.state
        names: list[PackageName] = []
        for number in range(1, len(self.packages)):
            package = self._package(number)
            if number in self._crawled or package.kind != BASE or state.decided[number]:
                continue
            self._crawled.add(number)
            files: list[File] = []
            if number not in self._likely:
                self._hint(number, state.known[number], files)
            likely = self._likely.get(number)
            if likely is None:
                continue
            source = self.chosen[(package.name, likely // 2 - 1)]
            if isinstance(source, File) and not (source.is_wheel or source.has_metadata):
                continue  # nothing is built on a guess
            try:
                metadata = self.metadata(package.universe, likely // 2 - 1)
            except FetchError:
                continue  # this was a guess; should it matter, the same error comes again
            if self._problem(metadata) < 0:
                names += [need.name for need in self._needs_of(package, metadata)]
        self._announce(names)

    def _announce(self, names: list[PackageName]) -> bool:
        """Hint at listings; tell whether any was not hinted at before."""
        announced = self._announced
        new = [name for name in dict.fromkeys(names) if name not in announced and not self._is_direct(name)]
        if new:
            announced.update(new)
            self.parts.port.prefetch(new)
        return bool(new)

    def _count_try(self, package: Package, position: int, mask: int) -> None:
        """Count the versions tried; for walks through many, fetch the metadata of the next ones in a batch."""
        tried = self.tried.setdefault(package.name, set())
        if position in tried:
            return
        tried.add(position)
        count = len(tried)
        if count not in _BATCHES and (count < _BATCHES[-1] or count % _BATCH_STEP):
            return
        below = mask & ((1 << (2 * position + 2)) - 1)
        wanted = min(count, _BATCH_LIMIT)
        files = self.parts.candidates.following(package.universe, below or mask, wanted)
        if len(files) < wanted:
            older = (1 << (2 * position + 2)) - 1
            files = [*files, *self.parts.candidates.following(package.universe, older, wanted - len(files))]
        self.parts.port.prefetch_metadata(files)

    # --- clauses ------------------------------------------------------------------------------------------------

    def _add_needs(self, number: int, versions: int, needs: list[Need], bit: int = 0) -> list[int] | None:
        """Add the clauses of the needs of `versions` of a package; None when a need makes the version unusable."""
        if self._announce([need.name for need in needs]) and number != ROOT:
            self._crawl()
        clauses: list[int] = []
        first_new = len(self.packages)
        admitted: dict[PackageName, int] = {}
        for need in needs:
            if need.url is not None:
                self._check_url(number, bit, need)
            universe = self._universe(need)
            allowed = universe.mask(need.specifiers)
            admitted[need.name] = admitted.get(need.name, allowed) & allowed
            own = number != ROOT and self._package(number).name == need.name
            if not allowed or (own and not allowed >> bit & 1):
                self._refuse(number, versions & ~allowed, need, own=bool(allowed))
                return None
            singleton = any(c.operator in ("==", "===") and not c.wildcard for c in need.specifiers.clauses)
            self.priorities.see(need.name, url=self._is_direct(need.name), singleton=singleton)
            kind = self.reasons.number(reasons.NEEDS, f" @ {redacted(need.url)}" if need.url else str(need.specifiers))
            clauses += [
                self._need_clause(number, versions, target, allowed, kind, need)
                for target in self._targets(need, universe, allowed)
                if target != number
            ]
        if first_new < len(self.packages):
            self._hint_new(first_new, admitted)
        return clauses

    def _need_clause(  # noqa: PLR0917, RUF100 - the parts of a dependency
        self, number: int, versions: int, target: int, allowed: int, kind: int, need: Need
    ) -> int:
        before = len(self.state.terms)
        clause = self.state.add_dependency(number, versions, target, allowed, kind)
        if need.specifiers.clauses:
            known = self._on.setdefault(target, [])
            entry = (clause, str(need.specifiers))
            if clause < before and number == ROOT:
                known.remove(entry)
            if clause >= before or number == ROOT:
                known.append(entry)
        return clause

    def _targets(self, need: Need, universe: Universe, allowed: int) -> list[int]:
        """Return the packages that a need is about: the package, or the proxies of its extras."""
        package = Package(BASE, need.name, None, universe)
        if not need.extras:
            return [self._number(BASE, package, None), *self._groups(need, package)]
        targets = []
        for extra in need.extras:
            proxy = self._number(PROXY, package, extra)
            base = self._number(BASE, package, None)
            # What is asked of the proxy is asked of the package at once, not only when the proxy is decided.
            tie = self.reasons.number(reasons.TIE, str(need.specifiers))
            self.state.add_dependency(proxy, allowed, base, allowed, tie)
            targets.append(proxy)
        return [*targets, *self._groups(need, package)]

    def _groups(self, need: Need, package: Package) -> list[int]:
        return [self._number(GROUPED, package, ExtraName(group)) for group in need.groups]

    def _hint_new(self, first: int, admitted: Mapping[PackageName, int]) -> None:
        """Hint at likely choices of new packages; `admitted` is what the needs that brought them admit of a name."""
        files: list[File] = []
        for number in range(first, len(self.packages)):
            # Needs under different markers may exclude each other.
            mask = admitted.get(self._package(number).name, 0) or self.state.full[number]
            self._hint(number, mask, files)
        if files:
            self.parts.port.prefetch_metadata(files)

    def _refuse(self, number: int, versions: int, need: Need, *, own: bool) -> None:
        """Rule out a version because one of its needs cannot be met by anything."""
        if own:
            kind = self.reasons.number(reasons.ITSELF, str(need.specifiers))
        else:
            clauses = [f"{need.name}{clause}" for clause in need.specifiers.clauses]
            kind = self.reasons.number(reasons.CONTRADICTION, " and ".join(clauses))
        if number == ROOT:
            self.state.add_clause(((ROOT, versions),), kind)
        else:
            self.state.forbid(number, versions, kind)

    def _check_url(self, number: int, bit: int, need: Need) -> None:
        """Refuse an address that the user did not give.

        Raises:
            UnadmittedAddress: the address is new, or another one is known for the name.
        """
        known = self.parts.sources.urls.get(need.name)
        if known == need.url or (known is not None and known == self.parts.port.located(need.url or "")):
            return
        package = self._package(number)
        version = package.universe.versions[bit // 2 - 1]
        cause = (
            f"Package `{need.name}` was included as a URL dependency. URL dependencies must be expressed as direct "
            f"requirements or constraints. Consider adding `{need.name} @ {redacted(need.url or '')}` to your "
            "dependencies or constraints file."
        )
        message = f"Failed to resolve dependencies for package `{package.name}=={version}`"
        raise UnadmittedAddress(message) from UnsatisfiableInput(cause)

    def _number(self, kind: int, package: Package, extra: ExtraName | None) -> int:
        """Return the solver's number of a package of the same name, making it when it is new."""
        key = (kind, package.name, extra)
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = self.state.add_package(package.universe.size)
            self.packages.append(Package(kind, package.name, extra, package.universe))
        return number

    def _no_versions(self, number: int, universe: Universe, mask: int) -> None:
        if universe.missing is not None:
            kind = self.reasons.number(reasons.NOT_FOUND, universe.missing.reason, universe.missing.detail)
            mask = universe.everything
        else:
            kind = self.reasons.number(reasons.NO_VERSIONS)
        clause = self.state.add_clause(((number, mask),), kind)
        self.looked_for[clause] = tuple(active for active, _ in self._active(number))

    def _rejection(self, rejection: Rejection) -> int:
        if rejection.kind == PYTHON:
            return self.reasons.number(reasons.PYTHON, rejection.detail, "index")
        return self.reasons.number(reasons.REJECTED, str(rejection.kind), rejection.detail)

    # --- conflicts ----------------------------------------------------------------------------------------------

    def _record(self, affected: int, pivot: int, clause: int) -> None:
        """Count the packages of a clause as culprits, except the pivot and other variants of its name."""
        if affected == ROOT:
            return
        name = self._package(pivot).name if pivot != ROOT else None
        others = (number for number, _ in self.state.terms[clause] if number not in (pivot, ROOT))
        culprits = [number for number in others if self._package(number).name != name]
        if culprits:
            self.conflicts.record(affected, culprits)

    def _undo(self, number: int) -> None:
        """Go back to before a package was decided, if it is."""
        if not self.state.decided[number]:
            return
        for position in reversed(self.state.history[number]):
            if self.state.trail_cause[position] < 0:
                self.state.backtrack(self.state.trail_level[position] - 1)
                return

    @property
    def requested_python(self) -> str:
        """Return what is asked of the Python version, empty where just the current one counts."""
        target = self.parts.distributions.target
        return f">={target.python_version}" if target.explicit_python else ""

    def is_project(self, number: int) -> bool:
        """Tell whether a package is the one project that everything is resolved for."""
        members = self.parts.manifest.members
        found = self.packages[number] if number > ROOT else None
        return found is not None and len(members) == 1 and found.kind == BASE and found.name == members[0].name

    def shown_marker(self, marker: int) -> str:
        """Return the marker of a proxy as explanations show it; for one target there are none."""
        return f"{{{marker}}}"

    def _package(self, number: int) -> Package:
        package = self.packages[number]
        assert package is not None  # noqa: S101 - only the root has none, and it is never asked about
        return package
