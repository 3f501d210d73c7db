"""`resolve`: requirements to pins for one target."""

from __future__ import annotations

from puv.events import Warned
from puv.model.availability import Unusable
from puv.model.requirement import SourcedRequirement
from puv.resolver.candidates import Candidates
from puv.resolver.digests import is_pinned, trusted_digests
from puv.resolver.distributions import Distributions
from puv.resolver.errors import ConflictingAddresses, UnsatisfiableInput, UntrustedPackage
from puv.resolver.graph import resolution
from puv.resolver.manifest import ResolveOptions
from puv.resolver.needs import Needs, bounded_below
from puv.resolver.provider import EXTRA, Parts, Provider
from puv.resolver.sources import Sources, file_of
from puv.solver.conflict import Unsolvable
from puv.solver.solve import solve
from puv.standards.urls import redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from puv.events import Event
    from puv.model.candidate import Policy
    from puv.model.requirement import Dependency
    from puv.model.resolution import Resolution
    from puv.model.target import Target
    from puv.resolver.manifest import Manifest
    from puv.resolver.ports import MetadataPort
    from puv.standards.names import PackageName
    from puv.standards.requirement import Requirement
    from puv.standards.version import Version

_DEFAULTS = ResolveOptions()


def resolve(
    manifest: Manifest,
    target: Target,
    port: MetadataPort,
    options: ResolveOptions = _DEFAULTS,
    observer: Callable[[Event], None] | None = None,
    policy: Policy | None = None,
) -> Resolution:
    """Choose one version of every package that the manifest needs, by uv's rules.

    The answer is a function of the arguments and of what the port says, never of when it says it. `policy` is asked
    about each version before it is chosen.

    Raises:
        NoSolution: the requirements exclude each other; the text is the whole explanation.
        PolicyViolation: the policy rejects a version.
        UnsatisfiableInput: a requirement is impossible by itself.
        FetchError: the port could not answer.
    """
    provider = _provider(manifest, target, port, options, observer, policy)
    direct = [d.requirement for d in manifest.requirements if provider.parts.needs.applies(d.requirement.marker)]
    warnings = unpinned_direct(direct, options)
    if observer is not None:
        # Told at once; who only reads the answer finds them there.
        for message in warnings:
            observer(Warned(message=message))
        warnings = []
    try:
        solve(provider.state, provider, provider.queue)
    except Unsolvable as failure:
        # Explaining needs modules that no success needs.
        from puv.resolver.explain import no_solution

        raise no_solution(provider, failure.clause) from None
    found = resolution(provider, warnings + _unpinned_transitive(direct, options, provider))
    if options.require_hashes:
        _check_trusted(found)
    return found


def _provider(
    manifest: Manifest,
    target: Target,
    port: MetadataPort,
    options: ResolveOptions,
    observer: Callable[[Event], None] | None,
    policy: Policy | None = None,
) -> Provider:
    needs = Needs(manifest, target.markers)
    first_party = [
        d
        for d in (*manifest.requirements, *manifest.constraints, *manifest.overrides)
        if needs.applies(d.requirement.marker)
    ]
    vouched = [d for d in (*manifest.requirements, *manifest.overrides) if needs.applies(d.requirement.marker)]
    limiting = [d for d in manifest.constraints if needs.applies(d.requirement.marker)]
    trusted = trusted_digests(vouched, limiting) if options.require_hashes else {}
    hashes = {name: frozenset(digests) for name, digests in trusted.items()}
    if options.require_hashes:
        _check_hashed(manifest.requirements, hashes)
    distributions = Distributions(target, options, hashes, _pinned(manifest, first_party))
    explicit = frozenset(
        d.requirement.name
        for d in first_party
        if any(c.version.is_prerelease and c.operator != "!=" for c in d.requirement.specifiers)
    )
    installed = dict(manifest.installed) if manifest.reinstall is not True else {}
    for name in manifest.reinstall if manifest.reinstall is not True else ():
        installed.pop(name, None)
    # What only limits may never be asked for, and then nobody need look at it.
    limits = frozenset(d.requirement.name for d in manifest.constraints) - frozenset(
        d.requirement.name for d in (*manifest.requirements, *manifest.overrides)
    )
    urls = _urls(first_party, limits, needs, port)
    sources = Sources(port, options, installed, urls, observer)
    sources.indexes.update(_indexes(first_party, urls, needs, port))
    direct = frozenset(d.requirement.name for d in manifest.requirements if needs.applies(d.requirement.marker))
    candidates = Candidates(manifest, options, distributions, explicit, direct)
    return Provider(Parts(manifest, port, sources, needs, distributions, candidates, observer, policy))


def _urls(
    first_party: list[Dependency], limits: frozenset[PackageName], needs: Needs, port: MetadataPort
) -> dict[PackageName, str]:
    """Collect the addresses that requirements give, and those that the packages at these addresses give in turn.

    Packages of `limits` are not looked into.

    Raises:
        UnsatisfiableInput: one name has two addresses.
    """
    urls: dict[PackageName, str] = {}
    asked: dict[PackageName, str] = {}
    pending: list[Requirement] = [d.requirement for d in first_party if d.requirement.url is not None]
    while pending:
        requirement = pending.pop(0)
        url = requirement.url or ""
        known = urls.get(requirement.name)
        if known is None:
            if requirement.name not in limits:
                pending += _urls_within(requirement, needs, port)
            urls[requirement.name] = port.located(url)
            asked[requirement.name] = url
            continue
        if asked[requirement.name] == url:
            continue
        port.metadata(file_of(url))  # what is wrong with it says more than that it is another
        if known != port.located(url):
            both = "\n".join(f"- {redacted(text)}" for text in sorted((asked[requirement.name], url), key=_told_first))
            message = f"Requirements contain conflicting URLs for package `{requirement.name}`:\n{both}"
            raise ConflictingAddresses(message)
    return urls


def _indexes(
    first_party: list[Dependency], urls: dict[PackageName, str], needs: Needs, port: MetadataPort
) -> dict[PackageName, str]:
    """Return the only index of each package for which the user's projects name one."""
    found: dict[PackageName, str] = {}
    asked: list[Requirement] = [d.requirement for d in first_party]
    for url in urls.values():
        metadata = port.metadata(file_of(url)) if url.startswith("file:") else None
        if metadata is not None and not isinstance(metadata, Unusable):
            asked += (one for one in metadata.requires_dist if needs.applies(one.marker))
    for requirement in asked:
        if isinstance(requirement, SourcedRequirement) and requirement.index:
            found.setdefault(requirement.name, requirement.index)
    return found


def _told_first(url: str) -> tuple[bool, str]:
    """Order addresses: of repositories, those that name a reference come first."""
    return url.startswith("git+") and "@" not in url.rpartition("/")[2], url


def _urls_within(requirement: Requirement, needs: Needs, port: MetadataPort) -> Iterator[Requirement]:
    metadata = port.metadata(file_of(requirement.url or ""))
    if not isinstance(metadata, Unusable):
        for inner in metadata.requires_dist:
            if inner.url is not None and needs.applies(inner.marker, requirement.extras):
                yield inner


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


def _check_hashed(requirements: tuple[Dependency, ...], hashes: Mapping[PackageName, frozenset[str]]) -> None:
    """Hold the user's requirements against hash-checking mode.

    Raises:
        UnsatisfiableInput: a requirement is not pinned, or has no digest.
    """
    for dependency in requirements:
        requirement = dependency.requirement
        mode = "In `--require-hashes` mode, all requirements must have"
        if not is_pinned(requirement):
            raise UnsatisfiableInput(f"{mode} their versions pinned with `==`, but found: {requirement}")
        if not hashes.get(requirement.name):
            raise UnsatisfiableInput(f"{mode} a hash, but none were provided for: {requirement}")


def _check_trusted(found: Resolution) -> None:
    """Hold what the requirements need in turn against hash-checking mode.

    Raises:
        UntrustedPackage: nobody vouches for a package.
    """
    for pin in found:
        if not pin.hashes and not pin.installed:
            raise UntrustedPackage(
                f"Hash-checking is required, but no trusted hash was provided for: `{pin.name}`",
            )


def unpinned_direct(direct: Iterable[Requirement], options: ResolveOptions) -> list[str]:
    """Warn of requirements without a lower bound where the lowest versions are wanted."""
    if options.mode == "highest":
        return []
    return [
        f"The direct dependency `{requirement.name}` is unpinned. Consider setting a lower bound when using "
        "`--resolution lowest` or `--resolution lowest-direct` to avoid using outdated versions."
        for requirement in direct
        if requirement.url is None and not bounded_below(requirement.specifiers)
    ]


def _unpinned_transitive(direct: list[Requirement], options: ResolveOptions, provider: Provider) -> list[str]:
    """Warn of what the chosen versions need without a lower bound, in `lowest` mode: once, and once for each extra."""
    if options.mode != "lowest":
        return []
    asked = {requirement.name for requirement in direct}
    extras: dict[PackageName, int] = {}
    seen: set[PackageName] = set()
    bounded: set[PackageName] = set()
    for number, package in enumerate(provider.packages):
        if (
            package is not None
            and package.extra is not None
            and package.kind == EXTRA
            and provider.state.decided[number]
        ):
            extras[package.name] = extras.get(package.name, 0) + 1
    for (number, bit), needs in provider.needs_of.items():
        for need in needs if provider.state.decided[number] == bit else ():
            (bounded if need.url or bounded_below(need.specifiers) else seen).add(need.name)
    return [
        unpinned_transitive(name) for name in sorted(seen - bounded - asked) for _ in range(1 + extras.get(name, 0))
    ]


def unpinned_transitive(name: PackageName) -> str:
    """Return the warning of a package that nothing keeps from being outdated."""
    return (
        f"The transitive dependency `{name}` is unpinned. Consider setting a lower bound with a constraint when "
        "using `--resolution lowest` to avoid using outdated versions."
    )
