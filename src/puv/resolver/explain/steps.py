"""An explanation as values: the steps of a proof, and what may help."""

from __future__ import annotations

from puv.model.derivation import AllowBuild, AllowNewer, AllowPrerelease, Relax, Step, Term, WidenPython
from puv.resolver import reasons
from puv.resolver.distributions import NO_WHEEL
from puv.resolver.explain.tree import PYTHON, Leaf, plain
from puv.solver.state import ROOT
from puv.standards.ranges import Ranges

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.model.derivation import StepKind, Suggestion
    from puv.resolver.explain.hints import Hints
    from puv.resolver.explain.sentences import Sentences
    from puv.resolver.explain.tree import Node
    from puv.resolver.needs import Need
    from puv.resolver.provider import Provider


class Steps:
    """Turns the tree of one provider's failure into steps."""

    def __init__(self, provider: Provider, sentences: Sentences) -> None:
        self._provider = provider
        self._say = sentences

    def of(self, tree: Leaf | Node) -> tuple[Step, ...]:
        """Return the steps: every one after those that it follows from, the last the conclusion of all."""
        positions: dict[int, int] = {}
        steps: list[Step] = []
        pending = [plain(tree)]
        while pending:
            part = pending[-1]
            if id(part) in positions:
                pending.pop()
                continue
            if isinstance(part, Leaf):
                positions[id(pending.pop())] = len(steps)
                steps.append(self._fact(part))
                continue
            causes = (plain(part.left), plain(part.right))
            waiting = [cause for cause in causes if id(cause) not in positions]
            if waiting:
                pending += reversed(waiting)
                continue
            positions[id(pending.pop())] = len(steps)
            follows = tuple(positions[id(cause)] for cause in causes)
            terms = tuple(
                self._term(package, versions, selected=not absent) for package, (absent, versions) in part.terms.items()
            )
            text = _one_line(self._say.conclusion(part.terms))
            steps.append(Step(kind="conclusion", text=text, terms=terms, cause=follows))
        return tuple(steps)

    def _fact(self, leaf: Leaf) -> Step:
        text = _one_line(self._say.fact(leaf))
        terms = [self._term(leaf.package, leaf.versions)]
        if leaf.other in (-1, PYTHON):
            kind = self._kind(leaf)
            if leaf.other == PYTHON:
                terms.append(self._term(PYTHON, leaf.allowed or Ranges.full(), selected=False))
            requirement = f"Python{leaf.allowed}" if leaf.other == PYTHON else ""
            return Step(kind=kind, text=text, terms=tuple(terms), package=self._named(leaf.package),
                        requirement=requirement)  # fmt: skip
        terms.append(self._term(leaf.other, leaf.allowed or Ranges.full(), selected=False))
        need = self._need(leaf)
        kind = "requirement" if leaf.package == ROOT or self._provider.is_project(leaf.package) else "dependency"
        if need is not None and need.limit is not None:
            kind = "constraint"
        written = leaf.reason.subject if leaf.reason.kind == reasons.NEEDS else ""
        return Step(
            kind=kind, text=text, terms=tuple(terms), requirement=f"{self._say.plain_name(leaf.other)}{written}",
            package="" if leaf.package == ROOT else self._named(leaf.package),
            source="" if need is None else need.origin,
        )  # fmt: skip

    def _named(self, package: int) -> str:
        found = self._provider.packages[package] if package > ROOT else None
        return "" if found is None else self._say.plain_name(package)

    @staticmethod
    def _kind(leaf: Leaf) -> StepKind:
        if PYTHON in (leaf.package, leaf.other):
            return "python"
        if leaf.reason.kind == reasons.NO_VERSIONS:
            return "no-versions"
        return "not-found" if leaf.reason.kind == reasons.NOT_FOUND else "unusable"

    def _term(self, package: int, versions: Ranges, *, selected: bool = True) -> Term:
        name = "Python" if package == PYTHON else self._say.plain_name(package)
        return Term(name=name, versions=str(versions), selected=selected)

    def _need(self, leaf: Leaf) -> Need | None:
        """Return the need that a fact is about."""
        found = self._provider.packages[leaf.other]
        if found is None:
            return None
        for (number, _), needs in self._provider.needs_of.items():
            if number == leaf.package:
                for need in needs:
                    if need.name == found.name and str(need.specifiers) == leaf.reason.subject:
                        return need
        return None


def _one_line(text: str) -> str:
    """Write a list of rows, which explanations have below each other, in one line."""
    rows = text.split("\n")
    return " ".join(part for part in (", ".join(filter(None, map(str.strip, rows))).replace(":, ", ": "),) if part)


def suggestions(provider: Provider, tree: Leaf | Node, steps: tuple[Step, ...], hints: Hints) -> tuple[Suggestion, ...]:
    """Return what may help, judging by the facts alone: nothing was tried."""
    found: list[Suggestion] = [
        Relax(name=step.terms[-1].name, requirement=step.requirement, source=step.source)
        for step in steps
        if step.kind in ("requirement", "constraint") and len(step.terms) > 1
    ]
    for leaf in _leaves(tree):
        found += _for_fact(provider, leaf, hints)
    return tuple(dict.fromkeys(found))


def _for_fact(provider: Provider, leaf: Leaf, hints: Hints) -> Iterator[Suggestion]:
    package = provider.packages[leaf.package] if leaf.package > ROOT else None
    if package is None:
        return
    if leaf.other == PYTHON:
        yield WidenPython(specifier=str(leaf.allowed), name=package.name)
    if leaf.reason.kind == reasons.NO_VERSIONS:
        available = hints.prereleases(leaf)
        if available:
            yield AllowPrerelease(name=package.name, version=str(available[-1]))
    newer = hints.excluded(leaf)
    if newer is not None:
        yield AllowNewer(name=package.name, version=str(newer))
    no_wheel = leaf.reason.kind == reasons.REJECTED and int(leaf.reason.subject) == NO_WHEEL
    if no_wheel or (leaf.reason.kind == reasons.UNUSABLE and leaf.reason.subject == "no-build"):
        yield AllowBuild(name=package.name)


def _leaves(tree: Leaf | Node) -> Iterator[Leaf]:
    pending: list[Leaf | Node] = [tree]
    seen: set[int] = set()
    while pending:
        part = pending.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, Leaf):
            yield part
        else:
            pending += (part.right, part.left)
