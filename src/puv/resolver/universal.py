"""`resolve_universal`: requirements to one graph of packages for every platform and Python that the project is for."""

from __future__ import annotations

from puv.events import Warned
from puv.model.requirement import Dependency
from puv.model.target import Target
from puv.resolver.fork import by_order_of_solving
from puv.resolver.manifest import ResolveOptions
from puv.resolver.needs import Needs
from puv.resolver.provider import Parts
from puv.resolver.resolve import unpinned_direct, unpinned_transitive
from puv.resolver.scope import Scope
from puv.resolver.sources import Sources
from puv.resolver.universal_candidates import Kept, UniversalCandidates
from puv.resolver.universal_files import UniversalDistributions
from puv.resolver.universal_graph import graph, solution
from puv.resolver.universal_needs import UniversalNeeds
from puv.resolver.universal_places import Places
from puv.resolver.universal_provider import Forked, Moved, Shared, UniversalProvider
from puv.solver.conflict import Unsolvable
from puv.solver.solve import solve
from puv.standards.markers.clauses import FALSE, TRUE
from puv.standards.markers.tree import MarkerAlgebra
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from puv.events import Event
    from puv.model.candidate import Policy
    from puv.model.universal import Environments, UniversalResolution
    from puv.resolver.manifest import Manifest
    from puv.resolver.ports import MetadataPort
    from puv.resolver.universal_graph import Solution
    from puv.standards.names import PackageName
    from puv.standards.requirement import Requirement

_DEFAULTS = ResolveOptions()
_OTHER_PYTHONS = (
    "While the active Python version is {}, the resolution failed for other Python versions supported by your project. "
    "Consider limiting your project's supported Python versions using `requires-python`."
)
_OTHER_PLATFORMS = (
    "The resolution failed for an environment that is not the current one, consider limiting the environments with "
    "`tool.uv.environments`."
)


def resolve_universal(
    manifest: Manifest,
    environments: Environments,
    port: MetadataPort,
    options: ResolveOptions = _DEFAULTS,
    observer: Callable[[Event], None] | None = None,
    policy: Policy | None = None,
) -> UniversalResolution:
    """Choose versions of every package that the manifest needs on any platform, by uv's rules.

    The answer is a function of the arguments and of what the port says, never of when it says it.

    Raises:
        NoSolution: the requirements exclude each other; the text is the whole explanation.
        UnsatisfiableInput: a requirement is impossible by itself.
        FetchError: the port could not answer.
    """
    return _Universal(manifest, environments, port, options, observer, policy).run()


class _Universal:
    """One universal resolution."""

    def __init__(
        self,
        manifest: Manifest,
        environments: Environments,
        port: MetadataPort,
        options: ResolveOptions,
        observer: Callable[[Event], None] | None,
        policy: Policy | None,
    ) -> None:
        self._environments = environments
        self._manifest, self._options = manifest, options
        self._algebra = algebra = MarkerAlgebra()
        self._whole = Scope.whole(algebra, environments)
        first_party = list(_first_party(manifest))
        low, _ = self._whole.python.bounds()
        lowest = low or Version((0,))
        target = Target(markers={}, tags={}, python_version=lowest, installed_python_version=lowest)
        self._distributions = UniversalDistributions(target, options, {}, _pinned(manifest, first_party), self._whole)
        self._candidates = UniversalCandidates(
            manifest, options, self._distributions, _explicit(first_party), _direct(manifest), self._whole
        )
        sources = Sources(port, options, {}, {}, observer)
        needs = UniversalNeeds(manifest, algebra)
        one_target = Needs(manifest, {})  # forks have needs of their own
        self._parts = Parts(
            manifest, port, sources, one_target, self._distributions, self._candidates, observer, policy
        )
        lowest_first = environments.fork_strategy == "fewest" or options.mode == "lowest"
        self._shared = Shared(
            algebra,
            needs,
            Places(manifest, sources, algebra),
            environments.conflicts,
            python=self._whole.python,
            requires_python=", ".join(map(str, environments.requires_python)),
            required=tuple(map(algebra.from_marker, (*environments.supported, *environments.required))),
            forks_on_python=not lowest_first,
            lowest_first=lowest_first,
        )
        self._observer = observer
        self._keeps = options.mode != "lowest-direct"

    def run(self) -> UniversalResolution:
        """Solve fork after fork, and join what came out."""
        warnings = unpinned_direct(self._asked(), self._options)
        if self._observer is not None:
            # Told at once; who only reads the answer finds them there.
            for message in warnings:
                self._observer(Warned(message=message))
            warnings = []
        pending = [self._fresh(scope) for scope in reversed(self._beginnings())]
        solutions: list[Solution] = []
        while pending:
            provider = pending.pop()
            found = self._solve(provider)
            if found is None:
                done = solution(provider)
                solutions.append(done)
                self._remember(done)
            else:
                pending += found
        answer = graph(self._algebra, self._environments, self._shared, solutions)
        return answer.replace(warnings=(*warnings, *self._unpinned(solutions), *answer.warnings))

    def _asked(self) -> list[Requirement]:
        return [
            *(dependency.requirement for dependency in self._manifest.requirements),
            *(requirement for tree in self._manifest.members for requirement in tree.requires),
        ]

    def _unpinned(self, solutions: list[Solution]) -> list[str]:
        """Warn of what nobody asked for and has no lower bound where the lowest versions are wanted."""
        if self._options.mode != "lowest":
            return []
        asked = {requirement.name for requirement in self._asked()}
        bounded = {name for done in solutions for name in done.bounded}
        names = {name for done in solutions for name in done.open_ended}
        return [unpinned_transitive(name) for name in sorted(names - bounded - asked)]

    def _beginnings(self) -> list[Scope]:
        """Return the forks to begin with: those of an earlier lock, or the supported environments, or one."""
        given = self._environments.forks or self._environments.supported
        markers = [self._algebra.from_marker(marker) for marker in given]
        scopes = [self._whole.narrow(marker) for marker in markers]
        scopes.sort(key=lambda scope: scope.own_lowest, reverse=not self._shared.lowest_first)
        return [scope for scope in scopes if scope.marker != FALSE and scope.python.keys] or [self._whole]

    def _fresh(self, scope: Scope, **origins: tuple[str, str]) -> UniversalProvider:
        # A call tells keyword names as plain text.
        return UniversalProvider(self._parts, self._shared, scope, dict(origins))  # type: ignore[arg-type]

    def _solve(self, provider: UniversalProvider) -> list[UniversalProvider] | None:
        """Solve a fork; return what it divides into, the one to go on with last, or None when it is solved."""
        self._distributions.scope = self._candidates.scope = provider.scope
        try:
            solve(provider.state, provider, provider.queue)
        except Forked as division:
            found = division.found
            if division.choice is not None:
                found = by_order_of_solving(found, lowest_first=self._shared.lowest_first)
            branches = [provider.branch(branch, division.choice) for branch in found]
            return [branch if branch.assumptions_hold() else self._fresh(branch.scope) for branch in branches]
        except Moved as moved:
            origins = {**provider.origins, moved.name: moved.origin}
            return [self._fresh(provider.scope, **origins)]
        except Unsolvable as failure:
            # Explaining needs modules that no success needs.
            from puv.resolver.explain import no_solution

            scope = provider.scope
            split = scope.split_text()
            raise no_solution(provider, failure.clause, split, self._hint_at(scope)) from None
        return None

    def _hint_at(self, scope: Scope) -> tuple[str, ...]:
        """Tell of a failure that does not concern the current environment."""
        current = self._environments.current
        if not current or scope.marker == TRUE:
            return ()
        algebra = self._algebra
        if not algebra.evaluate(scope.within, current):
            return (_OTHER_PYTHONS.format(".".join(current["python_full_version"].split(".")[:2])),)
        return () if algebra.evaluate(scope.marker, current) else (_OTHER_PLATFORMS,)

    def _remember(self, done: Solution) -> None:
        """Let later forks prefer what this one chose."""
        if self._keeps:
            for name, (universe, position) in done.chosen.items():
                kept = Kept(universe.version(position), done.scope.marker, universe.index, own=True)
                self._candidates.keep(name, kept)


def _first_party(manifest: Manifest) -> Iterator[Dependency]:
    yield from (*manifest.requirements, *manifest.constraints, *manifest.overrides)
    for tree in (*manifest.members, *manifest.trees):
        for requirement in (*tree.requires, *(entry for group in tree.groups.values() for entry in group)):
            yield Dependency(requirement)


def _explicit(first_party: list[Dependency]) -> frozenset[PackageName]:
    return frozenset(
        d.requirement.name
        for d in first_party
        if any(c.version.is_prerelease and c.operator != "!=" for c in d.requirement.specifiers)
    )


def _direct(manifest: Manifest) -> frozenset[PackageName]:
    """Return the names that the user requires, or a member does."""
    asked = {d.requirement.name for d in manifest.requirements}
    for tree in manifest.members:
        asked.update(r.name for r in tree.requires)
        asked.update(r.name for group in tree.groups.values() for r in group)
    return frozenset(asked)


def _pinned(manifest: Manifest, first_party: list[Dependency]) -> dict[PackageName, set[Version]]:
    """Return the versions whose files may be used although they are yanked."""
    found: dict[PackageName, set[Version]] = {}
    for dependency in first_party:
        clauses = dependency.requirement.specifiers.clauses
        if len(clauses) == 1 and clauses[0].operator in ("==", "===") and not clauses[0].wildcard:
            found.setdefault(dependency.requirement.name, set()).add(clauses[0].version)
    for preference in manifest.preferences:
        found.setdefault(preference.name, set()).add(preference.version)
    return found
