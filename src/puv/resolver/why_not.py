"""Why a requirement cannot be met beside the others: answered by resolving again, with as little as still fails."""

from __future__ import annotations

from puv.errors import ParseError
from puv.model.derivation import Binding, Choice, Relax, WhyNot
from puv.model.graph import Link, Path, required_name
from puv.model.requirement import Dependency
from puv.resolver.errors import NoSolution
from puv.standards.ranges import Ranges
from puv.standards.requirement import Requirement, parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from puv.model.derivation import Step
    from puv.resolver.manifest import Manifest

    #: The versions chosen for each name, joined where there are several.
    Chosen: TypeAlias = Mapping[str, str]
    Solve: TypeAlias = Callable[[Manifest], Chosen]

#: How many resolutions are spent on finding out what can be left out, and how many on what helps.
_MOST_TRIES = 32
_MOST_REMEDIES = 8


def why_not(
    asked: Requirement,
    manifest: Manifest,
    solve: Solve,
    before: Chosen | None = None,
    locate: Callable[[str, str, str], str] | None = None,
) -> WhyNot:
    """Find out whether a requirement can be met beside what a manifest asks, and if not, why.

    `solve` resolves a manifest and returns what was chosen; it is called many times and should remember what it
    fetched. `before` is what is chosen without the requirement; without it nothing is told of changes.
    `locate` turns a requirement, its origin and the project that has it into the place in a file.

    Raises:
        ResolutionError: a requirement is impossible by itself.
        FetchError: an index did not answer.
    """
    question = _Question(asked, manifest, solve)
    text = str(asked)
    try:
        chosen = solve(question.whole)
    except NoSolution as error:
        failure = error
    else:
        return WhyNot(requirement=text, possible=True, changes=_changes(before, chosen))
    kept, failure = question.reduced(failure)
    if locate is not None:
        find = locate
        failure.locate(lambda step: find(step.requirement, step.source, step.package))
        kept = [(requirement, find(str(requirement), origin, "")) for requirement, origin in kept]
    others = tuple(one for one in failure.suggestions if not isinstance(one, Relax))
    return WhyNot(
        requirement=text,
        possible=False,
        binding=tuple(bindings(failure.derivation, asked)),
        derivation=failure.derivation,
        text=str(failure),
        suggestions=(*question.remedies(kept), *others),
    )


def _changes(before: Chosen | None, after: Chosen) -> tuple[Choice, ...]:
    if before is None:
        return ()
    return tuple(
        Choice(name=name, before=before.get(name, ""), after=after.get(name, ""))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )


class _Question:
    """One requirement beside a manifest, and what becomes of that when the user's requirements change."""

    def __init__(self, asked: Requirement, manifest: Manifest, solve: Solve) -> None:
        self._solve = solve
        self._asked = asked
        self.whole = manifest.replace(requirements=(*manifest.requirements, Dependency(asked)))

    def _own(self) -> Iterator[tuple[Requirement, str]]:
        """Yield the user's requirements, each with where it stands; constraints first."""
        whole = self.whole
        for dependency in (*whole.constraints, *whole.requirements):
            if dependency.requirement is not self._asked:
                yield dependency.requirement, dependency.origin
        for tree in whole.members:
            for requirement in (*tree.requires, *(one for group in tree.groups.values() for one in group)):
                yield requirement, tree.name

    def _changed(self, changes: Mapping[int, Requirement | None]) -> Manifest:
        """Return the manifest with requirements (told by identity) replaced, or left out (None)."""
        whole = self.whole

        def requirements(given: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
            return tuple(one for each in given if (one := changes.get(id(each), each)) is not None)

        def dependencies(given: tuple[Dependency, ...]) -> tuple[Dependency, ...]:
            found = ((each, changes.get(id(each.requirement), each.requirement)) for each in given)
            return tuple(each if one is each.requirement else each.requiring(one) for each, one in found if one)

        members = tuple(
            tree.replace(
                requires=requirements(tree.requires),
                groups={group: requirements(each) for group, each in tree.groups.items()},
            )
            for tree in whole.members
        )
        return whole.replace(
            requirements=dependencies(whole.requirements), constraints=dependencies(whole.constraints), members=members
        )

    def reduced(self, failure: NoSolution) -> tuple[list[tuple[Requirement, str]], NoSolution]:
        """Leave out whatever the failure does not need; return the requirements that remain, and how they fail.

        First all at once that the proof does not speak of, then one after the other.
        """
        named = {required_name(term.name) for step in failure.derivation for term in step.terms}
        kept = list(self._own())
        gone: dict[int, None] = {}
        unnamed = [entry for entry in kept if entry[0].name not in named]
        trials = [unnamed, *([entry] for entry in kept if entry[0].name in named)]
        for left_out in [trial for trial in trials if trial][:_MOST_TRIES]:
            without = {**gone, **dict.fromkeys(id(requirement) for requirement, _ in left_out)}
            try:
                self._solve(self._changed(without))
            except NoSolution as error:
                gone, failure = without, error
        return [entry for entry in kept if id(entry[0]) not in gone], failure

    def remedies(self, kept: list[tuple[Requirement, str]]) -> Iterator[Relax]:
        """Yield what of the requirements that remain can be relaxed so that everything asked has a solution."""
        for requirement, origin in kept[:_MOST_REMEDIES]:
            loose = Requirement(requirement.name, requirement.extras, marker=requirement.marker)
            changed = loose if requirement.specifiers.clauses or requirement.url else None
            try:
                chosen = self._solve(self._changed({id(requirement): changed}))
            except NoSolution:
                continue
            to = chosen.get(requirement.name, "") if changed is not None else ""
            yield Relax(name=requirement.name, requirement=str(requirement), source=origin, to=to)


def bindings(steps: tuple[Step, ...], asked: Requirement) -> Iterator[Binding]:
    """Yield the requirements in a proof that exclude what is asked about; of several, those that do so alone."""
    on_it = [step for step in steps if step.requirement and required_name(step.requirement) == asked.name]
    on_it = [step for step in on_it if step.package or step.requirement != str(asked)]
    wanted = Ranges.from_specifiers(asked.specifiers)
    alone = [step for step in on_it if _range(step.requirement).is_disjoint(wanted)]
    paths = _paths(steps)
    for step in alone or on_it:
        versions = step.terms[0].versions if step.package else ""
        yield Binding(
            requirement=step.requirement, package=step.package, versions=versions, source=step.source,
            path=paths.get(step.package),
        )  # fmt: skip


def _range(requirement: str) -> Ranges:
    try:
        return Ranges.from_specifiers(parse_requirement(requirement).specifiers)
    except ParseError:
        return Ranges.full()  # an address, or a group of a project


def _paths(steps: Iterable[Step]) -> dict[str, Path]:
    """Return how each package comes to be needed, by the facts of a proof: the shortest way."""
    below: dict[str, list[Step]] = {}
    for step in steps:
        if step.requirement and step.kind != "python":
            below.setdefault(step.package, []).append(step)
    needed = {required_name(step.requirement) for steps in below.values() for step in steps}
    roots = [package for package in below if not package or required_name(package) not in needed]
    found: dict[str, tuple[Link, ...]] = dict.fromkeys(roots, ())
    queue = list(roots)
    for parent in queue:
        for step in below.get(parent, ()):
            child = _subject(step.requirement)
            link = Link(parent=parent, requirement=step.requirement, name=child)
            # What an extra adds is needed because the extra is.
            for name in dict.fromkeys((child, required_name(child))):
                if name not in found:
                    found[name] = (*found[parent], link)
                    queue.append(name)
    return {
        name: Path(start=links[0].parent or "your requirements", links=links) for name, links in found.items() if links
    }


def _subject(requirement: str) -> str:
    """Return the name, with the extra, in a requirement that puv wrote."""
    end = requirement.find("]") + 1
    return requirement[:end] if end else required_name(requirement)
