"""Why there is no solution, in uv's words: derivation → tree with ranges → sentences and hints."""

from __future__ import annotations

from puv.resolver.errors import NoSolution
from puv.resolver.explain.hints import Hints
from puv.resolver.explain.report import Report
from puv.resolver.explain.sentences import Sentences
from puv.resolver.explain.steps import Steps, suggestions
from puv.resolver.explain.tree import Builder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.derivation import Step, Suggestion
    from puv.resolver.provider import Provider

__all__ = ["no_solution"]


def no_solution(provider: Provider, clause: int, split: str = "", hint: tuple[str, ...] = ()) -> NoSolution:
    """Explain the failure that a clause of a provider's solver proves, in a fork if `split` names one."""
    builder = Builder(provider)
    tree = builder.build(clause)
    sentences = Sentences(provider, builder.known)
    hints = Hints(provider, sentences, builder.known)

    def proof() -> tuple[tuple[Step, ...], tuple[Suggestion, ...]]:
        steps = Steps(provider, sentences).of(tree)
        return steps, suggestions(provider, tree, steps, hints)

    return NoSolution(Report(sentences).write(tree), split=split, hints=(*hint, *hints.of(tree)), proof=proof)
