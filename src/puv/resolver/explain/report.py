"""The order of an explanation: which facts are said together, and which conclusions get a number to refer to.

The rules are those of PubGrub's error reporting (https://github.com/dart-lang/pub/blob/master/doc/solver.md).
"""

from __future__ import annotations

from puv.resolver.explain.sentences import padded
from puv.resolver.explain.tree import Leaf, Node, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.resolver.explain.sentences import Sentences


class Report:
    """Writes the lines of one explanation."""

    def __init__(self, sentences: Sentences) -> None:
        self._say = sentences
        self._lines: list[str] = []
        self._numbers: dict[int, int] = {}

    def write(self, tree: Leaf | Node) -> str:
        """Return the whole text."""
        whole, tree = tree, plain(tree)
        if isinstance(tree, Leaf):
            fact = self._say.fact(tree)
            if isinstance(whole, Leaf) or not self._say.is_project(tree.package):
                return fact
            return f"Because {fact}, we can conclude that {self._say.conclusion({})}."
        # A proof may be thousands of conclusions deep: the recursion is on this list and not on the interpreter's.
        running = [self._write(tree)]
        while running:
            first = next(running[-1], None)
            if first is None:
                running.pop()
            else:
                running.append(self._write(first))
        return "\n".join(self._lines)

    def _write(self, node: Node) -> Iterator[Node]:
        """Write a conclusion, yielding those that must be written before it goes on."""
        yield from self._explain(node)
        if node.shared and id(node) not in self._numbers:
            self._number(node)

    def _explain(self, node: Node) -> Iterator[Node]:
        left, right = plain(node.left), plain(node.right)
        if isinstance(left, Leaf) and isinstance(right, Leaf):
            self._because(self._say.both(left, right), node)
        elif isinstance(left, Node) and isinstance(right, Leaf):
            yield from self._one_each(left, right, node)
        elif isinstance(left, Leaf) and isinstance(right, Node):
            yield from self._one_each(right, left, node)
        elif isinstance(left, Node) and isinstance(right, Node):
            yield from self._two(left, right, node)

    def _two(self, left: Node, right: Node, node: Node) -> Iterator[Node]:
        first, second = self._numbers.get(id(left)), self._numbers.get(id(right))
        if first is not None and second is not None:
            text = padded("", self._known(left, first), " and ")
            self._because(padded(text, self._known(right, second), ""), node)
        elif first is not None:
            yield right
            self._and_because(self._known(left, first), node)
        elif second is not None:
            yield left
            self._and_because(self._known(right, second), node)
        else:
            yield left
            if left.shared:
                self._lines.append("")
                yield from self._explain(node)
                return
            number = self._number(left)
            self._lines.append("")
            yield right
            self._and_because(self._known(left, number), node)

    def _one_each(self, derived: Node, fact: Leaf, node: Node) -> Iterator[Node]:
        number = self._numbers.get(id(derived))
        if number is not None:
            text = padded("", self._known(derived, number), " and ")
            self._because(padded(text, self._say.fact(fact), ""), node)
            return
        inner, prior = self._split(derived)
        if inner is not None and prior is not None and not derived.shared:
            yield inner
            self._and_because(self._say.both(prior, fact), node)
            return
        yield derived
        self._and_because(self._say.fact(fact), node)

    @staticmethod
    def _split(derived: Node) -> tuple[Node | None, Leaf | None]:
        """Return the conclusion and the fact a conclusion rests on, when it is such a pair."""
        left, right = plain(derived.left), plain(derived.right)
        if isinstance(left, Node) and isinstance(right, Leaf):
            return left, right
        if isinstance(left, Leaf) and isinstance(right, Node):
            return right, left
        return None, None

    def _known(self, node: Node, number: int) -> str:
        return f"we know from ({number}) that {self._say.conclusion(node.terms)}"

    def _because(self, facts: str, node: Node) -> None:
        self._line(padded("Because ", facts, ", "), node)

    def _and_because(self, facts: str, node: Node) -> None:
        self._line(padded("And because ", facts, ", "), node)

    def _line(self, start: str, node: Node) -> None:
        self._lines.append(f"{start}we can conclude that {self._say.conclusion(node.terms)}.")

    def _number(self, node: Node) -> int:
        number = self._numbers[id(node)] = len(self._numbers) + 1
        self._lines[-1] += f" ({number})"
        return number
