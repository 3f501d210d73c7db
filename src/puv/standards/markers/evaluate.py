"""Whether a marker holds in an environment."""

from __future__ import annotations

from bisect import bisect_right

from puv.standards.markers.clauses import CONTAINS, EXTRA, IN, LISTS, STRINGS, VERSIONS, interpret, pack
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import TypeAlias

    from puv.standards.markers.clauses import Cut, Meaning, Variable
    from puv.standards.markers.syntax import Node

    #: "and" or "or" with the rules to join; or an empty word with the meaning of a comparison.
    Rule: TypeAlias = tuple[str, tuple["Rule", ...], Meaning]

_VERSION_NAMES = {rank: name for name, rank in VERSIONS.items()}


def compile_node(node: Node) -> Rule | None:
    """Interpret the comparisons of a syntax tree once; None where no comparison has a meaning."""
    if len(node) == 3:  # noqa: PLR2004 - a comparison is a triple, see `syntax.Node`
        meaning = interpret(*node)
        return None if meaning is None else ("", (), meaning)
    rules = tuple([rule for rule in map(compile_node, node[1]) if rule is not None])
    if len(rules) > 1:
        return node[0], rules, ()
    return rules[0] if rules else None


def evaluate_rule(
    rule: Rule,
    environment: Mapping[str, str],
    extras: Collection[str],
    groups: Collection[str] = (),
) -> bool:
    """Tell whether a compiled marker holds."""
    word, rules, meaning = rule
    if word:
        decisive = word == "or"
        for part in rules:
            if evaluate_rule(part, environment, extras, groups) is decisive:
                return decisive
        return not decisive
    for clauses in meaning:
        for variable, cuts, inside in clauses:
            point = locate(variable, environment, extras, groups)
            if point is None or not inside[bisect_right(cuts, point)]:
                break
        else:
            return True
    return False


def locate(
    variable: Variable,
    environment: Mapping[str, str],
    extras: Collection[str],
    groups: Collection[str] = (),
) -> Cut | None:
    """Return where an environment stands on a variable's axis, or None where its version cannot be parsed.

    A string that the environment lacks counts as empty.
    """
    rank, value = variable
    if rank < len(STRINGS):
        return environment.get(STRINGS[rank], ""), 0
    if rank < IN:
        return _version_point(environment.get(_VERSION_NAMES[rank], ""))
    if rank == EXTRA:
        return int(value in extras)
    if rank in LISTS.values():
        return int(value in (extras if rank == LISTS["extras"] else groups))
    if rank >= CONTAINS:
        return int(value in environment.get(STRINGS[rank - CONTAINS], ""))
    return int(environment.get(STRINGS[rank - IN], "") in value)


def _version_point(text: str) -> int | None:
    parts = text.split(".")
    if len(parts) == 3 and text.isascii() and all(map(str.isdigit, parts)):  # noqa: PLR2004 - 3.13.0, as nearly always
        return 2 * pack((int(parts[0]), int(parts[1]), int(parts[2])))
    version = Version.parse_or_none(text)
    return None if version is None else 2 * pack(version.release)
