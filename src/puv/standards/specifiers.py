"""PEP 440 version specifiers, as uv reads, orders and applies them.

Pre-releases are ordinary versions here (whether they may be chosen is the resolver's policy), except where
PEP 440 itself excludes them: `<1.0` has none of 1.0.
"""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards import cuts
from puv.standards.version import Version, parse_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from puv.standards.cuts import CutKey

#: In the order in which uv prints clauses of equal version; a star stands for a wildcard.
_ORDER = {"==": 0, "==*": 1, "===": 2, "!=": 3, "!=*": 4, "~=": 5, "<": 6, "<=": 7, ">": 8, ">=": 9}
_OPERATOR_CHARACTERS = "=<>~!"


class Specifier:
    """One clause, such as `>=1.0` or `==1.*`. Hot, hence slotted by hand. Equal when it prints the same.

    `wildcard` tells that `.*` follows the version; only `==` and `!=` have it.
    """

    __slots__ = ("_high", "_low", "operator", "version", "wildcard")

    operator: str
    version: Version
    wildcard: bool

    def __init__(self, operator: str, version: Version, wildcard: bool = False) -> None:  # noqa: FBT002 - a plain field
        """Take the parts of a valid clause; `parse_specifier` checks."""
        self.operator = operator
        self.version = version
        self.wildcard = wildcard
        self._low: CutKey | None = None
        self._high: CutKey = cuts.TOP

    @property
    def negated(self) -> bool:
        """Tell whether the clause admits what is outside `interval`."""
        return self.operator == "!="

    def interval(self) -> tuple[CutKey, CutKey]:
        """Return the cuts between which the versions are that the clause admits (with `!=`, refuses)."""
        if self._low is None:
            self._low, self._high = _interval(self)
        return self._low, self._high

    def contains(self, version: Version) -> bool:
        """Tell whether the clause admits the version (PEP 440, no implicit exclusion of pre-releases)."""
        low, high = self.interval()
        return (low <= version.key < high) is not (self.operator == "!=")

    def __str__(self) -> str:
        """Return the clause in normal form."""
        return f"{self.operator}{self.version}{'.*' if self.wildcard else ''}"

    def __repr__(self) -> str:
        """Show the clause."""
        return f"Specifier({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        """Compare the normal forms."""
        return isinstance(other, Specifier) and str(self) == str(other)

    def __hash__(self) -> int:
        """Hash the normal form."""
        return hash(str(self))


def _interval(specifier: Specifier) -> tuple[CutKey, CutKey]:  # noqa: PLR0911 - one for each operator
    operator, version = specifier.operator, specifier.version
    if specifier.wildcard:
        return cuts.before_series(version), cuts.before_series(version.bump(len(version.release) - 1))
    match operator:
        case "==" | "!=":
            return cuts.before(version), (cuts.after(version) if version.is_local else cuts.after_locals(version))
        case ">=":
            return cuts.before(version), cuts.TOP
        case "<=":
            return cuts.BOTTOM, cuts.after_locals(version)
        case "<":
            return cuts.BOTTOM, (cuts.before(version) if version.is_prerelease else cuts.before_series(version))
        case ">":
            own = version.is_post or version.is_dev
            return (cuts.after_locals(version) if own else cuts.after_posts(version)), cuts.TOP
        case "~=":
            return cuts.before(version), cuts.before_series(version.bump(len(version.release) - 2))
        case _:
            return cuts.before(version), cuts.after(version)


class Specifiers:
    """Clauses that must all hold: an immutable sequence, ordered by version and operator as uv prints them."""

    __slots__ = ("_text", "clauses")

    clauses: tuple[Specifier, ...]

    def __init__(self, clauses: Iterable[Specifier] = ()) -> None:
        """Order the clauses."""
        found = tuple(clauses)
        self.clauses = tuple(sorted(found, key=_order)) if len(found) > 1 else found
        self._text: str | None = None

    def contains(self, version: Version) -> bool:
        """Tell whether every clause admits the version; none admits everything."""
        return all(clause.contains(version) for clause in self.clauses)

    def __iter__(self) -> Iterator[Specifier]:
        """Iterate over the clauses in order."""
        return iter(self.clauses)

    def __len__(self) -> int:
        """Count the clauses."""
        return len(self.clauses)

    def __getitem__(self, position: int) -> Specifier:
        """Return the clause at `position`."""
        return self.clauses[position]

    def __str__(self) -> str:
        """Join the clauses with commas; empty without any."""
        text = self._text
        if text is None:
            text = self._text = ",".join(map(str, self.clauses))
        return text

    def __repr__(self) -> str:
        """Show the clauses."""
        return f"Specifiers({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        """Compare the texts."""
        return isinstance(other, Specifiers) and str(self) == str(other)

    def __hash__(self) -> int:
        """Hash the text."""
        return hash(str(self))


def _order(clause: Specifier) -> tuple[object, int]:
    return clause.version.key, _ORDER[clause.operator + "*" if clause.wildcard else clause.operator]


def parse_specifiers(text: str, *, lenient: bool = False) -> Specifiers:
    """Parse clauses joined with commas; a blank text has none. `lenient` repairs known slips of published metadata.

    Raises:
        ParseError: a clause is not one; `start` and `end` mark it.
    """
    try:
        return Specifiers(parse_clauses(text, 0, len(text)))
    except ParseError:
        repaired = repair(text) if lenient else None
        if repaired is None:
            raise
        try:
            return Specifiers(parse_clauses(repaired, 0, len(repaired)))
        except ParseError:
            pass  # the error of the text as written says more
        raise


def parse_clauses(text: str, start: int, end: int) -> list[Specifier]:
    """Parse the clauses in `text[start:end]`.

    Raises:
        ParseError: as `parse_specifiers`, positions within `text`.
    """
    part = text[start:end]
    if not part or part.isspace():
        return []
    if "," not in part:
        return [_parse_clause(text, start, end)]
    clauses = []
    while start <= end:
        comma = text.find(",", start, end)
        if comma < 0:
            comma = end
        clauses.append(_parse_clause(text, start, comma))
        start = comma + 1
    return clauses


def _parse_clause(text: str, start: int, end: int) -> Specifier:
    clause = text[start:end].strip()
    size = 0
    while size < len(clause) and clause[size] in _OPERATOR_CHARACTERS:
        size += 1
    operator = clause[:size]
    if operator not in _OPERATORS:
        raise ParseError(_operator_problem(clause, operator), source=text, start=start, end=end)
    body, rest = clause[size:].lstrip(), ""
    if " " in body or "\t" in body:
        body = body.split(None, 1)[0]
        rest = text[text.index(body, start) + len(body) : end].lstrip()
    if not body:
        raise ParseError("Unexpected end of version specifier, expected version", source=text, start=start, end=end)
    try:
        version, wildcard = parse_pattern(body)
    except ParseError as error:
        raise ParseError(str(error), source=text, start=start, end=end) from None
    problem = _clause_problem(operator, version, wildcard=wildcard)
    if not problem and rest:
        problem = f"Trailing `{rest}` is not allowed"
    if problem:
        raise ParseError(problem, source=text, start=start, end=end)
    return Specifier(operator, version, wildcard)


_OPERATORS = frozenset(("==", "===", "!=", "~=", "<", "<=", ">", ">="))


def _operator_problem(clause: str, operator: str) -> str:
    if operator:
        return f'no such comparison operator "{operator}", must be one of ~= == != <= >= < > ==='
    message = "Unexpected end of version specifier, expected operator"
    try:
        parse_pattern(clause)
    except ParseError:
        return message
    return f"{message}. Did you mean `=={clause}`?"


def _clause_problem(operator: str, version: Version, *, wildcard: bool) -> str:
    """Say what makes the parts no clause; empty when nothing does."""
    if wildcard:
        fits = operator in ("==", "!=")
        return "" if fits else f"Operator {operator} cannot be used with a wildcard version specifier"
    if version.is_local and operator not in ("==", "!=", "==="):
        local = ".".join(map(str, version.local))
        return f"Operator {operator} is incompatible with versions containing non-empty local segments (`+{local}`)"
    if operator == "~=" and len(version.release) == 1:
        return "The ~= operator requires at least two segments in the release version"
    return ""


def repair(text: str) -> str | None:
    r"""Mend the slips known from published metadata, as uv does; None when nothing was found.

    `>=7.2<8` gets its comma, `!=~5.0` becomes `!=5.0.*`, `>=1.9.*` `>=1.9`, `!=3.0*` `!=3.0.*`, `>dev` `>0.0.0dev`,
    `>=9.0.0a1.0` `>=9.0.0a1`; a doubled last comma and quotes (not those of a marker) go.
    """
    import re  # 6 ms, and malformed metadata is rare

    mended = text
    for pattern, replacement in _REPAIRS:
        mended = re.sub(pattern, replacement, mended)
    head, semicolon, marker = mended.partition(";")
    mended = head.replace("'", "").replace('"', "") + semicolon + marker
    return None if mended == text else mended


_REPAIRS = (
    (r"(\d)([<>=~^!])", r"\1,\2"),
    (r"!=~((?:\d\.)*\d)", r"!=\1.*"),
    (r"(>=|<=|>|<)\s*(\d+(?:\.\d+)*)\.\*", r"\1\2"),
    (r"(\d\.\d)\*", r"\1.*"),
    (r",\s*$", ""),
    (r">dev", ">0.0.0dev"),
    (r"(\d+(?:\.\d)*(?:a|b|rc|post|dev)\d+)\.0", r"\1"),
)
