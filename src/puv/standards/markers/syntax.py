"""The text of PEP 508 markers: `parse_marker` and the syntax tree `Marker`.

Parsing keeps what was written, except that deprecated variable names become their modern ones, operands stand in
the order *variable, operator, value*, and extras are normalised. What a comparison means is decided in `clauses`.
"""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.markers.evaluate import evaluate_node
from puv.standards.markers.text import node_text
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from puv.standards.markers.nodes import Comparison, Node

# Every name a marker may use, with the name PEP 508 gives it today.
VARIABLES = {
    "os_name": "os_name",
    "sys_platform": "sys_platform",
    "platform_machine": "platform_machine",
    "platform_python_implementation": "platform_python_implementation",
    "platform_release": "platform_release",
    "platform_system": "platform_system",
    "platform_version": "platform_version",
    "python_version": "python_version",
    "python_full_version": "python_full_version",
    "implementation_name": "implementation_name",
    "implementation_version": "implementation_version",
    "extra": "extra",
    "extras": "extras",
    "dependency_groups": "dependency_groups",
    "os.name": "os_name",
    "sys.platform": "sys_platform",
    "platform.version": "platform_version",
    "platform.machine": "platform_machine",
    "platform.python_implementation": "platform_python_implementation",
    "python_implementation": "platform_python_implementation",
}
_SYMBOLS = ("==", "!=", "<=", ">=", "~=", "<", ">")
_SYMBOL_CHARACTERS = "<=>~!"
_NAME_ENDS = " \t\n\r\f\v><=!~)"
_SPACES = " \t\n\r\f\v"
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "in": "contains", "not in": "not contains"}
_NORMALISED = frozenset({"extra", "extras", "dependency_groups"})


class Marker:
    """A marker as written: an immutable syntax tree, comparable and hashable. `str()` gives it back as PEP 508 text.

    Two markers are equal when their trees are; `MarkerAlgebra` decides whether they mean the same.
    `node` is `(variable, operator, value)` or `("and" | "or", (node, …))`; see `nodes.Node`.
    """

    # Hand-written: a resolution holds thousands of them.
    __slots__ = ("_text", "node")

    node: Node

    def __init__(self, node: Node) -> None:
        self.node = node
        self._text: str | None = None

    def evaluate(self, environment: Mapping[str, str], extras: Collection[str] = ()) -> bool:
        """Tell whether the marker holds in an environment (the eleven variables of PEP 508) with extras activated.

        Comparisons that make no sense (see `clauses.interpret`) are left out, as uv does; a marker of nothing
        else holds. Versions that the environment lacks or that cannot be parsed make a comparison false.
        """
        node = self.node
        if node[0] == "extra" and node[1] == "==":  # by far the commonest marker of published metadata
            return node[2] in extras
        return evaluate_node(node, environment, extras) is not False

    def comparisons(self) -> Iterator[Comparison]:
        """Yield the comparisons in reading order."""
        pending = [self.node]
        while pending:
            node = pending.pop()
            if len(node) == 3:  # noqa: PLR2004 - a comparison is a triple, see `Node`
                yield node
            else:
                pending.extend(reversed(node[1]))

    def extras(self) -> tuple[str, ...]:
        """Return the extras that the marker asks about, normalised, in reading order, without repeats."""
        return tuple(dict.fromkeys(value for variable, _, value in self.comparisons() if variable == "extra"))

    def __str__(self) -> str:
        """Render the tree as PEP 508 text with single quotes."""
        if self._text is None:
            self._text = node_text(self.node)
        return self._text

    def __repr__(self) -> str:
        """Show the text."""
        return f"Marker({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        """Compare the trees."""
        return isinstance(other, Marker) and self.node == other.node

    def __hash__(self) -> int:
        """Hash the tree."""
        return hash(self.node)

    def __reduce__(self) -> tuple[type[Marker], tuple[Node]]:
        """Pickle the tree alone."""
        return Marker, (self.node,)


def parse_marker(text: str, *, start: int = 0) -> Marker:
    """Parse a whole text, from `start` to its end, as a marker.

    Raises:
        ParseError: it is not a marker; `source` is the whole text.
    """
    marker, position = parse_marker_at(text, start)
    if position < len(text):
        message = f"Unexpected character '{text[position]}', expected 'and', 'or' or end of input"
        raise ParseError(message, source=text, start=position, end=len(text))
    return marker


def parse_marker_at(text: str, position: int) -> tuple[Marker, int]:
    """Parse the marker that begins at `position` (spaces allowed before it) as far as it goes.

    Returns:
        the marker, and the position after it and the spaces that follow it.

    Raises:
        ParseError: no marker begins there, or it breaks off; `source` is the whole text.
    """
    node, position = _disjunction(text, position)
    return Marker(node), position


def _disjunction(text: str, position: int) -> tuple[Node, int]:
    node, position = _conjunction(text, position)
    if not _keyword(text, position, "or"):
        return node, position
    nodes = [node]
    while _keyword(text, position, "or"):
        node, position = _conjunction(text, position + 2)
        nodes.append(node)
    return ("or", tuple(nodes)), position


def _conjunction(text: str, position: int) -> tuple[Node, int]:
    node, position = _operand(text, position)
    if not _keyword(text, position, "and"):
        return node, position
    nodes = [node]
    while _keyword(text, position, "and"):
        node, position = _operand(text, position + 3)
        nodes.append(node)
    return ("and", tuple(nodes)), position


def _operand(text: str, position: int) -> tuple[Node, int]:
    """Parse a comparison or a marker in parentheses, and the spaces around it."""
    position = _skip_spaces(text, position)
    if not text.startswith("(", position):
        return _comparison(text, position)
    node, end = _disjunction(text, position + 1)
    if not text.startswith(")", end):
        raise _expected(text, "`)`", end) if end < len(text) else _ended(text, "')'", position)
    return node, _skip_spaces(text, end + 1)


def _comparison(text: str, position: int) -> tuple[Comparison, int]:
    left, left_quoted, position = _value(text, position)
    operator, position = _operator(text, _skip_spaces(text, position))
    right, right_quoted, position = _value(text, _skip_spaces(text, position))
    if left_quoted and not right_quoted:
        left, right, left_quoted, right_quoted = right, left, False, True
        operator = _FLIPPED.get(operator, operator) if operator != "~=" else "reversed ~="
    if left_quoted or not right_quoted:
        # Two constants or two variables: kept for the text, without meaning.
        left, right = (f"'{left}'", right) if left_quoted else (left, f"${right}")
    elif left in _NORMALISED:
        right = normalize(right)
    return (left, operator, right), _skip_spaces(text, position)
