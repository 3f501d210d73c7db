"""Whether a marker holds in an environment."""

from __future__ import annotations

from bisect import bisect_right

from puv.standards.markers.clauses import (
    CONTAINS, EXTRA, IN, LISTS, RANKS, STRINGS, VERSIONS, interpret, pack,
)  # fmt: skip
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import TypeAlias

    from puv.standards.markers.clauses import Clause, Cut, Meaning, Variable
    from puv.standards.markers.syntax import Node

    #: "and" or "or" with the rules to join; or an empty word with the meaning of a comparison.
    Rule: TypeAlias = tuple[str, tuple["Rule", ...], Meaning]

_RANK_NAMES = {**{rank: name for name, rank in RANKS.items()}, **{rank: name for name, rank in VERSIONS.items()}}


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
    rule: Rule, environment: Mapping[str, str], extras: Collection[str], groups: Collection[str] = (),
) -> bool:
    """Tell whether a compiled marker holds."""
    word, rules, meaning = rule
    if word == "and":
        return all(evaluate_rule(part, environment, extras, groups) for part in rules)
    if word == "or":
        return any(evaluate_rule(part, environment, extras, groups) for part in rules)
    return any(all(holds(clause, environment, extras, groups) for clause in clauses) for clauses in meaning)


def holds(clause: Clause, environment: Mapping[str, str], extras: Collection[str], groups: Collection[str] = ()) -> bool:
    """Tell whether one clause holds."""
    point = locate(clause[0], environment, extras, groups)
    return point is not None and clause[2][bisect_right(clause[1], point)]


def locate(
    variable: Variable, environment: Mapping[str, str], extras: Collection[str], groups: Collection[str] = (),
) -> Cut | None:
    """Return where an environment stands on a variable's axis, or None where its version cannot be parsed.

    A string that the environment lacks counts as empty.
    """
    rank, value = variable
    if rank == EXTRA:
        return int(value in extras)
    if rank in LISTS.values():
        return int(value in (extras if rank == LISTS["extras"] else groups))
    if rank >= CONTAINS:
        return int(value in environment.get(STRINGS[rank - CONTAINS], ""))
    if rank >= IN:
        return int(environment.get(STRINGS[rank - IN], "") in value)
    if rank >= len(STRINGS):
        version = Version.parse_or_none(environment.get(_RANK_NAMES[rank], ""))
        return None if version is None else 2 * pack(version.release)
    return environment.get(STRINGS[rank], ""), 0
