"""The text of PEP 508 markers: `parse_marker` and the syntax tree `Marker`.

Parsing keeps what was written, except that deprecated variable names become their modern ones, operands stand in
the order *variable, operator, value*, and extras are normalised. What a comparison means is decided in `clauses`.
"""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.markers.evaluate import compile_node, evaluate_rule
from puv.standards.names import is_name, normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Literal, TypeAlias

    from puv.standards.markers.evaluate import Rule

    #: (variable, operator, value). Operators are those of PEP 508, and `contains`, `not contains` for
    #: `'value' in variable`. The variable is empty where two constants or two variables are compared; the value is
    #: then the comparison as written.
    Comparison: TypeAlias = tuple[str, str, str]
    Node: TypeAlias = Comparison | tuple[Literal["and", "or"], tuple["Node", ...]]

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
_OPERATORS = frozenset({"==", "!=", "<=", ">=", "~=", "<", ">", "in"})
_SYMBOLS = "<=>~!"
_MAX_DEPTH = 100  # of parentheses, so that no text can exhaust the stack
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "in": "contains", "not in": "not contains"}
_VERSIONS = frozenset({"python_version", "python_full_version", "implementation_version"})
_LISTS = frozenset({"extras", "dependency_groups"})


class Marker:
    """A marker as written: an immutable syntax tree, comparable and hashable. `str()` gives PEP 508 text.

    Two markers are equal when their trees are; `MarkerAlgebra` decides whether they mean the same.
    `node` is `(variable, operator, value)` or `("and" | "or", (node, …))`, see `Node`.
    """

    # Slotted by hand: a resolution holds thousands of them. `_rule` is the interpretation, made when first needed.
    __slots__ = ("_rule", "_text", "node")

    node: Node

    def __init__(self, node: Node) -> None:
        self.node = node
        self._text: str | None = None
        self._rule: Rule | Literal[False] | None = False

    def evaluate(
        self,
        environment: Mapping[str, str],
        extras: Collection[str] = (),
        groups: Collection[str] = (),
    ) -> bool:
        """Tell whether the marker holds.

        `environment` maps the variables of PEP 508 to texts (`python_version` is not read, `python_full_version`
        is); `extras` and `groups` are the normalised names that are active. Comparisons that make no sense are left
        out, as uv does, and a marker of nothing else holds. A comparison with a version that the environment lacks
        is false, and a string it lacks is empty.
        """
        node = self.node
        if node[0] == "extra" and node[1] == "==":  # by far the commonest marker of published metadata
            return node[2] in extras
        rule = self._rule
        if rule is False:
            rule = self._rule = compile_node(node)
        return rule is None or evaluate_rule(rule, environment, extras, groups)

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
        """Render the tree, with single quotes unless a value contains one."""
        text = self._text
        if text is None:
            text = self._text = _render(self.node)
        return text

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
    """Parse a text, from `start` to its end, as a marker.

    Raises:
        ParseError: it is not a marker; `source` is the whole text.
    """
    marker, position = parse_marker_at(text, start)
    if position < len(text):
        message = f"Unexpected character '{text[position]}', expected 'and', 'or' or end of input"
        raise ParseError(message, source=text, start=position, end=len(text))
    return marker


def parse_marker_at(text: str, position: int) -> tuple[Marker, int]:
    """Parse the marker that begins at `position` (spaces may come first) as far as it goes.

    Returns the marker, and the position after it and the spaces that follow it.

    Raises:
        ParseError: no marker begins there, or it breaks off; `source` is the whole text.
    """
    node, position = _join(text, position, "or", 0)
    return Marker(node), position


def _join(text: str, position: int, word: Literal["and", "or"], depth: int) -> tuple[Node, int]:
    """Parse operands joined by `and`, or groups of those joined by `or`, inside `depth` parentheses."""
    node, position = _operand(text, position, depth) if word == "and" else _join(text, position, "and", depth)
    if not text.startswith(word, position):
        return node, position
    nodes = _parts(node, word)
    while _keyword_at(text, position, word):
        position += len(word)
        node, position = _operand(text, position, depth) if word == "and" else _join(text, position, "and", depth)
        nodes += _parts(node, word)
    return ((word, tuple(nodes)) if len(nodes) > 1 else node), position


def _parts(node: Node, word: str) -> list[Node]:
    """Return what a node joins by the word, so that `(a and b) and c` is one conjunction of three."""
    return list(node[1]) if len(node) == 2 and node[0] == word else [node]  # noqa: PLR2004 - not a comparison


def _keyword_at(text: str, position: int, word: str) -> bool:
    end = position + len(word)
    return text.startswith(word, position) and (end >= len(text) or text[end] in " \t\n\r\f\v'\"(")


def _operand(text: str, position: int, depth: int) -> tuple[Node, int]:
    """Parse a comparison or a marker in parentheses, and the spaces around it."""
    position = _skip_spaces(text, position)
    if not text.startswith("(", position):
        return _comparison(text, position)
    if depth == _MAX_DEPTH:
        message = f"Markers may be nested {_MAX_DEPTH} levels deep at most"
        raise ParseError(message, source=text, start=position, end=position + 1)
    node, end = _join(text, position + 1, "or", depth + 1)
    if end >= len(text):
        message = "Expected ')', found end of dependency specification"
        raise ParseError(message, source=text, start=position, end=position + 1)
    if text[end] != ")":
        raise ParseError(f"Expected `)`, found `{text[end]}`", source=text, start=end, end=end + 1)
    return node, _skip_spaces(text, end + 1)


def _comparison(text: str, start: int) -> tuple[Comparison, int]:
    left, left_quoted, position = _value(text, start)
    operator, position = _operator(text, _skip_spaces(text, position))
    right, right_quoted, position = _value(text, _skip_spaces(text, position))
    if left in _LISTS and not left_quoted:
        message = f"The marker {left} must be on the right hand side of the expression"
        raise ParseError(message, source=text, start=start, end=position)
    if left_quoted is right_quoted or (left_quoted and left.endswith(".*") and right in _VERSIONS):
        return ("", "", text[start:position]), _skip_spaces(text, position)
    if left_quoted:
        if right in _LISTS and operator not in ("in", "not in"):
            message = (
                f"The operator {operator} is not supported with the marker {right}, "
                "only the `in` and `not in` operators are supported"
            )
            raise ParseError(message, source=text, start=start, end=position)
        left, right, operator = right, left, _FLIPPED.get(operator, operator)
    if left[:5] == "extra" or left == "dependency_groups":
        right = normalize(right) if is_name(right) else right
    return (left, operator, right), _skip_spaces(text, position)


def _value(text: str, position: int) -> tuple[str, bool, int]:
    """Read a quoted string or a variable; return it, whether it was quoted, and the position after it."""
    quote = text[position : position + 1]
    if quote in ("'", '"'):
        end = text.find(quote, position + 1)
        if end < 0:
            message = f"Expected '{quote}', found end of dependency specification"
            raise ParseError(message, source=text, start=position, end=position + 1)
        return text[position + 1 : end], True, end + 1
    if not quote:
        message = "Expected marker value, found end of dependency specification"
        raise ParseError(message, source=text, start=position, end=position)
    end = position
    while end < len(text) and text[end] not in " \t\n\r\f\v><=!~)":
        end += 1
    name = text[position:end]
    variable = VARIABLES.get(name)
    if variable is None:
        message = f"Expected a quoted string or a valid marker name, found `{name}`"
        raise ParseError(message, source=text, start=position, end=end)
    return variable, False, end


def _operator(text: str, position: int) -> tuple[str, int]:
    """Read an operator; `not in` may have any spaces inside."""
    end = position
    if text[position : position + 1].isalpha():
        while end < len(text) and text[end] not in " \t\n\r\f\v'\"":
            end += 1
    else:
        while end < len(text) and text[end] in _SYMBOLS:
            end += 1
    operator = text[position:end]
    if operator == "not":
        return "not in", _in_after_not(text, end)
    if operator not in _OPERATORS:
        message = f"Expected a valid marker operator (such as `>=` or `not in`), found `{operator}`"
        raise ParseError(message, source=text, start=position, end=end)
    return operator, end


def _in_after_not(text: str, position: int) -> int:
    if position >= len(text):
        message = "Expected whitespace after 'not', found end of input"
        raise ParseError(message, source=text, start=position, end=position)
    position = _skip_spaces(text, position)
    for letter in "in":
        if position >= len(text):
            message = f"Expected '{letter}', found end of dependency specification"
            raise ParseError(message, source=text, start=position, end=position)
        if text[position] != letter:
            message = f"Expected `{letter}`, found `{text[position]}`"
            raise ParseError(message, source=text, start=position, end=position + 1)
        position += 1
    return position


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _render(node: Node) -> str:
    if len(node) == 3:  # noqa: PLR2004 - a comparison is a triple, see `Node`
        return render_comparison(*node)
    parts = [f"({_render(part)})" if part[0] in ("and", "or") else _render(part) for part in node[1]]
    return f" {node[0]} ".join(parts)


def render_comparison(variable: str, operator: str, value: str) -> str:
    """Render one comparison as PEP 508 text."""
    if not variable:
        return value
    quoted = f'"{value}"' if "'" in value else f"'{value}'"
    if operator in ("contains", "not contains"):
        return f"{quoted} {'in' if operator == 'contains' else 'not in'} {variable}"
    return f"{variable} {operator} {quoted}"
