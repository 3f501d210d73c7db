"""`TomlText`: a TOML document that is changed statement by statement. Pure.

New tables and keys go where the field's editors put them: a key behind the last of its table, a table behind the last
that shares its parent.
"""

from __future__ import annotations

from puv.standards.toml_spans import array, entries, statements
from puv.standards.toml_text import key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.toml_spans import Array, Path, Statement


class Place:
    """Where a value stands: its bounds, those of its key (`key` is where that begins), and the statement around it.

    `inline` tells that the key is one of an inline table's.
    """

    __slots__ = ("end", "inline", "key", "start", "statement")

    end: int
    inline: bool
    key: int
    start: int
    statement: Statement

    def __init__(self, statement: Statement, start: int, end: int, key: int, *, inline: bool) -> None:
        self.statement, self.start, self.end, self.key, self.inline = statement, start, end, key, inline


class TomlText:
    """A valid TOML document under change. `text` has newlines of one character, as editors of TOML write them."""

    text: str

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self._statements: list[Statement] | None = None
        if self.statements and self.statements[-1].end == len(self.text) and not self.text.endswith("\n"):
            self.splice(len(self.text), len(self.text), "\n")

    @property
    def statements(self) -> list[Statement]:
        """The statements of the text as it is now."""
        if self._statements is None:
            self._statements = statements(self.text)
        return self._statements

    def splice(self, start: int, end: int, new: str) -> None:
        """Replace a stretch of the text."""
        self.text = self.text[:start] + new + self.text[end:]
        self._statements = None

    # --- looking ------------------------------------------------------------------------------------------------

    def find(self, path: Path) -> Place | None:
        """Return where the value of a key stands, written in whatever way; None when it is not set."""
        for statement in self.statements:
            if statement.kind != "key" or path[: len(statement.path)] != statement.path:
                continue
            start, end = statement.value
            if statement.path == path:
                return Place(statement, start, end, statement.start, inline=False)
            if self.text[start] == "{":
                return self._find_inline(statement, start, path[len(statement.path) :])
        return None

    def _find_inline(self, statement: Statement, start: int, path: Path) -> Place | None:
        for inner, at, (begin, end) in entries(self.text, start):
            if inner == path:
                return Place(statement, begin, end, at, inline=True)
            if path[: len(inner)] == inner and self.text[begin] == "{":
                return self._find_inline(statement, begin, path[len(inner) :])
        return None

    def header(self, path: Path) -> Statement | None:
        """Return the header of a table, None where it has none."""
        return next((s for s in self.statements if s.kind == "table" and s.path == path), None)

    def keys(self, path: Path) -> list[str]:
        """Return the keys directly below a table, in the order of their first mention, written in whatever way."""
        depth = len(path)
        found = [s.path[depth] for s in self.statements if len(s.path) > depth and s.path[:depth] == path]
        place = self.find(path)
        if place is not None and self.text[place.start] == "{":
            found += [inner[0] for inner, _, _ in entries(self.text, place.start)]
        return list(dict.fromkeys(found))

    def array(self, path: Path) -> tuple[Place, Array] | None:
        """Return an array and its items, None when there is none at a path."""
        place = self.find(path)
        if place is None or self.text[place.start] != "[":
            return None
        return place, array(self.text, place.start)

    # --- changing -----------------------------------------------------------------------------------------------

    def set(self, path: Path, literal: str, *, before: str | None = None) -> None:
        """Set a key, whose table is made where it is missing. `literal` is the value as TOML.

        A new key goes behind the last of its table, or before the key `before` of the same table.
        """
        place = self.find(path)
        if place is not None:
            self.splice(place.start, place.end, literal)
            return
        parent = path[:-1]
        inline = self.find(parent)
        if inline is not None and self.text[inline.start] == "{":
            self._set_inline(inline, path[-1], literal)
            return
        sibling = self._sibling(path, before)
        if sibling is not None:
            dotted = parent[len(self._table_of(sibling)) :]
            line = f"{render_key((*dotted, path[-1]))} = {literal}\n"
            at = sibling.start if before else sibling.end
            self.splice(at, at, line)
            return
        header = self.header(parent) if parent else None
        if header is None and parent:
            header = self.add_table(parent)
        at = header.end if header else 0
        self.splice(at, at, f"{render_key(path[-1:])} = {literal}\n")

    def _sibling(self, path: Path, before: str | None) -> Statement | None:
        """Return the key that a new one stands next to: the last of its table, or one with the same dotted parent."""
        parent = path[:-1]
        keys = [s for s in self.statements if s.kind == "key" and s.path[: len(parent)] == parent]
        if before is not None:
            return next((s for s in keys if s.path == (*parent, before)), None)
        own = [s for s in keys if self._table_of(s) == parent]
        beside = own or [s for s in keys if s.path[:-1] == parent]
        return beside[-1] if beside else None

    def _table_of(self, statement: Statement) -> Path:
        """Return the path of the header that a key stands under."""
        table: Path = ()
        for other in self.statements:
            if other.start >= statement.start:
                break
            if other.kind != "key":
                table = other.path
        return table

    def _set_inline(self, place: Place, name: str, literal: str) -> None:
        """Add a key to an inline table, which is written anew."""
        values = {render_key(path): self.text[start:end] for path, _, (start, end) in entries(self.text, place.start)}
        pairs = ", ".join(f"{path} = {value}" for path, value in (*values.items(), (key(name), literal)))
        self.splice(place.start, place.end, f"{{ {pairs} }}")

    def add_table(self, path: Path, *, kind: str = "table", at: int | None = None) -> Statement:
        """Add the header of a table that has none, at the usual place or at a position; return it."""
        if at is None:
            at = self._table_place(path)
        name = render_key(path)
        header = f"[[{name}]]\n" if kind == "array" else f"[{name}]\n"
        lead = "" if at == 0 else "\n"
        self.splice(at, at, lead + header)
        return next(s for s in self.statements if s.start == at + len(lead))

    def _table_place(self, path: Path) -> int:
        """Return where a new table belongs: before its first child, else behind the last one that shares its parent."""
        everything = self.statements
        for number, statement in enumerate(everything):
            if statement.kind != "key" and statement.path[: len(path)] == path:
                return everything[number - 1].end if number else 0
        for depth in range(len(path) - 1, 0, -1):
            place = self.end_of(path[:depth])
            if place is not None:
                return place
        return everything[-1].end if everything else 0

    def end_of(self, path: Path) -> int | None:
        """Return where the last statement of a table and its children ends, None where there are none."""
        end = None
        inside = False
        for statement in self.statements:
            if statement.kind != "key":
                inside = statement.path[: len(path)] == path
            if inside:
                end = statement.end
        return end

    def remove(self, path: Path) -> None:
        """Remove a key with the comments that belong to it, or a table without keys."""
        place = self.find(path)
        if place is not None and place.inline:
            self._remove_inline(place)
            return
        statement = place.statement if place is not None else self.header(path)
        if statement is not None:
            self.remove_statement(statement)

    def remove_statement(self, statement: Statement) -> None:
        """Remove a statement and what stands between the one before and it."""
        number = next(n for n, s in enumerate(self.statements) if s.start == statement.start)
        start = self.statements[number - 1].end if number else 0
        self.splice(start, statement.end, "")

    def _remove_inline(self, place: Place) -> None:
        end = place.end
        while self.text[end] in " \t\n":
            end += 1
        if self.text[end] == ",":
            end += 1
            while self.text[end] in " \t\n":
                end += 1
            self.splice(place.key, end, "")
            return
        start = place.key
        while self.text[start - 1] in " \t\n":
            start -= 1
        start -= self.text[start - 1] == ","
        self.splice(start, place.end, "")


def render_key(path: Path) -> str:
    """Return a dotted key, quoted where needed."""
    return ".".join(map(key, path))


def inline_table(values: dict[str, str]) -> str:
    """Return an inline table of literals."""
    return "{ " + ", ".join(f"{key(name)} = {value}" for name, value in values.items()) + " }"
