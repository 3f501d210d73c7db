"""Arrays of requirements in a document: put one in, take one out, one item to a line, comments kept. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.toml_spans import Array

_INDENT = "    "


class Row:
    """An item as text, with the blanks and comments before it and behind it (before its comma)."""

    __slots__ = ("after", "before", "literal")

    after: str
    before: str
    literal: str

    def __init__(self, literal: str, before: str = "", after: str = "") -> None:
        self.literal, self.before, self.after = literal, before, after


class Rows:
    """The items of an array under change; `text()` renders it with one item to a line and a comma after each."""

    rows: list[Row]

    def __init__(self, rows: list[Row], trailing: str, *, comma: bool) -> None:
        self.rows, self._trailing, self._comma = rows, trailing, comma
        self._indent = _indent(rows[0].before if rows else trailing)

    @classmethod
    def of(cls, text: str, found: Array, end: int) -> Rows:
        """Take the items of an array of a text; `end` is behind its closing bracket."""
        rows = [
            Row(text[item.start : item.end], text[item.before : item.start], text[item.end : item.after])
            for item in found.items
        ]
        return cls(rows, text[found.trailing : end - 1], comma=found.comma)

    def insert(self, position: int, literal: str) -> None:
        """Put an item before the one at a position. It comes behind the comments that stood before that one."""
        before = ""
        if position == len(self.rows):
            before, self._trailing = self._trailing, ""
            self._comma = True
        elif position:
            before, self.rows[position].before = self.rows[position].before, ""
        else:
            # A comment on the line of the bracket stays there, one on a line of its own stays with its item.
            before, newline, rest = self.rows[0].before.partition("\n")
            self.rows[0].before = newline + rest
        self.rows.insert(position, Row(literal, before))

    def append(self, literal: str) -> None:
        """Put an item last, before the comments that close the array."""
        self.rows.append(Row(literal))
        self._comma = True

    def remove(self, position: int) -> None:
        """Take an item out; the comments around it stay, before the next one."""
        row = self.rows.pop(position)
        kept = row.before + (row.after if "#" in row.after else "")
        if position < len(self.rows):
            self.rows[position].before = kept + self.rows[position].before
        else:
            self._trailing = kept + self._trailing
        self._indent = _indent(self.rows[0].before if self.rows else "")

    def text(self) -> str:
        """Return the array as TOML."""
        trailing = self._trailing
        parts = ["["]
        for number, row in enumerate(self.rows):
            after = row.after
            if number == len(self.rows) - 1 and not self._comma:
                after, trailing = "", row.after + trailing
            parts += _comments(row.before, self._indent) + _comments(after, self._indent)
            parts.append(f"\n{self._indent}{row.literal},")
        parts += _comments(trailing, self._indent)
        return "".join(parts) + ("\n]" if len(parts) > 1 else "]")


def _comments(trivia: str, indent: str) -> list[str]:
    """Return the comments of a stretch of blanks: those on a line that has begun stay there, others get their own."""
    found = []
    for number, line in enumerate(trivia.split("\n")):
        at = line.find("#")
        if at >= 0:
            comment = line[at:].rstrip()
            found.append(f"\n{indent}{comment}" if number else line[:at] + comment)
    return found


def _indent(trivia: str) -> str:
    """Return the indentation that a first item's surroundings show."""
    line = next((line for line in reversed(trivia.split("\n")) if line), "")
    return line[: len(line) - len(line.lstrip(" \t"))] or _INDENT
